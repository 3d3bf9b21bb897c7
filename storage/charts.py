"""Whether a workspace's Slack takes native charts: one that refused them isn't asked again for a week."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from storage.database import Db, tenant
from storage.workspaces import workspaces

ASK_AGAIN = timedelta(days=7)  # Slack brings new blocks to one workspace after the other

REFUSED_AT = tenant(select(workspaces.c.charts_refused_at).where(workspaces.c.id == bindparam("here")))
REFUSE = tenant(
    update(workspaces).where(workspaces.c.id == bindparam("here")).values(charts_refused_at=bindparam("at"))
)


def takes_charts(db: Db, now: datetime) -> bool:
    """Whether a chart may be tried."""
    refused: datetime | None = db.value(REFUSED_AT, here=db.workspace_id)
    return refused is None or refused + ASK_AGAIN <= now


def remember_refusal(db: Db, now: datetime) -> None:
    """Slack refused a Home with a chart, and took the same one without."""
    db.change(REFUSE, here=db.workspace_id, at=now)
