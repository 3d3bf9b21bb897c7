"""A person's calendar in Slack: the page with their link, making, changing and ending it, and calendar files."""

from bot import blocks as b
from bot.messages import calendars as messages
from handlers.errors import in_background, say, show
from handlers.turn import Routes, Turn
from storage.calendarfiles import ask_calendar_file
from storage.calendars import calendar_desk
from storage.feeds import change_feed, end_feed, make_feed

PAGE, TITLE = "calendar.page", "My calendar"


async def command(turn: Turn) -> None:
    """Home's button: ack, then open the page."""
    await turn.ack()
    in_background(turn, _open)


async def _open(turn: Turn) -> None:
    await show(turn, await _page(turn))


async def _page(turn: Turn) -> b.View:
    desk = await turn.store.read(calendar_desk, turn.actor, turn.now)
    return b.modal(PAGE, TITLE, None, messages.calendar_page(turn.public_url, desk, turn.now))


async def _again(turn: Turn) -> None:
    """The page with what it says now."""
    await turn.client.views_update(view_id=turn.view["id"], view=await _page(turn))


async def make(turn: Turn) -> None:
    """Give the person a link."""
    await turn.store.write(make_feed, turn.actor, turn.now)
    await turn.ack()
    in_background(turn, _again)


async def change(turn: Turn) -> None:
    """Another link in place of the one that the button was about."""
    await turn.store.write(change_feed, turn.actor, turn.now, turn.row_id())
    await turn.ack()
    in_background(turn, _again)


async def end(turn: Turn) -> None:
    """No link any more."""
    await turn.store.write(end_feed, turn.actor, turn.now)
    await turn.ack()
    in_background(turn, _again)


async def send_all(turn: Turn) -> None:
    """All of the person's visits as a file."""
    await _send(turn, None)


async def send_one(turn: Turn) -> None:
    """One visit as an invitation file."""
    await _send(turn, turn.row_id())


async def _send(turn: Turn, visit: int | None) -> None:
    intent = f"ics:{turn.actor.user_id}:{turn.action.get('action_ts', '')}"
    await turn.store.write(ask_calendar_file, turn.actor, turn.now, intent, visit)
    await turn.ack()
    in_background(turn, _begin)


async def _begin(turn: Turn) -> None:
    await turn.export()
    await say(turn, messages.ON_ITS_WAY)


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    routes.actions[messages.OPEN] = command
    routes.actions[messages.MAKE] = make
    routes.actions[messages.CHANGE] = change
    routes.actions[messages.END] = end
    routes.actions[messages.ALL] = send_all
    routes.actions[messages.ONE] = send_one
