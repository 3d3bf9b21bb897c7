"""Telling people of a change of the roster: each once, in their own words, as it stands when it is sent."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from bot.messages import Message
from bot.messages import rosternews as words
from bot.messages.weeklies import Weekly, pattern
from bot.rules.dates import local_day
from bot.rules.roster import byhand
from storage.database import Db, tenant
from storage.endings import ENDING_WORDS, ended_pair
from storage.engagements import Engagement, find_engagement
from storage.handing import RUNNING
from storage.outbox import NewOwed, Owed, outbox, owe_once
from storage.rosteracts import roster_acts

NEWS, UNDONE = "roster_news", "roster_undone"

ACT = tenant(select(roster_acts).where(roster_acts.c.id == bindparam("act")))
TOLD = tenant(
    select(outbox.c.person_id).where(
        outbox.c.kind == NEWS,
        outbox.c.subject_id == bindparam("act"),
        outbox.c.state.in_(("sent", "sending", "unknown")),
    )
)


def tell_of_act(db: Db, now: datetime, act: int, after: Mapping[str, Any]) -> None:
    """Owe everybody a change concerns their message, and a fresh Home."""
    people: set[int] = set()
    for pair in (after.get("old_pair"), after.get("new_pair")):
        found = find_engagement(db, pair) if pair else None
        people |= {found.coach_id, found.leader_id} if found else set()
    for person in sorted(people):
        owe_once(db, now, NewOwed("home", f"home:roster:{act}:{person}", person_id=person))
        owe_once(db, now, NewOwed(NEWS, f"{NEWS}:{act}:{person}", person_id=person, subject_id=act))


def tell_of_undoing(db: Db, now: datetime, act: int, pair: int) -> None:
    """Owe it to those who were told of the change; whoever wasn't yet, isn't told of either."""
    for row in db.all(TOLD, act=act):
        owe_once(db, now, NewOwed(UNDONE, f"{UNDONE}:{act}:{row.person_id}", person_id=row.person_id, subject_id=pair))


def _news(db: Db, owed: Owed, now: datetime) -> Message | None:
    """Nothing, once the change was taken back."""
    row = db.first(ACT, act=owed.subject_id or 0)
    if row is None or row.undone_at is not None:
        return None
    composer = _COMPOSERS.get(row.act)
    return composer(db, row, owed.person_id or 0, now) if composer else None


def _added(db: Db, row: Row[Any], person: int, _now: datetime) -> Message | None:
    pair = find_engagement(db, row.after["new_pair"])
    if pair is None:
        return None
    coach = person == pair.coach_id
    return words.begun(pair.school, pair.leader if coach else pair.coach, pair.starts_on, coach=coach)


def _changed(db: Db, row: Row[Any], person: int, now: datetime) -> Message | None:
    pair = find_engagement(db, row.subject_id)
    if pair is None or set(row.after["pairs"].get(str(pair.id), ())) <= {"supervisor_email"}:
        return None
    other = pair.leader if person == pair.coach_id else pair.coach
    weekly = weekly_of(db, pair, max(local_day(now, pair.zone), pair.starts_on))
    return words.changed(pair.school, other, words.as_it_is(pair.starts_on, pair.ends_on, weekly))


def _ended(db: Db, row: Row[Any], person: int, now: datetime) -> Message | None:
    pair = ended_pair(db, row.subject_id, now)
    if pair is None or pair.ends_on is None:
        return None
    coach = person == pair.coach_id
    return words.ended(pair.school, pair.leader if coach else pair.coach, pair.ends_on, pair.lost, coach=coach)


def _handed(db: Db, row: Row[Any], person: int, now: datetime) -> Message | None:
    old, new = find_engagement(db, row.after["old_pair"]), find_engagement(db, row.after["new_pair"])
    if old is None or new is None:
        return None
    weekly = weekly_of(db, new)
    if person == new.coach_id:
        return words.handed_to_you(new.id, new.school, new.leader, old.coach, new.starts_on, weekly)
    if person == new.leader_id:
        return words.new_coach(new.school, old.coach, new.coach, new.starts_on, weekly)
    lost = ended_pair(db, old.id, now)
    return words.handed_by_you(old.school, old.leader, new.coach, new.starts_on, lost.lost if lost else 0)


def _moved(db: Db, row: Row[Any], person: int, now: datetime) -> Message | None:
    old, new = find_engagement(db, row.after["old_pair"]), find_engagement(db, row.after["new_pair"])
    ended = ended_pair(db, old.id, now) if old else None
    if old is None or new is None or ended is None:
        return None
    names = (old.school, new.school, new.leader)
    if person == new.leader_id:
        return words.you_moved(old.school, new.school, new.coach, new.starts_on)
    if old.coach_id == new.coach_id:
        return words.leader_moved(*names, new.starts_on, ended.lost)
    if person == old.coach_id:
        return words.leader_left(*names, new.coach, new.starts_on, ended.lost)
    return words.handed_to_you(new.id, new.school, new.leader, old.coach, new.starts_on, weekly_of(db, new))


_COMPOSERS: dict[str, Callable[[Db, Row[Any], int, datetime], Message | None]] = {
    byhand.ADDED: _added,
    byhand.CHANGED: _changed,
    byhand.ENDED: _ended,
    byhand.REASSIGNED: _handed,
    byhand.MOVED: _moved,
}


def weekly_of(db: Db, pair: Engagement, on: date | None = None) -> str:
    """The weekly times of a pair, in words."""
    return "; ".join(weeklies_of(db, pair, on or pair.starts_on))


def weeklies_of(db: Db, pair: Engagement, on: date) -> tuple[str, ...]:
    """The weekly times that run on a day or begin later, each in words."""
    return tuple(map(_words, db.all(RUNNING, pair=pair.id, day=on)))


def _words(row: Row[Any]) -> str:
    one = Weekly(
        row.id, "", "", "", row.kind, row.weekday, row.start, row.minutes, row.every_weeks, row.zone, row.place,
        row.from_day, None,
    )  # fmt: skip
    return pattern(one)


def _undone(db: Db, owed: Owed, _now: datetime) -> Message | None:
    pair = find_engagement(db, owed.subject_id or 0)
    return words.undone(pair.school, pair.leader) if pair else words.undone("", "")


ROSTER_NEWS: dict[str, Callable[[Db, Owed, datetime], Message | None]] = {
    NEWS: _news,
    UNDONE: _undone,
    **ENDING_WORDS,
}
