"""Who coordinates a program: chosen among the people of this Slack."""

import asyncio

import aiohttp
from slack_sdk.errors import SlackApiError

from bot import blocks as b
from bot import forms
from bot.errors import FieldErrors, Refusal
from bot.messages.setup import listed
from bot.rules.slackpeople import SlackPerson
from handlers.errors import in_background, show
from handlers.setup import pages
from handlers.setup.opening import beneath, in_slack, show_overview
from handlers.turn import Turn
from storage.coordinators import FIELD, MOST, Coordinator, list_coordinators, set_coordinators
from storage.setup import may_set_up

FORM = "setup.coordinators"
SLOW = "Slack didn't say in time who these people are. Nothing was changed; please press the button again."


def build(known: list[Coordinator], metadata: str) -> b.View:
    """The modal, with those who coordinate now chosen."""
    chosen = [one.user for one in known if one.user]
    said = "They see that coaching happens, never what was said, and may change this set-up. I tell each new one."
    blocks = [b.ask(FIELD, "Coordinators", b.people_input(chosen, MOST), hint=said)]
    if waiting := [one.name for one in known if not one.user]:
        blocks.append(b.section(f"Also coordinators, once they join this Slack:\n{listed(waiting, pages.NAMES)}"))
    return b.modal(FORM, "Who coordinates", "Save", blocks, metadata)


async def open_people(turn: Turn) -> None:
    """Ack, then put the form above the overview."""
    programme = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open(later, programme))


async def _open(turn: Turn, programme: int) -> None:
    known = await turn.store.read(list_coordinators, turn.actor, programme)
    seen = [one.person_id for one in known if one.user][:MOST]
    view = build(known, turn.pack({"p": programme, "s": seen}, FORM))
    await show(turn, view)


async def submit(turn: Turn) -> None:
    """Ask Slack who was chosen, save, ack."""
    data = turn.unpack()
    users: list[str] = forms.values(turn.view).get(FIELD, [])
    if not 1 <= len(users) <= MOST:
        raise FieldErrors({FIELD: f"Choose 1 to {MOST} people."})
    chosen = await _described(turn, users)
    programme = int(data["p"])
    await turn.store.write(set_coordinators, turn.actor, turn.now, programme, chosen, data["s"], data["k"])
    await turn.ack()
    in_background(turn, lambda later: _refresh(later, programme))


async def _described(turn: Turn, users: list[str]) -> list[SlackPerson]:
    try:
        async with turn.asking():
            return list(await asyncio.gather(*(in_slack(turn, user) for user in dict.fromkeys(users))))
    except (TimeoutError, aiohttp.ClientError, OSError, SlackApiError):
        raise Refusal(SLOW, FIELD) from None


async def _refresh(turn: Turn, programme: int) -> None:
    """The overview beneath; whoever took the role from themselves reads that they did."""
    if await turn.store.read(may_set_up, turn.actor):
        await show_overview(turn, beneath(turn), programme)
        return
    view = pages.notice("You don't coordinate this program anymore. Those who do can make you a coordinator again.")
    await turn.client.views_update(view_id=beneath(turn), view=view)
