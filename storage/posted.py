"""The playground's journal against the database: what was posted is owed, and what was accepted is stored.

The journal is read as plain JSON lines: {"type": "call", "method", "team_id", "args", "ok", "answer"} for calls of
the Web API, {"type": "delivery", "kind", "team_id", "payload", "outcome"} for what Slack sent us.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Row, select

from bot import forms
from bot.errors import BadSetting, FieldErrors
from storage.contacts import contacts
from storage.contents import content_in, content_of
from storage.database import Db
from storage.outbox import REPEATABLE, RESENT_ONCE, outbox
from storage.submitted import COPY, contact_in, fitting, on_page_one
from storage.verify import Look, Violation
from storage.workspaces import workspaces

FORM, SESSION, CONCERNS = "contact.form", "contact.session", "contact.concerns"
NOT_SAVED = ("update", "push")  # answers that show a page: the next one, or one to look once more
TOGETHER = 3.0  # seconds: Slack waits no longer for an answer
Content: TypeAlias = str


@dataclass(slots=True)
class Form:
    """The submissions of one filling-in of form F16 or F17. accepted, refused: what they said, and when each first did.

    line: of the newest, to find it by. reworded: it was accepted with the neutral wording, which isn't in the journal.
    """

    line: int = 0
    reworded: bool = False
    accepted: dict[Content | None, float] = field(default_factory=dict)
    refused: dict[Content | None, float] = field(default_factory=dict)

    def may_say(self) -> set[Content | None]:
        """What the record may say: the last accepted text, or one sent after it that got no good answer.

        Submissions that were on their way at the same time may have been stored in either order.
        """
        last = max(self.accepted.values(), default=0.0)
        accepted = {said for said, at in self.accepted.items() if at > last - TOGETHER}
        return accepted | {said for said, at in self.refused.items() if at > last - TOGETHER}


@dataclass(slots=True)
class Journal:
    """What of a journal concerns us. stray: lines of posts that name no message of ours.

    posts: the ts of each post by (team, outbox id); new: forms by (team, intent); edits: by (team, contact id);
    pages: what the newest page of each form held, by (team, intent) and page.
    """

    began: float = 0.0
    posts: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    stray: list[tuple[str, int]] = field(default_factory=list)
    new: dict[tuple[str, str], Form] = field(default_factory=dict)
    edits: dict[tuple[str, int], Form] = field(default_factory=dict)
    pages: dict[tuple[str, str], dict[str, dict[str, Any]]] = field(default_factory=dict)


def read_journal(path: Path) -> Journal:
    """Read a journal. Raises BadSetting when the file isn't one; a last line still being written is left out."""
    journal = Journal()
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.endswith("\n"):
                    _take(journal, number, json.loads(line))
    except OSError:
        raise BadSetting("The journal can't be read. Check the path and its permissions.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadSetting("That file isn't a journal of the playground. Name the one it writes.") from None
    return journal


def _take(journal: Journal, number: int, entry: dict[str, Any]) -> None:
    if number == 1:
        journal.began = datetime.fromisoformat(entry["at"]).timestamp()
    if entry["type"] == "call" and entry["method"] == "chat.postMessage" and entry["ok"]:
        _take_post(journal, number, entry)
    if entry["type"] == "delivery" and entry["kind"] == "view_submission":
        view = entry["payload"]["view"]
        if view["callback_id"] in (FORM, SESSION, CONCERNS):
            _take_form(journal, number, entry, view)


def _take_post(journal: Journal, number: int, entry: dict[str, Any]) -> None:
    metadata = entry["args"].get("metadata") or {}
    if isinstance(metadata, str):
        metadata = json.loads(metadata)
    owed = metadata.get("event_payload", {}).get("outbox_id")
    if owed is None:
        journal.stray.append((entry["team_id"], number))
    else:
        journal.posts.setdefault((entry["team_id"], int(owed)), []).append(str(entry["answer"].get("ts", "")))


def _take_form(journal: Journal, number: int, entry: dict[str, Any], view: dict[str, Any]) -> None:
    data = _packed(view)
    if data is None:  # not what we made: refused at the door, and it can't have a record
        return
    if data.get("c") is None:
        form = journal.new.setdefault((entry["team_id"], str(data["i"])), Form())
    else:
        form = journal.edits.setdefault((entry["team_id"], int(data["c"])), Form())
    form.line = number
    pages = journal.pages.setdefault((entry["team_id"], str(data["i"])), {})
    content = _content(pages, view)
    action = (entry.get("body") or {}).get("response_action")
    accepted = entry["outcome"] == "accepted" and action not in NOT_SAVED
    form.reworded = form.reworded or (accepted and _is_reworded(view))
    said = form.accepted if accepted else form.refused
    said.setdefault(content, datetime.fromisoformat(entry["at"]).timestamp())


def _packed(view: dict[str, Any]) -> dict[str, Any] | None:
    text, _, _ = view.get("private_metadata", "").rpartition(".")
    try:
        data = json.loads(text)
    except ValueError:
        return None
    return data if isinstance(data, dict) and "i" in data else None


def _content(pages: dict[str, dict[str, Any]], view: dict[str, Any]) -> Content | None:
    """What a submission says, with the form's other page; None when no record can be made of it."""
    here = view["callback_id"]
    try:
        if here != CONCERNS:
            pages[here] = forms.values(view)
            pages["last"] = {**on_page_one(pages.get(FORM, {})), **pages[here]} if here == SESSION else pages[here]
        said = pages.get("last", {})
        return content_in(contact_in(fitting(said) if here != FORM else said))
    except FieldErrors:
        return None


def _is_reworded(view: dict[str, Any]) -> bool:
    """Whether the record says other words than the form: neutral ones, or a message's text as well."""
    filled = forms.values(view)
    return COPY in filled or (view["callback_id"] == CONCERNS and filled.get("wording") == "neutral")


def check_journal(look: Look, before: Journal, after: Journal) -> list[Violation]:
    """What the journal and the database say differently.

    before and after: the journal as read before and after the view of the database was taken, so that what
    happens meanwhile is no difference.
    """
    teams = _teams(look)
    return [*_posts(look, before, after, teams), *_records(look, before, teams)]


def _teams(look: Look) -> dict[str, int]:
    rows = look.connection.execute(select(workspaces.c.team_id, workspaces.c.id).where(*look.mine(workspaces.c.id)))
    return {row.team_id: row.id for row in rows}


def _posts(look: Look, before: Journal, after: Journal, teams: dict[str, int]) -> Iterator[Violation]:
    for team, line in before.stray:
        if team in teams:
            yield Violation("posts_are_owed", team, "journal line", str(line))
    seen: set[tuple[str, int]] = set()
    joined = outbox.join(workspaces, workspaces.c.id == outbox.c.workspace_id)
    wanted = select(outbox, workspaces.c.team_id).select_from(joined).order_by(outbox.c.id)
    for row in look.connection.execute(
        wanted.where(outbox.c.kind.not_in(REPEATABLE), *look.mine(outbox.c.workspace_id))
    ):
        place = (row.team_id, row.id)
        seen.add(place)
        if problem := _miscounted(row, after.posts.get(place, []), after.began):
            yield Violation(problem, row.team_id, outbox.name, str(row.id))
    for team, owed in before.posts.keys() - seen:
        if team in teams:
            yield Violation("posts_are_owed", team, "outbox_id", str(owed))


def _miscounted(row: Row[Any], posts: list[str], began: float) -> str | None:
    """Which promise the posts of one message break. One whose end was unknown may have been sent once more."""
    again = 1 if row.kind in RESENT_ONCE and row.attempt > 0 else 0
    most = again + (row.state in {"sent", "sending", "unknown"})
    if len(posts) > most:
        return "messages_are_posted_once"
    if row.state == "sent" and row.sent_ts not in posts and float(row.sent_ts or 0) >= began:
        return "sent_messages_were_posted"
    return None


def _records(look: Look, journal: Journal, teams: dict[str, int]) -> Iterator[Violation]:
    for (team, intent), form in journal.new.items():
        if team in teams:
            db = Db(look.connection, teams[team], look.keyring)
            row = db.first(select(contacts).where(contacts.c.intent == intent))
            edits = journal.edits.get((team, row.id)) if row else None
            yield from _compared(db, team, row, form, edits)
    for (team, contact), form in journal.edits.items():
        if team in teams and form.accepted:
            db = Db(look.connection, teams[team], look.keyring)
            if db.first(select(contacts.c.id).where(contacts.c.id == contact)) is None:
                yield Violation("accepted_forms_are_stored", team, "journal line", str(form.line))


def _compared(db: Db, team: str, row: Row[Any] | None, form: Form, edits: Form | None) -> Iterator[Violation]:
    line = str(form.line)
    if row is None:
        if form.accepted:
            yield Violation("accepted_forms_are_stored", team, "journal line", line)
        return
    said = form.may_say()
    if edits:
        said = edits.may_say() if edits.accepted else said | edits.may_say()
    reworded = form.reworded or (edits is not None and edits.reworded)
    if row.removed_at is None and not reworded and content_of(db, row) not in said:
        name = "records_say_what_was_accepted" if form.accepted else "refused_forms_leave_nothing_else"
        yield Violation(name, team, contacts.name, str(row.id))
