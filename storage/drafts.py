"""Forms that take several steps, kept from step to step until they are done or a week has passed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    not_,
    select,
    text,
    update,
)

from bot.errors import Denied, Refusal
from storage.database import Db, Id, Instant, Sealed, key_column, metadata, tenant, workspace_column

# intent: of a contact's form, so that it has one draft (storage/contactdrafts.py); failed: it was sent in, in vain.
drafts = Table(
    "drafts",
    metadata,
    key_column(),
    workspace_column(),
    Column("user_id", String(32), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("payload", Sealed, nullable=False),
    Column("done_id", Id),
    Column("changed_at", Instant, nullable=False),
    Column("intent", String(40)),
    Column("failed", Boolean, nullable=False, server_default=text("false")),
    Index("ix_drafts_user", "workspace_id", "user_id", "kind"),
    UniqueConstraint("workspace_id", "intent"),
)

KEPT = timedelta(days=7)
SENDINGS = 8  # remembered of the step that was filled in last
PASSED = "You went on from this step in another window. Please close this one and open the form again."

_OWN = (drafts.c.user_id == bindparam("user"), drafts.c.kind == bindparam("of_kind"))
_SHOWN = select(drafts.c.id, drafts.c.payload, drafts.c.done_id)
OPEN = tenant(_SHOWN.where(*_OWN, drafts.c.done_id.is_(None)).order_by(drafts.c.id.desc()).limit(1))
ONE = tenant(_SHOWN.where(*_OWN, drafts.c.id == bindparam("draft")).with_for_update())
SEEN = tenant(_SHOWN.where(*_OWN, drafts.c.id == bindparam("draft")))
KEEP = tenant(
    update(drafts)
    .where(*_OWN, drafts.c.id == bindparam("draft"))
    .values(payload=bindparam("sealed"), changed_at=bindparam("now"), done_id=bindparam("done"))
)
DROP = tenant(delete(drafts).where(*_OWN, drafts.c.id == bindparam("draft")))
FORGET = tenant(delete(drafts).where(drafts.c.changed_at < bindparam("before"), not_(drafts.c.failed)))


@dataclass(frozen=True, slots=True)
class Sent:
    """One sending of a step. number: of its form, counted through the draft; mark: the same only in a replay."""

    number: int
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A form under way. filled: what was typed, by step and block id; done_id: the row it became, once it is done.

    number: of the form that was applied last; marks: of its sendings that were.
    """

    id: int
    filled: dict[str, dict[str, Any]]
    done_id: int | None = None
    number: int = 0
    marks: tuple[str, ...] = ()


def open_draft(db: Db, now: datetime, user: str, kind: str) -> Draft:
    """The person's newest draft of this kind, or a new one."""
    row = db.first(OPEN, user=user, of_kind=kind)
    if row is not None:
        return _draft(db, row)
    sealed = db.seal(drafts.c.payload, "{}")
    return Draft(db.add(drafts, user_id=user, kind=kind, payload=sealed, done_id=None, changed_at=now), {})


def add_draft(db: Db, now: datetime, user: str, kind: str, filled: Mapping[str, dict[str, Any]]) -> Draft:
    """One more draft of this kind, beside those the person has."""
    made = Draft(0, dict(filled))
    row = db.add(drafts, user_id=user, kind=kind, payload=_sealed(db, made), done_id=None, changed_at=now)
    return replace(made, id=row)


def find_draft(db: Db, user: str, kind: str, draft: int) -> Draft:
    """One of the person's own drafts, held until this transaction ends. Raises Denied when it isn't theirs."""
    row = db.first(ONE, user=user, of_kind=kind, draft=draft)
    if row is None:
        raise Denied("draft")
    return _draft(db, row)


def see_draft(db: Db, user: str, kind: str, draft: int) -> Draft:
    """One of the person's own drafts, to be read only. Raises Denied when it isn't theirs."""
    row = db.first(SEEN, user=user, of_kind=kind, draft=draft)
    if row is None:
        raise Denied("draft")
    return _draft(db, row)


def keep_draft(db: Db, now: datetime, user: str, kind: str, draft: Draft) -> None:
    """Store what is typed so far, or with done_id that it is done."""
    sealed = _sealed(db, draft)
    db.change(KEEP, user=user, of_kind=kind, draft=draft.id, sealed=sealed, now=now, done=draft.done_id)


def with_step(draft: Draft, step: str, filled: Mapping[str, Any], sent: Sent) -> Draft:
    """The draft with one step filled in anew; the same draft when this very sending was applied already.

    Raises Refusal once a later form was applied, so that what comes late or twice brings no older text back.
    """
    if sent.number < draft.number:
        raise Refusal(PASSED)
    before = draft.marks if sent.number == draft.number else ()
    if sent.mark and sent.mark in before:
        return draft
    marks = (*before, sent.mark)[-SENDINGS:]
    return replace(draft, filled={**draft.filled, step: dict(filled)}, number=sent.number, marks=marks)


def drop_draft(db: Db, user: str, kind: str, draft: int) -> bool:
    """Throw one of the person's own drafts away; whether it was there."""
    return db.change(DROP, user=user, of_kind=kind, draft=draft) == 1


def forget_drafts(db: Db, now: datetime) -> int:
    """Delete what was left untouched for a week, but for what a person tried to save in vain; how many."""
    return db.change(FORGET, before=now - KEPT)


def _sealed(db: Db, draft: Draft) -> Any:
    payload = {"filled": draft.filled, "number": draft.number, "marks": draft.marks}
    return db.seal(drafts.c.payload, json.dumps(payload))


def _draft(db: Db, row: Any) -> Draft:
    kept = json.loads(db.unseal(drafts.c.payload, row.payload) or "{}")
    return Draft(row.id, kept.get("filled", {}), row.done_id, kept.get("number", 0), tuple(kept.get("marks", ())))
