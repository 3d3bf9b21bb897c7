"""Ask the program: the words that coordinators would read, then one press."""

from bot import blocks as b
from bot.messages import stepnudges as words
from handlers.errors import in_background, show
from handlers.turn import Turn
from storage.helpasking import ask_program, see_question

FORM = "step.ask_form"


async def open_form(turn: Turn) -> None:
    """Ack, then show what would be said, and to whom."""
    step = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open(later, step))


async def _open(turn: Turn, step: int) -> None:
    one = await turn.store.read(see_question, turn.actor, turn.now, step)
    blocks = [b.section(line) for line in words.question_lines(one)]
    await show(turn, b.modal(FORM, "Ask the program", "Ask", blocks, turn.pack({"s": step}, FORM)))


async def submit(turn: Turn) -> None:
    """Save, ack with what was done; the coordinators and the other one of the pair are told."""
    step = turn.unpack()["s"]
    one = await turn.store.write(ask_program, turn.actor, turn.now, step)
    done = [b.section(words.asked_now(one))]
    await turn.ack(response_action="update", view=b.modal("notice", "Ask the program", None, done))
