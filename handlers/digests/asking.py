"""`/coachlog digest`: the newest; with `week`, the week so far; with `as of Nov 10`, that day's as it stood then."""

from datetime import date

from bot import blocks as b
from bot.errors import Refusal
from bot.language.days import days, held_on
from bot.messages import digestlists as pages
from handlers.digests.lists import show_page
from handlers.digests.stood import counted, stood_page
from handlers.errors import in_background
from handlers.turn import Turn
from storage.digestasking import keep_asked, newest_digest, question_of
from storage.digestlists import open_digest
from storage.digestweeks import read_week

WORD = "digest"
PATIENCE = 30.0  # seconds
WHICH = "I read “digest week” for the week so far, and “digest as of Nov 10” for a day. Please try one of these."
NONE_YET = "There is no digest yet. The first comes on Monday; /coachlog digest week shows the week so far."


def is_digest(words: str) -> bool:
    """Whether a command asks for a digest: "digest", "digest week", "digest as of Nov 10"."""
    first, _, rest = words.casefold().partition(" ")
    rest = rest.strip()
    return first == WORD and (rest in {"", "week", "this week"} or rest.startswith("as of "))


async def command(turn: Turn, words: str) -> None:
    """Open the one that is asked for."""
    asked = words.casefold().partition(" ")[2].strip()
    await turn.ack()
    if asked.startswith("as of "):
        in_background(turn, lambda later: _as_of(later, asked.removeprefix("as of ")))
    else:
        in_background(turn, _week if asked else _newest)


async def latest(turn: Turn) -> None:
    """Home's button, of one program."""
    programme = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _newest(later, programme))


async def _newest(turn: Turn, programme: int = 0) -> None:
    found = await turn.store.read(newest_digest, turn.actor, turn.now, programme)
    if found is None:
        raise Refusal(NONE_YET)
    await show_page(turn, found.id)


async def _week(turn: Turn) -> None:
    await turn.store.read(question_of, turn.actor, turn.now, None)
    await counted(turn, lambda: _asked(turn, None))


async def _as_of(turn: Turn, typed: str) -> None:
    day = _day(typed, turn.now.date())
    await turn.store.read(question_of, turn.actor, turn.now, day)
    await counted(turn, lambda: _asked(turn, day))


def _day(typed: str, today: date) -> date:
    """The day that was typed. Raises Refusal for what isn't one."""
    found = days(typed.strip())
    day = held_on(found[0].value, today)[0] if found else None
    if day is None:
        raise Refusal(WHICH)
    return day


async def _asked(turn: Turn, day: date | None) -> b.View:
    asked = await turn.store.read(question_of, turn.actor, turn.now, day)
    reader = turn.store.patient(PATIENCE)
    figures = await reader.read(read_week, turn.now, asked.programme, asked.monday, asked.at)
    kept = await turn.store.write(keep_asked, turn.actor, turn.now, asked, figures)
    if day:
        return await stood_page(turn, kept.id)
    found, names, _ = await turn.store.read(open_digest, turn.actor, kept.id)
    return pages.read_page(found, names)
