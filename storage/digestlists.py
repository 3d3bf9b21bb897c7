"""Opening what is behind a digest: who may, each list by its ids, ten at a time, narrowed by district and coach."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from bot.errors import Denied
from bot.messages import digestlists as words
from bot.messages.digests import answer_due, capital, figure, named, pair_words, when
from bot.messages.reports import OPEN as OPEN_REPORT
from bot.rules import digestlists as rules
from bot.rules.contacts import brief
from bot.rules.digestlists import SHOWN, Choice, Entry, Listed
from bot.rules.digests import ASKED, Digest, Late, Names
from bot.rules.sharing import Reader
from storage.concerns import concerns
from storage.database import Db, tenant
from storage.digesting import find_digest, owner_of
from storage.digestnames import district_names, names_of, pair_names, people_names
from storage.people import Actor, find_person, people, roles
from storage.reports import report_sections, reports
from storage.visits import visits

ROLES = tenant(
    select(roles.c.role)
    .join_from(roles, people, people.c.id == roles.c.person_id)
    .where(
        people.c.slack_user_id == bindparam("user"),
        people.c.deactivated_at.is_(None),
        roles.c.programme_id == bindparam("programme"),
    )
)
OLD = tenant(
    select(visits.c.id, visits.c.engagement_id, visits.c.day, visits.c.state, visits.c.contact_id).where(
        visits.c.id.in_(bindparam("ids", expanding=True))
    )
)
FILED = tenant(
    select(reports.c.id, reports.c.state, reports.c.first).where(reports.c.id.in_(bindparam("ids", expanding=True)))
)
FLAGGED = tenant(
    select(concerns.c.id, concerns.c.level, concerns.c.answered_at, concerns.c.ended_at, report_sections.c.report_id)
    .outerjoin_from(concerns, report_sections, report_sections.c.id == concerns.c.section_id)
    .where(concerns.c.id.in_(bindparam("ids", expanding=True)))
)
LEVELS = {"watch": "keep an eye on it", "call": "please call"}
SINCE = {
    "submitted": "submitted since",
    "accepted": "accepted since",
    "excused": "excused since",
    "returned": "returned",
}
Row = tuple[Entry, int, int]


def reader_of(db: Db, actor: Actor, programme: int) -> Reader:
    """What somebody is to a program."""
    return Reader(frozenset(row.role for row in db.all(ROLES, user=actor.user_id, programme=programme)))


def open_digest(db: Db, actor: Actor, digest_id: int) -> tuple[Digest, Names, Reader]:
    """A digest for who may read it: the program's coordinators and lead coaches. Raises Denied."""
    digest = find_digest(db, digest_id)
    if digest is None:
        raise Denied("digest")
    reader = reader_of(db, actor, digest.programme)
    if not rules.reads_digests(reader) or not _own(db, actor, digest):
        raise Denied("digest")
    return digest, names_of(db, digest.figures), reader


def _own(db: Db, actor: Actor, digest: Digest) -> bool:
    """What somebody asked for is theirs alone."""
    if digest.kind != ASKED:
        return True
    person = find_person(db, actor)
    return person is not None and owner_of(db, digest.id) == person.id


def open_list(db: Db, actor: Actor, digest_id: int, what: str, choice: Choice, skip: int) -> Listed:
    """One page of a list behind a digest. Raises Denied."""
    digest, names, reader = open_digest(db, actor, digest_id)
    if not rules.may_list(reader, what):
        raise Denied(f"digest.{what}")
    if what in _LINES:
        lines = [Entry(one) for one in _LINES[what](digest, _all_names(db, digest, names))]
        return Listed(digest, what, tuple(lines[skip : skip + SHOWN]), len(lines), skip)
    names = Names(pair_names(db, _pairs_of(db, digest, what)), names.people, names.districts)
    found = _rows(db, digest, what, names)
    fit = [entry for entry, district, coach in found if choice.fits(district, coach)]
    districts, coaches = _offered(db, found)
    return Listed(digest, what, tuple(fit[skip : skip + SHOWN]), len(fit), skip, choice, districts, coaches)


def _all_names(db: Db, digest: Digest, names: Names) -> Names:
    figures = digest.figures
    return Names(
        names.pairs,
        people_names(db, [one.coach for one in figures.rooms]),
        district_names(db, [one.district for one in figures.districts]),
    )


_LINES = {
    rules.STEPS: lambda digest, names: words.step_lines(digest.figures, names),
    rules.DISTRICTS: lambda digest, names: words.district_lines(digest.figures, names),
    rules.MIX: lambda digest, _names: words.mix_lines(digest.figures),
    rules.CAPACITY: lambda digest, names: words.capacity_lines(digest.figures, names),
    rules.CHANGES: words.changes,
}
_ENTRIES = {
    rules.VISITS: words.visits_entries,
    rules.HOURS: words.hours_entries,
    rules.QUIET: words.quiet_entries,
    rules.FREE: words.free_entries,
    rules.LOW: words.low_entries,
}


def _pairs_of(db: Db, digest: Digest, what: str) -> list[int]:
    figures = digest.figures
    if what == rules.OLD:
        return [row.engagement_id for part in _parts(figures.old) for row in db.all(OLD, ids=part)]
    if what in {rules.FREE, rules.LOW}:
        return [*figures.free, *figures.low]
    fields = {rules.VISITS: "short", rules.HOURS: "behind", rules.QUIET: "quiet", rules.FLAGS: "flags"}
    return [one.pair for one in getattr(figures, fields[what])] if what in fields else []


def _rows(db: Db, digest: Digest, what: str, names: Names) -> Sequence[Row]:
    if what in _ENTRIES:
        return _ENTRIES[what](digest, names)
    if what == rules.OLD:
        return _old_rows(db, digest, names)
    if what == rules.FLAGS:
        return _flag_rows(db, digest, names)
    late = what == rules.REPORTS
    return _report_rows(db, digest.figures.late if late else digest.figures.unread, late)


def _old_rows(db: Db, digest: Digest, names: Names) -> list[Row]:
    """Visits that nobody explained, the oldest first; those that somebody did since are marked."""
    found = [row for part in _parts(digest.figures.old) for row in db.all(OLD, ids=part)]
    made = []
    for row in sorted(found, key=lambda one: (one.day, one.id)):
        known = row.state != "planned" or row.contact_id is not None
        pair = names.pair(row.engagement_id)
        said = f"{brief(row.day)} · {pair_words(names, row.engagement_id)}" + ("\nExplained since" if known else "")
        made.append((Entry(said), pair.district, pair.coach_id))
    return made


def _flag_rows(db: Db, digest: Digest, names: Names) -> list[Row]:
    """Concern flags, the first due first, each with the report it was raised in."""
    now = {
        row.id: row
        for part in _parts([one.concern for one in digest.figures.flags])
        for row in db.all(FLAGGED, ids=part)
    }
    coaches = people_names(db, [one.by for one in digest.figures.flags])
    made = []
    for one in sorted(digest.figures.flags, key=lambda flag: (flag.due_at, flag.concern)):
        row, pair = now.get(one.concern), names.pair(one.pair)
        lines = [
            f"{named(coaches.get(one.by, 'A coach'))} about {pair_words(names, one.pair)}{_asks(row)}",
            f"Raised {when(one.raised_at, digest.zone)}; an {answer_due(one, digest)}",
            *_became(row),
        ]
        report = row.report_id if row and row.report_id else 0
        made.append((Entry("\n".join(lines), report, OPEN_REPORT, "Open"), pair.district, one.by))
    return made


def _asks(row: Any) -> str:
    return f": {LEVELS[row.level]}" if row and row.level in LEVELS else ""


def _became(row: Any) -> list[str]:
    """What became of a flag since the digest."""
    if row is None:
        return []
    return ["Answered since"] if row.answered_at else ["Lowered since"] if row.ended_at else []


def _report_rows(db: Db, told: Sequence[Late], late: bool) -> list[Row]:
    """Reports by coach, the latest first; what became of each since is said."""
    now = {row.id: row for part in _parts([one.report for one in told]) for row in db.all(FILED, ids=part)}
    coaches = people_names(db, [one.coach for one in told])
    made = []
    for one in sorted(told, key=lambda each: (-each.days, each.coach, each.report)):
        row = now.get(one.report)
        days = figure(one.days, "business day")
        said = f"{named(coaches.get(one.coach, 'A coach'))}: {f'late by {days}' if late else f'has waited {days}'}"
        if row is not None and row.state in SINCE and (late or row.state != "submitted"):
            said += f"\n{capital(SINCE[row.state])}"
        made.append((Entry(said, one.report, OPEN_REPORT, "Open"), 0, one.coach))
    return made


def _offered(db: Db, found: Iterable[Row]) -> tuple[tuple[tuple[int, str], ...], tuple[tuple[int, str], ...]]:
    """The districts and coaches of a list, by name."""
    rows = list(found)
    districts = district_names(db, {district for _, district, _ in rows if district})
    coaches = people_names(db, {coach for _, _, coach in rows if coach})
    return _by_name(districts), _by_name(coaches)


def _by_name(names: dict[int, str]) -> tuple[tuple[int, str], ...]:
    return tuple(sorted(names.items(), key=lambda one: (one[1].casefold(), one[0])))


def _parts(ids: Sequence[int]) -> Iterable[list[int]]:
    return ([*ids[at : at + 500]] for at in range(0, len(ids), 500))
