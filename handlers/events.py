"""Events that change what we know: stored in the inbox before the answer; a worker applies them once."""

from handlers.turn import Routes, Turn
from storage.inbox import receive_event

STORED = (
    "team_join",
    "user_change",
    "message",
    "app_uninstalled",
    "tokens_revoked",
)


async def store_event(turn: Turn) -> None:
    """Store, commit, then answer. With the database away the answer is an error, so that Slack delivers again."""
    event = turn.body["event"]
    await turn.store.write(receive_event, turn.now, turn.body["event_id"], event["type"], event)
    await turn.ack()


def register(routes: Routes) -> None:
    """All of this feature's events."""
    for kind in STORED:
        routes.events[kind] = store_event
