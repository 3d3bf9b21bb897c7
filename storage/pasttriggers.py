"""The triggers that keep how counted rows stood (storage/past.py), as the database is to have them.

They stand in a migration's way: SQLite copies a table to change it and drops its triggers, and refuses to where another
table's name it; PostgreSQL changes no column that one names. So an upgrade takes them away before each of its steps,
and makes them anew at its end, of what is counted by then.
"""

from sqlalchemy.engine import Connection

from storage.past import COUNTED, DELETED, Counted

_OF_CONTACT = "(SELECT coalesce(c.changed_at, c.recorded_at) FROM contacts c WHERE c.id = {row}.contact_id)"
_LATER = {
    "sqlite": f"max(coalesce({{row}}.changed_at, ''), coalesce({_OF_CONTACT}, ''))",
    "postgresql": f"greatest({{row}}.changed_at, {_OF_CONTACT})",
}
_REMOVED = (
    "CASE WHEN {row}.removed_at IS NOT NULL AND OLD.removed_at IS NULL THEN {row}.removed_at "
    "WHEN {row}.removed_at IS NULL AND OLD.removed_at IS NOT NULL THEN {row}.restored_at ELSE {row}.changed_at END"
)
# The instant of a change; of all others {row}.changed_at. {row} is NEW, or OLD where a row is deleted.
_UNTIL = {
    kind: {"contacts": _REMOVED, "attendances": _OF_CONTACT, "next_steps": later} for kind, later in _LATER.items()
}
_BEGINNING = {"sqlite": "'1970-01-01 00:00:00.000000'", "postgresql": "timestamptz '1970-01-01 00:00:00Z'"}
_OBJECT = {"sqlite": "json_object", "postgresql": "json_build_object"}
_THERE = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, 5) = 'past_'",
    "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger "
    "WHERE NOT tgisinternal AND tgenabled <> 'D' AND left(tgname, 5) = 'past_'",
}
WANTED = tuple([(noun, "update") for noun in COUNTED] + [(noun, "delete") for noun in DELETED])


def missing_triggers(connection: Connection) -> list[tuple[str, str]]:
    """The counted tables that lack a trigger, each with its name."""
    there = _there(connection)
    return [(noun, _name(noun, verb)) for noun, verb in WANTED if _name(noun, verb) not in there]


def drop_triggers(connection: Connection) -> None:
    """Take away those there are."""
    for name, noun in _there(connection).items():
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql(f"DROP TRIGGER {name} ON {noun}")
            connection.exec_driver_sql(f"DROP FUNCTION {name}()")


def make_triggers(connection: Connection) -> None:
    """Make all of them anew."""
    drop_triggers(connection)
    for noun, verb in WANTED:
        for statement in _statements(connection.dialect.name, COUNTED[noun], verb):
            connection.exec_driver_sql(statement)


def _there(connection: Connection) -> dict[str, str]:
    """The table of each that is there, by its name."""
    return {name: noun for name, noun in connection.exec_driver_sql(_THERE[connection.dialect.name])}


def _name(noun: str, verb: str) -> str:
    return f"past_{noun}_{verb}"


def _statements(kind: str, one: Counted, verb: str) -> list[str]:
    noun, name = one.table.name, _name(one.table.name, verb)
    facts = ", ".join(f"'{column}', OLD.{column}" for column in one.columns)
    until = _UNTIL[kind].get(noun, "{row}.changed_at").format(row="NEW" if verb == "update" else "OLD")
    when = f"coalesce({until}, {_BEGINNING[kind]})"
    row = f"OLD.workspace_id, '{noun}', OLD.id, OLD.{one.born}, {when}, {_OBJECT[kind]}({facts})"
    insert = f"INSERT INTO past (workspace_id, noun, row_id, born, until, facts) VALUES ({row});"  # noqa: S608 - ours
    event = f"UPDATE OF {', '.join(one.columns)}" if verb == "update" else "DELETE"
    old, new = (", ".join(f"{side}.{column}" for column in one.columns) for side in ("OLD", "NEW"))
    if kind == "sqlite":
        changed = f"WHEN ({old}) IS NOT ({new}) " if verb == "update" else ""
        return [f"CREATE TRIGGER {name} AFTER {event} ON {noun} {changed}BEGIN {insert} END"]
    changed = f"WHEN (({old}) IS DISTINCT FROM ({new})) " if verb == "update" else ""
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {insert} RETURN NULL; END $$",
        f"CREATE TRIGGER {name} AFTER {event} ON {noun} FOR EACH ROW {changed}EXECUTE FUNCTION {name}()",
    ]
