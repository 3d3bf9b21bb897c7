"""Questions: `/coachlog ask …`, the buttons under what is offered, and all rows of an answer on a page."""

from typing import Any

from bot import blocks as b
from bot.messages import Message, lines
from bot.messages import questions as messages
from bot.messages.charts import has_chart, without_charts
from bot.messages.help import nothing_to_ask
from handlers.coachlog.strangers import explain
from handlers.errors import in_background, show
from handlers.turn import Routes, Turn
from storage.charts import remember_refusal
from storage.lines import show_line
from storage.people import find_person
from storage.questionhearing import message_of
from storage.questions import Asked, ask, ask_again, choose, keep

ASK = "ask"


def is_question(words: str) -> bool:
    """Whether a command's words ask something."""
    return words.split(maxsplit=1)[0].casefold() == ASK if words.strip() else False


async def command(turn: Turn, words: str) -> None:
    """`/coachlog ask …`: the answer, or what is nearest; without more words what can be asked."""
    await turn.ack()
    in_background(turn, lambda later: _say(later, words.strip()[len(ASK) :].strip()))


async def _say(turn: Turn, typed: str) -> None:
    asked: Asked = await turn.store.read(ask, turn.actor, turn.now, typed)
    if asked.readings:
        asked = await turn.store.write(keep, turn.now, asked)
    said = message_of(asked)
    person = await turn.store.read(find_person, turn.actor) if said is None else None
    if person is not None:
        said = nothing_to_ask(person.roles)
    if said is None:
        await explain(turn)
    else:
        await _give(turn, said)


async def _give(turn: Turn, said: Message, **how: Any) -> None:
    """Answer so that only this person sees it; where Slack refuses a chart, the same without, which is remembered."""
    how = how or {"response_type": "ephemeral", "replace_original": False}
    answer = await turn.respond(text=said.text, blocks=list(said.blocks) or None, **how)
    if has_chart(said.blocks) and getattr(answer, "status_code", 200) == 400:
        await turn.respond(text=said.text, blocks=without_charts(said.blocks), **how)
        await turn.store.write(remember_refusal, turn.now)


async def pick(turn: Turn) -> None:
    """One of what was offered was meant: the answer stands in its place."""
    kept, place = turn.row_id(), messages.CHOOSE.index(turn.action["action_id"])
    await turn.ack()
    in_background(turn, lambda later: _replace(later, kept, place))


async def _replace(turn: Turn, kept: int, place: int) -> None:
    asked: Asked = await turn.store.write(choose, turn.actor, turn.now, kept, place)
    said = message_of(asked)
    if said is not None:
        await _give(turn, said, replace_original=True)


async def log_it(turn: Turn) -> None:
    """It was a contact after all: the line as it was read, with its buttons."""
    line = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _show_line(later, line))


async def _show_line(turn: Turn, line: int) -> None:
    said = lines.card(await turn.store.read(show_line, turn.actor, turn.now, line))
    await _give(turn, said, replace_original=True)


async def show_all(turn: Turn) -> None:
    """All rows of an answer, as it is now, page by page."""
    kept, step = turn.row_id(), {messages.MORE: 1, messages.BACK: -1}.get(turn.action["action_id"], 0)
    number = max(0, int(turn.unpack()["n"]) + step) if step else 0
    await turn.ack()
    in_background(turn, lambda later: _show_page(later, kept, number, opened=not step))


async def _show_page(turn: Turn, kept: int, number: int, *, opened: bool) -> None:
    asked: Asked = await turn.store.read(ask_again, turn.actor, turn.now, kept)
    if asked.answer is None:
        return
    view: b.View = messages.page(asked.answer, number, kept, turn.pack({"n": number}, messages.VIEW))
    if opened:
        await show(turn, view)
    else:
        await turn.client.views_update(view_id=turn.view["id"], view=view)


def register(routes: Routes) -> None:
    """All of these ids."""
    routes.actions |= dict.fromkeys(messages.CHOOSE, pick)
    routes.actions |= dict.fromkeys((messages.ALL, messages.MORE, messages.BACK), show_all)
    routes.actions[messages.LOG_IT] = log_it
