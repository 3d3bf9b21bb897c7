"""How counted rows stood before they were changed"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# What an update has to touch for its row to be kept as it was, when it came to be, and the instant of the change. As of
# today: what is counted later is a later migration's. {row} is NEW, or OLD where a row is deleted.
OF_CONTACT = "(SELECT coalesce(c.changed_at, c.recorded_at) FROM contacts c WHERE c.id = {row}.contact_id)"
LATER = {
    "sqlite": f"max(coalesce({{row}}.changed_at, ''), coalesce({OF_CONTACT}, ''))",
    "postgresql": f"greatest({{row}}.changed_at, {OF_CONTACT})",
}
REMOVED = (
    "CASE WHEN {row}.removed_at IS NOT NULL AND OLD.removed_at IS NULL THEN {row}.removed_at "
    "WHEN {row}.removed_at IS NULL AND OLD.removed_at IS NOT NULL THEN {row}.restored_at ELSE {row}.changed_at END"
)
BEGINNING = {"sqlite": "'1970-01-01 00:00:00.000000'", "postgresql": "timestamptz '1970-01-01 00:00:00Z'"}
MADE = {"sqlite": "json_object", "postgresql": "json_build_object"}
COUNTED: dict[str, tuple[str, str, str | dict[str, str]]] = {
    "contacts": (
        "programme_id engagement_id coach_id kind day minutes amount counts made activities presence focus removed_at",
        "recorded_at",
        REMOVED,
    ),
    "attendances": ("contact_id engagement_id", "added_at", OF_CONTACT),
    "next_steps": ("contact_id engagement_id owner due_on state barrier moves", "added_at", LATER),
    "visits": (
        "engagement_id series_id occurs_on kind day minutes ends_at state reason moved contact_id",
        "added_at",
        "{row}.changed_at",
    ),
    "engagements": (
        "programme_id school_id leader_id coach_id starts_on ends_on visit_day visit_minutes",
        "added_at",
        "{row}.changed_at",
    ),
    "reports": (
        "programme_id coach_id unit first last state due_at submitted_at first_submitted_at times",
        "drafted_at",
        "{row}.changed_at",
    ),
    "report_sections": ("report_id engagement_id progress barriers concern", "added_at", "{row}.changed_at"),
    "concerns": (
        "programme_id engagement_id level raised_by raised_at due_at answered_at ended_at",
        "raised_at",
        "{row}.changed_at",
    ),
}
# What a changed contact lets go; and a pair that was added by mistake.
DELETED = ("next_steps", "attendances", "engagements")


def upgrade() -> None:
    kind = op.get_bind().dialect.name
    for noun, (names, born, when) in COUNTED.items():
        columns = names.split()
        until = when[kind] if isinstance(when, dict) else when
        _keep(kind, noun, columns, (born, until.format(row="NEW")), "UPDATE")
        if noun in DELETED:
            _keep(kind, noun, columns, (born, until.format(row="OLD")), "DELETE")
    _remember_taken_back(kind)


def _remember_taken_back(kind: str) -> None:
    """Contacts that were taken back before this was kept."""
    names = COUNTED["contacts"][0].split()
    facts = ", ".join(f"'{name}', {name}" for name in names if name != "removed_at")
    op.execute(
        "INSERT INTO past (workspace_id, noun, row_id, born, until, facts) "  # noqa: S608 - constants
        f"SELECT workspace_id, 'contacts', id, recorded_at, removed_at, {MADE[kind]}({facts}, 'removed_at', NULL) "
        "FROM contacts WHERE removed_at IS NOT NULL"
    )


def _keep(kind: str, noun: str, columns: list[str], times: tuple[str, str], verb: str) -> None:
    born, until = times
    listed = ", ".join(columns)
    facts = ", ".join(f"'{name}', OLD.{name}" for name in columns)
    row = f"OLD.workspace_id, '{noun}', OLD.id, OLD.{born}, coalesce({until}, {BEGINNING[kind]}), {MADE[kind]}({facts})"
    insert = f"INSERT INTO past (workspace_id, noun, row_id, born, until, facts) VALUES ({row});"  # noqa: S608 - constants
    event = f"UPDATE OF {listed}" if verb == "UPDATE" else "DELETE"
    old, new = (", ".join(f"{side}.{name}" for name in columns) for side in ("OLD", "NEW"))
    name = f"past_{noun}_{verb.lower()}"
    if kind == "sqlite":
        changed = f"WHEN ({old}) IS NOT ({new}) " if verb == "UPDATE" else ""
        op.execute(f"CREATE TRIGGER {name} AFTER {event} ON {noun} {changed}BEGIN {insert} END")
        return
    changed = f"WHEN (({old}) IS DISTINCT FROM ({new})) " if verb == "UPDATE" else ""
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {insert} RETURN NULL; END $$")
    op.execute(f"CREATE TRIGGER {name} AFTER {event} ON {noun} FOR EACH ROW {changed}EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for noun in COUNTED:
        for verb in ("update", "delete") if noun in DELETED else ("update",):
            name = f"past_{noun}_{verb}"
            op.execute(f"DROP TRIGGER {name}" if on_sqlite else f"DROP TRIGGER {name} ON {noun}")
            if not on_sqlite:
                op.execute(f"DROP FUNCTION {name}()")
