"""The counts below digests, desk, questions and exports: what each pair of a program comes to in a span of days.

Each table is read once, however many pairs there are. as_of: an instant to tell the counts of, as the rows stood
then; None: as they stand. Nobody is asked here who may see them: who shows them does.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, case, func, or_, select
from sqlalchemy.sql.selectable import Subquery

from bot.rules import visits as visit_rules
from bot.rules.figures import PairFigures
from storage.database import Db, Instant, Scoped, tenant
from storage.lastcontacts import Days, last_contacts
from storage.moments import one_moment
from storage.past import rows_of
from storage.programmes import programmes
from storage.schools import schools

FIRST: Any = bindparam("first")
LAST: Any = bindparam("last")
PROGRAMME: Any = bindparam("programme")
AT: Any = bindparam("at", type_=Instant)
UNSAID = (visit_rules.PROPOSED, *visit_rules.GONE)
ONE_TO_ONE = tuple(kind for kind in visit_rules.KINDS if kind not in visit_rules.GROUPS)


def either(column: ColumnElement[Any], values: Iterable[str]) -> ColumnElement[bool]:
    """One of a few; a list would make the statement one that isn't prepared."""
    return or_(*(column == one for one in values))


def ran(then: bool) -> Subquery:
    """The program's engagements that ran in the span."""

    def wanted(t: Any) -> tuple[ColumnElement[bool], ...]:
        return t.programme_id == PROGRAMME, t.starts_on <= LAST, or_(t.ends_on.is_(None), t.ends_on >= FIRST)

    return rows_of("engagements", wanted, then=then)


def _flag(condition: ColumnElement[bool], name: str) -> ColumnElement[int]:
    return case((condition, 1), else_=0).label(name)


def _pairs(then: bool) -> Scoped:
    pairs = ran(then)
    columns = (pairs.c.id, pairs.c.school_id, schools.c.district_id, pairs.c.leader_id, pairs.c.coach_id)
    found = select(*columns, pairs.c.starts_on, pairs.c.ends_on)
    return tenant(found.join_from(pairs, schools, schools.c.id == pairs.c.school_id).order_by(pairs.c.id))


def _visits(then: bool) -> Scoped:
    """How many visits of each pair became what."""

    def wanted(t: Any) -> tuple[ColumnElement[bool], ...]:
        return t.day >= FIRST, t.day <= LAST, either(t.kind, ONE_TO_ONE), *(t.state != one for one in UNSAID)

    pairs, visits = ran(then), rows_of("visits", wanted, then=then)
    flags = (
        _flag(either(visits.c.kind, visit_rules.REMOTE), "afar"),
        _flag(visits.c.moved, "was_moved"),
        _flag(visits.c.ends_at <= AT, "over"),
    )
    key = (visits.c.engagement_id, visits.c.state, visits.c.reason, *flags)
    found = select(*key, func.count()).join_from(pairs, visits, visits.c.engagement_id == pairs.c.id)
    return tenant(found.group_by(*key))


_SAID = ("kind", "counts", "made", "presence", "activities", "focus")


def _in_span(t: Any) -> tuple[ColumnElement[bool], ...]:
    return t.day >= FIRST, t.day <= LAST, t.removed_at.is_(None)


def _sums(found: Any) -> tuple[ColumnElement[Any], ...]:
    return func.sum(func.coalesce(found.c.amount, 1)), func.sum(found.c.minutes)


def _own(then: bool) -> Scoped:
    """The contacts of each pair, alike ones together."""
    met = rows_of("contacts", lambda t: (t.programme_id == PROGRAMME, *_in_span(t)), then=then)
    key = (met.c.engagement_id, *(met.c[name] for name in _SAID))
    return tenant(select(*key, *_sums(met)).group_by(*key))


def _there(then: bool) -> Scoped:
    """The group contacts of others at which a pair's leader was, each once for each leader."""

    def groups(t: Any) -> tuple[ColumnElement[bool], ...]:
        return t.programme_id == bindparam("held_in"), t.made, either(t.kind, visit_rules.GROUPS), *_in_span(t)

    met, here = rows_of("contacts", groups, then=then), rows_of("attendances", lambda _: (), then=then)
    hers = rows_of("engagements", lambda t: (t.programme_id == PROGRAMME,), then=then)
    main = rows_of("engagements", lambda _: (), then=then).alias("main")
    once = (
        select(func.min(hers.c.id).label("engagement_id"), met.c.kind, met.c.counts, met.c.minutes)
        .join_from(met, here, here.c.contact_id == met.c.id)
        .join(hers, hers.c.id == here.c.engagement_id)
        .join(main, main.c.id == met.c.engagement_id)
        .where(main.c.leader_id != hers.c.leader_id)
        .group_by(met.c.id, hers.c.leader_id, met.c.kind, met.c.counts, met.c.minutes)
        .subquery("once")
    )
    key = (once.c.engagement_id, once.c.kind, once.c.counts)
    return tenant(select(*key, func.count(), func.sum(once.c.minutes)).group_by(*key))


EVERY = tenant(select(programmes.c.id))


class _Asked(NamedTuple):
    """The statements of pair_figures, of what stands or stood."""

    pairs: Scoped
    visits: Scoped
    own: Scoped
    there: Scoped


NOW, THEN = (_Asked(_pairs(then), _visits(then), _own(then), _there(then)) for then in (False, True))


@one_moment
def pair_figures(
    db: Db, now: datetime, programme_id: int, first: date, last: date, as_of: datetime | None = None
) -> list[PairFigures]:
    """What each engagement that ran from the first to the last day comes to in those days, by its id.

    now: to tell the visits that are over from those to come; as_of, where it is given, stands for it.
    """
    asked, span = _asked(programme_id, first, last, as_of)
    sums = _of_visits(db, asked, span, as_of or now)
    for pair, *said, many, minutes in map(tuple, db.bare(asked.own, **span)):
        sums[pair].contact(said, many, minutes)
    for held_in in (row.id for row in db.all(EVERY)):  # a group may have met in another program
        for pair, kind, counts, many, minutes in map(tuple, db.bare(asked.there, **span, held_in=held_in)):
            sums[pair].attended(kind, counts, many, minutes)
    newest = last_contacts(db, programme_id, first, last, as_of)
    return _together(sums, pairs_of(db, programme_id, first, last, as_of), newest)


@one_moment
def visit_figures(
    db: Db, now: datetime, programme_id: int, first: date, last: date, as_of: datetime | None = None
) -> list[PairFigures]:
    """As pair_figures, where nothing but visits is wanted: of contacts nothing is said, the newest day included."""
    sums = _of_visits(db, *_asked(programme_id, first, last, as_of), as_of or now)
    return _together(sums, pairs_of(db, programme_id, first, last, as_of), {})


def _asked(programme_id: int, first: date, last: date, as_of: datetime | None) -> tuple[_Asked, dict[str, Any]]:
    then = {"as_of": as_of} if as_of else {}
    return THEN if as_of else NOW, {"programme": programme_id, "first": first, "last": last, **then}


def _of_visits(db: Db, asked: _Asked, span: dict[str, Any], at: datetime) -> defaultdict[int, "_Sums"]:
    sums: defaultdict[int, _Sums] = defaultdict(_Sums)
    for pair, state, reason, afar, moved, over, many in map(tuple, db.bare(asked.visits, **span, at=at)):
        sums[pair].visit(state, reason, (afar, moved, over), many)
    return sums


def _together(
    sums: Mapping[int, "_Sums"], pairs: Iterable[tuple[Any, ...]], newest: Mapping[int, date | None]
) -> list[PairFigures]:
    return [
        PairFigures(
            pair=row[0], school=row[1], district=row[2], leader=row[3], coach=row[4], starts_on=row[5], ends_on=row[6],
            last=newest.get(row[0]), **(sums[row[0]].counts if row[0] in sums else {}),
        )
        for row in pairs
    ]  # fmt: skip


def pairs_of(
    db: Db, programme_id: int, first: date, last: date, as_of: datetime | None = None
) -> list[tuple[int, int, int, int, int, date, date | None]]:
    """Each engagement that ran from the first to the last day: its id, its school's, district's, leader's and coach's,
    its first and last day."""
    asked = {"as_of": as_of} if as_of else {}
    rows = db.bare((THEN if as_of else NOW).pairs, programme=programme_id, first=first, last=last, **asked)
    days = Days()
    return [(*whom, days[begun], days.of(ended)) for *whom, begun, ended in map(tuple, rows)]


@lru_cache(maxsize=8192)
def _codes(stored: str) -> tuple[str, ...]:
    return tuple(stored.split())


class _Sums:
    """What one pair's rows add up to."""

    __slots__ = ("_maps", "_sums")

    def __init__(self) -> None:
        self._sums: defaultdict[str, int] = defaultdict(int)
        self._maps: defaultdict[str, dict[str, int]] = defaultdict(dict)

    @property
    def counts(self) -> dict[str, Any]:
        """By the names of bot/rules/figures.Counts."""
        return {**self._sums, **self._maps}

    def visit(self, state: str, reason: str | None, flags: tuple[int, int, int], many: int) -> None:
        """So many visits that became the same."""
        (afar, moved, over), sums = flags, self._sums
        if state == visit_rules.CLOSED and reason in visit_rules.BY_CALENDAR:
            sums["closed"] += many
            return
        sums["planned"] += many
        if state == visit_rules.HELD:
            sums["held"] += many
            sums["moved"] += many * moved
            sums["phone"] += many * afar
        elif state in (visit_rules.CLOSED, visit_rules.SKIPPED):
            sums["missed"] += many
            reasons = self._maps["reasons"]
            reasons[reason or "other"] = reasons.get(reason or "other", 0) + many
        else:
            sums["unexplained" if over else "to_come"] += many

    def contact(self, said: list[Any], many: int, minutes: int) -> None:
        """So many contacts that say the same."""
        kind, counts, made, presence, activities, focus = said
        sums, maps = self._sums, self._maps
        if not made:
            sums["attempts"] += many
            return
        met = maps["contacts"]
        met[kind] = met.get(kind, 0) + many
        if counts:
            sums["minutes"] += minutes
        if presence:
            sums["absent" if presence == "no" else "present"] += many
        for name, codes in (("activities", activities), ("focus", focus)):
            if codes:
                worked = maps[name]
                for code in _codes(codes):
                    worked[code] = worked.get(code, 0) + many

    def attended(self, kind: str, counts: bool, many: int, minutes: int) -> None:
        """So many group contacts of other pairs."""
        met = self._maps["contacts"]
        met[kind] = met.get(kind, 0) + many
        self._sums["elsewhere"] += many
        if counts:
            self._sums["minutes"] += minutes
