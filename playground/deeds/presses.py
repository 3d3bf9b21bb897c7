"""Pressing buttons and choosing in menus: block_actions, and the loading of options."""

from __future__ import annotations

from playground import payloads
from playground.deeds.acting import Actor
from playground.deeds.commands import toast
from playground.deliver import replies
from playground.deliver.answer import Answer
from playground.deliver.carry import deliver
from playground.initial import HELD
from playground.limits.objects import MOST_OPTIONS
from playground.records import Json, Message, View
from playground.settle import find

COPIED = ("text", "value", "url", "style", "placeholder", "confirm")


async def press(actor: Actor, where: View | Message, block_id: str, action_id: str, held: Json) -> Answer:
    """Do something to an element: keep what it now holds and tell the app."""
    block, element = find(where.blocks, action_id, block_id)
    if element["type"] in HELD:
        where.state.setdefault(block["block_id"], {})[action_id] = held
    entry = {**action(block, element, held), "action_ts": actor.world.new_ts(actor.space)}
    payload = _payload(actor, where, [entry])
    answer = await deliver(actor.world, actor.install, "block_actions", payload)
    if not answer.accepted:
        toast(actor, replies.failed("This action", answer.outcome))
    return answer


def action(block: Json, element: Json, held: Json) -> Json:
    """One entry of `actions`."""
    start = HELD[element["type"]][1] if element["type"] in HELD else ""
    copied = {key: element[key] for key in (*COPIED, start) if key in element}
    return {
        **copied,
        **{key: value for key, value in held.items() if key != "type"},
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "type": element["type"],
    }


def _payload(actor: Actor, where: View | Message, actions: list[Json]) -> Json:
    if isinstance(where, View):
        from_modal = where if where.type == "modal" else None
        trigger = actor.trigger(from_modal)
        return payloads.view_actions(actor.space, actor.user, actor.install, where, actions, trigger)
    url = replies.new_hook(actor.world, actor.team_id, actor.user_id, where.channel, where)
    ways = (url, actor.trigger())
    return payloads.message_actions(actor.world, actor.space, actor.user, actor.install, where, actions, ways)


async def options(actor: Actor, where: View | Message, block_id: str, action_id: str, query: str) -> Json:
    """Type into an external select: {"options": […]} or {"option_groups": […]}, nothing below its minimum length; with
    an `error` where the app did not answer as Slack wants it."""
    _, element = find(where.blocks, action_id, block_id)
    if len(query) < element.get("min_query_length", 3):
        return {"options": []}
    asked = (block_id, action_id, query)
    payload = payloads.suggestion(actor.world, actor.space, actor.user, actor.install, where, asked)
    answer = await deliver(
        actor.world,
        actor.install,
        "block_suggestion",
        payload,
        judge=lambda came: came.outcome if not came.accepted or _loaded(came) is not None else "refused",
    )
    if not answer.accepted:
        return {"options": [], "error": replies.error_of(answer.outcome)}
    return _loaded(answer) or {"options": [], "error": "invalid_options"}


def _loaded(answer: Answer) -> Json | None:
    """The options Slack would show, or None where it shows an error."""
    body = answer.body if isinstance(answer.body, dict) else {}
    groups = body.get("option_groups")
    lists = [body.get("options")] if groups is None else [group.get("options") for group in groups]
    if ("options" in body) == ("option_groups" in body) or len(lists) > MOST_OPTIONS:
        return None
    if not all(isinstance(held, list) and len(held) <= MOST_OPTIONS for held in lists):
        return None
    if not all(_fits(option) for held in lists for option in held or ()):
        return None
    return {"options": body["options"]} if groups is None else {"option_groups": groups}


def _fits(option: Json) -> bool:
    words, value = option.get("text", {}), option.get("value")
    said = words.get("text") if isinstance(words, dict) and words.get("type") == "plain_text" else None
    return isinstance(said, str) and 0 < len(said) <= 75 and isinstance(value, str) and 0 < len(value) <= 150
