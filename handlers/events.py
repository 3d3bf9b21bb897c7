"""Events that change what we know: stored in the inbox before the answer; a worker applies them once."""

from handlers.turn import Routes, Turn
from storage.effects import receive_end
from storage.inbox import receive_event

STORED = ("team_join", "user_change", "message")
ENDING = ("app_uninstalled", "tokens_revoked")  # in either order, and the second finds nothing left to do


async def store_event(turn: Turn) -> None:
    """Store, commit, then answer. With the database away the answer is an error, so that Slack delivers again."""
    event = turn.body["event"]
    await turn.store.write(receive_event, turn.now, turn.body["event_id"], event["type"], event)
    await turn.ack()


async def end_installation(turn: Turn) -> None:
    """Store and seal in one transaction, so that nothing more is done for this workspace once it is answered."""
    event = turn.body["event"]
    await turn.store.write(receive_end, turn.now, turn.body["event_id"], event["type"], event)
    await turn.ack()


def register(routes: Routes) -> None:
    """All of this feature's events."""
    for kind in STORED:
        routes.events[kind] = store_event
    for kind in ENDING:
        routes.events[kind] = end_installation
