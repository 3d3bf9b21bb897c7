"""A whole program's tables as files: who may have which, of which districts, and their lines page by page."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import bindparam, select

from bot.errors import Denied
from bot.exports.sheets import SHEETS, Sheet
from bot.rules.dates import local_day
from bot.rules.exports import Wanted
from bot.rules.sharing import Reader
from storage.database import Db, tenant
from storage.exporting import Place
from storage.people import Actor, find_person, people, roles
from storage.programmes import Programme, list_programmes
from storage.schools import districts
from storage.sheetlists import count_missing, count_reports, read_missing, read_reports, reports_in
from storage.sheetrows import Asked, Lines, count_contacts, count_hours, read_contacts, read_hours

LIAISON = "liaison"
ASIDE = frozenset({"coach", "leader", LIAISON})  # roles that by themselves give no right to a whole program

HELD = tenant(select(roles.c.programme_id, roles.c.role).where(roles.c.person_id == bindparam("person")))
DISTRICT = tenant(select(people.c.district_id).where(people.c.id == bindparam("person")))
DISTRICTS = tenant(
    select(districts.c.id, districts.c.name)
    .where(districts.c.programme_id == bindparam("programme"))
    .order_by(districts.c.name)
)

COUNTS: dict[str, Callable[[Db, Asked], int]] = {
    "contacts": count_contacts,
    "hours": count_hours,
    "reports": count_reports,
    "missing": count_missing,
}
READS: dict[str, Callable[[Db, Asked, Place], Lines]] = {
    "contacts": read_contacts,
    "hours": read_hours,
    "reports": read_reports,
    "missing": read_missing,
}


@dataclass(frozen=True, slots=True)
class Offer:
    """What one program gives a person. sheets: the tables they may have; districts: (id, name), by name; own: the one
    district they may have it of, 0 for all."""

    programme: int
    name: str
    sheets: tuple[Sheet, ...]
    districts: tuple[tuple[int, str], ...]
    own: int
    today: date


def offers(db: Db, actor: Actor, now: datetime) -> tuple[Offer, ...]:
    """The programs whose tables the acting person may have, oldest first."""
    person = find_person(db, actor)
    if person is None:
        return ()
    found = []
    for programme in list_programmes(db):
        sheets, own = _rights(db, person.id, programme.id)
        if sheets:
            named = [(row.id, row.name) for row in db.all(DISTRICTS, programme=programme.id)]
            here = tuple(one for one in named if own in {0, one[0]})
            found.append(
                Offer(programme.id, programme.name, sheets, here, own, local_day(now, person.zone or programme.zone))
            )
    return tuple(found)


def _rights(db: Db, person: int, programme: int) -> tuple[tuple[Sheet, ...], int]:
    """The sheets a person may have of a program, and the one district they may have them of, 0 for all."""
    held = frozenset(row.role for row in db.all(HELD, person=person) if row.programme_id == programme)
    sheets = _allowed(held - ASIDE)
    if sheets or LIAISON not in held:
        return sheets, 0
    own = int(db.value(DISTRICT, person=person) or 0)
    return (_allowed(frozenset({LIAISON})) if own else ()), own


def _allowed(held: frozenset[str]) -> tuple[Sheet, ...]:
    read = (one.read_by(Reader(held)) for one in SHEETS.values())
    return tuple(one for one in read if one.columns)


def asked_of(db: Db, person: int, wanted: Wanted, now: datetime) -> Asked:
    """What is wanted, as this person may have it now. Raises Denied where they may not, or there is no such thing."""
    sheets, own = _rights(db, person, wanted.programme)
    programme = next((one for one in list_programmes(db) if one.id == wanted.programme), None)
    if programme is None or wanted.what not in {one.id for one in sheets} or (own and wanted.district != own):
        raise Denied("export.program")
    if wanted.district and wanted.district not in _known(db, programme):
        raise Denied("export.district")
    return Asked(programme, wanted.first, wanted.last, wanted.district, now)


def columns_of(db: Db, person: int, wanted: Wanted) -> tuple[str, ...]:
    """The columns that a person's file has; none where they have all there are, and chose none."""
    sheet = _sheet(db, person, wanted)
    whole = sheet.columns == SHEETS[sheet.id].columns
    return wanted.columns if whole else tuple(one.id for one in sheet.chosen(wanted.columns))


def _sheet(db: Db, person: int, wanted: Wanted) -> Sheet:
    sheets, _ = _rights(db, person, wanted.programme)
    return next(one for one in sheets if one.id == wanted.what)


def _known(db: Db, programme: Programme) -> set[int]:
    return {row.id for row in db.all(DISTRICTS, programme=programme.id)}


def count_sheet(db: Db, actor: Actor, wanted: Wanted, now: datetime) -> int:
    """How many lines it would have, about. Raises Denied."""
    person = find_person(db, actor)
    if person is None:
        raise Denied("export.program")
    return COUNTS[wanted.what](db, asked_of(db, person.id, wanted, now))


def reports_read(db: Db, now: datetime, wanted: Wanted) -> list[int]:
    """The status reports that somebody reads with a file, whose coaches and leaders see that they did."""
    programme = next((one for one in list_programmes(db) if one.id == wanted.programme), None)
    if programme is None or wanted.what != "reports" or "words" not in wanted.columns:
        return []
    return reports_in(db, Asked(programme, wanted.first, wanted.last, wanted.district, now))


def read_sheet(db: Db, person: int, wanted: Wanted, after: Place, now: datetime) -> Lines:
    """The next lines; whether they may have them, and which columns, is asked again for each page. Raises Denied."""
    found = READS[wanted.what](db, asked_of(db, person, wanted, now), after)
    known = {one.id for one in _sheet(db, person, wanted).columns}
    return replace(found, rows=tuple({name: cell for name, cell in row.items() if name in known} for row in found.rows))
