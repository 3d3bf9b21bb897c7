"""Submitting a part of form F1: the next step of a new program, or one change of a stored one."""

from typing import Any

from bot import forms
from bot.rules.setup import PARTS, Part, Places, after, before
from handlers.errors import in_background
from handlers.setup import form, pages
from handlers.setup.channels import check_channels
from handlers.setup.opening import beneath, show_overview, step_view
from handlers.turn import Turn
from storage.drafts import Sent
from storage.overview import setup_facts
from storage.programmeform import change_programme, keep_step, submit_step


async def submit(turn: Turn) -> None:
    """Parse, look at the channels, save, ack."""
    data, part = turn.unpack(), form.part_of(turn.view["callback_id"])
    filled = form.without_cleared_windows(forms.values(turn.view), turn.view["blocks"])
    new = forms.parse(PARTS[part], filled)
    if isinstance(new, Places):
        await check_channels(turn, new)
    if "d" in data:
        await _step(turn, data, part, filled, new)
    else:
        await _change(turn, data, part, new)


async def _step(turn: Turn, data: dict[str, Any], part: str, filled: dict[str, Any], new: Part) -> None:
    kept = await turn.store.write(submit_step, turn.actor, turn.now, data["d"], part, filled, new, _sending(turn, data))
    if kept.done_id is None:
        await turn.ack(response_action="update", view=step_view(turn, kept, after(part) or part))
        return
    facts = await turn.store.read(setup_facts, turn.actor, kept.done_id)
    await turn.ack(response_action="update", view=pages.overview(facts))
    if turn.view.get("previous_view_id"):
        in_background(turn, lambda later: show_overview(later, beneath(turn), kept.done_id))


def _sending(turn: Turn, data: dict[str, Any]) -> Sent:
    """Which form of the draft was sent; Slack gives each press a trigger of its own, and a replay the same one."""
    return Sent(data["n"], str(turn.body.get("trigger_id", "")))


async def _change(turn: Turn, data: dict[str, Any], part: str, new: Part) -> None:
    programme = int(data["p"])
    await turn.store.write(change_programme, turn.actor, turn.now, programme, part, new, data["v"], data["k"])
    await turn.ack()
    in_background(turn, lambda later: show_overview(later, beneath(turn), programme))


async def go_back(turn: Turn) -> None:
    """The step before; what is typed here is kept, right or not yet."""
    await turn.ack()
    in_background(turn, _go_back)


async def _go_back(turn: Turn) -> None:
    data, part = turn.unpack(), form.part_of(turn.view["callback_id"])
    typed, sent = forms.values(turn.view), _sending(turn, data)
    kept = await turn.store.write(keep_step, turn.actor, turn.now, data["d"], part, typed, sent)
    view = step_view(turn, kept, before(part) or part)
    await turn.client.views_update(view_id=turn.view["id"], hash=turn.view["hash"], view=view)


async def add_window(turn: Turn) -> None:
    """Ask for one more test window; what is typed stays."""
    await turn.ack()
    in_background(turn, _add_window)


async def _add_window(turn: Turn) -> None:
    data, filled = turn.unpack(), forms.values(turn.view)
    asked = sum(block["block_id"].endswith(".start") for block in turn.view["blocks"])
    metadata = turn.pack(data, form.callback("privacy"))
    view = form.build("privacy", filled, metadata, step="d" in data, windows=asked + 1)
    await turn.client.views_update(view_id=turn.view["id"], hash=turn.view["hash"], view=view)
