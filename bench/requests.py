"""What people do, as Slack sends it: whole HTTP requests, signed beforehand."""

import hashlib
import hmac
import json
import time
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from bench.slack import TEAM

SECRET = "bench-signing-secret"  # noqa: S105 - of the servers this run starts
NOTE = "We walked four rooms. Exit tickets are short and late; she will ask two teams to try them before lunch. " * 3
TYPED = {"presence": "partly", "activities": ["A2", "A3"], "note": NOTE.strip(), "minutes": "90", "start": "09:00"}
DAYS = 14  # over which a coach's submissions are spread: nobody logs hundreds of contacts of one day
LENGTHS = 359  # minutes: no two of a coach's are of one day and one length, which would be asked about
_HEAD = (
    "POST /slack/events HTTP/1.1\r\nHost: bench.example.org\r\n"
    "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
    "Accept-Encoding: gzip,deflate\r\nAccept: application/json,*/*\r\n"
    "Content-Type: {kind}\r\nContent-Length: {length}\r\n"
    "X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={tag}\r\n\r\n"
)


def signed(body: bytes, kind: str = "application/x-www-form-urlencoded") -> bytes:
    """A whole request, as Slack signs it now."""
    stamp = str(int(time.time()))
    tag = hmac.digest(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hex()
    return _HEAD.format(kind=kind, length=len(body), stamp=stamp, tag=tag).encode() + body


def command(user: str, trigger: str) -> bytes:
    """`/coachlog` without a word."""
    fields = {
        "token": "unused",
        "team_id": TEAM,
        "team_domain": "coaching",
        "channel_id": "C1",
        "channel_name": "general",
        "user_id": user,
        "user_name": user.lower(),
        "command": "/coachlog",
        "text": "",
        "api_app_id": "A1",
        "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/T1/1/bench",
        "trigger_id": trigger,
    }
    return signed(urlencode(fields).encode())


def submission(user: str, trigger: str, view: dict[str, Any], number: int = 0) -> bytes:
    """The form sent in, as it was opened plus what is typed.

    number: makes the length its own, and no start is said: or a coach would be asked whether the same contact was
    typed twice, or at two schools at one time.
    """
    payload = {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "coaching"},
        "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": TEAM},
        "api_app_id": "A1",
        "token": "unused",
        "trigger_id": trigger,
        "view": {
            **view,
            "blocks": [{"block_id": f"b{place}", **block} for place, block in enumerate(view["blocks"])],
            "id": f"V{trigger}",
            "team_id": TEAM,
            "state": {"values": _state(view["blocks"], number)},
            "hash": "1763390000.a",
            "root_view_id": f"V{trigger}",
            "app_id": "A1",
            "external_id": "",
            "app_installed_team_id": TEAM,
            "bot_id": "BBOT",
        },
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }
    return signed(urlencode({"payload": json.dumps(payload)}).encode())


def home_opened(user: str, number: int) -> bytes:
    """A person opens the Home tab."""
    event = {"type": "app_home_opened", "user": user, "channel": "D1", "tab": "home", "event_ts": f"{number}.1"}
    envelope = {
        "token": "unused",
        "team_id": TEAM,
        "api_app_id": "A1",
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{number}",
        "event_time": 1763390000,
        "authorizations": [{"team_id": TEAM, "user_id": "UBOT", "is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
    }
    return signed(json.dumps(envelope).encode(), "application/json")


def _state(blocks: list[dict[str, Any]], number: int) -> dict[str, Any]:
    fields = [block for block in blocks if block["type"] == "input"]
    state = {block["block_id"]: {"value": _held(block["block_id"], block["element"])} for block in fields}
    if "minutes" in state:
        day = date.fromisoformat(state["day"]["value"]["selected_date"]) - timedelta(days=number % DAYS)
        state["day"]["value"]["selected_date"] = day.isoformat()
        state["minutes"]["value"]["value"] = str(1 + number // DAYS % LENGTHS)
        state["start"]["value"]["selected_time"] = None
    return state


def _held(field: str, element: dict[str, Any]) -> dict[str, Any]:
    kind, typed = element["type"], TYPED.get(field)
    options = {one["value"]: one for one in element.get("options", [])}
    by_kind: dict[str, dict[str, Any]] = {
        "static_select": {"selected_option": element.get("initial_option") or next(iter(options.values()), None)},
        "radio_buttons": {"selected_option": options.get(str(typed))},
        "multi_static_select": {"selected_options": [options[one] for one in typed or () if one in options]},
        "datepicker": {"selected_date": element.get("initial_date")},
        "timepicker": {"selected_time": element.get("initial_time") or typed},
    }
    return {"type": kind, **by_kind.get(kind, {"value": element.get("initial_value") or typed})}
