"""What changed of counted things since an instant: for marking figures that are told again."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, literal, or_, select

from storage.database import Db, Instant, Scoped, tenant
from storage.engagements import engagements
from storage.moments import one_moment
from storage.past import COUNTED, Counted, past, told

THEN: Any = bindparam("then", type_=Instant)
PROGRAMME: Any = bindparam("programme")


class Change(NamedTuple):
    """A row that was changed or deleted since, or came. noun: its table; pair: the engagement it was of then, None for
    a report; what: "changed" (also where it was deleted) or "added"."""

    noun: str
    row: int
    pair: int | None
    what: str


def _changed(noun: str, one: Counted) -> Scoped:
    """Those of which something was kept: how each stood at the instant says whose it was."""
    first = (
        select(func.min(past.c.id)).where(past.c.noun == noun, past.c.until > THEN).group_by(past.c.row_id)
    ).scalar_subquery()
    there = (past.c.id.in_(first), or_(past.c.born.is_(None), past.c.born <= THEN))
    pair: ColumnElement[Any]
    if noun == "engagements":
        mine, pair = told(one.table.c.programme_id) == PROGRAMME, past.c.row_id
    elif noun == "reports":
        mine, pair = told(one.table.c.programme_id) == PROGRAMME, literal(None)
    else:
        pair = told(one.table.c.engagement_id)
        mine = pair.in_(select(engagements.c.id).where(engagements.c.programme_id == PROGRAMME))
    return tenant(select(past.c.row_id, pair.label("pair")).where(*there, mine).order_by(past.c.row_id))


def _added(noun: str, one: Counted) -> Scoped:
    """Those that came since and are there."""
    table = one.table
    since = table.c[one.born] > THEN
    pair: ColumnElement[Any] = table.c.id
    if noun != "engagements":
        pair = literal(None) if noun == "reports" else table.c.engagement_id
    found = select(table.c.id, pair.label("pair")).where(since).order_by(table.c.id)
    if "programme_id" in table.c:
        return tenant(found.where(table.c.programme_id == PROGRAMME))
    mine = select(engagements.c.id).where(engagements.c.programme_id == PROGRAMME)
    return tenant(found.where(table.c.engagement_id.in_(mine)))


ASKED = {noun: (_changed(noun, one), _added(noun, one)) for noun, one in COUNTED.items()}


@one_moment
def changed_since(db: Db, programme_id: int, then: datetime) -> list[Change]:
    """Every counted row of a program that was changed, deleted or added since an instant, by table and id.

    A next step or a leader's attendance that came with a contact that was added is told by that contact alone.
    """
    return [Change(noun, *row, what) for noun in COUNTED for what, row in _of(db, noun, programme_id, then)]


def _of(db: Db, noun: str, programme_id: int, then: datetime) -> Iterator[tuple[str, tuple[int, int | None]]]:
    for what, statement in zip(("changed", "added"), ASKED[noun], strict=True):
        for row, pair in map(tuple, db.all(statement, programme=programme_id, then=then)):
            yield what, (row, pair)
