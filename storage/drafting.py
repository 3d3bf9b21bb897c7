"""Drafting status reports from the log (J7), and bringing a draft up to date until its coach typed in that place.

A report has a section for every pair of the coach that ran on any day of the period: one that began or ended in it,
one whose leader moved school has two, and one without a contact has its lines like the others.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from bot.errors import Denied
from bot.messages.reportlines import lines_of
from bot.rules import reports as rules
from bot.rules.periods import Period, closes_at
from bot.rules.reportdrafts import Draft, draft_of
from storage import audit
from storage.closeddays import NOWHERE, ClosedDays
from storage.database import Db, tenant
from storage.draftsources import pairs_in, sources_of
from storage.insert import insert_once
from storage.people import Actor
from storage.programmes import Programme, list_programmes
from storage.reporting import ONE, find_report
from storage.reports import report_lines, report_sections, reports

DUTY = "report draft"
DRAFT_FIELDS = ("focus", "progress", "barriers")  # of a section: guesses until the coach sets them

OF_PERIOD = tenant(
    select(reports)
    .where(
        reports.c.programme_id == bindparam("programme"),
        reports.c.coach_id == bindparam("coach"),
        reports.c.first == bindparam("first"),
    )
    .order_by(reports.c.unit)
    .with_for_update(of=reports)
)
SECTIONS = tenant(select(report_sections).where(report_sections.c.report_id.in_(bindparam("reports", expanding=True))))
LINES = tenant(
    select(report_lines)
    .join(report_sections, report_sections.c.id == report_lines.c.section_id)
    .where(report_sections.c.report_id.in_(bindparam("reports", expanding=True)))
    .order_by(report_lines.c.place, report_lines.c.id)
)
SECTION_FACTS = tenant(
    update(report_sections)
    .where(report_sections.c.id == bindparam("section"))
    .values(
        figures=bindparam("counted", type_=report_sections.c.figures.type),
        focus=bindparam("worked"),
        progress=bindparam("goes"),
        barriers=bindparam("ways"),
        changed_at=bindparam("now"),
    )
)
LINE_TEXT = tenant(
    update(report_lines)
    .where(report_lines.c.id == bindparam("line"))
    .values(
        text=bindparam("sealed"),
        cites=bindparam("behind", type_=report_lines.c.cites.type),
        changed_at=bindparam("now"),
    )
)
DROP_LINE = tenant(delete(report_lines).where(report_lines.c.id == bindparam("line")))
DROP_LINES = tenant(delete(report_lines).where(report_lines.c.section_id == bindparam("section")))
DROP_SECTION = tenant(delete(report_sections).where(report_sections.c.id == bindparam("section")))
CHANGED = tenant(
    update(reports)
    .where(reports.c.id == bindparam("report"))
    .values(edition=reports.c.edition + 1, changed_at=bindparam("now"), due_at=bindparam("due"))
)


def draft_report(db: Db, now: datetime, programme_id: int, coach_id: int, period: Period) -> tuple[int, ...]:
    """Draft a coach's report of a period, or bring the draft up to date; the ids of the coach's reports of it.

    One for the coach, or one for each pair where the program wants that; none for a coach without a pair. Saying it
    again changes nothing unless the log changed; what was submitted stays.
    """
    programme = next(one for one in list_programmes(db) if one.id == programme_id)
    pairs = [row.id for row in pairs_in(db, programme_id, coach_id, period)]
    due = due_at(db, programme, period)
    held = _reports(db, now, programme, coach_id, period, pairs, due)
    live = [row for row in held if row.state in rules.OPEN]
    if live:
        _refresh(db, now, programme, period, live, pairs, due)
    return tuple(row.id for row in held)


def see_report(db: Db, actor: Actor, now: datetime, report_id: int) -> rules.Report:
    """A report as the acting person may see it; its coach sees the draft as the log stands now. Raises Denied."""
    report = find_report(db, actor, now, report_id)
    if report.reads != "coach" or report.state not in rules.OPEN:
        return report
    refresh_report(db, now, report_id)
    return find_report(db, actor, now, report_id)


def refresh_report(db: Db, now: datetime, report_id: int) -> bool:
    """Bring a report's draft up to date; whether anything changed."""
    row = db.first(ONE, report=report_id)
    if row is None:
        raise Denied("report.read")
    before = row.edition
    draft_report(db, now, row.programme_id, row.coach_id, Period(row.first, row.last))
    after = db.first(ONE, report=report_id)
    return after is not None and after.edition != before


def hold_period(db: Db, report_id: int) -> None:
    """Hold a report with the others of its coach and period, in the order in which a draft does."""
    row = db.first(ONE, report=report_id)
    if row is not None:
        db.all(OF_PERIOD, programme=row.programme_id, coach=row.coach_id, first=row.first)


def due_at(db: Db, programme: Programme, period: Period) -> datetime:
    """When a period's report is due: no day on which the whole program is closed."""
    closed = ClosedDays(db, programme, period.last).at(NOWHERE, NOWHERE, tests=False)
    return closes_at(period, programme.rules.due_rule, programme.zone, closed)


def _reports(
    db: Db, now: datetime, programme: Programme, coach: int, period: Period, pairs: Sequence[int], due: datetime
) -> Sequence[Any]:
    """The rows of a coach's reports of a period, made where they are missing; how many is decided by the first."""
    asked = {"programme": programme.id, "coach": coach, "first": period.first}
    held = db.all(OF_PERIOD, **asked)
    by_school = any(row.unit for row in held) if held else programme.rules.report_unit == "school"
    units = (pairs if by_school else [0]) if pairs else []
    missing = [unit for unit in units if unit not in {row.unit for row in held}]
    for unit in missing:
        made = insert_once(
            db, reports, programme_id=programme.id, coach_id=coach, unit=unit, first=period.first, last=period.last,
            state=rules.DRAFTED, due_at=due, drafted_at=now, times=0, two_keys="none", edition=0, changed_at=now,
        )  # fmt: skip
        if made is not None:
            audit.note(db, now, DUTY, "report.drafted", made)
    return db.all(OF_PERIOD, **asked) if missing else held


def _refresh(
    db: Db,
    now: datetime,
    programme: Programme,
    period: Period,
    live: Sequence[Any],
    pairs: Sequence[int],
    due: datetime,
) -> None:
    ids = [row.id for row in live]
    wanted = {unit: row.id for row in live for unit in ([row.unit] if row.unit else pairs) if unit in pairs}
    drafts = {
        pair: draft_of(period, found)
        for pair, found in sources_of(db, list(wanted), period, now, programme.zone).items()
    }
    rows = {row.engagement_id: row for row in db.all(SECTIONS, reports=ids)}
    new = [pair for pair in wanted if pair not in rows]
    if new:
        db.add_many(report_sections, [_section(wanted[pair], pair, drafts[pair], now) for pair in new])
        rows = {row.engagement_id: row for row in db.all(SECTIONS, reports=ids)}
    lines: dict[int, list[Any]] = {}
    for line in db.all(LINES, reports=ids):
        lines.setdefault(line.section_id, []).append(line)
    work = _Work(db, now)
    touched = {wanted[pair] for pair in new}
    for pair, row in rows.items():
        if pair in drafts:
            changed = work.section(row, drafts[pair], lines.get(row.id, ()))
        else:
            changed = work.without_pair(row, lines.get(row.id, ()))
        touched |= {row.report_id} if changed else set()
    work.write()
    moved = {row.id for row in live if row.due_at != due and row.state == rules.DRAFTED}
    dues = {row.id: due if row.id in moved else row.due_at for row in live}
    db.change_many(CHANGED, [{"report": one, "now": now, "due": dues[one]} for one in sorted(touched | moved)])


def _section(report: int, pair: int, draft: Draft, now: datetime) -> dict[str, Any]:
    return {
        "report_id": report,
        "engagement_id": pair,
        **_guesses(draft),
        "figures": draft.figures.plain(),
        "concern": "none",
        "leader_said": "",
        "typed": "",
        "changed_at": now,
    }


def _guesses(draft: Draft) -> dict[str, Any]:
    return {"focus": " ".join(draft.focus), "progress": draft.progress, "barriers": " ".join(draft.barriers)}


class _Work:
    """What is to be written for all sections, in few statements."""

    def __init__(self, db: Db, now: datetime) -> None:
        self._db, self._now = db, now
        self._facts: list[dict[str, Any]] = []
        self._new: list[dict[str, Any]] = []
        self._texts: list[dict[str, Any]] = []
        self._gone: list[dict[str, Any]] = []

    def section(self, row: Any, draft: Draft, lines: Sequence[Any]) -> bool:
        """Bring a section up to date; whether anything is to be written."""
        typed = frozenset(row.typed.split())
        guesses = {name: getattr(row, name) if name in typed else value for name, value in _guesses(draft).items()}
        changed = False
        if row.figures != draft.figures.plain() or any(getattr(row, name) != guesses[name] for name in DRAFT_FIELDS):
            facts = {"worked": guesses["focus"], "goes": guesses["progress"], "ways": guesses["barriers"]}
            self._facts.append({"section": row.id, "counted": draft.figures.plain(), "now": self._now, **facts})
            changed = True
        return self._follow(row.id, lines_of(draft), lines) or changed

    def _follow(self, section: int, wanted: Mapping[str, tuple[str, tuple[int, ...]]], lines: Collection[Any]) -> bool:
        """Lines that nobody touched say what the log says now; those that were edited or taken out stay as they are."""
        before = len(self._new) + len(self._texts) + len(self._gone)
        known = {one.kind: one for one in lines if one.origin != rules.BY_COACH}
        taken = {one.kind for one in lines if one.origin == rules.BY_COACH}
        for place, kind in enumerate(rules.DRAFTED_KINDS):
            words, row = wanted.get(kind), known.get(kind)
            if row is None and words and not (kind in rules.TYPED_KINDS and kind in taken):
                self._new.append(self._line(section, kind, place, words))
            elif row is not None and row.origin == rules.BY_DRAFT and row.removed_at is None:
                self._bring_up(row, words)
        return len(self._new) + len(self._texts) + len(self._gone) > before

    def _bring_up(self, row: Any, words: tuple[str, tuple[int, ...]] | None) -> None:
        if words is None:
            self._gone.append({"line": row.id})
        elif (self._db.unseal(report_lines.c.text, row.text), tuple(row.cites)) != words:
            sealed = self._db.seal(report_lines.c.text, words[0])
            self._texts.append({"line": row.id, "sealed": sealed, "behind": list(words[1]), "now": self._now})

    def _line(self, section: int, kind: str, place: int, words: tuple[str, tuple[int, ...]]) -> dict[str, Any]:
        return {
            "section_id": section,
            "kind": kind,
            "place": place,
            "text": self._db.seal(report_lines.c.text, words[0]),
            "cites": list(words[1]),
            "origin": rules.BY_DRAFT,
            "removed_at": None,
            "changed_at": self._now,
        }

    def without_pair(self, row: Any, lines: Sequence[Any]) -> bool:
        """A pair that never ran in the period after all goes, unless its coach has written about it."""
        if row.typed or any(one.origin != rules.BY_DRAFT for one in lines):
            return False
        self._db.change(DROP_LINES, section=row.id)
        return self._db.change(DROP_SECTION, section=row.id) > 0

    def write(self) -> None:
        """Write it all."""
        self._db.change_many(SECTION_FACTS, self._facts)
        self._db.change_many(LINE_TEXT, self._texts)
        self._db.change_many(DROP_LINE, self._gone)
        self._db.add_many(report_lines, self._new)
