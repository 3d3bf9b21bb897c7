"""The three forms behind Settings; each opens with what is in force, and what is saved is in force at once."""

from collections.abc import Callable, Mapping
from typing import Any

from bot import blocks as b
from bot import forms
from bot.rules.nudges import Kind
from bot.rules.prompts import RHYTHMS
from bot.rules.wishes import WEEKDAYS, Wishes
from bot.rules.zones import find_zones, spoken
from handlers.errors import in_background, show
from handlers.settings.page import refresh
from handlers.turn import Turn
from storage.preferences import FOLLOW, NewAway, NewHours, NewKinds
from storage.wishing import save_away, save_hours, save_kinds, wishes_of

HOURS, AWAY, KINDS = "settings.hours", "settings.away", "settings.kinds"
BOXES = 10  # that Slack shows in one field
MORE = "more_kinds"


async def open_hours(turn: Turn) -> None:
    """Ack, then open the form of zone, days and hours."""
    await _open(turn, HOURS, hours_form)


async def open_away(turn: Turn) -> None:
    """Ack, then open the form of the days away."""
    await _open(turn, AWAY, away_form)


async def open_kinds(turn: Turn) -> None:
    """Ack, then open the form of what is wanted."""
    await _open(turn, KINDS, kinds_form)


async def _open(turn: Turn, form_id: str, build: Callable[[Wishes, str], b.View]) -> None:
    async def opened(later: Turn) -> None:
        wishes = await later.store.read(wishes_of, later.actor, later.now)
        await show(later, build(wishes, later.pack({}, form_id)))

    await turn.ack()
    in_background(turn, opened)


def hours_form(wishes: Wishes, metadata: str) -> b.View:
    """When I write: zone, days, hours, the hour for what can wait, quiet."""
    days = [b.option(name, str(day)) for day, name in enumerate(WEEKDAYS)]
    quiet = wishes.quiet or (None, None)
    zone = zone_option(wishes.own_zone or FOLLOW, wishes.zone)
    blocks = [
        b.ask("zone", "Time zone", b.search(zone, "Type a city, or Eastern")),
        b.ask("days", "Days", b.checks(days, [str(day) for day in wishes.days])),
        b.ask("hours_from", "From", b.time_input(wishes.hours[0])),
        b.ask("hours_to", "Until", b.time_input(wishes.hours[1])),
        b.ask("bundle_at", "What can wait comes together at", b.time_input(wishes.bundle_at)),
        b.ask("quiet_from", "Quiet from", b.time_input(quiet[0]), optional=True, hint="Lunch, for example."),
        b.ask("quiet_to", "Quiet until", b.time_input(quiet[1]), optional=True),
    ]
    return b.modal(HOURS, "When I write to you", "Save", blocks, metadata)


def away_form(wishes: Wishes, metadata: str) -> b.View:
    """From which day to which."""
    first, last = wishes.away or (wishes.today, None)
    hint = "Nothing comes meanwhile. On the first morning after it you get one message of what still matters."
    blocks = [
        b.ask("away_from", "First day away", b.date_input(first)),
        b.ask("away_until", "Last day away", b.date_input(last), hint=hint),
    ]
    return b.modal(AWAY, "Being away", "Save", blocks, metadata)


def kinds_form(wishes: Wishes, metadata: str) -> b.View:
    """Which kinds; how often questions come; with charts or without."""
    free = [one for one in wishes.kinds if not one.locked]
    groups = [free[place : place + BOXES] for place in range(0, len(free), BOXES)]
    names = (("kinds", "I may send"), (MORE, "And"))
    blocks = [_boxes(name, label, group, wishes) for (name, label), group in zip(names, groups, strict=False)]
    blocks += [b.context(f"{one.label} – always on. {one.locked}") for one in wishes.kinds if one.locked]
    if wishes.prompt_weeks is not None:
        rhythms = [b.option(label, str(weeks)) for weeks, label in RHYTHMS.items()]
        blocks.append(b.ask("prompt_weeks", "Questions to think about", b.select(rhythms, str(wishes.prompt_weeks))))
    looks = [b.option("With charts", "no"), b.option("Text only", "yes")]
    blocks.append(b.ask("text_only", "How it looks", b.radio(looks, "yes" if wishes.text_only else "no")))
    return b.modal(KINDS, "What I send", "Save", blocks, metadata)


def _boxes(name: str, label: str, kinds: list[Kind], wishes: Wishes) -> b.Block:
    options = [b.option(one.label, one.id) for one in kinds]
    on = [one.id for one in kinds if one.id not in wishes.off]
    return b.ask(name, label, b.checks(options, on), optional=True)


def zone_option(name: str, found: str) -> b.Block:
    """A zone as a choice. found: the zone that Slack, or else the program, gives."""
    return b.option(f"Where Slack says I am ({spoken(found)})" if name == FOLLOW else name.replace("_", " "), name)


async def offer_zones(turn: Turn) -> None:
    """The time zones that match what is typed; to follow Slack while nothing is."""
    wishes = await turn.store.read(wishes_of, turn.actor, turn.now)
    typed = str(turn.body.get("value", ""))
    names = find_zones(typed, wishes.zone)
    first = [] if typed.strip() else [b.option("Where Slack says I am", FOLLOW)]
    await turn.ack(options=[*first, *(zone_option(name, name) for name in names)][: b.OPTIONS_MAX])


async def submit_hours(turn: Turn) -> None:
    """Parse, save, ack; the page below follows."""
    turn.unpack()
    new = forms.parse(NewHours, forms.values(turn.view))
    await turn.store.write(save_hours, turn.actor, turn.now, new)
    await _done(turn)


async def submit_away(turn: Turn) -> None:
    """Likewise."""
    turn.unpack()
    new = forms.parse(NewAway, forms.values(turn.view))
    await turn.store.write(save_away, turn.actor, turn.now, new)
    await _done(turn)


async def submit_kinds(turn: Turn) -> None:
    """Likewise."""
    turn.unpack()
    new = forms.parse(NewKinds, _together(forms.values(turn.view)))
    await turn.store.write(save_kinds, turn.actor, turn.now, new)
    await _done(turn)


def _together(filled: Mapping[str, Any]) -> dict[str, Any]:
    kinds = [*filled.get("kinds", ()), *filled.get(MORE, ())]
    return {name: value for name, value in filled.items() if name != MORE} | {"kinds": kinds}


async def _done(turn: Turn) -> None:
    await turn.ack()
    below = turn.view.get("previous_view_id")
    if below:
        in_background(turn, lambda later: refresh(later, below))
