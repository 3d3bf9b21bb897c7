"""Reading an agreement and signing it; taking an offer or a signature back; noting that it still holds."""

from collections.abc import Callable
from typing import Any

from bot import blocks as b
from bot.messages import agreements as words
from bot.messages.planpage import names
from bot.rules.agreements import Agreement, other_side
from bot.rules.plans import PairPage
from handlers.coachplan.page import again, came_from, follow
from handlers.errors import in_background, show
from handlers.turn import Turn
from storage.agreeing import offer_again, sign_agreement, still_holds, take_back_signature, withdraw_agreement
from storage.planpages import note_reading, read_agreement

READING = "plan.reading"
SIGNED = "Signed. The agreement is in force: you both can read it here, and either of you can offer a change."
ACTS: dict[str, tuple[Callable[..., int], str]] = {
    words.WITHDRAW: (withdraw_agreement, "Taken back. There is nothing to sign anymore."),
    words.OFFER_AGAIN: (offer_again, "Offered again. The other one is asked to sign."),
    words.UNSIGN: (take_back_signature, "Your signature is taken back. The edition waits for it again."),
    words.HOLDS: (still_holds, "Noted: you looked at it today, and it still holds."),
}


async def open_reading(turn: Turn) -> None:
    """Ack, then open an edition, with the way to sign it where it waits for this person."""
    agreement, came = turn.row_id(), came_from(turn)
    inside = turn.inside.get("callback_id") == READING
    if inside:
        came = {name: int(turn.unpack().get(name, 0)) for name in came}
    await turn.ack()
    in_background(turn, lambda later: _open(later, agreement, came, inside=inside))


async def _open(turn: Turn, agreement: int, came: dict[str, int], *, inside: bool) -> None:
    one, page = await turn.store.read(read_agreement, turn.actor, agreement)
    if not page.side:
        await turn.store.write(note_reading, turn.actor, turn.now, page.pair)
    view = view_of(one, page, turn.pack({"a": agreement, **came}, READING))
    if inside:
        await turn.client.views_update(view_id=turn.view["id"], view=view)
    else:
        await show(turn, view)


def view_of(one: Agreement, page: PairPage, metadata: str) -> b.View:
    """An edition to read; to sign where it waits for its reader."""
    who = names(page)
    other = who.of(other_side(page.side)) if page.side else f"{page.leader} with {page.coach}"
    blocks = [b.section(f"{page.school} · {other}"), *words.agreement_blocks(one, who)]
    signs = bool(page.side) and one.waits_for == page.side
    buttons = []
    if signs:
        blocks.append(b.context(f"“Sign” is your signature. {other} has signed; with yours it is in force."))
        buttons.append(b.button("Suggest a change", words.WRITE, str(page.pair)))
    if page.earlier:
        buttons.append(b.button("The edition before", words.READ, str(page.earlier[0])))
    blocks += [b.actions(buttons)] if buttons else []
    title = f"Agreement, edition {one.edition}"
    return b.modal(READING, title, "Sign" if signs else None, blocks, metadata, close="Not now" if signs else "")


async def submit(turn: Turn) -> None:
    """Save the signature, ack; the pair's page follows."""
    data = turn.unpack()
    pair = await turn.store.write(sign_agreement, turn.actor, turn.now, data["a"])
    await follow(turn, pair, data, SIGNED)


async def act(turn: Turn, verb: tuple[Callable[..., int], str]) -> None:
    """Save what a button says, ack; the page it was pressed on follows."""
    work, said = verb
    pair: Any = await turn.store.write(work, turn.actor, turn.now, turn.row_id())
    await turn.ack()
    again(turn, pair, said)
