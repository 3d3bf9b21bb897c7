"""Modals: typing, submitting, closing."""

from __future__ import annotations

from typing import Any

from playground import modals, payloads
from playground.deeds.acting import Actor
from playground.deeds.complaints import complaints
from playground.deeds.presses import press
from playground.deliver import replies, submissions
from playground.deliver.answer import Answer
from playground.deliver.carry import deliver
from playground.deliver.submissions import TROUBLE, Verdict
from playground.initial import HELD
from playground.records import Json, View
from playground.settle import find


async def enter(
    actor: Actor, view: View, block_id: str, action_id: str, held: Json, *, quiet: bool = False
) -> Answer | None:
    """Put a value (in Slack's shape) into an element; the app hears of it where Slack would say so.

    quiet: the person left a text field without pressing Enter, of which Slack tells nobody.
    """
    block, element = find(view.blocks, action_id, block_id)
    if held.get("type") != element["type"] or HELD[element["type"]][0] not in held:
        raise ValueError(f"{element['type']} cannot hold {held}")
    actor.stack.errors = {k: v for k, v in (actor.stack.errors or {}).items() if k != block_id} or None
    if block["type"] != "input" or (block.get("dispatch_action") and not quiet):
        return await press(actor, view, block_id, action_id, held)
    view.state[block_id][action_id] = held
    return None


async def submit(actor: Actor, view: View, *, force: bool = False) -> Verdict:
    """Press the submit button. `force` leaves out what the client checks itself."""
    stack, world = actor.stack, actor.world
    if view.submit is None or stack.top is not view:
        raise LookupError("there is no such form to submit")
    if not force and (found := complaints(view)):
        stack.errors = found
        world.tell("modal", actor.team_id, user=actor.user_id)
        return Verdict("errors", errors=found)
    stack.busy, stack.errors, stack.trouble = True, None, None
    world.tell("modal", actor.team_id, user=actor.user_id)
    trigger, urls = actor.trigger(view), _response_urls(actor, view)
    payload = payloads.view_submission(actor.space, actor.user, actor.install, view, trigger, urls)
    answer = await deliver(
        world,
        actor.install,
        "view_submission",
        payload,
        judge=lambda came: submissions.outcome(world, view, came),
    )
    verdict = submissions.read(world, view, answer)
    _carry_out(actor, view, verdict)
    return verdict


def _response_urls(actor: Actor, view: View) -> list[Json]:
    urls: list[Json] = []
    for block in view.blocks:
        element: dict[str, Any] = block.get("element", {})
        if not element.get("response_url_enabled"):
            continue
        held = view.state[block["block_id"]][element["action_id"]]
        channel = held.get("selected_conversation") or held.get("selected_channel")
        if channel:
            url = replies.new_hook(actor.world, actor.team_id, actor.user_id, channel)
            spot = {"block_id": block["block_id"], "action_id": element["action_id"], "channel_id": channel}
            urls.append({**spot, "response_url": url})
    return urls


def _carry_out(actor: Actor, view: View, verdict: Verdict) -> None:
    stack, world = actor.stack, actor.world
    stack.busy = False
    if stack.top is not view:
        return
    if verdict.meaning == "closed":
        modals.close_top(world, actor.team_id, actor.user_id)
    elif verdict.meaning == "cleared":
        modals.close_all(world, actor.team_id, actor.user_id)
    elif verdict.meaning == "updated":
        modals.replace(world, view, verdict.view)
    elif verdict.meaning == "pushed":
        modals.show_above(world, modals.make(world, actor.install, actor.user_id, verdict.view, "modal"))
    else:
        stack.errors = verdict.errors or None
        stack.trouble = None if verdict.errors else TROUBLE
        world.tell("modal", actor.team_id, user=actor.user_id)


async def close(actor: Actor, *, whole: bool = False) -> None:
    """Press Cancel (or, `whole`, the cross): view_closed where the view asked for it."""
    top = actor.stack.top
    if top is None:
        raise LookupError("no modal is open")
    whole = whole or top.clear_on_close or len(actor.stack.views) == 1
    cleared = whole and len(actor.stack.views) > 1
    closing = modals.close_all if whole else modals.close_top
    closed = closing(actor.world, actor.team_id, actor.user_id)
    told = closed[-1] if cleared else closed[0]
    if told.notify_on_close:
        payload = payloads.view_closed(actor.space, actor.user, actor.install, told, cleared=cleared)
        await deliver(actor.world, actor.install, "view_closed", payload)
