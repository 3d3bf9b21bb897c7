"""The sums that answers are made of: contacts, hours and visits, as they stand or stood at the end of another day.

Each is one statement: for some pairs by day, or for a whole program by month or day. What is counted, and how, is as in
storage/figures.py; here it is also told by when it was.
"""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, case, extract, func, literal, null, select, union_all

from bot.rules import visits as rules
from bot.rules.answers import CLOSED, COMING, HELD, MISSED, UNKNOWN, Held, Sum
from bot.rules.lists import Span
from storage.database import Db, Id, Scoped, tenant
from storage.engagements import engagements
from storage.figures import AT, FIRST, LAST, ONE_TO_ONE, PROGRAMME, UNSAID, either
from storage.past import rows_of

PAIRS: Any = bindparam("pairs", expanding=True)
MONTHLY, DAILY = "monthly", "daily"
hers = engagements.alias("hers")
main = engagements.alias("main")


class Whose(NamedTuple):
    """Whose sums: a whole program's, or some pairs'. as_of: the instant as of which, None for as it stands."""

    programme: int = 0
    pairs: tuple[int, ...] = ()
    as_of: datetime | None = None

    @property
    def values(self) -> dict[str, Any]:
        """What the statements ask for."""
        asked: dict[str, Any] = {"programme": self.programme} if self.programme else {"pairs": list(self.pairs)}
        return asked | ({"as_of": self.as_of} if self.as_of else {})


def _when(day: Any, grain: str) -> tuple[ColumnElement[Any], ...]:
    """A day as it is told: the year, the month, and the day of it."""
    whole = (extract("year", day).label("year"), extract("month", day).label("month"))
    return (*whole, (extract("day", day) if grain == DAILY else literal(1)).label("dom"))


def _met(whole: bool, then: bool) -> Any:
    """The contacts of the pairs themselves that took place."""

    def wanted(t: Any) -> tuple[ColumnElement[bool], ...]:
        mine = t.programme_id == PROGRAMME if whole else t.engagement_id.in_(PAIRS)
        return mine, t.removed_at.is_(None), t.made, t.day >= FIRST, t.day <= LAST

    return rows_of("contacts", wanted, then=then)


def _sums(many: Any, minutes: Any) -> tuple[ColumnElement[Any], ...]:
    return func.sum(many).label("many"), func.sum(minutes).label("minutes")


def _own(whole: bool, then: bool, grain: str) -> Any:
    met = _met(whole, then)
    when = _when(met.c.day, grain)
    key = (met.c.engagement_id.label("pair"), main.c.leader_id, *when, met.c.kind)
    more = (null().cast(Id).label("contact"), literal(1).label("inside"))
    counted = case((met.c.counts, met.c.minutes), else_=0)
    found = select(*key, *more, *_sums(func.coalesce(met.c.amount, 1), counted))
    return found.join_from(met, main, main.c.id == met.c.engagement_id).group_by(*key)


def _there(whole: bool, then: bool, grain: str) -> Any:
    """The group contacts of others at which a leader of these pairs was, each once for each leader; of some pairs, each
    by itself, so that it can be counted once."""

    def groups(t: Any) -> tuple[ColumnElement[bool], ...]:
        return t.removed_at.is_(None), t.made, either(t.kind, rules.GROUPS), t.day >= FIRST, t.day <= LAST

    def mine(t: Any) -> tuple[ColumnElement[bool], ...]:
        return () if whole else (t.engagement_id.in_(PAIRS),)

    met, here = rows_of("contacts", groups, then=then), rows_of("attendances", mine, then=then)
    inside = literal(1) if whole else case((main.c.id.in_(PAIRS), 1), else_=0)
    counted = case((met.c.counts, met.c.minutes), else_=0)
    once = (
        select(
            func.min(hers.c.id).label("pair"),
            hers.c.leader_id,
            met.c.id,
            met.c.day,
            met.c.kind,
            counted.label("minutes"),
        )
        .add_columns(inside.label("inside"))
        .join_from(met, here, here.c.contact_id == met.c.id)
        .join(hers, hers.c.id == here.c.engagement_id)
        .join(main, main.c.id == met.c.engagement_id)
        .where(main.c.leader_id != hers.c.leader_id, *((hers.c.programme_id == PROGRAMME,) if whole else ()))
        .group_by(hers.c.leader_id, met.c.id, met.c.day, met.c.kind, met.c.counts, met.c.minutes, main.c.id)
        .subquery("once")
    )
    contact = literal(0).label("contact") if whole else once.c.id.label("contact")
    when = _when(once.c.day, grain)
    key = (once.c.pair, once.c.leader_id, *when, once.c.kind, *(() if whole else (once.c.id,)), once.c.inside)
    found = select(
        once.c.pair, once.c.leader_id, *when, once.c.kind, contact, once.c.inside, *_sums(literal(1), once.c.minutes)
    )
    return found.group_by(*key)


def _contacts(whole: bool, then: bool, grain: str) -> Scoped:
    both = union_all(_own(whole, then, grain), _there(whole, then, grain)).subquery("both")
    return tenant(select(both))


def _visits(whole: bool, then: bool, grain: str) -> Scoped:
    """How many visits of each pair became what."""

    def wanted(t: Any) -> tuple[ColumnElement[bool], ...]:
        span = (t.day >= FIRST, t.day <= LAST, either(t.kind, ONE_TO_ONE), *(t.state != one for one in UNSAID))
        return span if whole else (t.engagement_id.in_(PAIRS), *span)

    seen = rows_of("visits", wanted, then=then)
    when = _when(seen.c.day, grain)
    flags = (
        case((either(seen.c.kind, rules.REMOTE), 1), else_=0).label("afar"),
        case((seen.c.moved, 1), else_=0).label("was_moved"),
        case((seen.c.ends_at <= AT, 1), else_=0).label("over"),
    )
    key = (seen.c.engagement_id, *when, seen.c.state, seen.c.reason, *flags)
    found = select(*key, func.count().label("many")).join_from(seen, main, main.c.id == seen.c.engagement_id)
    return tenant((found.where(main.c.programme_id == PROGRAMME) if whole else found).group_by(*key))


_WAYS = [
    (whole, then, grain) for whole, grain in ((True, MONTHLY), (True, DAILY), (False, DAILY)) for then in (False, True)
]
CONTACTS = {way: _contacts(*way) for way in _WAYS}
VISITS = {way: _visits(*way) for way in _WAYS}


def contact_sums(db: Db, whose: Whose, span: Span, *, daily: bool = False) -> list[Sum]:
    """The contacts that took place from a span's first to its last day: by month for a whole program, unless daily."""
    rows = db.all(CONTACTS[_way(whose, daily)], **whose.values, first=span.first, last=span.last)
    return [
        Sum(
            row.pair,
            row.leader_id,
            date(int(row.year), int(row.month), int(row.dom)),
            row.kind,
            int(row.many),
            int(row.minutes),
            row.contact,
            bool(row.inside),
        )
        for row in rows
    ]


def visit_sums(db: Db, whose: Whose, span: Span, now: datetime, *, daily: bool = False) -> list[Held]:
    """The visits that stand on days of a span, by what became of them."""
    at = whose.as_of or now
    rows = db.all(VISITS[_way(whose, daily)], **whose.values, first=span.first, last=span.last, at=at)
    return [
        Held(
            row.engagement_id,
            date(int(row.year), int(row.month), int(row.dom)),
            _became(row.state, row.reason, bool(row.over)),
            row.many,
            row.many * row.was_moved,
            row.many * row.afar,
        )
        for row in rows
    ]


def _way(whose: Whose, daily: bool) -> tuple[bool, bool, str]:
    whole = bool(whose.programme)
    return whole, whose.as_of is not None, MONTHLY if whole and not daily else DAILY


def _became(state: str, reason: str | None, over: bool) -> str:
    """What became of a visit, as storage/figures.py counts it."""
    if state == rules.HELD:
        return HELD
    if state == rules.CLOSED and reason in rules.BY_CALENDAR:
        return CLOSED
    if state in {rules.CLOSED, rules.SKIPPED}:
        return MISSED
    return UNKNOWN if over else COMING
