"""A person's contacts as a list, narrowed and page by page: by index from a place on, never counted, never skipped."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BindParameter, ColumnElement, Select, String, and_, bindparam, or_, select

from bot.errors import Denied
from bot.rules.dates import local_day
from bot.rules.lines import Pair
from bot.rules.lists import LATEST, Wanted
from bot.rules.views import Fact
from storage.contacts import attendances, contacts
from storage.database import Db, Scoped, tenant
from storage.engagements import EVER
from storage.moments import one_moment
from storage.people import Actor, find_person
from storage.reading import FACT, fact_of
from storage.threads import states_of

OWN, WITH_ME = "own", "with_me"

_PAIRS: BindParameter[int] = bindparam("pairs", expanding=True)
_KIND = bindparam("kind", type_=String)
_THERE = select(attendances.c.contact_id).where(attendances.c.engagement_id.in_(_PAIRS))
_ABOUT = or_(contacts.c.engagement_id.in_(_PAIRS), contacts.c.id.in_(_THERE))
_MINE = contacts.c.coach_id == bindparam("person")
_WHOSE: dict[tuple[str, bool], ColumnElement[bool]] = {
    (OWN, False): _MINE,
    (OWN, True): and_(_MINE, _ABOUT),
    (WITH_ME, True): _ABOUT,
}
_SPAN = and_(
    contacts.c.day >= bindparam("first"),
    contacts.c.day <= bindparam("last"),
    or_(_KIND == "", contacts.c.kind == _KIND),
    contacts.c.removed_at.is_(None),
)
_OLDER = or_(
    contacts.c.day < bindparam("from_day"),
    and_(contacts.c.day == bindparam("from_day"), contacts.c.id < bindparam("from_id")),
)
_NEWER = or_(
    contacts.c.day > bindparam("from_day"),
    and_(contacts.c.day == bindparam("from_day"), contacts.c.id > bindparam("from_id")),
)


def _page(whose: tuple[str, bool], newer: bool) -> Scoped:
    found: Select[*tuple[object, ...]] = FACT.where(_WHOSE[whose], _SPAN, _NEWER if newer else _OLDER)
    if newer:
        found = found.order_by(contacts.c.day, contacts.c.id)
    else:
        found = found.order_by(contacts.c.day.desc(), contacts.c.id.desc())
    return tenant(found.limit(bindparam("most")))


PAGES = {(whose, newer): _page(whose, newer) for whose in _WHOSE for newer in (False, True)}
DAY = tenant(select(contacts.c.day).where(contacts.c.id == bindparam("contact")))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after (older than) a contact, or before (newer than) one; 0 for the newest of all."""

    contact: int = 0
    newer: bool = False


@dataclass(frozen=True, slots=True)
class Lister:
    """Who looks at a list. whose: OWN or WITH_ME; pairs: theirs, ended ones too, leader meaning the other one."""

    person: int
    whose: str
    pairs: tuple[Pair, ...]
    today: date


@dataclass(frozen=True, slots=True)
class Page:
    """Some contacts, newest first, how they stand, and whether there are more on either side."""

    facts: tuple[Fact, ...]
    states: dict[int, str]
    older: bool
    newer: bool


@one_moment
def find_lister(db: Db, actor: Actor, now: datetime, whose: str = "") -> Lister:
    """Who lists, and what they may narrow it to. whose: "" for what they are, a coach first.

    Raises Denied for those who are in no pair that way.
    """
    person = find_person(db, actor)
    rows = [] if person is None else db.all(EVER, person=person.id)
    sides = {OWN if row.coach_id == person.id else WITH_ME for row in rows} if person else set()
    side = whose or (OWN if OWN in sides else WITH_ME)
    if person is None or side not in sides:
        raise Denied("contact.list")
    pairs = tuple(
        Pair(row.id, row.school, row.leader if side == OWN else row.coach, row.zone)
        for row in rows
        if (row.coach_id == person.id) == (side == OWN)
    )
    return Lister(person.id, side, pairs, local_day(now, person.zone or pairs[0].zone))


def _from(days: tuple[date, date], day: date | None, *, newer: bool) -> tuple[date, date]:
    """The days that a page can have, narrowed by where it begins: so that the index leads there at once."""
    first, last = days
    if day is None:
        return first, last
    return (max(first, day), last) if newer else (first, min(last, day))


@one_moment
def list_contacts(db: Db, lister: Lister, wanted: Wanted, place: Place, most: int = 10) -> Page:
    """One page. Pairs that aren't the lister's are left out of what is wanted."""
    own = [one.id for one in lister.pairs]
    pairs = [one for one in wanted.pairs if one in own] if wanted.pairs else own
    narrowed = bool(wanted.pairs) or lister.whose == WITH_ME
    day = db.value(DAY, contact=place.contact) if place.contact else None
    newer = place.newer and day is not None
    first, last = _from(wanted.days, day, newer=newer)
    values = {"first": first, "last": last, "kind": wanted.kind, "most": most + 1}
    values |= {"from_day": day or LATEST, "from_id": place.contact if day else 0}
    values |= {"pairs": pairs} if narrowed else {}
    values |= {"person": lister.person} if lister.whose == OWN else {}
    rows = list(db.all(PAGES[(lister.whose, narrowed), newer], **values)) if pairs else []
    if day is not None and not rows:  # there is nothing on that side
        return list_contacts(db, lister, wanted, Place(), most)
    more = len(rows) > most
    facts = [fact_of(row) for row in rows[:most]]
    if newer:
        facts.reverse()
    thread = lister.person if lister.whose == WITH_ME else None
    states = states_of(db, [one.id for one in facts], thread)
    return Page(tuple(facts), states, more or newer, more if newer else day is not None)
