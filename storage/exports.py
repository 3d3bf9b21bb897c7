"""Exports a person asked for: built in the background, sent to them as a file, told of while they take long."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import blake2s
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Column, Index, Integer, String, Table, bindparam, func, or_, select, update

from bot.errors import Denied, FieldErrors, Refusal
from bot.exports.sheets import SHEETS
from bot.rules import exports as rules
from bot.rules.dates import month_of
from bot.rules.exports import Wanted
from storage import audit
from storage.database import Db, Instant, Sealed, key_column, metadata, reference, tenant, workspace_column
from storage.exporting import scope_of
from storage.insert import insert_once
from storage.outbox import NewOwed, owe
from storage.people import Actor, active_user, find_person, people
from storage.sheets import asked_of, columns_of

# state: waiting, building, sending, sent, failed, cancelled. params: what was asked for, sealed. done, total: rows.
# attempt: counts the claims, and tells a claimer whether it still has the row. file_id: Slack's, once it has the bytes.
# reason: why it failed, a key of bot.messages.exports.FAILED.
exports = Table(
    "exports",
    metadata,
    key_column(),
    workspace_column(),
    Column("intent", String(40), nullable=False),
    reference("person_id", "people.id"),
    Column("params", Sealed, nullable=False),
    Column("state", String(10), nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("lease_until", Instant),
    Column("file_id", String(32)),
    Column("reason", String(16)),
    Column("asked_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Index("ix_exports_state", "state", "lease_until"),
    Index("ix_exports_person_id", "person_id", "asked_at"),
    Index("uq_exports_workspace_id_intent", "workspace_id", "intent", unique=True),
)

HOUR = timedelta(hours=1)
OPEN = or_(*(exports.c.state == state for state in ("waiting", "building", "sending")))
DONE_ALREADY = {
    "sent": "That file was sent already.",
    "cancelled": "That was canceled already.",
    "failed": "That file couldn't be built, so there is nothing to cancel.",
    "sending": "That file is just being sent.",
}

HOLD = tenant(select(people.c.id).where(people.c.id == bindparam("person")).with_for_update(key_share=True))
LATELY = tenant(
    select(func.count(exports.c.id)).where(
        exports.c.person_id == bindparam("person"), exports.c.asked_at > bindparam("since"), exports.c.total > 0
    )
)
ROW = select(
    exports,
    active_user(people).label("user"),
    people.c.dm_channel,
).join_from(exports, people, people.c.id == exports.c.person_id)
ONE = tenant(ROW.where(exports.c.id == bindparam("export")))
BY_INTENT = tenant(
    select(exports.c.id, exports.c.person_id, exports.c.total).where(exports.c.intent == bindparam("intent_key"))
)
CANCEL = tenant(
    update(exports)
    .where(exports.c.id == bindparam("export"), or_(exports.c.state == "waiting", exports.c.state == "building"))
    .values(state="cancelled", lease_until=None, changed_at=bindparam("now"))
)


class NewExport(BaseModel):
    """The form as submitted. what, first, last, private: of a table; pair and month ("2026-11"): of a month sheet."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    format: Literal["xlsx", "csv", "pdf"]
    what: Annotated[str, Field(pattern=r"^(mine|with_me|[1-9][0-9]{0,17})$")] | None = None
    first: date | None = None
    last: date | None = None
    pair: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,17}$")] | None = None
    month: Annotated[str, Field(pattern=r"^20[0-9][0-9]-(0[1-9]|1[0-2])$")] | None = None
    private: tuple[Literal["yes"], ...] = ()

    def wanted(self, today: date) -> Wanted:
        """What is asked for. Raises FieldErrors for days that make no sense."""
        if rules.FORMATS[self.format].printed:
            return self._sheet(today)
        if self.what is None or self.first is None or self.last is None:
            raise FieldErrors(self._missing("what", "first", "last"))
        if problems := rules.span_problems(self.first, self.last, today):
            raise FieldErrors(problems)
        return Wanted(self.what, self.format, self.first, self.last, bool(self.private))

    def _sheet(self, today: date) -> Wanted:
        if self.pair is None or self.month is None:
            raise FieldErrors(self._missing("pair", "month"))
        first, last = month_of(date.fromisoformat(f"{self.month}-01"))
        if first > today:
            raise FieldErrors({"month": rules.TO_COME})
        return Wanted(self.pair, self.format, first, last)

    def _missing(self, *names: str) -> dict[str, str]:
        return {name: "Please fill this in." for name in names if getattr(self, name) is None}


class NewSheet(BaseModel):
    """The form of a program's table as submitted. district: its id, "0" for all; columns: none for the usual ones."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    sheet: Annotated[str, Field(max_length=16)]
    district: Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,17})$")] = "0"
    first: date
    last: date
    columns: tuple[Annotated[str, Field(max_length=16)], ...] = ()
    format: Literal["xlsx", "csv"]

    def wanted(self, programme: int, today: date) -> Wanted:
        """What is asked for. Raises FieldErrors for days that make no sense, Denied for an unknown table.

        Columns that the table hasn't are left out: they were chosen for another one before.
        """
        if self.sheet not in SHEETS:
            raise Denied("export.sheet")
        if problems := rules.span_problems(self.first, self.last, today):
            raise FieldErrors(problems)
        known = {one.id for one in SHEETS[self.sheet].columns}
        columns, district = tuple(one for one in self.columns if one in known), int(self.district)
        return Wanted(self.sheet, self.format, self.first, self.last, False, programme, district, columns)


@dataclass(frozen=True, slots=True)
class Export:
    """One export. user, dm_channel: of the person, user None once they are deactivated; attempt: the claim's number."""

    id: int
    person_id: int
    wanted: Wanted
    state: str
    done: int
    total: int
    attempt: int
    file_id: str | None
    reason: str | None
    user: str | None
    dm_channel: str | None


def message_key(export: int) -> str:
    """The outbox's key of the message about an export."""
    return f"export:{export}"


def ask_export(db: Db, actor: Actor, now: datetime, intent: str, wanted: Wanted, total: int) -> int:
    """Put down an export that a person asked for, once per intent and wish; its id. Owes the message that it is built.

    Raises Denied for what isn't theirs, and Refusal above the hour's number. total: the rows there were to count.
    """
    person = find_person(db, actor)
    if person is None:
        raise Denied("export.ask")
    wanted = _theirs(db, person.id, wanted, now)
    db.value(HOLD, person=person.id)
    wish = json.dumps(asdict(wanted), default=str)
    intent = f"{intent}:{blake2s(wish.encode(), digest_size=8).hexdigest()}"  # other choices are another wish
    before = db.first(BY_INTENT, intent_key=intent)
    if before is not None:
        return _again(before, person.id)
    if db.value(LATELY, person=person.id, since=now - HOUR) >= rules.PER_HOUR:
        raise Refusal(rules.TOO_OFTEN.format(most=rules.PER_HOUR), "format")
    params = db.seal(exports.c.params, wish)
    times = {"asked_at": now, "changed_at": now}
    counts = {"done": 0, "total": total, "attempt": 0}
    made = insert_once(
        db, exports, intent=intent, person_id=person.id, params=params, state="waiting", **counts, **times
    )
    if made is None:
        return _again(db.first(BY_INTENT, intent_key=intent), person.id)
    asked = f"export.asked:{wanted.what}" if wanted.programme else "export.asked"
    audit.note(db, now, actor.user_id, asked, made)
    owe(db, now, [NewOwed("export", message_key(made), person.id, subject_id=made)])
    return made


def _theirs(db: Db, person: int, wanted: Wanted, now: datetime) -> Wanted:
    """What of it is the person's to have. Raises Denied where that is nothing."""
    if wanted.programme:
        asked_of(db, person, wanted, now)
        return replace(wanted, private=False, columns=columns_of(db, person, wanted))
    scope = scope_of(db, person, wanted)
    return replace(wanted, private=wanted.private and scope.author)


def _again(row: Any, person: int) -> int:
    if row is None or row.person_id != person:
        raise Denied("export.intent")
    return int(row.id)


def find_export(db: Db, export: int) -> Export | None:
    """One export."""
    row = db.first(ONE, export=export)
    return export_of(db, row) if row else None


def cancel_export(db: Db, actor: Actor, now: datetime, export: int) -> Export:
    """Cancel an own export that isn't sent yet. Raises Denied for somebody else's, Refusal when it is too late."""
    row = db.first(ONE, export=export)
    if row is None or row.user != actor.user_id:
        raise Denied("export.cancel")
    if db.change(CANCEL, export=export, now=now) == 0:
        raise Refusal(DONE_ALREADY.get(row.state, DONE_ALREADY["sent"]))
    audit.note(db, now, actor.user_id, "export.cancelled", export)
    return export_of(db, db.first(ONE, export=export))


def export_of(db: Db, row: Any) -> Export:
    """A row of ROW as a value."""
    plain = json.loads(db.unseal(exports.c.params, row.params) or "{}")
    days = {name: date.fromisoformat(plain[name]) for name in ("first", "last")}
    columns = {"columns": tuple(plain.get("columns", ()))}
    return Export(
        row.id,
        row.person_id,
        Wanted(**{**plain, **days, **columns}),
        row.state,
        row.done,
        row.total,
        row.attempt,
        row.file_id,
        row.reason,
        row.user,
        row.dm_channel,
    )
