"""Keeping digests: which are due, the row of one with the messages that say it, and what those say when they are sent.

The figures are read at one moment, outside of any writing transaction, and kept with that moment; whoever is first
keeps them. What stands in the thread waits until the message above it was sent.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update

from bot.errors import NotNow
from bot.messages import Message
from bot.messages.digestparts import PARTS
from bot.messages.digests import week_digest
from bot.rules.dates import local_day
from bot.rules.digestdays import WEEK_AT, WEEK_UNTIL, last_use, told_on, week_name, week_told
from bot.rules.digests import DISTRICT, WEEK, Digest, Figures
from bot.rules.ladders import instant, midnight_after, note_day
from storage.charts import takes_charts
from storage.closeddays import ClosedDays
from storage.database import Db, tenant
from storage.digestnames import names_of
from storage.digests import digests
from storage.insert import insert_once
from storage.outbox import NewOwed, Owed, outbox, owe_once
from storage.programmes import Programme, list_programmes

KIND, PART = "digest", "digest_part"
SOON = timedelta(seconds=1)  # after which the thread looks for its message again; or a tenth of what it has waited
THREAD_UNTIL = timedelta(hours=1)  # after its message is of no more use, the thread isn't either

NEWEST = tenant(
    select(func.max(digests.c.period)).where(
        digests.c.programme_id == bindparam("programme"), digests.c.kind == bindparam("kind"), digests.c.about == 0
    )
)
LAST_NUMBER = tenant(
    select(func.max(digests.c.number)).where(
        digests.c.programme_id == bindparam("programme"), digests.c.kind == bindparam("kind")
    )
)
DIGEST = select(
    digests.c.id, digests.c.programme_id, digests.c.kind, digests.c.about, digests.c.period, digests.c.number,
    digests.c.as_of, digests.c.figures, digests.c.outbox_id,
)  # fmt: skip
ONE = tenant(DIGEST.where(digests.c.id == bindparam("digest")))
LATEST = tenant(
    DIGEST.where(
        digests.c.programme_id == bindparam("programme"),
        digests.c.kind == bindparam("kind"),
        digests.c.as_of <= bindparam("until"),
    )
    .order_by(digests.c.as_of.desc(), digests.c.id.desc())
    .limit(1)
)
OWED_BY = tenant(update(digests).where(digests.c.id == bindparam("row")).values(outbox_id=bindparam("message")))
BY_KEY = tenant(select(outbox.c.id).where(outbox.c.key == bindparam("message")))
SAID = tenant(
    select(outbox.c.state, outbox.c.sent_ts, outbox.c.due_at, outbox.c.created_at)
    .join_from(digests, outbox, outbox.c.id == digests.c.outbox_id)
    .where(digests.c.id == bindparam("digest"))
)


@dataclass(frozen=True, slots=True)
class Due:
    """A week's digest that is due. monday: of the week it tells of; day: it is told on."""

    programme: int
    monday: date
    day: date
    until: datetime


def digests_due(db: Db, now: datetime) -> list[Due]:
    """The programs whose week is to be told of now: each once, however long nobody could."""
    return [due for one in list_programmes(db) if (due := _due(db, now, one))]


def _due(db: Db, now: datetime, programme: Programme) -> Due | None:
    today, year = local_day(now, programme.zone), (programme.year_from, programme.year_to)
    if not told_on(today, year) or now < instant(today, WEEK_AT, programme.zone):
        return None
    monday = today - timedelta(days=today.weekday())
    told = db.value(NEWEST, programme=programme.id, kind=WEEK)
    if told == week_name(monday - timedelta(days=7)):
        return None
    closed = ClosedDays(db, programme, today).everywhere
    week = week_told(today, year, closed)
    if week is None or (told or "") >= week_name(week):
        return None
    until = instant(last_use(today, closed), WEEK_UNTIL, programme.zone)
    return Due(programme.id, week, today, until) if now < until else None


def keep_week(db: Db, now: datetime, due: Due, figures: Figures, as_of: datetime) -> int | None:
    """Keep a week's digest, and owe it to the coordinators' channel with its thread; None where another did."""
    programme = next(one for one in list_programmes(db) if one.id == due.programme)
    row = insert_once(
        db,
        digests,
        programme_id=programme.id,
        kind=WEEK,
        about=0,
        period=week_name(due.monday),
        number=(db.value(LAST_NUMBER, programme=programme.id, kind=WEEK) or 0) + 1,
        as_of=as_of,
        figures=figures.model_dump(mode="json"),
    )
    channel = programme.rules.channels.coordinators
    if row is None or not channel:
        return row
    key = f"{KIND}:{row}"
    new = NewOwed(KIND, key, channel=channel, subject_id=row, due_at=now, expires_at=due.until)
    if owe_once(db, now, new):
        db.change(OWED_BY, row=row, message=db.value(BY_KEY, message=key))
    for place in range(len(PARTS)):
        key, until = f"{PART}:{row}:{place}", due.until + THREAD_UNTIL
        owe_once(db, now, NewOwed(PART, key, None, channel, row, due_at=now + SOON, expires_at=until))
    return row


def is_digest_day(db: Db, programme: Programme, today: date) -> bool:
    """Whether the week's digest comes on this day."""
    closed = ClosedDays(db, programme, today).everywhere
    week = week_told(today, (programme.year_from, programme.year_to), closed)
    return week is not None and note_day(today - timedelta(days=today.weekday()), closed) == today


def told_today(db: Db, programme: Programme, today: date) -> bool:
    """Whether the coordinators hear today by the digest."""
    row = db.first(LATEST, programme=programme.id, kind=WEEK, until=midnight_after(today, programme.zone))
    return row is not None and row.outbox_id is not None and local_day(row.as_of, programme.zone) == today


def find_digest(db: Db, digest_id: int) -> Digest | None:
    """One digest of a week as it was kept; the caller says who may read it."""
    row = db.first(ONE, digest=digest_id)
    return digest_in(db, row) if row and row.kind != DISTRICT else None


def owner_of(db: Db, digest_id: int) -> int:
    """Who asked for a digest; a district's id, or 0, of those that nobody did."""
    row = db.first(ONE, digest=digest_id)
    return int(row.about) if row else 0


def digest_in(db: Db, row: Any) -> Digest:
    """A row as a digest."""
    programmes = list_programmes(db)
    programme = next(one for one in programmes if one.id == row.programme_id)
    title = programme.name if len(programmes) > 1 else "Coaching"
    figures = Figures.model_validate(row.figures)
    return Digest(row.id, row.number, row.as_of, programme.zone, figures, row.kind, title, programme.id)


def compose_digest(db: Db, owed: Owed, now: datetime) -> Message | None:
    """The digest in the channel, from the figures that were kept."""
    digest = find_digest(db, owed.subject_id or 0)
    return week_digest(digest, names_of(db, digest.figures), charts=takes_charts(db, now)) if digest else None


def compose_part(db: Db, owed: Owed, now: datetime) -> Message | None:
    """One part of its thread, once the message above was sent; nothing, where that never was."""
    above = db.first(SAID, digest=owed.subject_id or 0)
    if above is None or above.state not in {"pending", "sending", "sent"}:
        return None
    if above.state != "sent":
        raise NotNow(max(above.due_at, now) + max(SOON, (now - above.created_at) / 10))
    digest = find_digest(db, owed.subject_id or 0)
    if digest is None:
        return None
    part = PARTS[int(owed.key.rpartition(":")[2])]
    said = part(digest, names_of(db, digest.figures), charts=takes_charts(db, now))
    return Message(said.text, said.blocks, above.sent_ts, said.plainer) if said else None


DIGESTS = {KIND: compose_digest, PART: compose_part}
