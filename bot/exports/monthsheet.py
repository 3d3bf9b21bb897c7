"""The month sheet: one pair, one month, as a PDF to print and sign. Words that are only the coach's are never on it."""

import io
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, HRFlowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from bot.exports.entries import STATES, Agreed, Entry, MonthSheet
from bot.exports.letters import ASIAN, BOLD, PLAIN, fonts, replaced, runs
from bot.rules.contacts import PRESENCE, brief, hours, readable, spell

MARGIN = 54.0  # points; three quarters of an inch
SMALL, USUAL, LARGE, TITLE = 8.0, 9.5, 11.0, 18.0
GRAY = 0.35  # readable on paper, also copied
INK = Color(GRAY, GRAY, GRAY)
LACKING = (
    "Some characters can't be printed with the fonts of this page. They are shown as their nearest letters, by their "
    "name, or as a count, in brackets. The spreadsheet and the CSV have every character."
)
READERS_FONTS = (
    "Chinese, Japanese and Korean are drawn with the fonts of the device this is read on. Where they are missing, the "
    "spreadsheet and the CSV have them."
)
WIDTHS, STEP_WIDTHS, SIGN_WIDTHS = (124.0, 368.0), (104.0, 258.0, 74.0, 56.0), (300.0, 24.0, 168.0)
INSET = 6.0  # points; what reportlab leaves free beside a column


def month_sheet(sheet: MonthSheet, now: datetime) -> bytes:
    """The PDF. Takes about 5 ms for each contact: not for the event loop."""

    fonts()
    made = io.BytesIO()
    about = f"{sheet.month:%B %Y}"
    document = SimpleDocTemplate(
        made,
        pagesize=letter,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=f"Month sheet, {about}: {sheet.school}, {sheet.leader}",
        author=sheet.coach,
        subject=f"Coaching contacts in {about}",
        creator="Coachlog",
        lang="en-US",
    )
    printer = _Printer(_styles())
    document.build(printer.story(sheet), canvasmaker=partial(_Numbered, about=about, now=now))
    return made.getvalue()


def _styles() -> dict[str, Any]:

    usual = ParagraphStyle("usual", fontName=PLAIN, fontSize=USUAL, leading=USUAL * 1.4, splitLongWords=1, spaceAfter=3)
    return {
        "usual": usual,
        "cell": ParagraphStyle("cell", usual, spaceAfter=0),
        "small": ParagraphStyle("small", usual, fontSize=SMALL, leading=SMALL * 1.4),
        "label": ParagraphStyle("label", usual, fontName=BOLD, spaceBefore=2, spaceAfter=1, keepWithNext=1),
        "contact": ParagraphStyle(
            "contact", usual, fontName=BOLD, fontSize=LARGE, leading=LARGE * 1.35, spaceAfter=1, keepWithNext=1
        ),
        "under": ParagraphStyle("under", usual, spaceAfter=4, keepWithNext=1),
        "title": ParagraphStyle("title", usual, fontName=BOLD, fontSize=TITLE, leading=TITLE * 1.3, spaceAfter=2),
    }


class _Printer:
    """Turns a month sheet into the pieces of its pages, and remembers what the fonts lack."""

    def __init__(self, styles: dict[str, Any]) -> None:
        self._styles = styles
        self._lacking = False
        self._readers = False

    def story(self, sheet: MonthSheet) -> list[Flowable]:
        pieces = [self._text("Month sheet", "title"), self._text(f"{sheet.month:%B %Y} · {sheet.programme}", "usual")]
        pieces += [self._facts(_about(sheet))]
        for one in sheet.entries:
            pieces += self._contact(one, sheet)
        pieces += self._signatures(sheet)
        notes = [READERS_FONTS] if self._readers else []
        notes += [LACKING] if self._lacking else []
        return pieces + [self._text(note, "small") for note in notes]

    def _contact(self, one: Entry, sheet: MonthSheet) -> list[Flowable]:
        amount = f"{one.minutes} min" if one.minutes else ""
        heading = " · ".join(part for part in (spell(one.day), one.time_words, one.kind_words, amount) if part)
        pieces: list[Any] = [self._rule(), self._text(heading, "contact"), self._text(_under(one), "under")]
        if facts := _details(one):
            pieces.append(self._facts(facts))
        for label, words in _words(one):
            pieces += [self._text(label, "label"), *self._long(words)]
        if one.steps:
            pieces += [self._text("Next steps", "label"), self._steps(one.steps, sheet)]
        return pieces

    def _facts(self, facts: Sequence[tuple[str, str]]) -> Flowable:
        rows = [[self._text(label, "cell", bold=True), self._text(words, "cell")] for label, words in facts]
        return self._table(rows, WIDTHS)

    def _steps(self, steps: Sequence[Agreed], sheet: MonthSheet) -> Flowable:
        names = {"coach": sheet.coach, "leader": sheet.leader}
        head = [self._text(word, "cell", bold=True) for word in ("Who", "What", "By", "Status")]
        rows = [
            [
                self._text(names.get(one.owner, one.owner), "cell"),
                self._text(one.what, "cell"),
                self._text(brief(one.due_on) if one.due_on else "", "cell"),
                self._text(STATES.get(one.state, ""), "cell"),
            ]
            for one in sorted(steps, key=lambda one: one.owner)
        ]
        return self._table([head, *rows], STEP_WIDTHS, lines=True)

    def _signatures(self, sheet: MonthSheet) -> list[Flowable]:

        rows = [
            [self._text(f"{name}, {role}", "small"), "", self._text("Date", "small")] for name, role in _signers(sheet)
        ]
        return [KeepTogether([self._rule(), *(piece for row in rows for piece in (Spacer(1, 30), self._signed(row)))]),
                Spacer(1, 12)]  # fmt: skip

    def _signed(self, row: list[Any]) -> Flowable:

        lines = [("LINEABOVE", (place, 0), (place, 0), 0.7, INK) for place in (0, 2)]
        return Table([row], SIGN_WIDTHS, style=[*lines, ("LEFTPADDING", (0, 0), (-1, -1), 0)], hAlign="LEFT")

    def _table(self, rows: list[list[Any]], widths: Sequence[float], *, lines: bool = False) -> Flowable:

        style: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0)]
        style += [("BOTTOMPADDING", (0, 0), (-1, -1), 2), ("TOPPADDING", (0, 0), (-1, -1), 2)]
        style += [("LINEBELOW", (0, 0), (-1, -1), 0.4, INK)] if lines else []
        return Table(rows, widths, style=style, hAlign="LEFT", spaceAfter=6, repeatRows=1 if lines else 0)

    def _rule(self) -> Flowable:

        made = HRFlowable(width="100%", thickness=0.7, color=INK, spaceBefore=8, spaceAfter=6)
        made.keepWithNext = 1
        return made

    def _long(self, words: str) -> list[Flowable]:
        """Each paragraph of what people typed, so that long ones are split over pages."""
        return [self._text(part, "usual") for part in words.splitlines() if part.strip()]

    def _text(self, words: str, style: str, *, bold: bool = False) -> Flowable:

        self._lacking = self._lacking or replaced(words)
        markup = self._markup(words)
        return Paragraph(f"<b>{markup}</b>" if bold else markup, self._styles[style])

    def _markup(self, words: str) -> str:
        pieces = []
        for font, run in runs(words):
            self._readers = self._readers or font in ASIAN
            text = escape(run).replace("\n", "<br/>")
            pieces.append(f'<font name="{font}">{text}</font>' if font else text)
        return "".join(pieces)


def _about(sheet: MonthSheet) -> list[tuple[str, str]]:
    made = [one for one in sheet.entries if one.made]
    attempts = len(sheet.entries) - len(made)
    many = sum(one.count or 1 for one in made)  # e-mails and texts by their number, as everywhere
    contacts = "1 contact" if many == 1 else f"{many} contacts"
    tried = f", {attempts} attempted" if attempts else ""
    return [
        ("School", sheet.school),
        ("Leader", sheet.leader),
        ("Coach", sheet.coach),
        ("Coaching hours", f"{hours(sheet.minutes)} of {sheet.goal_hours:g} h ({sheet.minutes} minutes that count)"),
        ("Contacts", contacts + tried),
    ]


def _under(one: Entry) -> str:
    present = PRESENCE.get(one.presence or "")
    parts = [
        readable(one.id),
        one.medium_words,
        f"Principal present: {present.lower()}" if present else "",
        "counts toward the hours" if one.counts and one.made else "does not count toward the hours",
    ]
    return " · ".join(part for part in parts if part)


def _details(one: Entry) -> list[tuple[str, str]]:
    """What is said in a line each; without what there is none of."""
    told = [
        ("What was done", one.activity_words),
        ("Also there", one.others or ""),
        ("Focus and standards", one.focus_words),
        ("Stance", one.stance_words),
        ("Next meeting", spell(one.next_on) if one.next_on else ""),
        ("Next steps", "None agreed" if one.no_steps and not one.steps else ""),
    ]
    return [(label, words) for label, words in told if words.strip()]


def _words(one: Entry) -> list[tuple[str, str]]:
    """What takes paragraphs."""
    told = [("What was discussed", one.note or ""), *one.texts]
    return [(label, words) for label, words in told if words.strip()]


def _signers(sheet: MonthSheet) -> tuple[tuple[str, str], tuple[str, str]]:
    return (sheet.coach, "coach"), (sheet.leader, "leader")


class _Numbered(Canvas):
    """Numbers its pages once all of them are known: Page 1 of 3."""

    def __init__(self, *args: Any, about: str, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setDateFormatter(lambda *_: f"D:{now:%Y%m%d%H%M%S}Z")
        self._about = about
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """Keep the page, to be finished in the end."""
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined] # no public name; what every recipe for this does

    def save(self) -> None:
        """Finish every page."""
        for number, page in enumerate(self._pages, 1):
            self.__dict__.update(page)
            _foot(self, f"Month sheet · {self._about}", f"Page {number} of {len(self._pages)}")
            super().showPage()
        super().save()


def _foot(page: Canvas, left: str, right: str) -> None:
    page.setFont(PLAIN, SMALL)
    page.setFillGray(GRAY)
    page.drawString(MARGIN + INSET, MARGIN / 2, left)
    page.drawRightString(letter[0] - MARGIN - INSET, MARGIN / 2, right)
