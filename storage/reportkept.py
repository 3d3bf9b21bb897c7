"""What was typed into a school's form and isn't saved: kept sealed for its coach until it is, or a week has passed."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from storage.database import Db, tenant
from storage.drafts import drafts
from storage.insert import insert_once
from storage.people import Actor
from storage.reporting import find_section

KIND = "report"

_OWN = (drafts.c.user_id == bindparam("user"), drafts.c.kind == KIND, drafts.c.intent == bindparam("key"))
KEPT = tenant(select(drafts.c.payload).where(*_OWN))
KEEP = tenant(update(drafts).where(*_OWN).values(payload=bindparam("sealed"), changed_at=bindparam("now")))
FORGET = tenant(delete(drafts).where(*_OWN))
ABOUT = tenant(select(drafts.c.id).where(drafts.c.kind == KIND, drafts.c.intent.like(bindparam("start"))).limit(1))


def keep_typed(db: Db, actor: Actor, now: datetime, section_id: int, typed: Mapping[str, Any]) -> None:
    """Keep what stands in a form of the actor's own report. Raises Denied for anybody else's."""
    find_section(db, actor, now, section_id)
    sealed = db.seal(drafts.c.payload, json.dumps(dict(typed)))
    key = _key(actor, section_id)
    row = {"user_id": actor.user_id, "kind": KIND, "payload": sealed, "done_id": None, "intent": key, "failed": False}
    made = insert_once(db, drafts, changed_at=now, **row)
    if made is None:
        db.change(KEEP, user=actor.user_id, key=key, sealed=sealed, now=now)


def kept_for(db: Db, actor: Actor, section_id: int) -> dict[str, Any]:
    """What the actor typed and didn't save, by field."""
    payload = db.value(KEPT, user=actor.user_id, key=_key(actor, section_id))
    kept: dict[str, Any] = json.loads(db.unseal(drafts.c.payload, payload) or "{}") if payload else {}
    return kept


def typed_about(db: Db, section_id: int) -> bool:
    """Whether anything typed is kept of a section."""
    return db.first(ABOUT, start=f"{KIND}:{section_id}:%") is not None


def forget_kept(db: Db, actor: Actor, section_id: int) -> None:
    """Once it is saved."""
    db.change(FORGET, user=actor.user_id, key=_key(actor, section_id))


def _key(actor: Actor, section_id: int) -> str:
    return f"{KIND}:{section_id}:{actor.user_id}"[:40]
