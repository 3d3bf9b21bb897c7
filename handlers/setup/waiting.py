"""Work that takes longer than an answer may: the view says so at once, and shows what came of it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from slack_sdk.errors import SlackApiError

from bot.blocks import View
from bot.errors import slack_error
from handlers.errors import CLOSED_VIEW, in_background, in_words, show
from handlers.setup import pages
from handlers.turn import Turn

Work: TypeAlias = Callable[[Turn], Awaitable[View | None]]  # None: a repeat, so the view stays as it is

AT_ONCE = 0.7  # seconds that a form may take before a page that waits is opened in its place; a trigger lasts three
OPENING = "Getting this ready…"
SETTLED = 0.4  # seconds: Slack puts our answer to a submission into the view before a later views.update


async def answer_and_go_on(turn: Turn, sentence: str, work: Work, row: str) -> None:
    """Answer a submission at once with a page that waits; what the work gives takes its place.

    row: of the program whose files may be chosen again when it fails.
    """
    await turn.ack(response_action="update", view=pages.waiting(sentence))
    in_background(turn, lambda later: _after_the_answer(later, work, row))


async def _after_the_answer(turn: Turn, work: Work, row: str) -> None:
    shown, _ = await asyncio.gather(_outcome(turn, work, row), asyncio.sleep(SETTLED))
    await _put(turn, shown)


async def open_and_go_on(turn: Turn, work: Work) -> None:
    """Answer a press at once, and open what the work gives; a page that waits for it where that takes a while."""
    await turn.ack()
    in_background(turn, lambda later: _open(later, work))


async def _open(turn: Turn, work: Work) -> None:
    outcome = asyncio.create_task(_outcome(turn, work))
    await asyncio.wait({outcome}, timeout=AT_ONCE)
    ready = outcome.result() if outcome.done() else None
    try:
        opened = await show(turn, ready or pages.waiting(OPENING))
    finally:
        await asyncio.wait({outcome})
    if ready is None:
        await _put(turn, outcome.result(), opened["view"]["id"])


async def press_and_go_on(turn: Turn, sentence: str, work: Work) -> None:
    """Answer a press at once; the view says that we are at it, then what came of it."""
    await turn.ack()
    in_background(turn, lambda later: _after_the_press(later, sentence, work))


async def _after_the_press(turn: Turn, sentence: str, work: Work) -> None:
    await _put(turn, pages.waiting(sentence))
    await _put(turn, await _outcome(turn, work))


async def _outcome(turn: Turn, work: Work, row: str | None = None) -> View | None:
    try:
        return await work(turn)
    except Exception as problem:  # noqa: BLE001 - whatever it was, the page that waits must say so
        return pages.notice(await in_words(turn, problem), row)


async def _put(turn: Turn, view: View | None, view_id: str | None = None) -> None:
    if view is None:
        return
    try:
        await turn.client.views_update(view_id=view_id or turn.view["id"], view=view)
    except SlackApiError as problem:
        if slack_error(problem) not in CLOSED_VIEW:
            raise
