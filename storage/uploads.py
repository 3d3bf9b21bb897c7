"""Roster files that were checked in Slack: the very bytes an import takes, sealed, and what the check found."""

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Index, String, Table, bindparam, delete, select, update

from bot.errors import Denied, Refusal
from bot.rules.roster.report import Report
from bot.rules.roster.rows import Problem, Roster
from storage.database import Db, Instant, Sealed, key_column, metadata, reference, tenant, workspace_column
from storage.inbox import first_time
from storage.people import Actor
from storage.programmes import list_programmes
from storage.roster import Proposal, check_roster, import_roster
from storage.setup import NO_ADMIN, admins_of, keep_in_charge, may_make_admins, refresh_homes, require_authority

uploads = Table(
    "uploads",
    metadata,
    key_column(),
    workspace_column(),
    Column("user_id", String(32), nullable=False),
    reference("programme_id", "programmes.id", nullable=True),
    Column("state", String(12), nullable=False),
    Column("files", Sealed),
    Column("report", Sealed, nullable=False),
    Column("checked_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("imported_at", Instant),
    Column("imported_by", String(32)),
    Index("ix_uploads_workspace_id", "workspace_id"),
    Index("ix_uploads_expires_at", "expires_at"),
)

KEPT = timedelta(hours=24)
EXPIRED = "These files were checked more than 24 hours ago. Please choose them again, so that they are checked anew."

ONE = tenant(select(uploads).where(uploads.c.id == bindparam("upload")))
TAKE = tenant(
    update(uploads)
    .where(uploads.c.id == bindparam("upload"), uploads.c.state == "checked", uploads.c.expires_at > bindparam("now"))
    .values(state="imported", files=None, imported_at=bindparam("now"), imported_by=bindparam("by"))
)
FINISH = tenant(
    update(uploads)
    .where(uploads.c.id == bindparam("upload"))
    .values(report=bindparam("sealed"), programme_id=bindparam("programme"))
)
FORGET = tenant(delete(uploads).where(uploads.c.expires_at <= bindparam("now")))


@dataclass(frozen=True, slots=True)
class Upload:
    """Files that were checked. state: "refused", "checked" or "imported"; report: of the check, then of the import.

    programme_id: the stored program they are for, None for a new one.
    """

    id: int
    state: str
    report: Report
    programme_id: int | None = None
    imported_at: datetime | None = None
    imported_by: str | None = None


class NotImported(Exception):
    """The files were in order when they were checked, and aren't any more; nothing was written."""

    def __init__(self, report: Report) -> None:
        super().__init__("not imported")
        self.report = report


def pack(files: Sequence[tuple[str, bytes]]) -> str:
    """Files as text that can be sealed. Takes a while for large ones: not for the event loop."""
    plain = json.dumps([[name, base64.b64encode(content).decode()] for name, content in files])
    return base64.b64encode(zlib.compress(plain.encode(), 1)).decode()


def unpack(packed: str) -> list[tuple[str, bytes]]:
    """What pack made."""
    plain = json.loads(zlib.decompress(base64.b64decode(packed)))
    return [(name, base64.b64decode(content)) for name, content in plain]


def check_upload(db: Db, actor: Actor, now: datetime, roster: Roster) -> tuple[int | None, Report]:
    """The stored program the files are for, None for a new one, and what an import of them would do or what is wrong.

    Writes nothing. Raises Denied.
    """
    programme = _meant(db, roster)
    require_authority(db, actor, "roster.check", programme)
    return programme, check_roster(db, now, roster)


def _meant(db: Db, roster: Roster) -> int | None:
    """The stored program the files are for: by its code or, without one, the only one there is."""
    code = roster.programme.value.code if roster.programme else None
    meant = [one.id for one in list_programmes(db) if code in (None, one.code)]
    return meant[0] if len(meant) == 1 else None


def keep_upload(
    db: Db, actor: Actor, now: datetime, packed: str, report: Report, programme: int | None = None
) -> Upload:
    """Keep what was checked for 24 hours; of files that aren't in order, only the report."""
    require_authority(db, actor, "roster.check", programme)
    state = "checked" if report.ok else "refused"
    row = db.add(
        uploads,
        user_id=actor.user_id,
        programme_id=programme,
        state=state,
        files=db.seal(uploads.c.files, packed) if report.ok else None,
        report=_sealed(db, report),
        checked_at=now,
        expires_at=now + KEPT,
    )
    return Upload(row, state, report, programme)


def keep_upload_once(
    db: Db, actor: Actor, now: datetime, form: str, packed: str, report: Report, programme: int | None
) -> Upload | None:
    """Keep the files of one filling-in of the form; None when they were kept already, by its mark."""
    return keep_upload(db, actor, now, packed, report, programme) if first_time(db, now, f"form:{form}") else None


def find_upload(db: Db, upload: int) -> Upload | None:
    """An upload with its report, or None once it is forgotten."""
    row = db.first(ONE, upload=upload)
    return _upload(db, row) if row else None


def load_files(db: Db, actor: Actor, now: datetime, upload: int) -> str | None:
    """The packed files of an upload, None when they were imported already. Raises Denied, and Refusal when too old."""
    row = db.first(ONE, upload=upload)
    require_authority(db, actor, "roster.import", row.programme_id if row else None)
    if row is None or (row.state != "imported" and row.expires_at <= now):
        raise Refusal(EXPIRED)
    if row.state == "refused":
        raise Denied("roster.import")
    return db.unseal(uploads.c.files, row.files)


def import_upload(db: Db, actor: Actor, now: datetime, upload: int, given: Roster | Proposal) -> Upload:
    """Import the files of an upload, once: whoever comes later gets what the first import did.

    given: what was read of exactly these files, or worked out of that beforehand. Raises Denied, NotImported with the
    problems that came up since the check, and Refusal when the check is too old.
    """
    roster = given.roster if isinstance(given, Proposal) else given
    programme = _meant(db, roster)
    founding = require_authority(db, actor, "roster.import", programme).founding or programme is None
    if db.change(TAKE, upload=upload, now=now, by=actor.user_id) == 0:
        done = find_upload(db, upload)
        if done is None or done.state != "imported":
            raise Refusal(EXPIRED)
        return done
    admins, makes = admins_of(db, programme), founding or may_make_admins(db, actor, programme or 0)
    report = import_roster(db, actor.user_id, now, given)
    if not report.ok:
        raise NotImported(report)
    if not makes and admins_of(db, programme) - admins:
        raise Refusal(NO_ADMIN)
    written = _meant(db, roster)
    if written is None:
        raise LookupError("an import without a program")
    db.change(FINISH, upload=upload, sealed=_sealed(db, report), programme=written)
    if founding:
        keep_in_charge(db, actor, now, written)
    refresh_homes(db, now, written, f"upload:{upload}")
    return Upload(upload, "imported", report, written, now, actor.user_id)


def forget_uploads(db: Db, now: datetime) -> int:
    """Delete what is older than its 24 hours; how many."""
    return db.change(FORGET, now=now)


def _sealed(db: Db, report: Report) -> bytes | None:
    plain = {
        "problems": [[one.file, one.row, one.column, one.reason] for one in report.problems],
        "written": report.written,
        "counts": report.counts,
        "notes": report.notes,
        "unmatched": report.unmatched,
    }
    packed = base64.b64encode(zlib.compress(json.dumps(plain).encode(), 1)).decode()
    return db.seal(uploads.c.report, packed)


def _upload(db: Db, row: Any) -> Upload:
    packed = db.unseal(uploads.c.report, row.report) or ""
    plain = json.loads(zlib.decompress(base64.b64decode(packed)))
    report = Report(
        tuple(Problem(*one) for one in plain["problems"]),
        plain["written"],
        {kind: (new, changed, same) for kind, (new, changed, same) in plain["counts"].items()},
        tuple(plain["notes"]),
        tuple((name, email) for name, email in plain["unmatched"]),
    )
    return Upload(row.id, row.state, report, row.programme_id, row.imported_at, row.imported_by)
