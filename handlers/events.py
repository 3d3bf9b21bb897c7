"""Events that change what we know: stored in the inbox before the answer; a worker applies them once."""

import logging

from handlers.turn import Routes, Turn
from storage.inbox import receive_event
from storage.installations import Told, end_installation

log = logging.getLogger("coachlog.events")

STORED = ("team_join", "user_change", "message")
ENDING = ("app_uninstalled", "tokens_revoked")  # in either order, and the second finds nothing left to do


async def store_event(turn: Turn) -> None:
    """Store, commit, then answer. With the database away the answer is an error, so that Slack delivers again."""
    event = turn.body["event"]
    await turn.store.write(receive_event, turn.now, turn.body["event_id"], event["type"], event)
    await turn.ack()


async def hear_of_end(turn: Turn) -> None:
    """Store and seal in one transaction, so that nothing more is done for this workspace once it is answered."""
    event, second = turn.body["event"], turn.body.get("event_time")
    told = Told(event["type"], event, second if isinstance(second, int) else 0)
    if not await turn.store.write(end_installation, turn.now, turn.body["event_id"], told):
        log.info("nothing to do for an event", extra={"kind": told.kind, "workspace": turn.store.workspace_id})
    await turn.ack()


def register(routes: Routes) -> None:
    """All of this feature's events."""
    for kind in STORED:
        routes.events[kind] = store_event
    for kind in ENDING:
        routes.events[kind] = hear_of_end
