"""A workspace that couldn't be reached is connected again: one summary to whoever did it, and nothing stale."""

from datetime import datetime

from sqlalchemy import bindparam, func, select, update

from bot.messages.troubles import welcome_back
from bot.rules.nudges import PENDING, VOID
from storage import audit
from storage.database import Db, tenant
from storage.nudges import nudges
from storage.outbox import REPEATABLE, outbox, owe_answer, settle_lapsed
from storage.programmes import list_programmes
from storage.troubles import TOKEN, end_trouble, open_troubles

AWAY = "it couldn't be said in time"

UNSAID = tenant(
    select(func.count())
    .select_from(outbox)
    .where(outbox.c.state == "pending", outbox.c.due_at <= bindparam("now"), outbox.c.kind.not_in(REPEATABLE))
)
DROP = tenant(
    update(outbox)
    .where(outbox.c.state == "pending", outbox.c.due_at <= bindparam("now"))
    .values(state="void", payload=None, reason=AWAY)
)
DROP_NUDGES = tenant(
    update(nudges)
    .where(nudges.c.state == PENDING, nudges.c.due_at <= bindparam("now"))
    .values(state=VOID, changed_at=bindparam("now"))
)


def come_back(
    db: Db, now: datetime, installer: str | None, since: datetime | None = None, dropped: int | None = None
) -> None:
    """Drop what was due meanwhile, and owe one summary to the installer, or else to the channels of those who run it.

    since: when it ended, where it was removed; dropped: what was let go of then. Otherwise its trouble says both.
    """
    trouble = open_troubles(db).get(TOKEN)
    settle_lapsed(db, now)
    unsaid = int(db.value(UNSAID, now=now)) + (dropped or 0)
    db.change(DROP, now=now)
    db.change(DROP_NUDGES, now=now)
    end_trouble(db, now, TOKEN)
    message = welcome_back(since or (trouble.since if trouble else None), unsaid)
    for place in [installer] if installer else _channels(db):
        said = {"text": message.text, "blocks": list(message.blocks)}
        owe_answer(db, now, f"welcome_back:{place}:{now.timestamp()}", place, said)


def came_alive(db: Db, now: datetime) -> None:
    """Slack takes the token again that it refused."""
    if TOKEN in open_troubles(db):
        come_back(db, now, None)
        audit.note(db, now, "slack", "workspace.came_back", db.workspace_id)


def _channels(db: Db) -> list[str]:
    chosen = [one.rules.channels for one in list_programmes(db)]
    return list(dict.fromkeys(place for one in chosen if (place := one.ops or one.coordinators)))
