"""Whether a payload has the shape that Slack sends, in all that Bolt and the listeners look into.

A signature says who sent it, not that every part is there; what is malformed is refused before anybody trips over it.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

HOOKS = ("https://hooks.slack.com/", "https://hooks.slack-gov.com/")

IDS = ("callback_id", "block_id", "action_id", "trigger_id", "event_id", "user_id", "team_id", "channel_id")
TEXTS = ("type", "command", "text", "value", "enterprise_id")
ID_MAX, EVENT_ID_MAX = 255, 64
NAMED = ("user", "team", "channel", "enterprise")  # an object with an id; of a command or an event the id alone
OBJECTS = ("view", "event", "container", "message")
VIEW_IDS = ("id", "root_view_id", "previous_view_id", "team_id", "app_installed_team_id")
VIEW_TEXTS = ("type", "callback_id", "private_metadata", "hash")
EVENT_NAMED = ("user", "channel", "team", "user_team", "source_team", "team_id", "enterprise_id")
BLANKABLE = ("view", "response_url")
NEEDED: dict[str, tuple[str, ...]] = {
    "view_submission": ("view", "user"),
    "view_closed": ("view", "user"),
    "block_actions": ("actions", "user", "trigger_id"),
    "block_suggestion": ("block_id", "action_id", "user"),
    "shortcut": ("callback_id", "user", "trigger_id"),
    "message_action": ("callback_id", "user", "trigger_id"),
    "event_callback": ("event", "event_id"),
}
HELD_TEXTS = ("value", "selected_date", "selected_time", "selected_conversation", "selected_channel", "selected_user")


def hooks_of(api_url: str) -> tuple[str, ...]:
    """Where an answer to a response_url may go: to Slack, or to the host that stands in for it."""
    parts = urlsplit(api_url)
    return (*HOOKS, f"{parts.scheme}://{parts.netloc}/")


def shaped(body: Mapping[str, Any], hooks: tuple[str, ...]) -> bool:
    """Whether every part has the type Slack gives it. hooks: the beginnings that a response_url may have."""
    kind = body.get("type")
    if isinstance(kind, str) and any(body.get(name) is None for name in NEEDED.get(kind, ())):
        return False
    return (
        _texts(body, TEXTS)
        and all(_id(body.get(name)) for name in IDS)
        and all(_named(body.get(name)) for name in NAMED)
        and all(isinstance(body.get(name), dict | None) for name in OBJECTS)
        and _texts(body.get("message") or {}, ("text", "ts", "user"))
        and _granted(body.get("authorizations"))
        and _reply(body.get("response_url"), hooks)
        and ("view" not in body or _view(body["view"] or {}))
        and ("actions" not in body or _actions(body["actions"]))
        and ("event" not in body or (_event(body["event"] or {}) and _id(body.get("event_id"), EVENT_ID_MAX)))
    )


def without_blanks(body: dict[str, Any]) -> dict[str, Any]:
    """The payload without a view or a response_url that is there and blank: Bolt takes what is there for usable."""
    return {name: value for name, value in body.items() if value or name not in BLANKABLE}


def encodable(value: object) -> bool:
    """Whether all text in it is whole: half of a surrogate pair can be neither stored nor sent."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _texts(body: Mapping[str, Any], names: tuple[str, ...]) -> bool:
    return all(isinstance(body.get(name), str | None) for name in names)


def _named(one: object) -> bool:
    return all(_id(one.get(name)) for name in ("id", "team_id")) if isinstance(one, dict) else _id(one)


def _granted(given: object) -> bool:
    return given is None or (
        isinstance(given, list)
        and all(isinstance(one, dict) for one in given)
        and all(_id(one.get(name)) for one in given for name in ("team_id", "user_id", "enterprise_id"))
    )


def _id(one: object, limit: int = ID_MAX) -> bool:
    return one is None or (
        isinstance(one, str) and len(one) <= limit and one.isascii() and (not one or one.isprintable())
    )


def _reply(url: object, hooks: tuple[str, ...]) -> bool:
    return url is None or url == "" or (isinstance(url, str) and url.startswith(hooks))


def _event(event: Mapping[str, Any]) -> bool:
    return (
        isinstance(event.get("type"), str)
        and _texts(event, ("channel_type", "subtype", "bot_id", "tab", "text", "ts", "thread_ts"))
        and all(_named(event.get(name)) for name in EVENT_NAMED)
    )


def _actions(actions: object) -> bool:
    return (
        isinstance(actions, list)
        and bool(actions)
        and all(isinstance(one, dict) and _texts(one, ("value", "type")) for one in actions)
        and all(isinstance(one.get(name), str) for one in actions for name in ("action_id", "block_id"))
    )


def _view(view: Mapping[str, Any]) -> bool:
    blocks, state = view.get("blocks"), view.get("state")
    return (
        isinstance(view.get("callback_id", ""), str)
        and _texts(view, VIEW_TEXTS)
        and all(_id(view.get(name)) for name in VIEW_IDS)
        and (blocks is None or (isinstance(blocks, list) and all(_block(one) for one in blocks)))
        and (state is None or (isinstance(state, dict) and _values(state.get("values"))))
    )


def _block(block: object) -> bool:
    return isinstance(block, dict) and isinstance(block.get("block_id"), str) and isinstance(block.get("type"), str)


def _values(values: object) -> bool:
    return values is None or (
        isinstance(values, dict)
        and all(isinstance(held, dict) for held in values.values())
        and all(_held(one) for held in values.values() for one in held.values())
    )


def _held(one: object) -> bool:
    if not isinstance(one, dict):
        return False
    chosen = one.get("selected_options")
    return (
        isinstance(one.get("type"), str)
        and _texts(one, HELD_TEXTS)
        and _option(one.get("selected_option"))
        and (chosen is None or (isinstance(chosen, list) and all(map(_option, chosen)) and None not in chosen))
        and _listed(one.get("selected_users"), str)
        and (
            _listed(one.get("files"), dict) and all(isinstance(file.get("id"), str) for file in one.get("files") or ())
        )
    )


def _option(option: object) -> bool:
    return option is None or (isinstance(option, dict) and isinstance(option.get("value"), str))


def _listed(given: object, kind: type) -> bool:
    return given is None or (isinstance(given, list) and all(isinstance(one, kind) for one in given))
