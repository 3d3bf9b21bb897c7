"""Form F16, the quick contact log: which fields it shows, prefilled with the best guess."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from bot import blocks as b
from bot.messages.sharing import SEE
from bot.rules import contacts as rules
from bot.rules.dates import local_time, minute_of
from handlers.coachlog import formparts as parts
from handlers.coachlog.formparts import pair_option
from handlers.commitments.top import top
from storage.engagements import Engagement
from storage.forming import Facts
from storage.reading import Begun, ToLog
from storage.submitted import STEPS

FORM = "contact.form"
SESSION = "contact.session"
ADD_STEP = "contact.add_step"
ADD_PRIVATE = "contact.add_private"
ADD_OTHERS = "contact.add_others"
ADD_FOCUS = "contact.add_focus"
ADD_CHECK_IN = "contact.add_check_in"
ADD_STANCES = "contact.add_stances"
ATTEMPTED = "contact.attempted"
BACK = "contact.page_one"
# What a button adds to the form, and what else does: a value in one of these fields.
SHOWN_BY: dict[str, tuple[str, tuple[str, ...]]] = {
    ADD_PRIVATE: ("private", ("private_note",)),
    ADD_OTHERS: ("others", ("others", "attendees")),
    ADD_FOCUS: ("focus", ("focus",)),
    ADD_CHECK_IN: ("check_in", ("check_in", "obstacles")),
    ADD_STANCES: ("stances", ("stances", "resources", "next_focus")),
    ATTEMPTED: ("made", ()),
}
# What each button says, and what a screen reader says of it.
LABELS: dict[str, tuple[str, str]] = {
    ADD_STEP: ("+ Next step", "Add a next step"),
    ADD_PRIVATE: ("+ Private note", "Add a private note"),
    ADD_OTHERS: ("+ Who else", "Add who else was there"),
    ADD_FOCUS: ("+ Standard", "Add a standard or practice"),
    ADD_CHECK_IN: ("+ Check-in, obstacles", "Add check-in and obstacles"),
    ADD_STANCES: ("+ Stances, resources", "Add stances, resources and the next focus"),
    ATTEMPTED: ("Only attempted", ""),
    BACK: ("Back to page 1", ""),
    SEE: ("See it as…", ""),
}
# How the metadata says each; those before the pages came have a place of their own.
LETTERS = {"focus": "f", "check_in": "c", "stances": "s", "made": "m", "reason": "r", "typed": "t", "two": "2"}

__all__ = ["FORM", "SESSION", "Shape", "build", "first_guess", "pair_option", "shape_of"]


@dataclass(frozen=True, slots=True)
class Shape:
    """What the form shows: the intent it carries, the kind, how many next steps, and what was called for.

    contact: the id of the contact being edited, or None for a new one. made: whether it took place is asked;
    reason: so is why it is changed; typed: it opened with words of the person's; two: it is at its second page;
    link: the mark of the message it is logged from (storage/messages.py); guesses: the fields that still hold a guess.
    """

    intent: str
    kind: str = "visit"
    steps: int = 0
    private: bool = False
    others: bool = False
    contact: int | None = None
    focus: bool = False
    check_in: bool = False
    stances: bool = False
    made: bool = False
    reason: bool = False
    typed: bool = False
    two: bool = False
    link: str = ""
    guesses: frozenset[str] = frozenset()

    def data(self) -> dict[str, Any]:
        """As metadata."""
        more = "".join(letter for name, letter in LETTERS.items() if getattr(self, name))
        own = {"i": self.intent, "n": self.steps, "p": int(self.private), "o": int(self.others), "c": self.contact}
        rest = {"x": more, "d": self.kind, "l": self.link, "g": " ".join(sorted(self.guesses))}
        return own | {name: value for name, value in rest.items() if value}

    @property
    def callback(self) -> str:
        """The id of the page it is at."""
        return SESSION if self.two else FORM


def shape_of(data: Mapping[str, Any], kind: str) -> Shape:
    """Back from metadata, with the kind now chosen."""
    known = kind if kind in rules.KINDS else "visit"
    flags: dict[str, Any] = {name: letter in data.get("x", "") for name, letter in LETTERS.items()}
    shape = Shape(data["i"], known, data["n"], bool(data["p"]), bool(data["o"]), data["c"], link=data.get("l", ""))
    return replace(shape, guesses=frozenset(data.get("g", "").split()), **flags)


def grown(shape: Shape, filled: Mapping[str, Any]) -> Shape:
    """The shape that shows every field there is a value for."""
    flags: dict[str, Any] = {
        name: getattr(shape, name) or any(filled.get(one) for one in fields) for name, fields in SHOWN_BY.values()
    }
    places = [int(name.split(".")[1]) + 1 for name in filled if name.startswith(f"{STEPS}.")]
    flags["made"] = flags["made"] or filled.get("made") == "attempted"
    guesses = shape.guesses | set(filled.get("guesses", ()))
    return replace(shape, steps=min(max([shape.steps, *places]), rules.STEPS_MAX), guesses=guesses, **flags)


def wants_facts(shape: Shape, filled: Mapping[str, Any]) -> bool:
    """Whether the page shows what needs more than the pairs: standards to choose from, days to guess."""
    first_of_two = rules.KINDS[shape.kind].collaborative and filled.get("made") != "attempted" and not shape.two
    return not first_of_two and (shape.focus or shape.steps > 0)


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


def first_guess(found: ToLog, now: datetime, chosen: int | None = None) -> dict[str, Any]:
    """What a fresh form starts with: the visit that just ended, by what is booked, else by the weekly plan.

    chosen: the engagement whose button was pressed; then its newest visit that isn't logged, also of another day.
    """
    pairs = {one.id: one for one in found.pairs}
    if chosen in pairs:
        begun = found.begun.get(chosen)
        return _from_visit(chosen, begun) if begun else _from_plan(pairs[chosen], now)
    today = [(one, begun) for one in found.pairs if (begun := found.begun.get(one.id)) and _is_today(begun, one, now)]
    today.sort(key=lambda one: (one[1].ends_at <= now, one[1].ends_at), reverse=True)
    if likely := [(one, begun) for one, begun in today if one.id not in found.logged]:
        return _from_visit(likely[0][0].id, likely[0][1])
    settled = found.logged | found.told
    if usual := [one for one in just_ended(found.pairs, now) if one.id not in settled]:
        return _from_plan(usual[0], now)
    guess: dict[str, Any] = {"day": local_time(now, found.pairs[0].zone).date()}
    return guess | {"engagement": found.pairs[0].id} if len(found.pairs) == 1 else guess


def _is_today(begun: Begun, pair: Engagement, now: datetime) -> bool:
    return begun.day == local_time(now, pair.zone).date()


def _from_visit(engagement: int, begun: Begun) -> dict[str, Any]:
    guess = {"engagement": engagement, "day": begun.day, "minutes": begun.minutes, "start": begun.start}
    return guess | {"kind": begun.kind, "guesses": (parts.PLANNED,)}


def _from_plan(pair: Engagement, now: datetime) -> dict[str, Any]:
    here = local_time(now, pair.zone)
    guess: dict[str, Any] = {"engagement": pair.id, "day": _visit_day(pair, here), "minutes": pair.visit_minutes}
    if pair.visit_start and pair.visit_day is not None:
        guess |= {"start": pair.visit_start, "guesses": (parts.PLANNED,)}
    return guess


def _visit_day(pair: Engagement, here: datetime) -> date:
    if pair.visit_day is None:
        return here.date()
    last = here.date() - timedelta(days=(here.weekday() - pair.visit_day) % 7)
    return min(max(last, pair.starts_on), pair.ends_on or date.max)


def build(facts: Facts, shape: Shape, filled: Mapping[str, Any], metadata: str) -> b.View:
    """The first page. filled: initial values by field; what was typed already stays, because Slack keeps it."""
    kind = rules.KINDS[shape.kind]
    attempted = filled.get("made") == "attempted"
    first_of_two = kind.collaborative and not attempted
    blocks = [parts.who(facts.pairs, filled), *([] if shape.contact else top(facts.open, filled))]
    blocks.append(parts.kind_of(kind, parts.guessed(filled, "kind")))
    if shape.made:
        blocks.append(parts.made(attempted, parts.guessed(filled, "made")))
    blocks += parts.when(kind, filled, attempted)
    if len(kind.media) > 1:
        blocks.append(parts.medium(kind, filled.get("medium"), parts.guessed(filled, "medium")))
    if not attempted:
        blocks += _what(facts.pairs, kind, shape, filled)
    if not first_of_two:
        blocks += _words(facts, shape, filled)
    if shape.reason:
        blocks.append(parts.reason(filled))
    shown = frozenset(name for name in ("private", "others", "focus", "made") if getattr(shape, name))
    blocks.append(_more(kind, shape.steps, shown, attempted, first_of_two))
    title, submit = ("Edit a contact", "Save") if shape.contact else ("Log a contact", "Log it")
    return b.modal(FORM, title, "Next" if first_of_two else submit, blocks, metadata, notify=True)


def _what(pairs: Sequence[Engagement], kind: rules.Kind, shape: Shape, filled: Mapping[str, Any]) -> list[b.Block]:
    blocks: list[b.Block] = []
    if kind.activities:
        chosen = tuple(filled.get("activities", ()))
        blocks.append(parts.activities(chosen, parts.guessed(filled, "activities")))
    if kind.presence:
        blocks.append(parts.presence(filled.get("presence"), parts.guessed(filled, "presence")))
    if kind.group and len(pairs) > 1 and (shape.others or kind.id == "cohort"):
        blocks.append(parts.attendees(pairs, filled))
    if kind.others and shape.others:
        blocks.append(parts.others(filled))
    return blocks


def _words(facts: Facts, shape: Shape, filled: Mapping[str, Any]) -> list[b.Block]:
    blocks = [parts.focus(facts.elements, filled, needed=False)] if shape.focus and facts.elements else []
    blocks.append(parts.note(parts.leader_of(facts.pairs, filled, "the leader"), filled))
    blocks += parts.message(shape.link, filled)
    leader = parts.leader_of(facts.pairs, filled, "The leader")
    for place in range(shape.steps):
        blocks += parts.step(place, leader, filled, facts.due)
    if shape.private:
        blocks.append(parts.private(filled))
    return blocks


@lru_cache
def _more(kind: rules.Kind, steps: int, shown: frozenset[str], attempted: bool, first_of_two: bool) -> b.Block:
    """The buttons that call for more. shown: the flags of the shape that are set."""
    wanted = {
        ADD_STEP: not first_of_two and steps < rules.STEPS_MAX,
        ADD_PRIVATE: not first_of_two and "private" not in shown,
        ADD_OTHERS: kind.others and "others" not in shown and not attempted,
        ADD_FOCUS: not first_of_two and "focus" not in shown and not attempted,
        ATTEMPTED: "made" not in shown,
        SEE: True,
    }
    return b.actions(more_buttons(wanted), "more")


def more_buttons(wanted: Mapping[str, bool]) -> list[b.Block]:
    """The buttons that are wanted, in the order named."""
    labels = {action: LABELS[action] for action, shown in wanted.items() if shown}
    return [b.button(text, action, spoken=spoken) for action, (text, spoken) in labels.items()]
