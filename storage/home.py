"""What each person's Home shows, read in a handful of queries."""

from datetime import datetime

from sqlalchemy import bindparam, select

from bot.rules.dates import local_day, month_of
from bot.rules.digestlists import reads_digests
from bot.rules.sharing import Reader, Thing, may
from bot.rules.views import CoachHome, CoordinatorHome, HomeFacts, LeaderHome
from bot.rules.weeks import monday_of
from storage.answercounts import answered_of
from storage.charts import takes_charts
from storage.contactdrafts import unfinished_of
from storage.database import Db, tenant
from storage.desk import desk_of
from storage.districthomes import district_home
from storage.engagements import coach_engagements, leader_engagements
from storage.hours import Whose, standings
from storage.ledger import ledger_of
from storage.moments import one_moment
from storage.monthhours import contacts_and_minutes
from storage.outbox import NewOwed, owe_once
from storage.people import Actor, Person, find_person, roles
from storage.planpages import lines_for
from storage.programmes import Programme, list_programmes
from storage.reading import (
    coach_facts,
    leader_facts,
    programme_facts,
)
from storage.reflecting import given_home, reflections_home
from storage.reporthome import reports_unfinished
from storage.setup import may_set_up, vacant
from storage.survey import pair_counts
from storage.threads import open_questions, states_of
from storage.weeks import Known, this_week
from storage.wishing import wants_text_only

SHOWN = 10
COORDINATES = ("coordinator", "lead_coach", "office", "admin")

COORDINATED = tenant(
    select(roles.c.programme_id, roles.c.role).where(
        roles.c.person_id == bindparam("person"), roles.c.role.in_(COORDINATES)
    )
)


@one_moment
def home_facts(db: Db, actor: Actor, now: datetime) -> HomeFacts:
    """Read what the actor's Home shows now."""
    person = find_person(db, actor)
    programmes = list_programmes(db)
    in_charge = may_set_up(db, actor)
    free = not in_charge and vacant(db)
    if person is None or not programmes:
        return HomeFacts(may_set_up=in_charge, vacant=free)
    zone = person.zone or programmes[0].zone
    return HomeFacts(
        bool(person.roles),
        _coach(db, person, programmes, (now, zone)) if person.is_any("coach") else None,
        _leader(db, person, programmes, (now, zone)) if person.is_any("leader") else None,
        _coordinator(db, person, programmes, now) if person.is_any(*COORDINATES) else (),
        in_charge,
        free,
        takes_charts(db, now) and not wants_text_only(db, person.id),
        district_home(db, actor, now) if person.is_any("liaison") else None,
    )


def owe_home(db: Db, actor: Actor, now: datetime) -> None:
    """Owe the actor a fresh Home, where the program knows them."""
    person = find_person(db, actor)
    if person:
        owe_once(db, now, NewOwed("home", f"home:opened:{now.timestamp()}:{person.id}", person_id=person.id))


def _coach(db: Db, person: Person, programmes: list[Programme], when: tuple[datetime, str]) -> CoachHome:
    now, zone = when
    today = local_day(now, zone)
    pairs = coach_engagements(db, person.id, today)
    led = leader_engagements(db, person.id, today) if person.is_any("leader") else ()
    actor, ledger = Actor(person.slack_user_id or ""), ledger_of(db, [one.id for one in pairs], today, "coach")
    recent = tuple(coach_facts(db, person.id, SHOWN))
    given, given_count = given_home(db, person)
    lately, left = reports_unfinished(db, actor, now)
    return CoachHome(
        today,
        this_week(db, now, monday_of(today), Known(person, zone, pairs, led, ledger)),
        ledger,
        standings(db, Whose(person.id, coach=True), pairs, programmes, today),
        recent,
        unfinished_of(db, actor, {one.id: one.school for one in pairs}),
        questions=open_questions(db, person.id),
        states=states_of(db, [one.id for one in recent]),
        given=given,
        given_count=given_count,
        reports=lately,
        left=left,
        plans=lines_for(db, person.id, pairs, today),
    )


def _leader(db: Db, person: Person, programmes: list[Programme], when: tuple[datetime, str]) -> LeaderHome:
    now, zone = when
    today = local_day(now, zone)
    pairs = leader_engagements(db, person.id, today)
    week = None if person.is_any("coach") else this_week(db, now, monday_of(today), Known(person, zone, led=pairs))
    recent = tuple(leader_facts(db, person.id, SHOWN))
    return LeaderHome(
        today,
        tuple((one.coach, one.school) for one in pairs),
        ledger_of(db, [one.id for one in pairs], today, "leader"),
        recent,
        standings(db, Whose(person.id, coach=False), pairs, programmes, today),
        states_of(db, [one.id for one in recent], person.id),
        reflections_home(db, person),
        week,
        lines_for(db, person.id, pairs, today),
    )


def _coordinator(db: Db, person: Person, programmes: list[Programme], now: datetime) -> tuple[CoordinatorHome, ...]:
    held: dict[int, set[str]] = {}
    for row in db.run(COORDINATED, {"person": person.id}):
        held.setdefault(row.programme_id, set()).add(row.role)
    return tuple(_programme(db, one, Reader(frozenset(held[one.id])), now) for one in programmes if one.id in held)


def _programme(db: Db, programme: Programme, reader: Reader, now: datetime) -> CoordinatorHome:
    today = local_day(now, programme.zone)
    lists = may(reader, Thing("contact_facts"))
    first, last = month_of(today)
    contacts, minutes = contacts_and_minutes(db, programme, first, last)
    leaders, coaches, reached = pair_counts(db, programme.id, today, first, last)
    return CoordinatorHome(
        programme=programme.name,
        today=today,
        contacts=contacts,
        minutes=minutes,
        leaders=leaders,
        leaders_reached=reached,
        coaches=coaches,
        recent=tuple(programme_facts(db, programme.id, SHOWN)) if lists else (),
        lists=lists,
        desk=desk_of(db, programme, reader, now, today),
        answered=answered_of(db, programme, now) if may(reader, Thing("reflection_answer"), "status") else None,
        digests=programme.id if reads_digests(reader) else 0,
        administers="admin" in reader.parts,
    )
