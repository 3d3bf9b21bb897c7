"""A form of the roster by hand between being checked and being carried out: kept a week, for its own person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from storage.database import Db
from storage.drafts import Draft, add_draft, see_draft
from storage.people import Actor

KIND = "roster"


def keep_form(db: Db, actor: Actor, now: datetime, mark: str, filled: Mapping[str, dict[str, Any]]) -> int:
    """Keep a filled-in form; its id. mark: of the form it came from."""
    return add_draft(db, now, actor.user_id, KIND, {**filled, "of": {"form": mark}}).id


def see_form(db: Db, actor: Actor, draft: int) -> Draft:
    """A kept form of the actor's own. Raises Denied."""
    return see_draft(db, actor.user_id, KIND, draft)


def done_as(draft: int) -> str:
    """The intent of what a kept form asks for."""
    return f"roster:{draft}"
