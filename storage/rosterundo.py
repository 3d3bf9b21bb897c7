"""Taking a change of the roster back, within a day, while nothing later stands on it; by the same rules."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Table, bindparam, delete, null, or_, select, update

from bot.errors import Denied, Refusal
from bot.messages import roster as words
from bot.rules import visits as rules
from bot.rules.dates import local_day
from bot.rules.roster import byhand
from bot.rules.roster.byhand import Hand, cells_of, find_pair, with_pair, with_person, without_pair
from bot.rules.roster.known import Known
from storage import audit
from storage.database import Db, Scoped, tenant
from storage.engagements import engagements
from storage.handing import hand_back
from storage.mirroring import mirror_usual
from storage.people import Actor, people, roles
from storage.reportleaving import leave_reports
from storage.rosteracts import roster_acts
from storage.rosterhand import programme_of
from storage.rosternear import near_pairs
from storage.rosternews import tell_of_undoing
from storage.rosterstands import TABLES as STOOD
from storage.rosterstands import stands
from storage.rosterwrite import hold_imports
from storage.series import series
from storage.setup import ADMIN, NO_ADMIN, may_make_admins, refresh_homes
from storage.tables import metadata
from storage.usualvisits import follow_roster
from storage.visitnudges import plan_visit_nudges
from storage.visits import visits
from storage.weeklyending import bring_weekly_back

A_DAY = timedelta(days=1)
BATCH = 200
MADE_BY_ITSELF = ("visits", "series")  # of a new pair
MADE_FOR_PEOPLE = ("roles", "outbox", "nudges", "welcomes", "past")
OF_PEOPLE = (byhand.PERSON_ADDED, byhand.PERSON_CHANGED)  # their subject is a person; of all others it is a pair

HELD = tenant(select(roster_acts).where(roster_acts.c.id == bindparam("act")).with_for_update())
LATER = tenant(
    select(roster_acts.c.id).where(
        roster_acts.c.id > bindparam("act"),
        roster_acts.c.undone_at.is_(None),
        roster_acts.c.subject_id.in_(bindparam("subjects", expanding=True)),
        roster_acts.c.act.in_(OF_PEOPLE) == bindparam("of_people", type_=Boolean),
    )
)
CLOSE = tenant(
    update(roster_acts)
    .where(roster_acts.c.id == bindparam("act"), roster_acts.c.undone_at.is_(None))
    .values(undone_at=bindparam("now"))
)
OLD = tenant(
    select(roster_acts.c.id, roster_acts.c.after)
    .where(roster_acts.c.at < bindparam("until"), roster_acts.c.before.is_not(None))
    .order_by(roster_acts.c.id)
    .limit(BATCH)
    .with_for_update()
)
FORGET = tenant(
    update(roster_acts)
    .where(roster_acts.c.id == bindparam("act"))
    .values(before=null(), after=bindparam("kept", type_=roster_acts.c.after.type))
)
TOUCHED = tenant(
    select(visits.c.id).where(
        visits.c.engagement_id == bindparam("pair"),
        or_(
            visits.c.series_id.is_(None),
            visits.c.moved,
            visits.c.contact_id.is_not(None),
            visits.c.before.is_not(None),
            visits.c.state.not_in((rules.PLANNED, rules.CLOSED, rules.WITHDRAWN)),
        ),
    )
)
BRING_BACK = tenant(
    update(visits)
    .where(visits.c.id == bindparam("visit"), visits.c.state == rules.WITHDRAWN)
    .values(
        state=bindparam("as_state"),
        reason=bindparam("why"),
        sequence=visits.c.sequence + 1,
        changed_at=bindparam("now"),
    )
)
DROP = {
    table.name: tenant(delete(table).where(table.c[column] == bindparam("row")))
    for table, column in ((visits, "engagement_id"), (series, "engagement_id"), (engagements, "id"), (people, "id"))
}
DROP_ROLE = tenant(
    delete(roles).where(
        roles.c.programme_id == bindparam("programme"),
        roles.c.person_id == bindparam("person"),
        roles.c.role == bindparam("held"),
    )
)


def _leaning(on: Table, but: tuple[str, ...]) -> tuple[Scoped, ...]:
    """A question for each column that refers to rows of a table."""
    columns = [
        (table, key.parent)
        for table in metadata.sorted_tables
        for key in sorted(table.foreign_keys, key=lambda one: one.parent.name)
        if key.column.table is on and table.name not in but
    ]
    return tuple(tenant(select(table.c.id).where(column == bindparam("row")).limit(1)) for table, column in columns)


LEAN_ON_PAIR = _leaning(engagements, MADE_BY_ITSELF)
LEAN_ON_PERSON = _leaning(people, MADE_FOR_PEOPLE)
ALL_OF_PERSON = _leaning(people, ())


def undo_act(db: Db, actor: Actor, now: datetime, act: int) -> str:
    """Take a change back; what stands now, in a sentence. Raises Refusal where that can't be, and Denied."""
    row = db.first(HELD, act=act)
    if row is None:
        raise Denied("roster.undo")
    programme = programme_of(db, actor, row.programme_id)
    if row.undone_at is not None:
        return words.UNDONE_BEFORE
    if now - row.at > A_DAY:
        raise Refusal(words.TOO_LATE)
    if ADMIN in row.before.get("removed_roles", ()) and not may_make_admins(db, actor, row.programme_id):
        raise Refusal(NO_ADMIN)
    hold_imports(db)
    _nothing_stands_on_it(db, now, row)
    today = local_day(now, programme.zone)
    person = _person(row)
    pairs = [int(one) for one in row.before["pairs"]]
    if row.act in OF_PEOPLE:
        _people_back(db, row, near_pairs(db, programme, (), person), today)
    else:
        known = near_pairs(db, programme, [*pairs, row.after.get("new_pair") or 0])
        _pairs_back(db, now, row, known, today)
    db.change(CLOSE, act=act, now=now)
    audit.note(db, now, actor.user_id, "roster.undone", row.subject_id)
    tell_of_undoing(db, now, act, row.after.get("old_pair") or row.subject_id)
    refresh_homes(db, now, row.programme_id, f"roster:undone:{act}")
    return words.UNDONE


def forget_before(db: Db, now: datetime) -> int:
    """Forget what stood before changes that can't be taken back now, and people's names and addresses; how many."""
    found = db.all(OLD, until=now - A_DAY)
    rest = [{name: one for name, one in row.after.items() if name != "people"} for row in found]
    db.change_many(FORGET, [{"act": row.id, "kept": kept} for row, kept in zip(found, rest, strict=True)])
    return len(found)


def _nothing_stands_on_it(db: Db, now: datetime, row: Any) -> None:
    """Raises Refusal where it does. What the change handed on is given back first, so that it isn't in the way."""
    new, person, about = row.after.get("new_pair"), row.after.get("new_person"), row.act in OF_PEOPLE
    subjects = [_person(row)] if about else [row.subject_id, new, row.after.get("old_pair")]
    changed = stands(db, row.before) != {name: row.after.get(name, {}) for name in STOOD}
    if changed or db.first(LATER, act=row.id, subjects=[one for one in subjects if one], of_people=about):
        raise Refusal(words.CHANGED_SINCE)
    hand_back(db, now, row.after)
    if new and not leave_reports(db, now, new):
        raise Refusal(words.REPORTED_SINCE)
    if new and (db.first(TOUCHED, pair=new) or _leans(db, LEAN_ON_PAIR, new)):
        raise Refusal(words.WORKED_SINCE)
    if person and _leans(db, LEAN_ON_PERSON, person):
        raise Refusal(words.PERSON_USED)


def _person(row: Any) -> int:
    """Whom an act of people is about."""
    return int(row.after.get("new_person") or row.after.get("known_person") or row.subject_id or 0)


def _leans(db: Db, questions: tuple[Scoped, ...], row: int) -> bool:
    return any(db.first(question, row=row) is not None for question in questions)


def _allowed(hand: Hand, today: date) -> None:
    for problem in hand.problems(today):
        raise Refusal(f"{words.AGAINST} {byhand.told(problem)[1]}")


def _pairs_back(db: Db, now: datetime, row: Any, known: Known, today: date) -> None:
    new, restored = row.after.get("new_pair"), _restored(row.before["pairs"])
    hand = Hand(without_pair(known, new) if new else known)
    for pair, values in restored.items():
        found = find_pair(hand.known, pair)
        if found is not None:
            hand.known = with_pair(hand.known, found[1], **values)
            hand.pair_row(cells_of(hand.known, found[1]) | _said(hand.known, pair))
    _allowed(hand, today)
    if new:
        _drop_pair(db, now, new)
    bring_weekly_back(db, now, today, row.before)
    for pair, values in restored.items():
        db.run(update(engagements).where(engagements.c.id == pair).values(**values, changed_at=now))
        if "visit_day" in values and values["visit_day"] is None:
            _end_weekly(db, now, pair, today)
    follow_roster(db, now, row.programme_id, restored, by_hand=True)
    back = [
        {"visit": one, "as_state": state, "why": why, "now": now} for one, state, why in row.before.get("visits", ())
    ]
    db.change_many(BRING_BACK, back)
    plan_visit_nudges(db, now, [one["visit"] for one in back])


def _restored(pairs: Mapping[str, Mapping[str, Any]]) -> dict[int, dict[str, Any]]:
    return {int(pair): {name: _value(name, one) for name, one in values.items()} for pair, values in pairs.items()}


def _value(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if value and name in {"starts_on", "ends_on"} else value


def _said(known: Known, pair: int) -> byhand.Cells:
    found = find_pair(known, pair)
    return cells_of(known, found[1]) if found else {}


def _drop_pair(db: Db, now: datetime, pair: int) -> None:
    """A pair that was added by hand goes, with the visits that were only planned for it."""
    gone = [one.id for one in db.all(select(visits.c.id).where(visits.c.engagement_id == pair))]
    if gone:
        db.run(update(visits).where(visits.c.id.in_(gone)).values(state=rules.WITHDRAWN, changed_at=now))
        plan_visit_nudges(db, now, gone)
    db.run(update(engagements).where(engagements.c.id == pair).values(changed_at=now))  # until when it was counted
    for table in ("visits", "series", "engagements"):
        db.change(DROP[table], row=pair)


def _end_weekly(db: Db, now: datetime, pair: int, today: date) -> None:
    """A weekly time that a change gave to a pair without any ends with it."""
    db.run(
        update(series)
        .where(series.c.engagement_id == pair, series.c.kind == rules.ON_SITE, series.c.until_day.is_(None))
        .values(until_day=today - A_DAY, changed_at=now)
    )
    mirror_usual(db, now, pair, today)


def _people_back(db: Db, row: Any, known: Known, today: date) -> None:
    person = _person(row)
    one = known.people.get(known.emails.get(person, ""))
    if one is None:
        raise Refusal(words.CHANGED_SINCE)
    kept = (one.roles - set(row.before["added_roles"])) | set(row.before["removed_roles"])
    values = row.before["people"].get(str(person), {})
    in_pairs = any(person in {pair.leader_id, pair.coach_id} for pair in known.engagements.values())
    if not kept and in_pairs:
        raise Refusal(words.PERSON_USED)
    if kept:
        was = with_person(known, one, **values)
        hand = Hand(was)
        hand.person_row({"name": values.get("name", one.name), "email": was.emails[person], "roles": " ".join(kept)})
        _allowed(hand, today)
    if values:
        db.run(update(people).where(people.c.id == person).values(**values))
    for role in row.before["added_roles"]:
        db.change(DROP_ROLE, programme=row.programme_id, person=person, held=role)
    for role in row.before["removed_roles"]:
        db.add(roles, programme_id=row.programme_id, person_id=person, role=role)
    if row.after.get("new_person") and not _leans(db, ALL_OF_PERSON, person):
        db.change(DROP["people"], row=person)
