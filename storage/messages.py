"""The Slack message a contact is logged from: its link and text, kept sealed for its author until that is saved.

Forms carry the row's number alone. The text goes into a note only when the coach says so.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from bot.errors import Denied, Refusal
from storage.database import Db, tenant
from storage.drafts import add_draft, drop_draft, see_draft
from storage.engagements import about_now, coach, engagements, leader
from storage.people import Actor, find_person

MESSAGE = "message"
TEXT_GONE = "The message's text isn't kept anymore. Please clear this box, or paste the text into the note."

OWN_LEADERS = tenant(
    select(engagements.c.id, leader.c.slack_user_id.label("user"))
    .join_from(engagements, leader, leader.c.id == engagements.c.leader_id)
    .join(coach, coach.c.id == engagements.c.coach_id)
    .where(
        coach.c.slack_user_id == bindparam("user"),
        coach.c.deactivated_at.is_(None),
        leader.c.slack_user_id.in_(bindparam("users", expanding=True)),
        engagements.c.starts_on <= bindparam("latest"),
        (engagements.c.ends_on.is_(None)) | (engagements.c.ends_on >= bindparam("today")),
    )
    .order_by(engagements.c.starts_on.desc(), engagements.c.id.desc())
)


class Held(NamedTuple):
    """What is kept of a message, as a form's metadata names it: its row, and whether there is a link, and a text."""

    row: int
    link: bool
    text: bool

    @property
    def mark(self) -> str:
        """For the metadata: 17, 17l, 17lt."""
        return f"{self.row}{'l' * self.link}{'t' * self.text}"


def held_in(mark: str) -> Held | None:
    """Back from the metadata; None for a form that wasn't opened from a message."""
    digits = mark.rstrip("lt")
    return Held(int(digits), "l" in mark, "t" in mark) if digits.isascii() and digits.isdigit() else None


def keep_message(db: Db, actor: Actor, now: datetime, link: str, text: str) -> Held:
    """Keep a message for the form that opens on it. Raises Denied for people whom no program knows."""
    if find_person(db, actor) is None:
        raise Denied("contact.from_message")
    kept = add_draft(db, now, actor.user_id, MESSAGE, {MESSAGE: {"link": link, "text": text}})
    return Held(kept.id, bool(link), bool(text))


def guess_pair(db: Db, actor: Actor, now: datetime, users: Sequence[str]) -> int | None:
    """The actor's engagement with the first of some Slack users who is a leader of theirs; the newest with her."""
    rows = db.all(OWN_LEADERS, users=list(users), **about_now(actor, now)) if users else []
    found = {row.user: row.id for row in reversed(rows)}
    return next((found[user] for user in users if user in found), None)


def zone_of(db: Db, actor: Actor) -> str | None:
    """The zone of the person's clock, where it is known."""
    person = find_person(db, actor)
    return person.zone if person else None


def link_of(db: Db, actor: Actor, mark: str) -> str:
    """The link behind a form's mark; "" where there is none, or the row is gone."""
    return _kept(db, actor, mark).get("link", "")


def text_of(db: Db, actor: Actor, mark: str) -> str:
    """The text behind a form's mark. Raises Refusal when it isn't kept any more."""
    text = _kept(db, actor, mark).get("text", "")
    if not text:
        raise Refusal(TEXT_GONE, "copy_text")
    return text


def forget_message(db: Db, actor: Actor, mark: str) -> None:
    """Once the contact is saved, only its own link is left."""
    if held := held_in(mark):
        drop_draft(db, actor.user_id, MESSAGE, held.row)


def _kept(db: Db, actor: Actor, mark: str) -> dict[str, str]:
    held = held_in(mark)
    if held is None:
        return {}
    try:
        return see_draft(db, actor.user_id, MESSAGE, held.row).filled.get(MESSAGE, {})
    except Denied:
        return {}
