"""Why a nudge came, and stopping its kind: asked once more, done, and undone with one press."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from bot import blocks as b
from bot import forms
from bot.messages import nudges as messages
from bot.messages.wishes import OPEN, limit_words
from bot.rules.nudges import QUESTIONS, Kind
from handlers.errors import in_background, show
from handlers.nudges.answering import answer
from handlers.reflections.asking import why_lines
from handlers.turn import Turn
from storage.nudgeacts import Said, find_said, stop_kinds, undo_stop

WHY, FORM = "nudge.why_page", "nudge.stop_form"
NONE_CAN = "This can't be stopped."


class NewStop(BaseModel):
    """The kinds to stop, where a message has several."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kinds: tuple[str, ...] = ()


async def show_why(turn: Turn) -> None:
    """Ack, then show why each part of the message came, and what follows."""
    message = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _why(later, message))


async def _why(turn: Turn, message: int) -> None:
    said: Said = await turn.store.read(find_said, turn.actor, turn.now, message)
    blocks = messages.why_page(said.kinds, limit_words(said.manners.cap))
    asked = next((one.subject_id for one in said.nudges if one.kind in QUESTIONS), None)
    if asked:
        blocks = [*map(b.section, await why_lines(turn, asked)), b.divider(), *blocks]
    settings = b.actions([b.button("Settings", OPEN)])
    await show(turn, b.modal(WHY, "Why this came", None, [*blocks, settings]))


async def open_form(turn: Turn) -> None:
    """Ack, then ask once more which kinds to stop; those that can't be say why."""
    await open_for(turn, turn.row_id())


async def open_for(turn: Turn, message: int) -> None:
    """The same, for a message that a menu names."""
    await turn.ack()
    in_background(turn, lambda later: _open(later, message))


async def _open(turn: Turn, message: int) -> None:
    said: Said = await turn.store.read(find_said, turn.actor, turn.now, message)
    await show(turn, form([kind for kind, _ in said.kinds], turn.pack({"m": message}, FORM)))


def form(kinds: list[Kind], metadata: str) -> b.View:
    """The form; a page to read where nothing can be stopped."""
    free = [one for one in kinds if not one.locked]
    locked = [b.section(f"{one.label} can't be stopped. {one.locked}") for one in kinds if one.locked]
    if not free:
        return b.modal(FORM, "Stop this kind", None, locked or [b.section(NONE_CAN)])
    blocks: list[dict[str, Any]] = []
    if len(free) == 1:
        blocks.append(b.section(f"Stop “{free[0].label}”?\n{free[0].why}"))
    else:
        options = [b.option(one.label, one.id) for one in free]
        blocks.append(b.ask("kinds", "Which of these should I stop?", b.checks(options)))
    told = b.context("Nobody else is told. You can turn it on again at any time.")
    return b.modal(FORM, "Stop this kind", "Stop", [*blocks, *locked, told], metadata)


async def submit(turn: Turn) -> None:
    """Parse, save, ack with what was done."""
    message = int(turn.unpack()["m"])
    new = forms.parse(NewStop, forms.values(turn.view))
    said: Said = await turn.store.read(find_said, turn.actor, turn.now, message)
    free = [kind.id for kind, _ in said.kinds if not kind.locked]
    chosen = free if len(free) == 1 else new.kinds
    done = await turn.store.write(stop_kinds, turn.actor, turn.now, message, chosen)
    page = b.modal("notice", "Stopped", None, messages.stopped(message, done).blocks)
    await turn.ack(response_action="update", view=page)


async def undo(turn: Turn) -> None:
    """What was stopped from this message comes again."""
    again = await turn.store.write(undo_stop, turn.actor, turn.now, turn.row_id())
    await answer(turn, f"On again: {', '.join(f'“{one.label}”' for one in again)}.")
