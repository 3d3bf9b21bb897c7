"""What follows a press on a report: the page or card it was on shows what stands now, also where it came too late."""

import re
from collections.abc import Awaitable, Callable, Collection
from datetime import date
from typing import Any

from bot.errors import Denied, Refusal
from bot.messages.reportcards import CARD_BLOCK, again_open
from bot.messages.reportdays import DAY_BLOCK
from bot.messages.reportlists import LIST_PAGE
from bot.messages.reportpages import READ
from handlers.coachreport import listing, opening
from handlers.errors import in_background, tell
from handlers.turn import Turn
from storage.reportsaying import said_to

EDITION = re.compile(rf"{CARD_BLOCK}\.(\d{{1,9}})(?:\.\d+)?")
DAY = re.compile(rf"{DAY_BLOCK}\.(\d{{4}}-\d\d-\d\d)")
ROW = re.compile(r"([a-z]+)\.(\d{1,18})", re.ASCII)


def press(turn: Turn) -> str:
    """Slack's name for this press."""
    return str(turn.body.get("trigger_id", ""))


def chosen(turn: Turn, acts: Collection[str]) -> tuple[str, int]:
    """What a row's menu says: one of these acts, and the row. Raises Denied where it says anything else."""
    found = ROW.fullmatch(str((turn.action.get("selected_option") or {}).get("value", "")))
    if found is None or found[1] not in acts:
        raise Denied("value")
    return found[1], int(found[2])


def seen(turn: Turn) -> int | None:
    """The edition of the report that the pressed page or card shows; None where it doesn't say."""
    if turn.inside.get("callback_id") == READ:
        return int(turn.unpack()["e"])
    found = EDITION.fullmatch(str(turn.action.get("block_id", "")))
    return int(found[1]) if found else None


async def act(turn: Turn, report: int, work: Callable[[], Awaitable[Any]]) -> None:
    """Do it, ack, and let the place of the press follow. Too late: what happened, there or with the way there."""
    said = ""
    try:
        await work()
    except Refusal as refusal:
        if type(refusal) is not Refusal or (turn.inside and turn.inside.get("callback_id") != READ):
            raise
        said = refusal.sentence
    await turn.ack()
    follow(turn, report, said)
    if said and not turn.inside:
        in_background(turn, lambda later: tell(later, again_open(said, report)))


def follow(turn: Turn, report: int, said: str = "") -> None:
    """After ack: show anew the page, or the message, on which something was pressed. said: why it couldn't be done."""
    page = turn.inside.get("callback_id")
    if page == READ:
        data = turn.unpack()
        in_background(turn, lambda later: opening.redraw(later, turn.view["id"], data, int(data["p"]), said))
    elif page == LIST_PAGE:
        data = turn.unpack()
        in_background(turn, lambda later: listing.redraw(later, turn.view["id"], data))
    elif turn.body.get("response_url"):
        in_background(turn, lambda later: _say_instead(later, report, only_own=bool(said)))


async def _say_instead(turn: Turn, report: int, *, only_own: bool) -> None:
    """In place of the card or the confirmation: how it stands now; below a message of another kind, which stays."""
    named = [str(one.get("block_id", "")) for one in _blocks(turn)]
    days = [date.fromisoformat(found[1]) for one in named if (found := DAY.fullmatch(one))]
    own = bool(days) or any(one.startswith(CARD_BLOCK) for one in named)
    said = await turn.store.read(said_to, turn.actor, turn.now, report, *days[:1])
    if said is not None and own:
        await turn.respond(text=said.text, blocks=list(said.blocks), replace_original=True)
    elif said is not None and not only_own:
        await tell(turn, said)


def _blocks(turn: Turn) -> list[Any]:
    return (turn.body.get("message") or {}).get("blocks") or []
