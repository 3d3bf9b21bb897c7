"""The fields of forms F16 and F17, each by itself. What a person reads in them answers who can read it."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from bot import blocks as b
from bot.frameworks import FOCUS_MAX, Element
from bot.rules import contacts as rules
from storage.engagements import Engagement
from storage.messages import held_in
from storage.submitted import COPY, TRIED

GUESS = "A guess. Please check it."
PLAN = "From your weekly visit plan. Change it if it was different."
DUE = "A guess: your next visit, or a week from now. Please check it."
PLANNED = "plan"  # among the guesses: the day's time and length are those of the weekly visit
COPY_TEXT = b.option("Copy the message's text into the note", "yes")
COPIED = "What the note can't hold of it is left out. Without this, none of its text is kept."
LINKED = "From a message. Its link is kept with the contact, for you alone."
UNLINKED = "From a message. Slack gives me no link to it, as in conversations I'm not in. It is logged without one."
MADE = {"yes": "Yes", "attempted": "Only attempted"}
PEOPLE = 60  # characters of a name beside other words

Filled = Mapping[str, Any]


def guessed(filled: Filled, name: str, otherwise: str = "") -> str:
    """The hint under a field: that its value is a guess, where it is one."""
    return GUESS if name in filled.get("guesses", ()) else otherwise


def pair_option(pair: Engagement) -> b.Block:
    """A pair as a choice: the school first, then the leader."""
    return b.option(f"{pair.school} · {pair.leader}", str(pair.id))


def leader_of(pairs: Sequence[Engagement], filled: Filled, otherwise: str) -> str:
    """The chosen pair's leader."""
    return next((one.leader for one in pairs if str(one.id) == str(filled.get("engagement"))), otherwise)


def who(pairs: Sequence[Engagement], filled: Filled) -> b.Block:
    """School and leader; above a hundred they are searched."""
    options = [pair_option(one) for one in pairs]
    initial = next((one for one in options if one["value"] == str(filled.get("engagement"))), None)
    if len(options) > b.OPTIONS_MAX:
        menu = b.search(initial, "Type a school or a name")
    else:
        menu = b.select(options, str(filled.get("engagement")), "Choose a school")
    return b.ask("engagement", "School and leader", menu, live=True, hint=guessed(filled, "engagement"))


# The parts below that take no words are the same for everybody: made once for each choice, and never changed.
@lru_cache
def kind_of(kind: rules.Kind, hint: str = "") -> b.Block:
    """Which kind of contact."""
    options = [b.option(one.label, one.id) for one in rules.KINDS.values()]
    return b.ask("kind", "Kind", b.select(options, kind.id), live=True, hint=hint)


@lru_cache
def made(attempted: bool, hint: str = "") -> b.Block:
    """Whether it took place."""
    options = [b.option(label, code) for code, label in MADE.items()]
    field = b.radio(options, "attempted" if attempted else "yes")
    return b.ask("made", "Did it take place?", field, live=True, hint=hint)


def when(kind: rules.Kind, filled: Filled, attempted: bool) -> list[b.Block]:
    """Day, start and minutes, or how many."""
    parts = [b.ask("day", "Day", b.date_input(filled.get("day")), hint=guessed(filled, "day"))]
    if kind.counted:
        if not attempted:
            many = b.number_input(filled.get("count", 1))
            parts.append(b.ask("count", "How many", many, hint=guessed(filled, "count")))
        return parts
    hint = guessed(filled, "start", PLAN if PLANNED in filled.get("guesses", ()) else "")
    parts.append(b.ask("start", "Start", b.time_input(filled.get("start")), optional=True, hint=hint))
    name = TRIED if attempted else "minutes"
    length = b.number_input(filled.get(name))
    parts.append(b.ask(name, "Minutes", length, optional=attempted, hint=guessed(filled, "minutes")))
    return parts


@lru_cache
def medium(kind: rules.Kind, chosen: str | None, hint: str = "") -> b.Block:
    """By which of the media that the kind may have."""
    options = [b.option(rules.MEDIA[one], one) for one in kind.media]
    return b.ask("medium", "How", b.select(options, chosen if chosen in kind.media else kind.media[0]), hint=hint)


@lru_cache
def activities(chosen: tuple[str, ...], hint: str = "") -> b.Block:
    """What was done."""
    options = [b.option(label, code) for code, label in rules.ACTIVITIES.items()]
    field = b.choices(options, chosen, rules.ACTIVITIES_MAX)
    return b.ask("activities", "What you did", field, optional=True, hint=hint)


@lru_cache
def presence(chosen: str | None, hint: str = "") -> b.Block:
    """Whether the principal was there."""
    options = [b.option(label, code) for code, label in rules.PRESENCE.items()]
    return b.ask("presence", "Was the principal there?", b.radio(options, chosen), hint=hint)


def attendees(pairs: Sequence[Engagement], filled: Filled) -> b.Block:
    """Which further leaders were there; above a hundred they are searched."""
    chosen = {str(one) for one in filled.get("attendees", ())}
    others = [one for one in pairs if str(one.id) != str(filled.get("engagement"))]
    options = [pair_option(one) for one in others]
    if len(options) > b.OPTIONS_MAX:
        picked = [one for one in options if one["value"] in chosen]
        menu = b.search_several(picked, rules.ATTENDEES_MAX, "Type a school or a name")
    else:
        menu = b.choices(options, tuple(chosen), rules.ATTENDEES_MAX)
    hint = guessed(filled, "attendees", "Of your own schools.")
    return b.ask("attendees", "Which other leaders were there", menu, optional=True, hint=hint)


def others(filled: Filled) -> b.Block:
    """Who else was there, in roles."""
    field = b.text_input(initial=filled.get("others"), prompt="Two teachers, one consultant")
    return b.ask("others", "Who else was there", field, optional=True, hint="Roles and how many, no names.")


def focus(elements: Sequence[Element], filled: Filled, *, needed: bool) -> b.Block:
    """The standards and practices worked on, by framework."""
    groups: dict[str, list[b.Block]] = {}
    for one in elements:
        groups.setdefault(one.framework, []).append(b.option(one.words, one.code))
    chosen = [str(one) for one in filled.get("focus", ())]
    field = b.grouped(groups, chosen, FOCUS_MAX)
    hint = guessed(filled, "focus", f"At most {FOCUS_MAX}.")
    return b.ask("focus", "Standard or practice", field, optional=not needed, hint=hint)


def note(leader: str, filled: Filled, label: str = "Note for the two of you") -> b.Block:
    """Words for the pair."""
    hint = f"Only you and {leader} can read this. Please name no students."
    field = b.text_input(lines=True, initial=filled.get("note"))
    return b.ask("note", label, field, optional=True, hint=hint)


def step(place: int, leader: str, filled: Filled, due: date | None) -> list[b.Block]:
    """One next step: what, who, by when; the day starts with a guess."""
    name, label = f"next_steps.{place}", f"Next step {place + 1}" if place else "Next step"
    owners = [b.option("I will", "coach"), b.option(b.short(leader, PEOPLE) + " will", "leader")]
    owner = filled.get(f"{name}.owner", "leader" if place % 2 else "coach")
    day = filled.get(f"{name}.due_on")
    hint = DUE if due and day in (None, due, str(due)) else guessed(filled, name)
    return [
        b.ask(f"{name}.what", label, b.text_input(initial=filled.get(f"{name}.what")), optional=True),
        b.ask(f"{name}.owner", f"{label}: who", b.radio(owners, owner), hint=guessed(filled, name)),
        b.ask(f"{name}.due_on", f"{label}: by when", b.date_input(day or due), optional=True, hint=hint),
    ]


def private(filled: Filled) -> b.Block:
    """Words for the author alone."""
    field = b.text_input(lines=True, initial=filled.get("private_note"))
    hint = "Only you can ever read this."
    if filled.get("continued"):
        hint += " It begins with the rest of what you typed, which the note above couldn't hold."
    return b.ask("private_note", "Private note", field, optional=True, hint=hint)


def reason(filled: Filled) -> b.Block:
    """Why a contact is changed after its period has closed."""
    hint = "Its report period has closed. What it said before stays on record."
    return b.ask("reason", "Why you change it", b.text_input(initial=filled.get("reason")), hint=hint)


def message(mark: str, filled: Filled) -> list[b.Block]:
    """For a form opened from a message: whether its text goes into the note, and whether its link is kept."""
    held = held_in(mark)
    if held is None:
        return []
    said = b.context(LINKED if held.link else UNLINKED)
    box = b.checks([COPY_TEXT], ["yes"] if filled.get(COPY) else [])
    return [*([b.ask(COPY, "The message", box, optional=True, hint=COPIED)] if held.text else []), said]
