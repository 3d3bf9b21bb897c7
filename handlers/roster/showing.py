"""The roster's pages as they are now."""

from collections.abc import Mapping
from typing import Any

from bot import blocks as b
from bot.errors import Denied
from bot.messages import rosterpages as pages
from handlers.turn import Turn
from storage.rosterviews import read_acts, read_pair, read_roster_person
from storage.setup import own_programmes

ACTS = 10


async def roster_view(turn: Turn, programme: int | None) -> b.View:
    """The roster of a program, or of the actor's first one."""
    own = await turn.store.read(own_programmes, turn.actor)
    chosen = next((one for one in own if programme in (None, one[0])), None)
    if chosen is None:
        raise Denied("roster.open")
    acts = await turn.store.read(read_acts, turn.actor, turn.now, chosen[0], ACTS)
    others = [one for one in own if one != chosen]
    return pages.roster_page(*chosen, others, acts, turn.pack({"p": chosen[0]}, pages.PAGE))


async def pair_view(turn: Turn, pair: int, person: int = 0) -> b.View:
    """A pair. person: on whose page it was opened, to which it leads back."""
    page = await turn.store.read(read_pair, turn.actor, turn.now, pair)
    metadata = turn.pack({"p": page.programme, "s": pair, "u": person}, pages.PAIR_PAGE)
    return pages.pair_page(page, turn.team_id, metadata, person)


async def person_view(turn: Turn, programme: int, person: int) -> b.View:
    """A person. programme: 0 for the one of the actor's in which the person is."""
    page = await turn.store.read(read_roster_person, turn.actor, turn.now, programme, person)
    return pages.person_page(page, turn.pack({"p": page.programme, "s": person}, pages.PERSON_PAGE))


async def refresh(turn: Turn, view_id: str, data: Mapping[str, Any]) -> None:
    """Bring the page below a form up to date. data: of the form."""
    act, programme, subject = str(data["a"]), int(data["p"]), int(data["s"])
    if not subject:
        view = await roster_view(turn, programme)
    elif act.startswith("person"):
        view = await person_view(turn, programme, subject)
    else:
        view = await pair_view(turn, subject, int(data.get("u", 0)))
    await turn.client.views_update(view_id=view_id, view=view)
