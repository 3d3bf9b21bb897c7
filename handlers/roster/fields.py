"""The forms of the roster by hand, one for each act; what isn't asked for comes when it is called for."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot import blocks as b
from bot.messages import roster as words
from bot.rules.desk import PairPage, PersonPage
from bot.rules.roster import byhand
from bot.rules.roster.handforms import KEEP, NONE, WITHDRAW
from bot.rules.zones import FIRST, spoken
from storage.engagements import Engagement
from storage.rostersearch import Hit

FORM = "roster.form"
NEW_SCHOOL, MORE = "roster.new_school", "roster.more"
TITLES = {
    byhand.ADDED: "Add a pair",
    byhand.CHANGED: "Change a pair",
    byhand.ENDED: "End a pair",
    byhand.REASSIGNED: "Another coach",
    byhand.MOVED: "Leader moves school",
    byhand.PERSON_ADDED: "Add a person",
    byhand.PERSON_CHANGED: "Change a person",
}
NEXT = "Look at it"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
NO_VISIT, NO_ZONE, NO_DISTRICT = "No weekly visit anymore", "As the program's", "No district"
KEPT = {KEEP: "It goes on with the new coach", WITHDRAW: "It ends; they agree on their own"}
MOVED_KEPT = {KEEP: "It goes on at the new school", WITHDRAW: "It ends; they agree on a new one"}

Filled = Mapping[str, Any]


def build(act: str, filled: Filled, data: Mapping[str, Any], known: Any, metadata: str) -> b.View:
    """A form. known: of the pair or person it is about, and districts; data: which parts are shown (m, n)."""
    return b.modal(FORM, TITLES[act], NEXT, _FORMS[act](filled, data, known), metadata)


def choice(hit: Hit) -> b.Block:
    """Something found, as an option."""
    return b.option(hit.name, str(hit.id), hit.about)


def _search(field: str, label: str, initial: b.Block | None, prompt: str, hint: str = "") -> b.Block:
    return b.ask(field, label, b.search(initial, prompt), hint=hint)


def _chosen(known: Mapping[str, Any], field: str) -> b.Block | None:
    found: Hit | None = known.get(field)
    return choice(found) if found else None


def _school(filled: Filled, data: Mapping[str, Any], known: Mapping[str, Any], label: str = "School") -> list[b.Block]:
    if not data.get("n"):
        return [
            _search("school", label, _chosen(known, "school"), "Type a school"),
            b.actions([b.button("+ A school that isn't in the list", NEW_SCHOOL)]),
        ]
    districts: Sequence[Hit] = known["districts"]
    menu = b.select([b.option(one.name, str(one.id)) for one in districts], str(filled.get("district") or ""))
    return [
        b.ask("new_school", "New school", b.text_input(initial=filled.get("new_school"))),
        b.ask("district", "Its district", menu),
    ]


def _visit(filled: Filled, hint: str = "", *, ends: bool = False) -> list[b.Block]:
    """ends: whether there is one, which may be taken away."""
    options = [b.option(name, str(place)) for place, name in enumerate(WEEKDAYS)]
    options += [b.option(NO_VISIT, NONE)] if ends else []
    day = b.select(options, str(filled.get("visit_day", "")), "Choose a day")
    return [
        b.ask("visit_day", "Weekly visit on", day, optional=True, hint=hint),
        b.ask("visit_start", "Start", b.time_input(filled.get("visit_start")), optional=True),
        b.ask("visit_minutes", "Minutes", b.number_input(filled.get("visit_minutes")), optional=True),
    ]


def _supervisor(filled: Filled) -> b.Block:
    hint = "So that nobody is coached by whom they report to. Only those who keep the roster see it."
    field = b.text_input(initial=filled.get("supervisor_email"), prompt="name@example.org")
    return b.ask("supervisor_email", "E-mail of the leader's supervisor", field, optional=True, hint=hint)


def _last_day(filled: Filled) -> b.Block:
    hint = "Empty: until it is ended."
    return b.ask("ends_on", "Last day", b.date_input(filled.get("ends_on")), optional=True, hint=hint)


def _why(filled: Filled) -> b.Block:
    options = [b.option(label, code) for code, label in byhand.REASONS.items()]
    menu = b.select(options, str(filled.get("reason", "")), "Choose a reason")
    return b.ask("reason", "Why", menu, hint="Kept for those who keep the roster. The two people don't read it.")


def _weekly(filled: Filled, page: PairPage, kept: Mapping[str, str], usual: str) -> list[b.Block]:
    """What becomes of the weekly time; nothing is asked where there is none."""
    if not page.weekly:
        return []
    options = [b.option(label, code) for code, label in kept.items()]
    label = b.short(f"Weekly time: {'; '.join(page.weekly)}", 150)
    return [b.ask("visits", label, b.radio(options, str(filled.get("visits", usual))))]


def _added(filled: Filled, data: Mapping[str, Any], known: Mapping[str, Any]) -> list[b.Block]:
    blocks = [
        _search("leader", "Leader", _chosen(known, "leader"), "Type a name", "Not there? Add the person first."),
        _search("coach", "Coach", _chosen(known, "coach"), "Type a name"),
        *_school(filled, data, known),
        b.ask("starts_on", "First day", b.date_input(filled.get("starts_on"))),
    ]
    if data.get("m"):
        return [*blocks, _last_day(filled), *_visit(filled), _supervisor(filled)]
    return [*blocks, b.actions([b.button("+ Last day, weekly visit, supervisor", MORE)])]


def _changed(filled: Filled, data: Mapping[str, Any], known: Mapping[str, Any]) -> list[b.Block]:
    page: PairPage = known["page"]
    ends = known["pair"].visit_day is not None
    hint = "Coach and leader may have agreed on this; both are told. Left empty, it stays as it is."
    who = b.section(f"{page.leader} · {page.school}, with {page.coach}")
    blocks = [who, *_visit(filled, hint, ends=ends), _last_day(filled)]
    if not data.get("m"):
        return [*blocks, b.actions([b.button("+ School, first day, supervisor", MORE)])]
    said = "Only to correct a mistake. For a leader who moves, use “Leader moves school”."
    return [
        *blocks,
        _search("school", "School", _chosen(known, "school"), "Type a school", said),
        b.ask("starts_on", "First day", b.date_input(filled.get("starts_on"))),
        _supervisor(filled),
    ]


def _ended(filled: Filled, _data: Mapping[str, Any], known: Mapping[str, Any]) -> list[b.Block]:
    page: PairPage = known["page"]
    return [
        b.section(f"{page.leader} · {page.school}, with {page.coach}"),
        b.ask("ends_on", "Last day", b.date_input(filled.get("ends_on")), hint="Visits after it are withdrawn."),
        _why(filled),
    ]


def _reassigned(filled: Filled, _data: Mapping[str, Any], known: Mapping[str, Any]) -> list[b.Block]:
    page: PairPage = known["page"]
    return [
        b.section(f"{page.leader} · {page.school}\nCoach now: {page.coach}"),
        _search("coach", "New coach", _chosen(known, "coach"), "Type a name"),
        b.ask("from_day", "From", b.date_input(filled.get("from_day")), hint="The first day of the new coach."),
        *_weekly(filled, page, KEPT, KEEP),
        _why(filled),
    ]


def _moved(filled: Filled, data: Mapping[str, Any], known: Mapping[str, Any]) -> list[b.Block]:
    page: PairPage = known["page"]
    return [
        b.section(f"{page.leader}, now at {page.school}. Hours and history stay with the leader."),
        *_school(filled, data, known, "New school"),
        b.ask("from_day", "From", b.date_input(filled.get("from_day")), hint="The first day at the new school."),
        _search("coach", "Coach there", _chosen(known, "coach"), "Type a name"),
        *_weekly(filled, page, MOVED_KEPT, WITHDRAW),
        _supervisor(filled),
    ]


def _person(filled: Filled, data: Mapping[str, Any], known: Mapping[str, Any]) -> list[b.Block]:
    options = [b.option(label, code) for code, label in words.ROLES.items()]
    page: PersonPage | None = known.get("person")
    matched = " They are matched in Slack already; that stays." if page and page.user else ""
    hint = f"People are matched to this Slack by it.{matched}"
    blocks = [
        b.ask("name", "Name", b.text_input(initial=filled.get("name"))),
        b.ask("email", "E-mail", b.text_input(initial=filled.get("email"), prompt="name@example.org"), hint=hint),
        b.ask("roles", "Roles", b.checks(options, tuple(filled.get("roles") or ()))),
    ]
    if not data.get("m"):
        return [*blocks, b.actions([b.button("+ Time zone, district, phone", MORE)])]
    return [*blocks, *_about(filled, known["districts"])]


def _about(filled: Filled, districts: Sequence[Hit]) -> list[b.Block]:
    """What may be left out, and taken away again."""
    zone, district = str(filled.get("time_zone") or NONE), str(filled.get("district") or NONE)
    named = dict.fromkeys([*([zone] if zone != NONE else []), *FIRST])
    zones = [b.option(NO_ZONE, NONE), *(b.option(spoken(one), one) for one in named)]
    places = [b.option(NO_DISTRICT, NONE), *(b.option(one.name, str(one.id)) for one in districts)]
    menu = [b.ask("district", "District", b.select(places, district), optional=True)]
    return [
        b.ask("time_zone", "Time zone", b.select(zones, zone), optional=True),
        *(menu if districts else []),
        b.ask("phone", "Phone", b.text_input(initial=filled.get("phone")), optional=True),
    ]


_FORMS: dict[str, Any] = {
    byhand.ADDED: _added,
    byhand.CHANGED: _changed,
    byhand.ENDED: _ended,
    byhand.REASSIGNED: _reassigned,
    byhand.MOVED: _moved,
    byhand.PERSON_ADDED: _person,
    byhand.PERSON_CHANGED: _person,
}


def usual(act: str, pair: Engagement | None, person: PersonPage | None, page: PairPage | None) -> dict[str, Any]:
    """What a form begins with."""
    if person is not None:
        return {
            "name": person.name,
            "email": person.email,
            "roles": person.roles,
            "time_zone": person.zone,
            "district": person.district_id,
            "phone": person.phone,
        }
    if pair is None or page is None:
        return {}
    if act != byhand.CHANGED:
        monday = page.today + timedelta(days=7 - page.today.weekday())
        return {"ends_on": page.today} if act == byhand.ENDED else {"from_day": monday}
    return {
        "visit_day": "" if pair.visit_day is None else str(pair.visit_day),
        "visit_start": pair.visit_start,
        "visit_minutes": pair.visit_minutes,
        "ends_on": pair.ends_on,
        "school": pair.school_id,
        "starts_on": pair.starts_on,
        "supervisor_email": page.supervisor,
    }
