"""The fields of form F21, each by itself: with whom, what, when, where, how often."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot import blocks as b
from bot.messages.visits import SEES
from bot.rules import visits as rules
from bot.rules.weeks import COACH
from bot.rules.zones import FIRST, spoken
from storage.engagements import Engagement

GUESS = "A guess. Please check it."
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
EVERY = {"1": "Every week", "2": "Every 2 weeks", "3": "Every 3 weeks", "4": "Every 4 weeks"}
AGREED, ASK = "agreed", "ask"

Filled = Mapping[str, Any]


def hint_of(filled: Filled, name: str, otherwise: str = "") -> str:
    """The hint under a field: that its value is a guess, where it is one."""
    return GUESS if name in filled.get("guesses", ()) else otherwise


def pair_option(pair: Engagement, side: str) -> b.Block:
    """A pair as a choice: the school first, then the other person."""
    return b.option(f"{pair.school} · {pair.leader if side == COACH else pair.coach}", str(pair.id))


def pair_of(pairs: Sequence[Engagement], filled: Filled) -> Engagement | None:
    """The chosen pair."""
    return next((one for one in pairs if str(one.id) == str(filled.get("engagement"))), None)


def whom(pairs: Sequence[Engagement], side: str, filled: Filled) -> b.Block:
    """School and the other person; above a hundred they are searched."""
    options = [pair_option(one, side) for one in pairs]
    initial = next((one for one in options if one["value"] == str(filled.get("engagement"))), None)
    if len(options) > b.OPTIONS_MAX:
        menu = b.search(initial, "Type a school or a name")
    else:
        menu = b.select(options, str(filled.get("engagement")), "Choose a school")
    label = "School and leader" if side == COACH else "School and coach"
    return b.ask("engagement", label, menu, live=True, hint=hint_of(filled, "engagement"))


def what(chosen: str, filled: Filled) -> b.Block:
    """Which kind of meeting."""
    options = [b.option(label, code) for code, label in rules.KINDS.items()]
    return b.ask("kind", "What", b.select(options, chosen), live=True, hint=hint_of(filled, "kind"))


def day(filled: Filled, label: str = "Day", hint: str = "") -> b.Block:
    """On which day."""
    return b.ask("day", label, b.date_input(filled.get("day")), hint=hint_of(filled, "day", hint))


def start(filled: Filled, zone: str) -> b.Block:
    """From when on. zone: in which that is."""
    return b.ask("start", "Start", b.time_input(filled.get("start")), hint=hint_of(filled, "start", spoken(zone)))


def minutes(filled: Filled) -> b.Block:
    """How long."""
    return b.ask("minutes", "Minutes", b.number_input(filled.get("minutes")), hint=hint_of(filled, "minutes"))


def place(filled: Filled) -> b.Block:
    """Where, if not at the school."""
    field = b.text_input(initial=filled.get("place"), prompt="For example: District office, room 2")
    return b.ask("place", "Place", field, optional=True, hint="Only if it isn't at the school. Both of you see it.")


def zone(filled: Filled, usual: str) -> b.Block:
    """In which zone the time is meant."""
    chosen = str(filled.get("zone") or usual)
    names = list(dict.fromkeys([usual, chosen, *FIRST]))
    options = [b.option(spoken(one), one) for one in names]
    return b.ask("zone", "Time zone", b.select(options, chosen))


def guests(pairs: Sequence[Engagement], filled: Filled) -> b.Block:
    """Which further leaders of the coach come."""
    chosen = {str(one) for one in filled.get("guests") or ()}
    options = [pair_option(one, COACH) for one in pairs if str(one.id) != str(filled.get("engagement"))]
    if len(options) > b.OPTIONS_MAX:
        menu = b.search_several([one for one in options if one["value"] in chosen], rules.GUESTS_MAX)
    else:
        menu = b.choices(options, tuple(chosen), rules.GUESTS_MAX)
    return b.ask("guests", "Who else comes", menu, optional=True, hint="They see when and where it is.")


def agreed(pair: Engagement | None, chosen: str) -> b.Block:
    """Whether it is agreed already, or the leader is to be asked first."""
    who = b.short(pair.leader, 40) if pair else "the leader"
    options = [
        b.option("It is agreed: book it", AGREED),
        b.option("Ask first", ASK, b.short(f"{who[:1].upper()}{who[1:]} accepts, or offers another time", 75)),
    ]
    return b.ask("ask", f"Does {who} know of it?", b.radio(options, chosen))


def weekday(filled: Filled) -> b.Block:
    """On which day of the week."""
    options = [b.option(name, str(place)) for place, name in enumerate(WEEKDAYS)]
    menu = b.select(options, str(filled.get("weekday", "")), "Choose a day")
    return b.ask("weekday", "Weekday", menu, hint=hint_of(filled, "weekday"))


def every(filled: Filled) -> b.Block:
    """How often."""
    options = [b.option(label, code) for code, label in EVERY.items()]
    return b.ask("every_weeks", "How often", b.select(options, str(filled.get("every_weeks", "1"))))


def who_sees(pair: Engagement | None, side: str) -> b.Block:
    """Who can see what is filled in, before it is saved."""
    other = (pair.leader if side == COACH else pair.coach) if pair else "the other person"
    return b.context(f"You and {other} see this. {SEES}")
