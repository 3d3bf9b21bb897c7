"""One open flag a pair"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OPEN = "ended_at IS NULL"
# Where two were raised at once, the newest stands.
NEWER = (
    "SELECT max(newer.raised_at) FROM concerns newer WHERE newer.engagement_id = concerns.engagement_id "
    "AND newer.raised_by = concerns.raised_by AND newer.ended_at IS NULL AND newer.id > concerns.id"
)


def upgrade() -> None:
    op.execute(
        f"UPDATE concerns SET ended_at = ({NEWER}), changed_at = ({NEWER}) "  # noqa: S608 - constants
        f"WHERE ended_at IS NULL AND ({NEWER}) IS NOT NULL"
    )
    op.create_index(
        "uq_concerns_open",
        "concerns",
        ["engagement_id", "raised_by"],
        unique=True,
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )


def downgrade() -> None:
    op.drop_index("uq_concerns_open", "concerns")
