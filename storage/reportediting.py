"""A coach's own part of a status report: progress, evidence, flags, lines taken out, brought back, added; and the end.

What a coach sets stays when the draft is brought up to date. Words are looked at as all words are (storage/guarding).
request: Slack's name for the press, so that one that is sent again changes nothing, also when something newer stands.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update

from bot.errors import Denied, Refusal
from bot.messages.reportstates import FULL
from bot.rules import reports as rules
from bot.rules.reports import Line, Section
from storage.database import Db, tenant
from storage.drafting import DRAFT_FIELDS
from storage.guarding import Look, looked_at
from storage.inbox import first_time
from storage.people import Actor
from storage.reportholding import InHand, take_own, take_section, touch
from storage.reporting import section_of_line
from storage.reports import NewClosing, NewLine, NewSection, report_lines, report_sections, reports
from storage.reportshowing import show_anew

SECTION = tenant(
    update(report_sections)
    .where(report_sections.c.id == bindparam("section"))
    .values(
        progress=bindparam("goes"),
        focus=bindparam("worked"),
        barriers=bindparam("ways"),
        concern=bindparam("flag"),
        concern_text=bindparam("sealed"),
        leader_seen=bindparam("seen"),
        typed=bindparam("set_by"),
        changed_at=bindparam("now"),
    )
)
REWORD = tenant(
    update(report_lines)
    .where(report_lines.c.id == bindparam("line"))
    .values(text=bindparam("sealed"), origin=bindparam("by"), removed_at=None, changed_at=bindparam("now"))
)
REMOVE = tenant(
    update(report_lines)
    .where(report_lines.c.id == bindparam("line"))
    .values(removed_at=bindparam("at"), changed_at=bindparam("now"))
)
CLOSING = tenant(
    update(reports)
    .where(reports.c.id == bindparam("report"))
    .values(workload=bindparam("load"), note=bindparam("sealed"))
)


def _again(db: Db, now: datetime, request: str) -> bool:
    return bool(request) and not first_time(db, now, f"report:{request}")


def change_section(
    db: Db,
    actor: Actor,
    now: datetime,
    section_id: int,
    new: NewSection,
    edition: int | None = None,
    *,
    request: str = "",
) -> None:
    """Keep what a coach says of one pair. Raises Denied for others, Refusal once it is submitted, Unsure for words that
    may tell who a student is."""
    held, one = take_section(db, actor, now, section_id, "report.section", edition)
    if _again(db, now, request):
        return
    given = new.model_fields_set - {"wording"}
    before = {kind: line.text if (line := one.line(kind)) else "" for kind in rules.TYPED_KINDS}
    before["concern_text"] = one.concern_text or ""
    texts = {name: words for name in given & before.keys() if (words := getattr(new, name) or "") != before[name]}
    texts |= _guarded(db, actor, now, one, texts, new.wording)
    values = {name: getattr(new, name) if name in given else getattr(one, name) for name in _SET}
    words = texts.get("concern_text", before["concern_text"]) if values["concern"] != "none" else ""
    typed = " ".join(sorted(_typed(one, values, given)))
    db.change(
        SECTION, section=one.id, now=now, goes=values["progress"], worked=" ".join(values["focus"]),
        ways=" ".join(values["barriers"]), flag=values["concern"], seen=values["leader_seen"],
        sealed=db.seal(report_sections.c.concern_text, words or None), set_by=typed,
    )  # fmt: skip
    lines = {kind: words for kind, words in texts.items() if kind in rules.TYPED_KINDS}
    for kind, text in lines.items():
        _say(db, now, one, kind, text)
    if lines:
        show_anew(db, now, one)
    touch(db, now, held, "report.section", one.id)


_SET = (*DRAFT_FIELDS, "concern", "leader_seen")


def _typed(one: Section, values: Mapping[str, Any], given: frozenset[str] | set[str]) -> set[str]:
    """Progress that was looked at is the coach's own; a list of guesses is once it is another one."""
    changed = {name for name in given & set(_SET) if values[name] != getattr(one, name)}
    return set(one.typed) | changed | ({"progress"} & given)


def _guarded(
    db: Db, actor: Actor, now: datetime, one: Section, texts: Mapping[str, str], wording: str | None
) -> dict[str, str]:
    known = (one.school, one.leader)
    said = {name: words for name, words in texts.items() if words}
    return looked_at(db, said, Look(actor, now, one.id, known, wording=wording or ""))


def _say(db: Db, now: datetime, one: Section, kind: str, text: str) -> None:
    """Put a field's words into the line of its kind; empty ones take the line out."""
    line = one.line(kind)
    if line is None:
        _add(db, now, one, kind, text)
    elif text:
        _reword(db, now, line, text)
    else:
        db.change(REMOVE, line=line.id, at=now, now=now)


def _reword(db: Db, now: datetime, line: Line, text: str) -> None:
    by = rules.EDITED if line.origin == rules.BY_DRAFT else line.origin
    db.change(REWORD, line=line.id, sealed=db.seal(report_lines.c.text, text), by=by, now=now)


def _add(db: Db, now: datetime, one: Section, kind: str, text: str) -> int:
    if not text:
        return 0
    if len(one.live) >= rules.LINES_MAX:
        raise Refusal(FULL)
    place = max((line.place for line in one.lines), default=0) + 1
    return db.add(
        report_lines, section_id=one.id, kind=kind, place=place, text=db.seal(report_lines.c.text, text), cites=[],
        origin=rules.BY_COACH, removed_at=None, changed_at=now,
    )  # fmt: skip


def add_line(
    db: Db, actor: Actor, now: datetime, section_id: int, new: NewLine, edition: int | None = None, *, request: str = ""
) -> int:
    """Add a line to a section; its id. request: the form's mark; the same words from one form are one line, then 0."""
    held, one = take_section(db, actor, now, section_id, "report.line", edition)
    if request and _again(db, now, f"line:{request}:{new.text}"):
        return 0
    text = _guarded(db, actor, now, one, {"text": new.text}, new.wording)["text"]
    made = _add(db, now, one, new.kind, text)
    show_anew(db, now, one)
    touch(db, now, held, "report.line_added", one.id)
    return made


def change_line(
    db: Db, actor: Actor, now: datetime, line_id: int, new: NewLine, edition: int | None = None, *, request: str = ""
) -> None:
    """Say a line in other words; the contacts behind it stay named. It no longer follows the log."""
    held, one, line = _line(db, actor, now, line_id, edition)
    if _again(db, now, request):
        return
    text = _guarded(db, actor, now, one, {"text": new.text}, new.wording)["text"]
    if text != line.text or line.removed:
        _reword(db, now, line, text)
        show_anew(db, now, one)
        touch(db, now, held, "report.line_changed", one.id)


def remove_line(
    db: Db, actor: Actor, now: datetime, line_id: int, edition: int | None = None, *, request: str = ""
) -> None:
    """Take a line out; it can be had back until the report is submitted. Twice is once."""
    held, one, line = _line(db, actor, now, line_id, edition)
    if not _again(db, now, request) and not line.removed:
        db.change(REMOVE, line=line.id, at=now, now=now)
        touch(db, now, held, "report.line_removed", one.id)


def bring_back_line(
    db: Db, actor: Actor, now: datetime, line_id: int, edition: int | None = None, *, request: str = ""
) -> None:
    """Have a line back that was taken out. Raises Refusal where there is no room for it any more."""
    held, one, line = _line(db, actor, now, line_id, edition)
    if not _again(db, now, request) and line.removed:
        if len(one.live) >= rules.LINES_MAX:
            raise Refusal(FULL)
        db.change(REMOVE, line=line.id, at=None, now=now)
        if line.words:
            show_anew(db, now, one)
        touch(db, now, held, "report.line_back", one.id)


def _line(db: Db, actor: Actor, now: datetime, line_id: int, edition: int | None) -> tuple[InHand, Section, Line]:
    section_id = section_of_line(db, line_id)
    if not section_id:
        raise Denied("report.line")
    held, one = take_section(db, actor, now, section_id, "report.line", edition)
    return held, one, next(line for line in one.lines if line.id == line_id)


def change_closing(
    db: Db,
    actor: Actor,
    now: datetime,
    report_id: int,
    new: NewClosing,
    edition: int | None = None,
    *,
    request: str = "",
) -> None:
    """Keep what a coach says of the whole period: the workload, a note."""
    held = take_own(db, actor, report_id, "report.closing", edition)
    if _again(db, now, request):
        return
    keep_closing(db, actor, now, held, new)
    touch(db, now, held, "report.closing")


def keep_closing(db: Db, actor: Actor, now: datetime, held: InHand, new: NewClosing) -> None:
    """Write it, in the transaction of whoever holds the report."""
    given = new.model_fields_set
    load = new.workload if "workload" in given else held.row.workload
    note = db.unseal(reports.c.note, held.row.note)
    if "note" in given and (new.note or None) != note:
        look = Look(actor, now, held.id, (held.row.coach,), wording=new.wording or "")
        note = looked_at(db, {"note": new.note}, look)["note"] if new.note else None
    db.change(CLOSING, report=held.id, load=load, sealed=db.seal(reports.c.note, note))
