"""The day of the newest contact that each pair had, of its own or a group's: as it stands, or stood at an instant."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select

from bot.rules.visits import GROUPS
from storage.contacts import contacts
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.past import rows_of, stood, unchanged
from storage.survey import LAST_CONTACT

_RAN = (
    engagements.c.programme_id == bindparam("programme"),
    engagements.c.starts_on <= bindparam("last"),
    or_(engagements.c.ends_on.is_(None), engagements.c.ends_on >= bindparam("first")),
)


def _happened(t: Any) -> tuple[Any, ...]:
    return t.made, t.removed_at.is_(None)


# As of an instant: the newest of what stands as it stood then, which the index finds; the newest of what was changed
# since; and the newest of the group contacts of others.
_OWN_STILL = (
    select(contacts.c.day)
    .where(contacts.c.engagement_id == engagements.c.id, *_happened(contacts.c), *unchanged("contacts"))
    .order_by(contacts.c.day.desc())
    .limit(1)
    .correlate(engagements)
    .scalar_subquery()
)


def _newest(found: Any, pair: Any) -> Select[Any]:
    return select(pair, func.max(found.c.day)).group_by(pair)


def _own_then() -> Select[Any]:
    found = stood("contacts", _happened).subquery("changed")
    return _newest(found, found.c.engagement_id)


def _there_then() -> Select[Any]:
    here, met = rows_of("attendances", lambda _: (), then=True), rows_of("contacts", _in_group, then=True)
    return _newest(met, here.c.engagement_id).join_from(here, met, met.c.id == here.c.contact_id)


def _in_group(t: Any) -> tuple[Any, ...]:
    return *_happened(t), or_(*(t.kind == kind for kind in GROUPS))


LAST_NOW = tenant(select(engagements.c.id, LAST_CONTACT.label("last")).where(*_RAN))
OWN_STILL = tenant(
    select(engagements.c.id, _OWN_STILL.label("last")).where(engagements.c.programme_id == bindparam("programme"))
)
OWN_THEN, THERE_THEN = tenant(_own_then()), tenant(_there_then())


class Days(dict[Any, date]):
    """Days as the driver gives them, by what they are; each is read once."""

    def __missing__(self, given: Any) -> date:
        self[given] = found = date.fromisoformat(given) if isinstance(given, str) else given
        return found

    def of(self, given: Any) -> date | None:
        """A day or none."""
        return None if given is None else self[given]


def last_contacts(
    db: Db, programme_id: int, first: date, last: date, as_of: datetime | None = None
) -> dict[int, date | None]:
    """By engagement, of those that ran from the first to the last day; as of an instant also of others."""
    days = Days()
    if as_of is None:
        rows = db.bare(LAST_NOW, programme=programme_id, first=first, last=last)
        return {pair: days.of(day) for pair, day in map(tuple, rows)}
    found: dict[int, date | None] = {}
    for pair, day in (
        *map(tuple, db.all(OWN_STILL, programme=programme_id, as_of=as_of)),
        *map(tuple, db.all(OWN_THEN, as_of=as_of)),
        *map(tuple, db.all(THERE_THEN, as_of=as_of)),
    ):
        found[pair] = max(filter(None, (found.get(pair), day)), default=None)
    return found
