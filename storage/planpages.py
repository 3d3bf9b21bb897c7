"""What somebody sees of agreements and plans: one pair's page, and the list of the pairs that are open to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, func, or_, select

from bot.errors import Denied
from bot.messages.agreements import draft_kind
from bot.rules.agreements import IN_FORCE, OFFERED, WITHDRAWN, Agreement, AgreementState
from bot.rules.dates import local_day
from bot.rules.plans import PairLine, PairPage, is_stale
from storage import audit
from storage.agreeing import may_take_back
from storage.agreementrows import ONE as ONE_EDITION
from storage.agreementrows import editions_of, opened, states_of
from storage.database import Db, tenant
from storage.drafts import drafts
from storage.engagements import engagements
from storage.moments import one_moment
from storage.people import Actor, find_person
from storage.planaccess import AGREEMENT, GOALS, PAIR, PARTS, READ, RUNS, Access, access_to, reaches
from storage.planaccess import ONE as ONE_PAIR
from storage.planrows import counts_of, plan_of
from storage.schools import schools
from storage.weeks import zone_of

SHOWN = 10
LEADS = ("coordinator", "lead_coach", "office")

_PROGRAMMES: BindParameter[Any] = bindparam("programmes", expanding=True)
_DISTRICTS: BindParameter[Any] = bindparam("districts", expanding=True)
OPEN_TO = tenant(
    PAIR.where(
        *RUNS,
        or_(
            engagements.c.coach_id == bindparam("person"),
            engagements.c.leader_id == bindparam("person"),
            engagements.c.programme_id.in_(_PROGRAMMES),
            schools.c.district_id.in_(_DISTRICTS),
            func.lower(engagements.c.supervisor_email) == bindparam("email"),
        ),
    ).order_by(schools.c.name, engagements.c.id)
)
HAS_DRAFT = tenant(
    select(drafts.c.id).where(
        drafts.c.user_id == bindparam("user"), drafts.c.kind == bindparam("of_kind"), drafts.c.done_id.is_(None)
    )
)


@dataclass(frozen=True, slots=True)
class Listing:
    """The pairs that are open to somebody, ten at a time, the ones that need something first. own: they are all their
    own; total: how many there are."""

    lines: tuple[PairLine, ...] = ()
    total: int = 0
    skip: int = 0
    own: bool = True


@one_moment
def pair_page(db: Db, actor: Actor, now: datetime, pair: int) -> PairPage:
    """A pair's agreement and plan as the actor may see them. Raises Denied where that is nothing."""
    row = db.first(ONE_PAIR, pair=pair)
    if row is None:
        raise Denied(AGREEMENT)
    held = reaches(db, actor, row)
    seen, of_goals = held.sees(AGREEMENT), held.sees(GOALS)
    if not (seen or of_goals):
        raise Denied(AGREEMENT)
    today, editions = held.day(now), editions_of(db, pair)
    in_force = next((one for one in editions if one.state == IN_FORCE), None)
    newest = next((one for one in editions if one.state == OFFERED), None)
    waits = newest is not None
    if newest is None and editions and editions[0].state == WITHDRAWN:
        newest = editions[0]
    kept = [one.id for one in editions if one.in_force_at is not None and one is not in_force and one is not newest]
    return PairPage(
        pair, row.school, row.leader, row.coach, today, held.side, bool(held.side) and held.runs(now),
        _open(db, in_force, held), _offered(db, newest, held), tuple(kept) if seen == READ else (),
        in_force is not None and not waits and may_take_back(in_force, held, now),
        bool(held.side) and db.first(HAS_DRAFT, user=actor.user_id, of_kind=draft_kind(pair)) is not None,
        plan_of(db, pair, row.zone, held.reader, today) if of_goals else plan_of(db, 0, row.zone, held.reader, today),
        seen, of_goals,
    )  # fmt: skip


def _open(db: Db, row: Row[Any] | None, held: Access) -> Agreement | None:
    return opened(db, row, held.row, held.reader) if row is not None else None


def _offered(db: Db, row: Row[Any] | None, held: Access) -> Agreement | None:
    """Its newest edition that isn't in force: for both while it waits, for its writer once it was taken back."""
    if row is None or not held.side or (row.state == WITHDRAWN and row.written_by != held.person):
        return None
    return _open(db, row, held)


@one_moment
def read_agreement(db: Db, actor: Actor, agreement: int) -> tuple[Agreement, PairPage]:
    """An edition for whoever may read it, with its pair. Raises Denied for anyone else.

    Whoever shows it to one who is not of the pair first writes that down (note_reading).
    """
    row = db.first(ONE_EDITION, agreement=agreement)
    if row is None:
        raise Denied(AGREEMENT)
    held = access_to(db, actor, row.engagement_id, AGREEMENT, READ)
    one = opened(db, row, held.row, held.reader)
    if one is None or (row.state == WITHDRAWN and row.written_by != held.person):
        raise Denied(AGREEMENT)
    names = held.row
    former = [
        other.id for other in editions_of(db, names.id) if other.in_force_at is not None and other.edition < row.edition
    ]
    page = PairPage(
        names.id, names.school, names.leader, names.coach, names.starts_on, held.side, earlier=tuple(former),
        sees_agreement=READ,
    )  # fmt: skip
    return one, page


def note_reading(db: Db, actor: Actor, now: datetime, pair: int) -> None:
    """Write down that somebody who is not of the pair reads its agreement or goals."""
    audit.note(db, now, actor.user_id, audit.AGREEMENT_READ, pair)


@one_moment
def list_pairs(db: Db, actor: Actor, now: datetime, skip: int = 0, typed: str = "") -> Listing:
    """The running pairs that are open to the actor, those that need something first. typed: a school's whole name, or
    words of a school's or person's name that all of them must hold."""
    person = find_person(db, actor)
    if person is None:
        return Listing()
    rows = _named(_rows(db, actor, now), typed)
    states = states_of(db, (row.id for row in rows))
    counts = counts_of(db, (row.id for row in rows))
    lines = [_line(row, person.id, states[row.id], counts.get(row.id), local_day(now, row.zone)) for row in rows]
    lines.sort(key=_urgency)
    own = all(one.side for one in lines)
    return Listing(tuple(lines[skip : skip + SHOWN]), len(lines), skip, own)


def _rows(db: Db, actor: Actor, now: datetime) -> list[Row[Any]]:
    """The pairs of everybody whom the actor may be anything to; each is then asked for by itself, in the rules."""
    person = find_person(db, actor)
    if person is None:
        return []
    held = db.all(PARTS, user=actor.user_id)
    programmes = {row.programme_id for row in held if row.role in LEADS} or {0}
    districts = {row.district_id for row in held if row.role == "liaison" and row.district_id} or {0}
    email = person.email.lower()
    today = local_day(now, zone_of(db, person))
    asked = {"programmes": sorted(programmes), "districts": sorted(districts), "email": email}
    rows = db.all(OPEN_TO, person=person.id, today=today, **asked)
    known: dict[tuple[Any, ...], bool] = {}
    found = []
    for row in rows:
        own = actor.user_id in {row.coach_user, row.leader_user}
        key = (row.programme_id, row.district_id, row.supervisor_email, own)
        if key not in known:
            held_to = reaches(db, actor, row)
            known[key] = bool(held_to.sees(AGREEMENT) or held_to.sees(GOALS))
        if known[key]:
            found.append(row)
    return found


def _named(rows: Sequence[Row[Any]], typed: str) -> Sequence[Row[Any]]:
    """Those that are meant. Who types a school's whole name doesn't mean another one that has its words in it."""
    wanted = typed.casefold().split()
    whole = [row for row in rows if row.school.casefold().split() == wanted]
    return whole or [row for row in rows if _fits(row, wanted)]


def _fits(row: Row[Any], wanted: Sequence[str]) -> bool:
    names = f"{row.school} {row.leader} {row.coach}".casefold()
    return all(word in names for word in wanted)


def _line(
    row: Row[Any], person: int, stands: AgreementState, counted: tuple[int, date] | None, today: date
) -> PairLine:
    side = {row.coach_id: "coach", row.leader_id: "leader"}.get(person, "")
    who = {"coach": row.leader, "leader": row.coach}.get(side, f"{row.leader} with {row.coach}")
    live, since = counted or (0, today)
    return PairLine(row.id, row.school, who, stands, side, live, is_stale(since, live, today))


def _urgency(one: PairLine) -> tuple[int, str, int]:
    waits = one.stands.waits_for == one.side and bool(one.side)
    rank = 0 if waits else 1 if one.stands.in_force_on is None else 2 if one.stale else 3
    return rank, one.school, one.pair


def lines_for(db: Db, person: int, pairs: Sequence[Any], today: date) -> tuple[PairLine, ...]:
    """How the agreements and plans of one's own pairs stand, for a Home. pairs: engagements."""
    ids = [one.id for one in pairs]
    states, counts = states_of(db, ids), counts_of(db, ids)
    lines = [_line(one, person, states[one.id], counts.get(one.id), today) for one in pairs]
    return tuple(sorted(lines, key=_urgency))
