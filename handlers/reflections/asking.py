"""What she does about a question: write privately, press a number, skip, ask for another or why, change the rhythm."""

from bot import forms
from bot.blocks import section
from bot.errors import Denied
from bot.frameworks import elements
from bot.messages import Message
from bot.messages import reflections as words
from handlers.errors import in_background, show
from handlers.reflections import views
from handlers.turn import Turn
from storage.asking import ask_another, rate, set_rhythm, skip, write_answer
from storage.promptagain import message_at, question_again
from storage.reflecting import own_rhythm, read_question, why
from storage.reflections import NewAnswer


async def open_form(turn: Turn) -> None:
    """Ack, then open form F23 on a question, with what was written in it before."""
    reflection = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open_form(later, reflection))


async def _open_form(turn: Turn, reflection: int) -> None:
    answer = await turn.store.read(read_question, turn.actor, reflection)
    view = views.write_form(answer, turn.pack({"r": reflection}, views.FORM))
    if turn.inside.get("callback_id") == views.PAGE:
        await turn.client.views_update(view_id=turn.view["id"], hash=turn.view["hash"], view=view)
    else:
        await show(turn, view)


async def submit_answer(turn: Turn) -> None:
    """Parse, save, ack: how the answer stands, in place of the form."""
    reflection = turn.unpack()["r"]
    new = forms.parse(NewAnswer, forms.values(turn.view))
    asked = await turn.store.write(write_answer, turn.actor, turn.now, reflection, new)
    await turn.ack(response_action="update", view=views.kept_page(asked))


async def rate_question(turn: Turn, number: int) -> None:
    """Keep the number that was pressed; the line in the thread says that it is kept."""
    reflection = turn.row_id()
    await turn.store.write(rate, turn.actor, turn.now, reflection, number)
    await turn.ack()
    in_background(turn, lambda later: _redraw(later, reflection))


async def skip_question(turn: Turn) -> None:
    """Let it go by, and say so in the same place."""
    reflection = turn.row_id()
    await turn.store.write(skip, turn.actor, turn.now, reflection)
    await turn.ack()
    in_background(turn, lambda later: _redraw(later, reflection))


async def another_question(turn: Turn) -> None:
    """Put another in its place."""
    reflection = turn.row_id()
    await turn.store.write(ask_another, turn.actor, turn.now, reflection, _press(turn))
    await turn.ack()
    in_background(turn, lambda later: _redraw(later, reflection))


def _press(turn: Turn) -> str:
    return str(turn.body.get("trigger_id", ""))[-64:]


async def _redraw(turn: Turn, reflection: int) -> None:
    """The message that asks, as it stands now; a Home is drawn anew by the outbox."""
    if not turn.body.get("response_url"):
        return
    pressed = turn.body.get("container") or {}
    message = await turn.store.read(message_at, turn.actor, str(pressed.get("message_ts", "")))
    said = await turn.store.read(question_again, turn.actor, turn.now, reflection, message) if message else None
    if said is not None:
        await _replace(turn, said)


async def _replace(turn: Turn, said: Message) -> None:
    blocks = list(said.blocks) or [section(said.text)]
    await turn.respond(text=said.text, blocks=blocks, replace_original=True)


async def why_question(turn: Turn) -> None:
    """Why this question, and how often they come."""
    reflection = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _why(later, reflection))


async def _why(turn: Turn, reflection: int) -> None:
    await show(turn, views.why_page(await why_lines(turn, reflection)))


async def why_lines(turn: Turn, reflection: int) -> list[str]:
    """Why this question, to the one who was asked. Raises Denied for anyone else."""
    asked, weeks, phase, focus = await turn.store.read(why, turn.actor, turn.now, reflection)
    known = elements()
    return words.why_words(asked, weeks, phase, [known[one].words for one in focus if one in known])


async def open_rhythm(turn: Turn) -> None:
    """Ack, then ask how often questions should come."""
    await turn.ack()
    in_background(turn, _open_rhythm)


async def _open_rhythm(turn: Turn) -> None:
    weeks = await turn.store.read(own_rhythm, turn.actor)
    await show(turn, views.rhythm_form(weeks, turn.pack({}, views.RHYTHM)))


async def submit_rhythm(turn: Turn) -> None:
    """Keep the choice, and say what it means."""
    turn.unpack()
    chosen = str(forms.values(turn.view).get("weeks", ""))
    if not chosen.isascii() or not chosen.isdigit():
        raise Denied("value")
    weeks = await turn.store.write(set_rhythm, turn.actor, turn.now, int(chosen))
    await turn.ack(response_action="update", view=views.rhythm_saved(weeks))


async def choose_rhythm(turn: Turn, weeks: int) -> None:
    """From the offer of another rhythm: keep it, and say what it means beside the offer."""
    await turn.store.write(set_rhythm, turn.actor, turn.now, weeks)
    await turn.ack()
    in_background(turn, lambda later: show(later, views.rhythm_saved(weeks)))
