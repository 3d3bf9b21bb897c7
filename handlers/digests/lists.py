"""The lists behind a digest's numbers, and the digest on a page. Each is opened above a message, or in place."""

from collections.abc import Mapping

from bot import blocks as b
from bot.errors import Denied
from bot.messages import digestlists as pages
from bot.messages import digests as messages
from bot.rules import digestlists as rules
from bot.rules.digestlists import Choice, Listed
from handlers.errors import in_background, show
from handlers.turn import Turn
from storage.digestlists import open_digest, open_list

BEHIND: Mapping[str, str] = {
    messages.VISITS: rules.VISITS,
    messages.HOURS: rules.HOURS,
    messages.REPORTS: rules.REPORTS,
    messages.UNREAD: rules.UNREAD,
    messages.QUIET: rules.QUIET,
    messages.FREE: rules.FREE,
    messages.OLD: rules.OLD,
    messages.LOW: rules.LOW,
    messages.FLAGS: rules.FLAGS,
    messages.STEPS: rules.STEPS,
    messages.DISTRICTS: rules.DISTRICTS,
    messages.MIX: rules.MIX,
    messages.CAPACITY: rules.CAPACITY,
    messages.CHANGES: rules.CHANGES,
}
OURS = (pages.LIST, pages.READ)


async def open_behind(turn: Turn) -> None:
    """The list behind a number, its first ten."""
    digest, what = turn.row_id(), BEHIND[turn.action["action_id"]]
    await turn.ack()
    in_background(turn, lambda later: _show(later, digest, what, Choice(), 0))


async def turn_page(turn: Turn) -> None:
    """Ten further on or back, or narrowed by a menu: then the first ten of those."""
    held, action = turn.unpack(), turn.action
    digest, what = int(held["d"]), str(held["w"])
    turning = action["action_id"] in (pages.NEXT, pages.BACK)
    skip = turn.row_id() if turning else 0
    choice = Choice(int(held["t"]), int(held["c"])) if turning else _chosen(turn)
    await turn.ack()
    in_background(turn, lambda later: _show(later, digest, what, choice, skip))


def _chosen(turn: Turn) -> Choice:
    """What the menus hold now."""
    held = turn.view.get("state", {}).get("values", {}).get("filters", {})
    district, coach = (_row((held.get(menu) or {}).get("selected_option")) for menu in (pages.DISTRICT, pages.COACH))
    return Choice(district, coach)


def _row(option: Mapping[str, str] | None) -> int:
    value = (option or {}).get("value", pages.EVERY)
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise Denied("value")
    return int(value)


async def _show(turn: Turn, digest: int, what: str, choice: Choice, skip: int) -> None:
    listed: Listed = await turn.store.read(open_list, turn.actor, digest, what, choice, skip)
    held = {"d": digest, "w": what, "s": skip, "t": choice.district, "c": choice.coach}
    await in_place(turn, pages.list_page(listed, turn.pack(held, pages.LIST)))


async def in_place(turn: Turn, view: b.View) -> None:
    """Show a page: in place of ours, if one is open, so that Slack's three are never used up; else above what is."""
    if turn.inside.get("callback_id") in OURS:
        await turn.client.views_update(view_id=turn.view["id"], view=view)
    else:
        await show(turn, view)


async def open_page(turn: Turn) -> None:
    """The digest on a page."""
    digest = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: show_page(later, digest))


async def show_page(turn: Turn, digest: int) -> None:
    """Show a digest that was kept."""
    found, names, _ = await turn.store.read(open_digest, turn.actor, digest)
    await in_place(turn, pages.read_page(found, names))


async def offer(turn: Turn) -> None:
    """What a menu offers by what is typed, where there is more than it can hold."""
    held, menu = turn.unpack(), turn.body.get("action_id")
    listed: Listed = await turn.store.read(open_list, turn.actor, int(held["d"]), str(held["w"]), Choice(), 0)
    every, offered = ("All coaches", listed.coaches) if menu == pages.COACH else ("All districts", listed.districts)
    options = pages.menu_options(every, offered, str(turn.body.get("value", "")))
    await turn.ack(options=options[: b.OPTIONS_MAX])
