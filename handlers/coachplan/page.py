"""The page of a pair's agreement and plan, and the list of pairs that leads to it; both follow what is done on them."""

from collections.abc import Sequence

from bot import blocks as b
from bot.messages import agreements as words
from bot.messages.planhelp import nobody_to_plan_with
from bot.messages.planpage import pair_blocks
from bot.messages.plans import SHOW
from bot.rules.plans import PairLine, PairPage
from handlers.coachlog.strangers import explain as explain_stranger
from handlers.errors import in_background, show, tell
from handlers.turn import Turn
from storage.people import find_person
from storage.planpages import SHOWN, Listing, list_pairs, note_reading, pair_page

PAGE, LIST = "plan.page", "plan.list"
NEXT, BACK = "plan.list_next", "plan.list_back"


async def open_list(turn: Turn) -> None:
    """Ack, then what is open to this person: their one pair, or the list."""
    await turn.ack()
    in_background(turn, _open_list)


async def _open_list(turn: Turn) -> None:
    await show_listing(turn, await turn.store.read(list_pairs, turn.actor, turn.now))


async def turn_list(turn: Turn) -> None:
    """Ten further pairs."""
    skip = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _turn_list(later, skip))


async def _turn_list(turn: Turn, skip: int) -> None:
    found = await turn.store.read(list_pairs, turn.actor, turn.now, skip)
    if not found.lines:
        found = await turn.store.read(list_pairs, turn.actor, turn.now)
    if found.lines:
        await _place(turn, list_view(turn, found))
    else:
        await explain(turn)


async def show_listing(turn: Turn, found: Listing) -> None:
    """Show one pair itself, several as a list; whoever has none is told why."""
    if not found.total:
        await explain(turn)
    elif found.total == 1:
        await _show_pair(turn, found.lines[0].pair, listed=False)
    else:
        await _place(turn, list_view(turn, found))


async def explain(turn: Turn) -> None:
    """Why there is nothing to agree or plan for this person."""
    person = await turn.store.read(find_person, turn.actor)
    if person is None:
        await explain_stranger(turn)
    else:
        await tell(turn, nobody_to_plan_with(person.roles))


async def open_pair(turn: Turn) -> None:
    """Ack, then a pair's page."""
    pair, listed = turn.row_id(), turn.inside.get("callback_id") == LIST
    await turn.ack()
    in_background(turn, lambda later: _show_pair(later, pair, listed=listed))


async def _show_pair(turn: Turn, pair: int, *, listed: bool) -> None:
    facts = await turn.store.read(pair_page, turn.actor, turn.now, pair)
    if not facts.side:
        await turn.store.write(note_reading, turn.actor, turn.now, pair)
    await _place(turn, view_of(turn, facts, listed=listed))


async def _place(turn: Turn, view: b.View) -> None:
    """In place of the page or list the person is in; else above what they see."""
    if turn.inside.get("callback_id") in {PAGE, LIST}:
        await turn.client.views_update(view_id=turn.view["id"], view=view)
    else:
        await show(turn, view)


def came_from(turn: Turn) -> dict[str, int]:
    """For the metadata of a form: whether the pair's page lies below it, and whether that came from the list."""
    if turn.inside.get("callback_id") != PAGE:
        return {"b": 0, "l": 0}
    return {"b": 1, "l": int(turn.unpack().get("l", 0))}


async def follow(turn: Turn, pair: int, data: dict[str, int], said: str) -> None:
    """After a form was saved: ack, with the pair's page below it drawn anew, or in its place. said: what happened."""
    facts = await turn.store.read(pair_page, turn.actor, turn.now, pair)
    view = view_of(turn, facts, listed=bool(data.get("l")), said=said)
    below = turn.view.get("previous_view_id") if data.get("b") else None
    if below:
        await turn.ack()
        in_background(turn, lambda later: _redraw(later, str(below), view))
    else:
        await turn.ack(response_action="update", view=view)


async def _redraw(turn: Turn, view_id: str, view: b.View) -> None:
    await turn.client.views_update(view_id=view_id, view=view)


def again(turn: Turn, pair: int, said: str) -> None:
    """After a press was saved and acked: the page it happened on drawn anew; elsewhere the page opens."""
    in_background(turn, lambda later: _again(later, pair, said))


async def _again(turn: Turn, pair: int, said: str) -> None:
    facts = await turn.store.read(pair_page, turn.actor, turn.now, pair)
    listed = turn.inside.get("callback_id") == PAGE and bool(turn.unpack().get("l"))
    await _place(turn, view_of(turn, facts, listed=listed, said=said))


def view_of(turn: Turn, facts: PairPage, *, listed: bool, said: str = "") -> b.View:
    """The page of a pair. listed: it came from the list, to which it leads back."""
    metadata = turn.pack({"e": facts.pair, "l": int(listed)}, PAGE)
    back = [b.actions([b.button("All pairs", SHOW)])] if listed else []
    return b.modal(PAGE, "Agreement and plan", None, [*pair_blocks(facts, said), *back], metadata)


def list_view(turn: Turn, found: Listing) -> b.View:
    """The list of pairs."""
    blocks = [block for one in found.lines for block in _row(one)]
    turning: Sequence[b.Block] = [
        *([b.button("Back", BACK, str(max(0, found.skip - SHOWN)))] if found.skip else []),
        *([b.button("Next", NEXT, str(found.skip + SHOWN))] if found.skip + SHOWN < found.total else []),
    ]
    said = f"{found.skip + 1}–{found.skip + len(found.lines)} of {found.total:,}. What needs something comes first."
    more = [b.context(said), *([b.actions(turning)] if turning else [])] if found.total > SHOWN else []
    return b.modal(LIST, "Agreements and plans", None, [*blocks, *more], turn.pack({"s": found.skip}, LIST))


def _row(one: PairLine) -> list[b.Block]:
    goals = "no goals" if not one.goals else "1 goal" if one.goals == 1 else f"{one.goals} goals"
    stale = ", not looked at for a while" if one.stale else ""
    line = f"{one.school}, {one.who}\n{words.standing_line(one.stands, one.side, one.who)} {goals.capitalize()}{stale}."
    return [b.section(line, b.button("Open", words.OPEN, str(one.pair), spoken=f"Open: {one.school}, {one.who}"))]
