"""A digest as it stood, with what is different now marked: counted anew, which may take a moment."""

from collections.abc import Awaitable, Callable

from bot import blocks as b
from bot.errors import Refusal
from bot.messages import digestlists as pages
from handlers.digests.lists import OURS
from handlers.errors import in_background, show
from handlers.turn import Turn
from storage.digestlists import open_digest
from storage.digestweeks import read_week

PATIENCE = 30.0  # seconds; the reader of long queries, which keeps no form waiting


async def as_it_stood(turn: Turn) -> None:
    """A digest beside what its figures are now."""
    digest = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _show(later, digest))


async def _show(turn: Turn, digest: int) -> None:
    await turn.store.read(open_digest, turn.actor, digest)
    await counted(turn, lambda: stood_page(turn, digest))


async def stood_page(turn: Turn, digest: int) -> b.View:
    """The page, once all is counted."""
    then, names, _ = await turn.store.read(open_digest, turn.actor, digest)
    reader = turn.store.patient(PATIENCE)
    now = await reader.read(read_week, turn.now, then.programme, then.figures.first, None, then.as_of)
    return pages.stood_page(then, now, names)


async def counted(turn: Turn, page: Callable[[], Awaitable[b.View]]) -> None:
    """Show at once that something is being counted, and then the page."""
    if turn.inside.get("callback_id") in OURS:
        view_id = turn.view["id"]
        await turn.client.views_update(view_id=view_id, view=pages.loading_page())
    else:
        view_id = (await show(turn, pages.loading_page()))["view"]["id"]
    try:
        view = await page()
    except Refusal as refusal:
        view = pages.sorry_page(refusal.sentence)
    await turn.client.views_update(view_id=view_id, view=view)
