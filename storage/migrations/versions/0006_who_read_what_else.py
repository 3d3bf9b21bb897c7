"""Who read what is a pair's beside its contacts"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

VERBS = "verb IN ('agreement.read', 'handoff.read', 'report.read', 'log.opened', 'district.goals_read')"


def upgrade() -> None:
    op.create_index(
        "ix_audit_further_read",
        "audit",
        ["object_id", "id"],
        sqlite_where=sa.text(VERBS),
        postgresql_where=sa.text(VERBS),
    )


def downgrade() -> None:
    op.drop_index("ix_audit_further_read", "audit")
