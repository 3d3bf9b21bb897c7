"""The roster's pages: opened from Home or by command, searched; and changes taken back."""

from bot import blocks as b
from bot.errors import Denied
from bot.messages import rosterpages as pages
from handlers.errors import in_background, say, show
from handlers.home import publish
from handlers.roster.showing import pair_view, person_view, refresh, roster_view
from handlers.turn import Turn
from storage.rostersearch import Hit, find_pairs, find_people
from storage.rosterundo import undo_act

PAIR, PERSON = "p", "u"


async def command(turn: Turn) -> None:
    """`/coachlog roster`, or Home's button: ack, then open the roster."""
    await turn.ack()
    in_background(turn, lambda later: _open(later, None))


async def open_roster(turn: Turn) -> None:
    """Home's button, with the program it is about."""
    programme = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open(later, programme))


async def _open(turn: Turn, programme: int | None) -> None:
    await show(turn, await roster_view(turn, programme))


async def show_other(turn: Turn) -> None:
    """Another program's roster in place of this one."""
    programme = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _update(later, turn.view["id"], programme))


async def _update(turn: Turn, view_id: str, programme: int) -> None:
    await turn.client.views_update(view_id=view_id, view=await roster_view(turn, programme))


async def offer(turn: Turn) -> None:
    """The pairs and people that match what is typed."""
    programme, typed = int(turn.unpack()["p"]), str(turn.body.get("value", ""))
    pairs = await turn.store.read(find_pairs, turn.actor, turn.now, programme, typed)
    people = await turn.store.read(find_people, turn.actor, programme, typed) if typed.strip() else []
    options = [_option(PAIR, one) for one in pairs] + [_option(PERSON, one) for one in people]
    await turn.ack(options=options[: b.OPTIONS_MAX])


def _option(kind: str, one: Hit) -> b.Block:
    return b.option(one.name, f"{kind}{one.id}", one.about)


async def open_found(turn: Turn) -> None:
    """Open what was chosen in the search."""
    data, chosen = turn.unpack(), str((turn.action.get("selected_option") or {}).get("value", ""))
    kind, row = chosen[:1], chosen[1:]
    if kind not in {PAIR, PERSON} or not (row.isascii() and row.isdigit() and len(row) < 19):
        raise Denied("value")
    await turn.ack()
    if kind == PAIR:
        in_background(turn, lambda later: _open_pair(later, int(row)))
    else:
        in_background(turn, lambda later: _open_person(later, int(data["p"]), int(row)))


async def open_pair(turn: Turn) -> None:
    """Ack, then open the page of a pair."""
    pair = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open_pair(later, pair))


async def _open_pair(turn: Turn, pair: int) -> None:
    """Above the page it was opened on; a person's page it takes the place of, so that its forms have room above it."""
    if turn.inside.get("callback_id") == pages.PERSON_PAGE:
        view = await pair_view(turn, pair, int(turn.unpack()["s"]))
        await turn.client.views_update(view_id=turn.view["id"], view=view)
    else:
        await show(turn, await pair_view(turn, pair))


async def open_person(turn: Turn) -> None:
    """Ack, then open the page of a person."""
    person = turn.row_id()
    programme = int(turn.unpack()["p"]) if turn.inside.get("callback_id") == pages.PAIR_PAGE else 0
    await turn.ack()
    in_background(turn, lambda later: _open_person(later, programme, person))


async def _open_person(turn: Turn, programme: int, person: int) -> None:
    view = await person_view(turn, programme, person)
    if turn.inside.get("callback_id") == pages.PAIR_PAGE:
        await turn.client.views_update(view_id=turn.view["id"], view=view)
    else:
        await show(turn, view)


async def undo(turn: Turn) -> None:
    """Take a change back, from the page of what was done, the roster, or Home."""
    said = await turn.store.write(undo_act, turn.actor, turn.now, turn.row_id())
    await turn.ack()
    in_background(turn, lambda later: _say_undone(later, said))


async def _say_undone(turn: Turn, said: str) -> None:
    where = turn.inside.get("callback_id")
    if where == pages.DONE_PAGE:
        view = pages.taken_back(said, turn.pack({}, pages.DONE_PAGE))
        await turn.client.views_update(view_id=turn.view["id"], view=view)
        if below := turn.view.get("previous_view_id"):
            await refresh(turn, str(below), turn.unpack()["of"])
    elif where == pages.PAGE:
        await _update(turn, turn.view["id"], int(turn.unpack()["p"]))
    else:
        await publish(turn)
        await say(turn, said)


async def nothing(turn: Turn) -> None:
    """A button that only opens a conversation in Slack."""
    await turn.ack()
