"""Having a nudge later: tomorrow, on Monday, or on a day from a small form."""

from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict

from bot import blocks as b
from bot import forms
from bot.errors import Denied
from bot.messages import nudges as messages
from bot.rules.dates import local_day
from bot.rules.times import at_words
from handlers.errors import in_background, show, tell
from handlers.nudges import stopping
from handlers.nudges.answering import answer
from handlers.turn import Turn
from storage.nudgeacts import Said, find_said, snooze, undo_snooze

FORM = "nudge.later"
DAY = timedelta(days=1)


class NewLater(BaseModel):
    """The day on which it is said again."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    day: date


async def choose(turn: Turn) -> None:
    """A choice of the menu: put it off at once, ask for the day, or ask which kinds to stop."""
    message, wanted = _chosen(turn)
    if wanted == messages.STOP_CHOICE:
        await stopping.open_for(turn, message)
        return
    if wanted == "day":
        await turn.ack()
        in_background(turn, lambda later: _open(later, message))
        return
    at = await turn.store.write(snooze, turn.actor, turn.now, message, wanted)
    said: Said = await turn.store.read(find_said, turn.actor, turn.now, message)
    await tell(turn, messages.put_off(message, at_words(at, said.manners.zone)))


async def _open(turn: Turn, message: int) -> None:
    said: Said = await turn.store.read(find_said, turn.actor, turn.now, message)
    tomorrow = local_day(turn.now, said.manners.zone) + DAY
    asked = b.ask("day", "Bring it up again on", b.date_input(tomorrow))
    await show(turn, b.modal(FORM, "Later", "Save", [asked], turn.pack({"m": message}, FORM)))


async def submit(turn: Turn) -> None:
    """Parse, save, ack with what was done."""
    message = int(turn.unpack()["m"])
    new = forms.parse(NewLater, forms.values(turn.view))
    at = await turn.store.write(snooze, turn.actor, turn.now, message, new.day)
    said: Said = await turn.store.read(find_said, turn.actor, turn.now, message)
    done = messages.put_off(message, at_words(at, said.manners.zone))
    await turn.ack(response_action="update", view=b.modal("notice", "Later", None, done.blocks))


async def undo(turn: Turn) -> None:
    """It isn't said again."""
    await turn.store.write(undo_snooze, turn.actor, turn.now, turn.row_id())
    await answer(turn, "Undone. I won't bring it up again.")


def _chosen(turn: Turn) -> tuple[int, str]:
    """The message and the choice behind an option of ours: "monday.17". Raises Denied for anything else."""
    value = str((turn.action.get("selected_option") or {}).get("value", ""))
    wanted, _, row = value.partition(".")
    if wanted not in {*messages.SNOOZES, messages.STOP_CHOICE} or not (
        row.isascii() and row.isdigit() and len(row) < 19
    ):
        raise Denied("value")
    return int(row), wanted
