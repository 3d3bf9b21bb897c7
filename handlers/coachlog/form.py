"""Form F16, the quick contact log: which fields it shows, prefilled with the best guess."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from bot import blocks as b
from bot.rules import contacts as rules
from bot.rules.dates import local_time, minute_of
from bot.rules.views import Record
from storage.engagements import Engagement

FORM = "contact.form"
ADD_STEP = "contact.add_step"
ADD_PRIVATE = "contact.add_private"
ADD_OTHERS = "contact.add_others"


@dataclass(frozen=True, slots=True)
class Shape:
    """What the form shows: the intent it carries, the kind, how many next steps, whether the private note is open.

    contact: the id of the contact being edited, or None for a new one.
    """

    intent: str
    kind: str = "visit"
    steps: int = 0
    private: bool = False
    others: bool = False
    contact: int | None = None

    def data(self) -> dict[str, Any]:
        """As metadata."""
        return {"i": self.intent, "n": self.steps, "p": int(self.private), "o": int(self.others), "c": self.contact}


def shape_of(data: Mapping[str, Any], kind: str) -> Shape:
    """Back from metadata, with the kind now chosen."""
    known = kind if kind in rules.KINDS else "visit"
    return Shape(data["i"], known, data["n"], bool(data["p"]), bool(data["o"]), data["c"])


def just_ended(pairs: Sequence[Engagement], now: datetime) -> list[Engagement]:
    """Today's weekly visits that have begun: those that are over first, of them the latest first."""
    begun: list[tuple[bool, str, Engagement]] = []
    clocks = {zone: local_time(now, zone) for zone in {one.zone for one in pairs}}
    for pair in pairs:
        here = clocks[pair.zone]
        held = pair.visit_day == here.weekday() and (pair.ends_on is None or pair.ends_on >= here.date())
        if held and pair.visit_start and pair.visit_start <= f"{here:%H:%M}":
            over = minute_of(pair.visit_start) + (pair.visit_minutes or 0) <= here.hour * 60 + here.minute
            begun.append((over, pair.visit_start, pair))
    return [pair for _, _, pair in sorted(begun, key=lambda one: one[:2], reverse=True)]


def first_guess(
    pairs: Sequence[Engagement], now: datetime, chosen: int | None = None, logged: Collection[int] = ()
) -> dict[str, Any]:
    """What a fresh form starts with. chosen: the engagement whose button was pressed; logged: those visited today."""
    likely = [one for one in pairs if one.id == chosen]
    likely += [one for one in just_ended(pairs, now) if one.id not in logged]
    if likely:
        return _from_plan(likely[0], now)
    guess: dict[str, Any] = {"day": local_time(now, pairs[0].zone).date()}
    return guess | {"engagement": pairs[0].id} if len(pairs) == 1 else guess


def _from_plan(pair: Engagement, now: datetime) -> dict[str, Any]:
    here = local_time(now, pair.zone)
    guess: dict[str, Any] = {"engagement": pair.id, "day": _visit_day(pair, here), "minutes": pair.visit_minutes}
    if pair.visit_start and pair.visit_day is not None:
        guess |= {"start": pair.visit_start, "guessed": True}
    return guess


def _visit_day(pair: Engagement, here: datetime) -> date:
    if pair.visit_day is None:
        return here.date()
    last = here.date() - timedelta(days=(here.weekday() - pair.visit_day) % 7)
    return min(max(last, pair.starts_on), pair.ends_on or date.max)


def filled_from(record: Record) -> dict[str, Any]:
    """A stored contact as the form's initial values."""
    fact = record.fact
    filled: dict[str, Any] = {
        "engagement": fact.engagement_id,
        "day": fact.day,
        "start": fact.start,
        "minutes": fact.minutes,
        "count": fact.count,
        "activities": fact.activities,
        "presence": fact.presence,
        "others": record.others,
        "note": record.note,
        "private_note": record.private_note,
    }
    for place, step in enumerate(record.steps):
        name = f"next_steps.{place}"
        filled |= {f"{name}.owner": step.owner, f"{name}.what": step.what, f"{name}.due_on": step.due_on}
    return filled


def build(pairs: Sequence[Engagement], shape: Shape, filled: Mapping[str, Any], metadata: str) -> b.View:
    """The modal. filled: initial values by field; what was typed already stays, because Slack keeps it."""
    kind = rules.KINDS[shape.kind]
    parts = [_who(pairs, filled), _kind(kind), *_when(kind, filled), *_what(kind, shape, filled), *_note(pairs, filled)]
    for place in range(shape.steps):
        parts += _step(place, _leader(pairs, filled, "The leader"), filled)
    if shape.private:
        parts.append(_private(filled))
    more = _more(shape)
    if more:
        parts.append(b.actions(more, "more"))
    title, submit = ("Edit a contact", "Save") if shape.contact else ("Log a contact", "Log it")
    return b.modal(FORM, title, submit, parts, metadata)


def pair_option(pair: Engagement) -> b.Block:
    """A pair as a choice: the school first, then the leader."""
    return b.option(f"{pair.school} · {pair.leader}", str(pair.id))


def _who(pairs: Sequence[Engagement], filled: Mapping[str, Any]) -> b.Block:
    options = [pair_option(one) for one in pairs]
    initial = next((one for one in options if one["value"] == str(filled.get("engagement"))), None)
    if len(options) > b.OPTIONS_MAX:
        menu = b.search(initial, "Type a school or a name")
    else:
        menu = b.select(options, str(filled.get("engagement")), "Choose a school")
    return b.ask("engagement", "School and leader", menu, live=True)


# The parts below are the same for everybody: made once for each choice, and never changed.
@lru_cache
def _kind(kind: rules.Kind) -> b.Block:
    options = [b.option(one.label, one.id) for one in rules.KINDS.values()]
    return b.ask("kind", "Kind", b.select(options, kind.id), live=True)


def _when(kind: rules.Kind, filled: Mapping[str, Any]) -> list[b.Block]:
    parts = [b.ask("day", "Day", b.date_input(filled.get("day")))]
    if kind.counted:
        parts.append(b.ask("count", "How many", b.number_input(filled.get("count", 1))))
        return parts
    hint = "From your weekly visit plan. Change it if it was different." if filled.get("guessed") else ""
    parts.append(b.ask("start", "Start", b.time_input(filled.get("start")), optional=True, hint=hint))
    parts.append(b.ask("minutes", "Minutes", b.number_input(filled.get("minutes"))))
    return parts


def _what(kind: rules.Kind, shape: Shape, filled: Mapping[str, Any]) -> list[b.Block]:
    parts: list[b.Block] = []
    if kind.activities:
        parts.append(_activities(tuple(filled.get("activities", ()))))
    if kind.presence:
        parts.append(_presence(filled.get("presence")))
    if kind.others and shape.others:
        hint = "Roles and how many, no names."
        field = b.text_input(initial=filled.get("others"), prompt="Two teachers, one consultant")
        parts.append(b.ask("others", "Who else was there", field, optional=True, hint=hint))
    return parts


@lru_cache
def _activities(chosen: tuple[str, ...]) -> b.Block:
    options = [b.option(label, code) for code, label in rules.ACTIVITIES.items()]
    return b.ask("activities", "What you did", b.choices(options, chosen, rules.ACTIVITIES_MAX), optional=True)


@lru_cache
def _presence(chosen: str | None) -> b.Block:
    options = [b.option(label, code) for code, label in rules.PRESENCE.items()]
    return b.ask("presence", "Was the principal there?", b.radio(options, chosen))


def _leader(pairs: Sequence[Engagement], filled: Mapping[str, Any], otherwise: str) -> str:
    return next((one.leader for one in pairs if one.id == filled.get("engagement")), otherwise)


def _note(pairs: Sequence[Engagement], filled: Mapping[str, Any]) -> list[b.Block]:
    leader = _leader(pairs, filled, "the leader")
    hint = f"Only you and {leader} can read this. Please name no students."
    field = b.text_input(lines=True, initial=filled.get("note"))
    return [b.ask("note", "Note for the two of you", field, optional=True, hint=hint)]


def _step(place: int, leader: str, filled: Mapping[str, Any]) -> list[b.Block]:
    name, step = f"next_steps.{place}", f"Next step {place + 1}" if place else "Next step"
    owners = [b.option("I will", "coach"), b.option(b.short(leader, 60) + " will", "leader")]
    owner = filled.get(f"{name}.owner", "coach")
    return [
        b.ask(f"{name}.what", step, b.text_input(initial=filled.get(f"{name}.what")), optional=True),
        b.ask(f"{name}.owner", f"{step}: who", b.radio(owners, owner)),
        b.ask(f"{name}.due_on", f"{step}: by when", b.date_input(filled.get(f"{name}.due_on")), optional=True),
    ]


def _private(filled: Mapping[str, Any]) -> b.Block:
    field = b.text_input(lines=True, initial=filled.get("private_note"))
    hint = "Only you can ever read this."
    if filled.get("continued"):
        hint += " It begins with the rest of what you typed, which the note above couldn't hold."
    return b.ask("private_note", "Private note", field, optional=True, hint=hint)


def _more(shape: Shape) -> list[b.Block]:
    buttons = []
    if shape.steps < rules.STEPS_MAX:
        buttons.append(b.button("Add a next step", ADD_STEP))
    if not shape.private:
        buttons.append(b.button("Add a private note", ADD_PRIVATE))
    if rules.KINDS[shape.kind].others and not shape.others:
        buttons.append(b.button("Add who else was there", ADD_OTHERS))
    return buttons
