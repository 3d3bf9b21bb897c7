"""Presses of buttons that nobody was shown, by anybody, with any id, as a tampered client would send them."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from playground.people import Person
from playground.records import Message
from storage.tables import metadata
from tests.promises.counting import connected
from tests.promises.inside import Hamlet

# What an attempt may add: its audit row, the memory that it came, the clock's own marks, and the pace of what is sent.
ASIDE = {"audit", "inbox", "ticks", "places"}
SAID = ("response_url", "chat.postEphemeral", "chat.postMessage", "views.open", "views.push", "views.update")


@dataclass(frozen=True)
class Press:
    """What came of one press. shown: all that Slack was told because of it, as JSON; denied: attempts audited."""

    shown: str
    denied: int


async def pressed(made: Hamlet, person: Person, action: str, value: Any) -> Press:
    """Press a button with this id and value, in a message of the app's own; with a dot in it, choose it in a menu."""
    message = _forged(made, person, action, value)
    before, denied = made.world.journal.seq, denials(made.url)
    await person.click(message, action, block_id="forged", value=value)
    await made.app.tasks.drain(30)
    calls = [one for one in made.world.journal.since(before) if one["type"] == "call" and one["method"] in SAID]
    told = "\n".join(json.dumps(one["args"], ensure_ascii=False) for one in calls)
    return Press(told, denials(made.url) - denied)


def _forged(made: Hamlet, person: Person, action: str, value: Any) -> Message:
    channel = made.world.workspaces["T1"].channels[person.im]
    words = {"type": "plain_text", "text": "Press"}
    button: dict[str, Any] = {"type": "button", "action_id": action, "text": words, "value": value}
    if isinstance(value, str) and "." in value:
        button = {"type": "overflow", "action_id": action, "options": [{"text": words, "value": value}]}
    ts = made.world.new_ts(made.world.workspaces["T1"])
    blocks = [{"type": "actions", "block_id": "forged", "elements": [button]}]
    app = made.world.app
    channel.messages[ts] = Message(ts, channel.id, "Forged", bot_id="B1", app_id=app.app_id, blocks=blocks)
    return channel.messages[ts]


def denials(url: str) -> int:
    """How many attempts were audited so far."""
    with connected(url) as connection:
        table = metadata.tables["audit"]
        return len(connection.execute(select(table.c.id).where(table.c.verb.startswith("denied:"))).all())


def stored(url: str) -> dict[str, list[str]]:
    """Every row of every table, but for what an attempt may add."""
    with connected(url) as connection:
        return {
            table.name: sorted(str(tuple(row)) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
            if table.name not in ASIDE
        }


def differing(before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    """The tables in which something changed."""
    return [name for name in before if before[name] != after[name]]
