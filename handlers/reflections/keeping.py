"""What she does with an answer: share it with her coach, use a sentence as evidence, take either back, remove it."""

from typing import Any

from bot import forms
from bot.rules.reflecting import Asked
from handlers.errors import in_background, show
from handlers.reflections import views
from handlers.turn import Turn
from storage.answering import (
    evidence_choices,
    preview_evidence,
    preview_sharing,
    prove,
    remove,
    share,
    take_evidence_back,
    unshare,
)
from storage.reflections import NewEvidence

OURS = {views.PAGE, views.KEPT}


async def open_share(turn: Turn) -> None:
    """Show exactly what the coach would read, with the decision."""
    reflection = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open_share(later, reflection))


async def _open_share(turn: Turn, reflection: int) -> None:
    answer, flagged = await turn.store.read(preview_sharing, turn.actor, reflection)
    metadata = turn.pack({"r": reflection, "m": answer.mark}, views.SHARING)
    await _place(turn, views.share_form(answer, flagged, metadata))


async def submit_share(turn: Turn) -> None:
    """Share what was looked at."""
    data = turn.unpack()
    asked = await turn.store.write(share, turn.actor, turn.now, data["r"], data["m"])
    await turn.ack(response_action="update", view=views.kept_page(asked))


async def open_evidence(turn: Turn) -> None:
    """Ask which sentence, and for what."""
    reflection = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open_evidence(later, reflection))


async def _open_evidence(turn: Turn, reflection: int) -> None:
    asked, mark, found, offered = await turn.store.read(evidence_choices, turn.actor, reflection)
    metadata = turn.pack({"r": reflection, "m": mark}, views.EVIDENCE)
    await _place(turn, views.evidence_form(asked, found, offered, metadata))


async def look_at_evidence(turn: Turn) -> None:
    """Show what the coach would read of it, with the decision."""
    data = turn.unpack()
    new = forms.parse(NewEvidence, forms.values(turn.view))
    asked, sentence = await turn.store.read(preview_evidence, turn.actor, data["r"], new, data["m"])
    chosen = {"r": data["r"], "m": data["m"], "s": new.sentence, "e": new.element}
    view = views.evidence_sure(asked, sentence, new.element, turn.pack(chosen, views.SURE))
    await turn.ack(response_action="update", view=view)


async def submit_evidence(turn: Turn) -> None:
    """Use the sentence that was looked at."""
    data = turn.unpack()
    new = NewEvidence(sentence=data["s"], element=data["e"])
    asked = await turn.store.write(prove, turn.actor, turn.now, data["r"], new, data["m"])
    await turn.ack(response_action="update", view=views.kept_page(asked))


async def stop_sharing(turn: Turn) -> None:
    """End it at once."""
    await _act(turn, unshare)


async def take_back(turn: Turn) -> None:
    """The sentence is evidence no longer."""
    await _act(turn, take_evidence_back)


async def remove_answer(turn: Turn) -> None:
    """Delete the answer."""
    await _act(turn, remove)


async def _act(turn: Turn, work: Any) -> None:
    asked = await turn.store.write(work, turn.actor, turn.now, turn.row_id())
    await turn.ack()
    in_background(turn, lambda later: _show_kept(later, asked))


async def _show_kept(turn: Turn, asked: Asked) -> None:
    """How it stands, in place of the page it was pressed on. A line in a thread is corrected by the outbox."""
    if turn.inside.get("callback_id") in OURS:
        await turn.client.views_update(view_id=turn.view["id"], view=views.kept_page(asked))


async def _place(turn: Turn, view: dict[str, Any]) -> None:
    """In place of a page about the answer, else above what is open."""
    if turn.inside.get("callback_id") in OURS:
        await turn.client.views_update(view_id=turn.view["id"], hash=turn.view["hash"], view=view)
    else:
        await show(turn, view)
