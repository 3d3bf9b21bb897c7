"""One press on a visit that nudges speak of: log it, moved, by phone, closed, skipped; its brief; the week."""

import secrets

from bot import blocks as b
from bot.errors import Denied
from bot.messages import mondays, visits
from bot.messages import visitnudges as words
from bot.rules.rounds import Brief
from handlers.coachlog.form import Shape
from handlers.coachlog.formparts import PLANNED
from handlers.coachlog.opening import show_form
from handlers.coachmeet.changing import open_change
from handlers.coachmeet.week import open_week
from handlers.errors import in_background, show
from handlers.turn import Listener, Routes, Turn
from storage.briefs import see_brief
from storage.visitacts import NewVisitChange, Press, change
from storage.visitchanges import Changed
from storage.visitlog import visit_to_log

PAGE = "outcome.page"


async def log(turn: Turn) -> None:
    """Ack, then open the form with the visit in it."""
    visit = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open_form(later, visit))


async def _open_form(turn: Turn, visit: int) -> None:
    pairs, values = await turn.store.read(visit_to_log, turn.actor, turn.now, visit)
    shape = Shape(secrets.token_urlsafe(18), values["kind"], guesses=frozenset({PLANNED}))
    await show_form(turn, pairs, shape, values)


def changed(act: str) -> Listener:
    """The listener of a button that opens the form of a change, with one of its acts chosen."""

    async def listen(turn: Turn) -> None:
        visit = turn.row_id()
        await turn.ack()
        in_background(turn, lambda later: open_change(later, visit, act))

    return listen


async def closed(turn: Turn) -> None:
    """The school was closed: save, ack; what stands now and its undo come as a message."""
    await _save(turn, NewVisitChange(act="close"))
    await turn.ack()


async def by_phone(turn: Turn) -> None:
    """By phone instead: save, ack; once it is over, the form of the call opens."""
    done = await _save(turn, NewVisitChange(act="phone"))
    await turn.ack()
    if done.visit.ends_at <= turn.now:
        in_background(turn, lambda later: _open_form(later, done.visit.id))


async def _save(turn: Turn, new: NewVisitChange) -> Changed:
    press = Press(turn.actor, turn.now, str(turn.body.get("trigger_id", "")))
    return await turn.store.write(change, press, turn.row_id(), new)


async def became(turn: Turn) -> None:
    """A choice of the list's menu, as the button of that name does it. Raises Denied for anything else."""
    value = str((turn.action.get("selected_option") or {}).get("value", ""))
    what, _, row = value.partition(".")
    if what not in BECAME:
        raise Denied("value")
    turn.action["value"] = row
    await BECAME[what](turn)


BECAME: dict[str, Listener] = {
    "moved": changed("move"), "phone": by_phone, "closed": closed, "skip": changed("skip"),
}  # fmt: skip


async def brief(turn: Turn) -> None:
    """Ack, then show a visit's brief."""
    visit = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _show_brief(later, visit))


async def _show_brief(turn: Turn, visit: int) -> None:
    facts: Brief = await turn.store.read(see_brief, turn.actor, turn.now, visit)
    await show(turn, b.modal(PAGE, "Brief", None, words.brief_blocks(facts)))


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    routes.actions[words.LOG] = log
    routes.actions[words.MOVED] = changed("move")
    routes.actions[words.SKIP] = changed("skip")
    routes.actions[words.PHONE] = by_phone
    routes.actions[words.CLOSED] = closed
    routes.actions[words.BECAME] = became
    routes.actions[visits.BRIEF] = brief
    routes.actions[mondays.MY_WEEK] = open_week
