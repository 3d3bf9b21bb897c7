"""The rows that each form of the roster by hand comes to."""

from typing import Any

from bot.errors import Denied, FieldErrors
from bot.rules.contacts import spell
from bot.rules.programme import ROLES
from bot.rules.roster import byhand
from bot.rules.roster.byhand import DAY, Hand, cells_of, find_pair, with_pair, with_person
from bot.rules.roster.handforms import AddPair, ChangePair, EndPair, Form, MoveLeader, PersonForm
from bot.rules.roster.known import Known, KnownEngagement, KnownPerson, key_of
from bot.rules.roster.plan import VISIT

# The field under which what is wrong with a column is said, where it isn't of the same name.
FIELDS: dict[str, dict[str, str]] = {
    byhand.ADDED: {"leader_email": "leader", "coach_email": "coach"},
    byhand.CHANGED: {"leader_email": "school", "coach_email": "school"},
    byhand.REASSIGNED: {"coach_email": "coach", "starts_on": "from_day", "ends_on": "from_day"},
    byhand.MOVED: {"coach_email": "coach", "starts_on": "from_day", "ends_on": "from_day", "leader_email": "from_day"},
}


def hand_of(form: Form, known: Known, subject: int) -> Hand:
    """A form as rows. subject: the pair or person it is about. Raises Denied for what isn't the program's."""
    if isinstance(form, AddPair):
        return _added(form, known)
    if isinstance(form, PersonForm):
        return _person(form, known, subject)
    found = find_pair(known, subject)
    if found is None:
        raise Denied("roster.pair")
    if isinstance(form, ChangePair):
        return _changed(form, known, found[1])
    if isinstance(form, EndPair):
        hand = Hand(known)
        hand.pair_row(cells_of(known, found[1], ends_on=str(form.ends_on)))
        return hand
    return _handed(form, known, found[1])


def fields_of(act: str, columns: dict[str, str]) -> dict[str, str]:
    """Sentences by field, of those by column."""
    names = FIELDS.get(act, {})
    return {names.get(column, column): sentence for column, sentence in columns.items()}


def _email(known: Known, person: int) -> str:
    if person not in known.emails:
        raise Denied("roster.person")
    return known.emails[person]


def _place(form: AddPair | MoveLeader, known: Known) -> byhand.Cells:
    if form.new_school:
        if form.district is None or form.district not in known.district_names:
            raise FieldErrors({"district": "Choose the district of the new school."})
        return {"district": known.district_names[form.district], "school": form.new_school}
    if form.school is None:
        raise FieldErrors({"school": "Choose a school, or add a new one."})
    return _school(known, form.school)


def _school(known: Known, school: int) -> byhand.Cells:
    if school not in known.school_names:
        raise Denied("roster.school")
    district, name = known.school_names[school]
    return {"district": district, "school": name}


def _added(form: AddPair, known: Known) -> Hand:
    form.check_whole()
    hand = Hand(known)
    cells = _place(form, known) | form.cells
    cells |= {"leader_email": _email(known, form.leader), "coach_email": _email(known, form.coach)}
    cells |= {"starts_on": str(form.starts_on), "ends_on": str(form.ends_on or "")}
    hand.pair_row({**cells, "supervisor_email": form.supervisor_email or ""})
    placed = hand.roster.engagements
    if placed and key_of(placed[0].value) in known.engagements:
        raise FieldErrors({"starts_on": f"This pair is in the roster already, from {spell(form.starts_on)} on."})
    return hand


def _changed(form: ChangePair, known: Known, one: KnownEngagement) -> Hand:
    """First day and school make a pair itself: of the same pair, they are changed in what is stored beforehand."""
    if form.visit_day or form.visit_start or form.visit_minutes:
        form.check_whole(one.visit_day, one.visit_start)
    place = _school(known, form.school)
    beyond: dict[str, Any] = {}
    if (form.school, form.starts_on) != (one.school_id, one.starts_on):
        beyond = {"school_id": form.school, "starts_on": form.starts_on}
    beyond |= {"ends_on": None} if one.ends_on and form.ends_on is None else {}
    beyond |= dict.fromkeys(VISIT) if form.ends_weekly and one.visit_day is not None else {}
    beyond |= {"supervisor_email": None} if one.supervisor_email and not form.supervisor_email else {}
    seen = with_pair(known, one, **beyond)
    clash = find_pair(seen, one.id)
    if clash is None or len(seen.engagements) != len(known.engagements):
        raise FieldErrors({"starts_on": "The same two people have a pair there from that day on already."})
    hand = Hand(seen, pairs={one.id: beyond} if beyond else {})
    given = {"starts_on": str(form.starts_on), "ends_on": str(form.ends_on or "")}
    email = {"supervisor_email": form.supervisor_email or ""}
    hand.pair_row(cells_of(seen, clash[1], **place, **given, **email, **form.cells))
    return hand


def _handed(form: Any, known: Known, one: KnownEngagement) -> Hand:
    """The old pair ends on the day before, and the new one begins."""
    if form.from_day <= one.starts_on:
        raise FieldErrors({"from_day": f"This pair began on {spell(one.starts_on)}. Choose a day after that."})
    if one.ends_on and one.ends_on < form.from_day:
        raise FieldErrors({"from_day": f"This pair ends on {spell(one.ends_on)}. Choose a day until then."})
    hand = Hand(known)
    hand.pair_row(cells_of(known, one, ends_on=str(form.from_day - DAY)))
    others = {"starts_on": str(form.from_day), "coach_email": _email(known, form.coach)}
    if isinstance(form, MoveLeader):
        place = _place(form, known)
        if place == _school(known, one.school_id):
            raise FieldErrors({"school": "The leader is at this school already. Choose the new one."})
        others |= place | {"supervisor_email": form.supervisor_email or ""}
    elif form.coach == one.coach_id:
        raise FieldErrors({"coach": "This is the coach now. Choose another one."})
    hand.pair_row(cells_of(known, one, **others))
    return hand


def _person(form: PersonForm, known: Known, subject: int) -> Hand:
    strange = set(form.roles) - set(ROLES)
    if strange:
        raise Denied("value", "roles", "Choose roles of the list.")
    cells = {"name": form.name or "", "email": form.email or "", "roles": " ".join(form.roles)}
    cells |= {"time_zone": form.time_zone or "", "phone": form.phone or ""}
    if form.district is not None:
        cells["district"] = known.district_names.get(form.district, "")
    if not subject:
        hand = Hand(known)
        hand.person_row(cells)
        _is_new(hand, known)
        return hand
    return _same_person(known, subject, cells)


def _is_new(hand: Hand, known: Known) -> None:
    for placed in hand.roster.people:
        held = known.people.get(placed.value.email)
        if held and held.roles:
            sentence = f"{held.name} has this e-mail in the program already. Search for them instead."
            raise FieldErrors({"email": sentence})


def _same_person(known: Known, subject: int, cells: byhand.Cells) -> Hand:
    one: KnownPerson | None = known.people.get(known.emails.get(subject, ""))
    if one is None or not one.roles:
        raise Denied("roster.person")
    hand = Hand(known)
    hand.person_row(cells)
    email = hand.roster.people[0].value.email if hand.roster.people else one.email
    beyond = _cleared(one, cells)
    if email != one.email:
        _check_email(one, known, email)
        beyond |= {"email": email}
    if beyond:
        hand.known = with_person(known, one, **beyond)
        hand.people = {one.id: {"district" if name == "district_id" else name: to for name, to in beyond.items()}}
    return hand


def _cleared(one: KnownPerson, cells: byhand.Cells) -> dict[str, Any]:
    """What is stored and left empty now. A liaison's district is what they are told of, so that it stays."""
    stored = {"time_zone": one.zone, "phone": one.phone, "district": one.district_id}
    gone = {name for name, value in stored.items() if value is not None and not cells.get(name)}
    if "district" in gone and "liaison" in cells["roles"].split():
        sentence = "A liaison is told of one district. Choose it, or take the role away."
        raise FieldErrors({"district": sentence})
    columns = {"time_zone": "zone", "district": "district_id"}
    return {columns.get(name, name): None for name in sorted(gone)}


def _check_email(one: KnownPerson, known: Known, email: str) -> None:
    if taken := known.people.get(email):
        raise FieldErrors({"email": f"This is {taken.name}'s e-mail. Each person has their own."})
    if one.elsewhere:
        sentence = "This person is in another program too, which knows them by this e-mail. Leave it as it is."
        raise FieldErrors({"email": sentence})
