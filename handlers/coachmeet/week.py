"""The week at a glance, as a page that turns from week to week; it follows what is done on it."""

from dataclasses import replace

from bot import blocks as b
from bot.messages.home import home_view
from bot.messages.weeks import BACK, NEXT, NOW, PAGE, TURN, week_page
from bot.rules.weeks import WEEKS_AHEAD, WEEKS_BACK
from handlers.coachmeet.strangers import explain
from handlers.errors import in_background, show
from handlers.turn import Routes, Turn
from storage.home import home_facts
from storage.mine import pairs_of
from storage.weeks import week_of

STEPS = {BACK: -1, NEXT: 1}


async def open_week(turn: Turn) -> None:
    """Ack, then open this week; from a Home or a message as well."""
    await turn.ack()
    in_background(turn, lambda later: show_week(later, 0))


async def turn_page(turn: Turn) -> None:
    """The week before, after, or this one, in place."""
    turned = int(turn.unpack()["t"])
    step = STEPS.get(turn.action["action_id"])
    wanted = 0 if step is None else max(-WEEKS_BACK, min(WEEKS_AHEAD, turned + step))
    await turn.ack()
    in_background(turn, lambda later: refresh(later, turn.view["id"], wanted))


def place_of(turn: Turn) -> int | None:
    """Which week's page the turn happened on; None where it was elsewhere. Forms keep it, to show the page anew."""
    return int(turn.unpack()["t"]) if turn.inside.get("callback_id") == PAGE else None


def again(turn: Turn, place: int | None) -> None:
    """After ack: show the week's page anew, on which something was done, or which lies below the form."""
    page = turn.inside.get("id") if turn.inside.get("callback_id") == PAGE else turn.inside.get("previous_view_id")
    if page and place is not None:
        in_background(turn, lambda later: refresh(later, page, place))


async def show_week(turn: Turn, turned: int) -> None:
    """Open the page; whoever has no week is shown what their Home shows, or told why there is nothing."""
    week = await turn.store.read(week_of, turn.actor, turn.now, turned)
    if week is not None and week.pairs:
        await show(turn, week_page(week, turned, turn.pack({"t": turned}, PAGE)))
        return
    facts = await turn.store.read(home_facts, turn.actor, turn.now)
    if week is None and facts.coordinator:
        await show(
            turn, b.modal("home.week", "Program at a glance", None, home_view(replace(facts, charts=False))["blocks"])
        )
        return
    await explain(turn, await turn.store.read(pairs_of, turn.actor, turn.now))


async def refresh(turn: Turn, view_id: str, turned: int) -> None:
    """Show what the page holds now."""
    week = await turn.store.read(week_of, turn.actor, turn.now, turned)
    if week is not None:
        view = week_page(week, turned, turn.pack({"t": turned}, PAGE))
        await turn.client.views_update(view_id=view_id, view=view)


def register(routes: Routes) -> None:
    """All of these ids."""
    routes.actions[TURN] = open_week
    routes.actions |= dict.fromkeys((BACK, NEXT, NOW), turn_page)
