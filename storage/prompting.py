"""Planning the questions (J5), their one reminder (N6) and the offer of another rhythm (N7), each occurrence once.

After any gap nothing is made up for: a question whose hour is past is not asked, and the next one is.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, or_, select, update

from bot.frameworks import prompts
from bot.rules import prompts as rules
from bot.rules.dates import local_day
from bot.rules.etiquette import Manners
from bot.rules.nudges import QUESTIONS
from bot.rules.reflecting import EXPIRED, OPEN, PASSED, VOID
from storage.answers import PUT
from storage.asking import scene_for
from storage.contacts import contacts
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.insert import insert_once
from storage.manners import readers_of
from storage.nudges import nudges
from storage.nudging import NewNudge, plan_nudges
from storage.people import people
from storage.preferences import preferences
from storage.reflecting import weeks_of
from storage.reflections import CRAFT as OF_COACHES
from storage.reflections import reflections

(PROMPT, CRAFT), RHYTHM = QUESTIONS, "rhythm"
OFFER_FOR = timedelta(days=4)
SETTLED_LATELY = timedelta(days=2)
SESSIONS_OF = timedelta(days=2)
DAY = timedelta(days=1)
BATCH = 500

_WHO: BindParameter[Any] = bindparam("people", expanding=True)
_LASTS = (
    engagements.c.starts_on <= bindparam("today"),
    or_(engagements.c.ends_on.is_(None), engagements.c.ends_on >= bindparam("today")),
)
_REACHED = (people.c.slack_user_id.is_not(None), people.c.deactivated_at.is_(None))
LED = tenant(
    select(
        engagements.c.leader_id,
        engagements.c.id,
        engagements.c.starts_on,
        func.coalesce(preferences.c.prompt_weeks, rules.USUAL).label("weeks"),
    )
    .join_from(engagements, people, people.c.id == engagements.c.leader_id)
    .outerjoin(preferences, preferences.c.person_id == people.c.id)
    .where(
        *_LASTS,
        *_REACHED,
        or_(preferences.c.prompt_weeks.is_(None), preferences.c.prompt_weeks > rules.NEVER),
    )
    .order_by(engagements.c.leader_id, engagements.c.id)
)
COACHED = tenant(
    select(engagements.c.coach_id, engagements.c.id, engagements.c.starts_on)
    .join_from(engagements, people, people.c.id == engagements.c.coach_id)
    .where(*_LASTS, *_REACHED)
    .order_by(engagements.c.starts_on, engagements.c.id)
)
LATELY = tenant(
    select(reflections.c.occurrence).where(
        reflections.c.asked_at >= bindparam("since"), reflections.c.state.not_in((VOID, PASSED))
    )
)
LAST = tenant(
    select(reflections.c.person_id, func.max(reflections.c.asked_at).label("at"))
    .where(reflections.c.person_id.in_(_WHO), reflections.c.state.not_in((VOID, PASSED)))
    .group_by(reflections.c.person_id)
)
SESSIONS = tenant(
    select(contacts.c.id, contacts.c.engagement_id, contacts.c.recorded_at)
    .where(
        contacts.c.engagement_id.in_(bindparam("pairs", expanding=True)),
        contacts.c.kind == "session",
        contacts.c.made,
        contacts.c.removed_at.is_(None),
        contacts.c.recorded_at >= bindparam("since"),
    )
    .order_by(contacts.c.id)
)
KNOWN = tenant(select(reflections).where(reflections.c.occurrence == bindparam("name")))
REVIVE = tenant(
    update(reflections)
    .where(reflections.c.id == bindparam("reflection"), reflections.c.state == VOID)
    .values(state=OPEN, asked_at=bindparam("due"), until=bindparam("last"), changed_at=bindparam("now"))
)
TO_REPEAT = tenant(
    select(reflections.c.id, reflections.c.person_id, reflections.c.occurrence, func.min(nudges.c.sent_at).label("at"))
    .join(nudges, nudges.c.subject_id == reflections.c.id)
    .where(
        nudges.c.kind == PROMPT,
        nudges.c.sent_at.is_not(None),
        reflections.c.state == OPEN,
        ~reflections.c.repeated,
        PUT,
    )
    .group_by(reflections.c.id, reflections.c.person_id, reflections.c.occurrence)
    .order_by(reflections.c.id)
    .limit(BATCH)
)
REPEATED = tenant(
    update(reflections)
    .where(reflections.c.id == bindparam("reflection"))
    .values(repeated=True, asked_at=bindparam("at"), until=bindparam("last"))
)
_OVER = (reflections.c.state == OPEN, reflections.c.until < bindparam("now"))
EXPIRE = tenant(update(reflections).where(*_OVER, PUT).values(state=EXPIRED, changed_at=bindparam("now")))
NEVER_SENT = tenant(update(reflections).where(*_OVER, ~PUT).values(state=VOID, changed_at=bindparam("now")))
OVER = tenant(select(reflections.c.id).where(*_OVER).limit(1))
_OF_LEADERS = ~reflections.c.occurrence.startswith(OF_COACHES)
WENT_BY = tenant(
    select(reflections.c.person_id)
    .where(reflections.c.state.in_(("skipped", EXPIRED)), reflections.c.changed_at >= bindparam("since"), _OF_LEADERS)
    .group_by(reflections.c.person_id)
)
STATES = tenant(
    select(reflections.c.id, reflections.c.state)
    .where(
        reflections.c.person_id == bindparam("person"), reflections.c.state.not_in((OPEN, VOID, PASSED)), _OF_LEADERS
    )
    .order_by(reflections.c.asked_at.desc(), reflections.c.id.desc())
    .limit(12)
)


@dataclass(frozen=True, slots=True)
class Led:
    """A leader who may be asked, or a coach, and the oldest engagement that lasts. began: its first day; weeks: the
    rhythm; kind: PROMPT for leaders, CRAFT for coaches."""

    person: int
    engagement: int
    began: date
    weeks: int
    kind: str = PROMPT

    @property
    def weekday(self) -> int:
        """On which questions come."""
        return rules.FRIDAY if self.kind == CRAFT else rules.WEDNESDAY


def people_to_ask(db: Db, now: datetime) -> list[Led]:
    """The leaders and coaches to whom a question may fall due today or tomorrow, and isn't planned yet."""
    found: dict[tuple[str, int], Led] = {}
    for row in db.all(LED, today=now.date()):
        found.setdefault((PROMPT, row.leader_id), Led(row.leader_id, row.id, row.starts_on, row.weeks))
    for row in db.all(COACHED, today=now.date()):
        coach = Led(row.coach_id, row.id, row.starts_on, rules.USUAL, CRAFT)
        found.setdefault((CRAFT, row.coach_id), coach)
    planned = {row.occurrence for row in db.all(LATELY, since=now - 2 * rules.SHIFT * DAY)}
    return [one for one in found.values() if _may_be_due(one, now.date(), planned)]


def _may_be_due(one: Led, today: date, planned: Collection[str]) -> bool:
    """Whether a Wednesday of the rhythm is near whose question isn't planned, wherever on earth she is."""
    if one.weeks == rules.AFTER_SESSIONS:
        return True
    near = rules.wednesdays(one.began, one.weeks, today - (rules.SHIFT + 1) * DAY, today + 2 * DAY, one.weekday)
    return any(f"{one.kind}:{one.person}:{day}" not in planned for day in near)


def plan_questions(db: Db, now: datetime, chunk: Sequence[Led]) -> int:
    """Plan the question of today or tomorrow for these leaders, where one is due; how many were."""
    readers = readers_of(db, now, [one.person for one in chunk])
    sessions = _sessions(db, now, chunk)
    count = 0
    for one in chunk:
        manners = readers[one.person].manners
        due = None if one.kind in manners.off else _due(one, manners, now, sessions.get(one.person))
        if due and due[1] + rules.LATEST > now:
            count += _plan(db, now, one, f"{one.kind}:{one.person}:{due[0]}", due[1])
    return count


def _due(led: Led, manners: Manners, now: datetime, session: int | None) -> tuple[str, datetime] | None:
    """The name and the instant of the question due today or tomorrow."""
    today = local_day(now, manners.zone)

    def is_open(day: date) -> bool:
        away = manners.away and manners.away[0] <= day <= manners.away[1]
        return day.weekday() in manners.days and day not in manners.closed and not away

    if led.weeks == rules.AFTER_SESSIONS:
        day = next((one for one in (today, today + DAY) if is_open(one) and _ahead(one, manners, now)), None)
        return (f"session:{session}", rules.ask_at(day, manners.zone)) if session and day else None
    found = rules.due_day(led.began, led.weeks, today, is_open, led.weekday)
    if found is None or found[1] > today + DAY:
        return None
    return str(found[0]), rules.ask_at(found[1], manners.zone)


def _ahead(day: date, manners: Manners, now: datetime) -> bool:
    return rules.ask_at(day, manners.zone) > now


def _sessions(db: Db, now: datetime, chunk: Sequence[Led]) -> dict[int, int]:
    """The newest session of each leader who is asked after sessions, unless they were asked a few days ago."""
    led = {one.engagement: one.person for one in chunk if one.weeks == rules.AFTER_SESSIONS}
    if not led:
        return {}
    last = {row.person_id: row.at for row in db.all(LAST, people=list(led.values()))}
    found = db.all(SESSIONS, pairs=list(led), since=now - SESSIONS_OF)
    held = {led[row.engagement_id]: row.id for row in found}
    return {
        person: session for person, session in held.items() if person not in last or now - last[person] >= rules.APART
    }


def _plan(db: Db, now: datetime, led: Led, occurrence: str, due: datetime) -> int:
    """The row of the question and its nudge; the question is chosen once."""
    person, engagement = led.person, led.engagement
    until = due + rules.OPEN_FOR
    known = db.first(KNOWN, name=occurrence)
    if known is not None and (known.state != VOID or known.asked_at <= now):
        return 0
    if known is not None:
        reflection = int(known.id)
        db.change(REVIVE, reflection=reflection, due=due, last=until, now=now)
    else:
        bank = prompts("coach" if led.kind == CRAFT else "leader").values()
        found = rules.choose(bank, scene_for(db, person, engagement, occurrence, due.date()))
        if found is None:
            return 0
        values = {"engagement_id": engagement, "person_id": person, "prompt": found.id, "state": OPEN}
        times = {"asked_at": due, "until": until, "changed_at": now, "repeated": False, "lapsed": False}
        made = insert_once(db, reflections, occurrence=occurrence, **values, **times)
        if made is None:
            return 0
        reflection = made
    return plan_nudges(db, now, [NewNudge(led.kind, person, reflection, occurrence, due, due + rules.LATEST)])


def anything_over(db: Db, now: datetime) -> bool:
    """Whether there is a question to remind of, to end, or two that went by: else nothing is to be written."""
    if db.first(OVER, now=now) is not None or db.first(TO_REPEAT) is not None:
        return True
    return db.first(WENT_BY, since=now - SETTLED_LATELY) is not None


def plan_reminders(db: Db, now: datetime) -> int:
    """For each question that was asked and isn't answered: its one reminder, and when it ends."""
    rows = db.all(TO_REPEAT)
    for row in rows:
        until = row.at + rules.OPEN_FOR
        again = NewNudge(
            PROMPT, row.person_id, row.id, f"{row.occurrence}:again", row.at + rules.REPEAT_AFTER, until, 1
        )
        plan_nudges(db, now, [again])
        db.change(REPEATED, reflection=row.id, at=row.at, last=until)
    return len(rows)


def end_questions(db: Db, now: datetime) -> int:
    """Let questions whose time is over end, without a word; how many. One that never was asked leaves no trace."""
    return db.change(EXPIRE, now=now) + db.change(NEVER_SENT, now=now)


def offer_rhythms(db: Db, now: datetime) -> int:
    """Where two questions in a row went by, plan the offer of another rhythm: once, and told to nobody else."""
    planned = []
    for row in db.all(WENT_BY, since=now - SETTLED_LATELY):
        states = db.all(STATES, person=row.person_id)
        count = rules.skipped_in_a_row(one.state for one in states)
        if count >= 2 and weeks_of(db, row.person_id) != rules.NEVER:
            second = states[count - 2].id
            name = f"{RHYTHM}:{row.person_id}:{second}"
            planned.append(NewNudge(RHYTHM, row.person_id, second, name, now, now + OFFER_FOR))
    return plan_nudges(db, now, planned) if planned else 0
