"""How counted rows stood before they were changed, so that any count can be told as of any earlier instant.

A trigger of the database writes a row here whenever a counted column of a counted table changes; no verb can forget
it. It holds only what may be counted: ids, days, kinds, states, minutes. Never a word that anybody wrote.

What is counted is read through rows_of(): as the rows stand, or as they stood at an instant. Rules, calendars, names
and places have no past: they are as they are now.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, TypeAlias

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Index,
    Select,
    String,
    Table,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import Subquery

from storage.concerns import concerns
from storage.contacts import attendances, contacts, next_steps
from storage.database import Id, Instant, key_column, metadata, workspace_column
from storage.engagements import engagements
from storage.reports import report_sections, reports
from storage.visits import visits

# noun: the table's name; row_id: the row's; born: when that row came to be, where it says so; until: the instant of the
# change that ended how it stood; facts: the counted columns as they stood until then. Of several changes after an
# instant the first, the one with the least id, says how the row stood then.
past = Table(
    "past",
    metadata,
    key_column(),
    workspace_column(),
    Column("noun", String(20), nullable=False),
    Column("row_id", Id, nullable=False),
    Column("born", Instant),
    Column("until", Instant, nullable=False),
    Column("facts", JSON, nullable=False),
    Index("ix_past_noun_until", "workspace_id", "noun", "until"),
    Index("ix_past_row", "workspace_id", "noun", "row_id", "until"),
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted table. columns: what is counted of it; born: the column that says since when a row is there.

    changed: the column that every verb sets beside a counted one (a test looks for those that don't); "": the row's
    contact tells. A row without a born instant is as old as what it belongs to, or as all that is kept.
    """

    table: Table
    columns: tuple[str, ...]
    born: str
    changed: str


COUNTED: dict[str, Counted] = {
    one.table.name: one
    for one in (
        Counted(
            contacts,
            (
                *("programme_id", "engagement_id", "coach_id", "kind", "day", "minutes", "amount", "counts", "made"),
                *("activities", "presence", "focus", "removed_at"),
            ),
            "recorded_at",
            "changed_at",
        ),
        Counted(attendances, ("contact_id", "engagement_id"), "added_at", ""),
        Counted(
            next_steps,
            ("contact_id", "engagement_id", "owner", "due_on", "state", "barrier", "moves"),
            "added_at",
            "changed_at",
        ),
        Counted(
            visits,
            (
                *("engagement_id", "series_id", "occurs_on", "kind", "day", "minutes", "ends_at", "state", "reason"),
                *("moved", "contact_id"),
            ),
            "added_at",
            "changed_at",
        ),
        Counted(
            engagements,
            (
                *("programme_id", "school_id", "leader_id", "coach_id", "starts_on", "ends_on"),
                *("visit_day", "visit_minutes"),
            ),
            "added_at",
            "changed_at",
        ),
        Counted(
            reports,
            (
                "programme_id",
                "coach_id",
                "unit",
                "first",
                "last",
                "state",
                "due_at",
                "submitted_at",
                "first_submitted_at",
                "times",
            ),
            "drafted_at",
            "changed_at",
        ),
        Counted(
            report_sections,
            ("report_id", "engagement_id", "progress", "barriers", "concern"),
            "added_at",
            "changed_at",
        ),
        Counted(
            concerns,
            ("programme_id", "engagement_id", "level", "raised_by", "raised_at", "due_at", "answered_at", "ended_at"),
            "raised_at",
            "changed_at",
        ),
    )
}

# What a changed contact lets go; and a pair that was added by mistake, which says when by its changed_at.
DELETED = ("next_steps", "attendances", "engagements")
AS_OF: Any = bindparam("as_of", type_=Instant)
Wanted: TypeAlias = Callable[[Any], tuple[ColumnElement[bool], ...]]


class told(FunctionElement[Any]):  # noqa: N801 - written like a function
    """A counted column as the facts of a past row have it, in the column's own type."""

    inherit_cache = False  # its type isn't in the key

    def __init__(self, column: Column[Any]) -> None:
        self.type = column.type
        super().__init__(past.c.facts, literal_column(f"'{column.name}'"))


@compiles(told)
def _cast(element: Any, compiler: Any, **how: Any) -> str:
    facts, name = (compiler.process(one, **how) for one in element.clauses)
    return f"CAST(({facts} ->> {name}) AS {compiler.dialect.type_compiler_instance.process(element.type)})"


@compiles(told, "sqlite")
def _as_it_is(element: Any, compiler: Any, **how: Any) -> str:
    """JSON keeps numbers, and SQLite keeps days and instants as the same texts."""
    facts, name = (compiler.process(one, **how) for one in element.clauses)
    return f"json_extract({facts}, '$.' || {name})"


def rows_of(noun: str, wanted: Wanted, *, then: bool) -> Subquery:
    """The counted columns, with the ids, of a table's rows that are wanted: as they stand, or stood at AS_OF.

    wanted: conditions on columns, by name. The statement is still to be made a workspace's with tenant().
    """
    one = COUNTED[noun]
    columns = [one.table.c[name] for name in one.columns]
    standing = select(one.table.c.id, *columns).where(*wanted(one.table.c))
    if not then:
        return standing.subquery(f"{noun}_now")
    return union_all(standing.where(*unchanged(noun)), stood(noun, wanted)).subquery(f"{noun}_then")


def unchanged(noun: str) -> tuple[ColumnElement[bool], ...]:
    """The conditions on a table's rows that were there at AS_OF and stand as they did."""
    table, born = COUNTED[noun].table, COUNTED[noun].table.c[COUNTED[noun].born]
    later = select(past.c.id).where(past.c.noun == noun, past.c.row_id == table.c.id, past.c.until > AS_OF)
    return or_(born.is_(None), born <= AS_OF), ~later.correlate(table).exists()


def stood(noun: str, wanted: Wanted) -> Select[Any]:
    """How the rows that were changed or deleted after AS_OF stood then."""
    one = COUNTED[noun]
    first = (
        select(func.min(past.c.id)).where(past.c.noun == noun, past.c.until > AS_OF).group_by(past.c.row_id)
    ).scalar_subquery()
    facts = {name: told(one.table.c[name]) for name in one.columns}
    found = select(past.c.row_id.label("id"), *(value.label(name) for name, value in facts.items()))
    there = or_(past.c.born.is_(None), past.c.born <= AS_OF)
    return found.where(past.c.id.in_(first), there, *wanted(SimpleNamespace(id=past.c.row_id, **facts)))
