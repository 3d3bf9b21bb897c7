"""Break-glass: an administrator opens a pair's log for an hour, says why, and reads; both of the pair are told."""

from collections.abc import Sequence
from functools import partial

from bot import blocks as b
from bot import forms
from bot.messages.contacts import what
from bot.messages.openings import CLOSED, OPEN, hour_of, who_knows
from bot.rules.contacts import brief, readable
from bot.rules.views import Fact
from handlers.coachlog.record import record_page
from handlers.errors import in_background, show
from handlers.turn import Routes, Turn
from storage.openings import (
    REASON_MAX,
    REASON_MIN,
    SHOWN,
    NewOpening,
    Opening,
    end_opening,
    find_openable,
    open_log,
    open_now,
    opened_contacts,
    own_opening,
    read_opened,
)

FORM, PAGE = "opening.form", "opening.page"
READ, END, NEXT, BACK = "opening.read", "opening.end", "opening.next", "opening.back"
RESUME = "opening.resume"
TELLS = (
    "For an emergency, or where the law asks for it. Both of them are told at once, with your name and your reason, "
    "and after the hour what you read. " + CLOSED
)
HINT = f"Both of them read this. At least {REASON_MIN} characters, and no student's name."
NOTHING = "Nothing is logged for this pair."
OPEN_MAX = 5
STAYS = "If you close this page, the log stays open for you until then. You find it under “Open a pair's log…”."


async def open_form(turn: Turn) -> None:
    """Ack, then ask whose log, and why; what is open still comes first. Raises Denied for all but administrators."""
    found = await turn.store.read(open_now, turn.actor, turn.now)
    await turn.ack()
    in_background(turn, lambda later: _open_form(later, found))


async def _open_form(turn: Turn, found: Sequence[Opening]) -> None:
    reason = b.text_input(limit=REASON_MAX, lines=True)
    blocks = [
        *(_still_open(one) for one in found[:OPEN_MAX]),
        b.section(TELLS),
        b.ask("pair", "Whose log", b.search(prompt="Type a school or a name")),
        b.ask("reason", "Why", reason, hint=HINT),
    ]
    await show(turn, b.modal(FORM, "Open a pair's log", "Open for an hour", blocks, turn.pack({}, FORM)))


def _still_open(one: Opening) -> b.Block:
    pair = one.pair
    said = f"{pair.school}, {pair.coach} with {pair.leader}: open until {hour_of(one.until, pair.zone)}."
    return b.section(said, b.button("Go on", RESUME, str(one.id), spoken=f"Go on with {pair.school}"))


async def resume(turn: Turn) -> None:
    """An opening that holds, in place of the form for another."""
    opening = turn.row_id()
    await turn.ack()
    in_background(turn, partial(_turn, opening=opening, skip=0))


async def offer_pairs(turn: Turn) -> None:
    """The pairs by what is typed."""
    found = await turn.store.read(find_openable, turn.actor, turn.now, str(turn.body.get("value", "")))
    await turn.ack(options=[b.option(one.name, str(one.id), one.about) for one in found])


async def submit(turn: Turn) -> None:
    """Open it, owe both the news, and show the log in place of the form."""
    mark = turn.unpack()["k"]
    new = forms.parse(NewOpening, forms.values(turn.view))
    opening: Opening = await turn.store.write(open_log, turn.actor, turn.now, mark, new)
    view = await _page(turn, opening.id, 0)
    await turn.ack(response_action="update", view=view)


async def _page(turn: Turn, opening: int, skip: int) -> b.View:
    found, facts, more = await turn.store.read(opened_contacts, turn.actor, turn.now, opening, skip)
    return page(found, facts, skip, more, turn.pack({"o": opening, "s": skip}, PAGE))


def page(opening: Opening, facts: Sequence[Fact], skip: int, more: bool, metadata: str) -> b.View:
    """The pair's contacts, ten at a time, each with the way to what was shared in it."""
    pair = opening.pair
    knows = who_knows(pair.coach, pair.leader, opening.unreached)
    head = f"{pair.school}: {pair.coach} with {pair.leader}\nOpen until {hour_of(opening.until, pair.zone)}. {knows}"
    rows = [
        b.section(f"{readable(one.id)} · {what(one)} · {brief(one.day)}", b.button("Read", READ, str(one.id)))
        for one in facts
    ]
    ways = [b.button("Newer", BACK)] if skip else []
    ways += [b.button("Older", NEXT)] if more else []
    ways.append(b.button("End it now", END, str(opening.id)))
    blocks = [b.section(head), *(rows or [b.section(NOTHING)]), b.actions(ways), b.context(STAYS)]
    return b.modal(PAGE, "Opened log", None, blocks, metadata)


async def turn_page(turn: Turn, step: int) -> None:
    """Older or newer ones."""
    held = turn.unpack()
    await turn.ack()
    in_background(turn, partial(_turn, opening=int(held["o"]), skip=max(int(held["s"]) + step, 0)))


async def _turn(turn: Turn, opening: int, skip: int) -> None:
    await turn.client.views_update(view_id=turn.view["id"], view=await _page(turn, opening, skip))


async def read(turn: Turn) -> None:
    """Read one: it is written down first."""
    opening, contact = int(turn.unpack()["o"]), turn.row_id()
    record = await turn.store.write(read_opened, turn.actor, turn.now, opening, contact)
    await turn.ack()
    in_background(turn, lambda later: show(later, record_page(record)))


async def end(turn: Turn) -> None:
    """Close it before its hour is over."""
    opening = turn.row_id()
    await turn.store.read(own_opening, turn.actor, turn.now, opening)
    await turn.store.write(end_opening, turn.actor, turn.now, opening)
    await turn.ack()
    in_background(turn, _over)


async def _over(turn: Turn) -> None:
    said = b.modal(PAGE, "Opened log", None, [b.section("Ended. Both are told now what you read.")])
    await turn.client.views_update(view_id=turn.view["id"], view=said)


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    routes.actions |= {OPEN: open_form, RESUME: resume, READ: read, END: end}
    routes.actions |= {NEXT: partial(turn_page, step=SHOWN), BACK: partial(turn_page, step=-SHOWN)}
    routes.options[f"{FORM}.pair"] = offer_pairs
    routes.views[FORM] = submit
