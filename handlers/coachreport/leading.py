"""A leader's key to what a coach wrote about her: it is fine, or something is wrong."""

from functools import partial

from bot.messages.reportcards import shown
from bot.messages.reportpages import LEADS
from bot.messages.reports import LEADER_OK, LEADER_WRONG
from bot.rules import reports as rules
from handlers.coachreport import opening
from handlers.errors import in_background
from handlers.turn import Routes, Turn
from storage.reporting import find_section
from storage.reportshowing import say_of_section


async def agree(turn: Turn) -> None:
    """It is fine."""
    await _say(turn, rules.OK)


async def object_(turn: Turn) -> None:
    """Something is wrong: coordinators don't read it; her coach is told that she said so, and not what it is."""
    await _say(turn, rules.OBJECTED)


async def _say(turn: Turn, said: str) -> None:
    section = turn.row_id()
    await turn.store.write(say_of_section, turn.actor, turn.now, section, said)
    await turn.ack()
    if turn.inside.get("callback_id") == LEADS:
        data = turn.unpack()
        in_background(turn, lambda later: opening.redraw(later, turn.view["id"], data, 0))
    elif turn.body.get("response_url"):
        in_background(turn, partial(_say_instead, section))


async def _say_instead(section: int, turn: Turn) -> None:
    report, one = await turn.store.read(find_section, turn.actor, turn.now, section)
    said = shown(report, one, turn.now)
    await turn.respond(text=said.text, blocks=list(said.blocks), replace_original=True)


def register(routes: Routes) -> None:
    """All of these ids."""
    routes.actions |= {LEADER_OK: agree, LEADER_WRONG: object_}
