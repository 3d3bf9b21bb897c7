"""What is said about an export while it is built and when it is there. Facts only: what it holds is in the file."""

from bot.blocks import Block, actions, button, safe, section
from bot.messages import Message
from bot.messages.nudges import Piece
from bot.rules.exports import NO_LINES, TOO_LONG, Wanted, span_words

EXPORT = "export.open"
PROGRAM_EXPORT = "export.open_program"
CANCEL = "export.cancel"
SHEET = "export.sheet"

CANCELLED = "Canceled. I sent no file."
NOT_BUILT = "This file wasn't built."
PRIVATE = "Your own private notes are in it."
KEEP_IT = "The file holds what was said, and Slack keeps a copy here. Keep yours where only you can read it."
PEOPLE = "It names people; Slack keeps a copy here. Share it only with those who may know."
PROGRAM = {
    "contacts": "the program's contacts",
    "hours": "the program's hours",
    "reports": "the program's status reports",
    "missing": "what the program is missing",
}
CALENDAR = "Your calendar as it stands now. Open the file to take it over; later changes aren't in it."
INVITATION = "The invitation you asked for. Open the file to put it into your calendar; later changes aren't in it."
# Why an export failed, as storage keeps it, and what its person is told.
FAILED = {
    "too_long": TOO_LONG,
    "gone": "What you asked for isn't yours to have anymore, so I built no file.",
    "empty": "The contacts you asked for were taken back meanwhile, so there is nothing to send.",
    "scope": "This Slack doesn't let Coachlog send files yet. An admin can change that by installing Coachlog again.",
    "tries": "I couldn't send you that file, though I tried several times. Please ask for it again in a while.",
}


def counted(wanted: Wanted, count: int) -> str:
    """How much a file holds: 1 entry of the log, or 2,310 lines. An entry may stand for several e-mails."""
    one, several = ("line", "lines") if wanted.programme and wanted.what != "contacts" else ("entry", "entries")
    return f"{count:,} {one if count == 1 else several}"


def building(export: int, wanted: Wanted, done: int, total: int) -> Message:
    """That it is being built, and how far, with the button that stops it."""
    what = f"{_what(wanted)} for {span_words(wanted.first, wanted.last)}"
    far = f"{done:,} of {counted(wanted, total)} so far." if done else f"{counted(wanted, total)}."
    text = f"Building {what}: {far} I'll send you the file here."
    return Message(safe(text), (section(text), actions([button("Cancel", CANCEL, str(export))])))


def sheet_offer(nudge: int, wanted: Wanted, school: str, leader: str, count: int) -> Piece:
    """To the coach on the 1st: last month's sheet for the portfolio. nudge: the row that offers it."""
    month = span_words(wanted.first, wanted.last)
    many = counted(wanted, count)
    text = (
        f"{month}, {leader}, {school}: {many} for the month sheet.\n"
        "It has lines for both of you to sign, and no private notes."
    )
    return Piece(text, (button("Build the sheet", SHEET, str(nudge), "primary", spoken=f"Month sheet: {leader}"),))


def there(wanted: Wanted, total: int) -> Message:
    """In place of building: the file is there."""
    text = f"Built {_what(wanted)} for {span_words(wanted.first, wanted.last)}: {counted(wanted, total)}."
    return Message(safe(text), (section(text),))


def caption(wanted: Wanted) -> str:
    """What stands with the file itself."""
    if wanted.calendar:
        return CALENDAR if wanted.visit is None else INVITATION
    if wanted.programme:
        return f"{_what(wanted).capitalize()} for {span_words(wanted.first, wanted.last)}. {PEOPLE}"
    what = "The month sheet" if wanted.printed else "Your contacts"
    words = f"{what} for {span_words(wanted.first, wanted.last)}."
    return " ".join([words, *([PRIVATE] if wanted.private else []), KEEP_IT])


def cancelled(wanted: Wanted) -> Message:
    """In place of building, once it is stopped."""
    return Message(CANCELLED, (section(CANCELLED), actions([_again(wanted)])))


def not_built() -> Message:
    """In place of building, where a message of its own says why."""
    return Message(NOT_BUILT, (section(NOT_BUILT),))


def failed(wanted: Wanted, reason: str | None) -> Message:
    """That there will be no file, and why."""
    text = FAILED.get(reason or "", FAILED["tries"])
    if wanted.programme and reason == "empty":
        text = NO_LINES
    return Message(safe(text), (section(text), actions([_again(wanted)])))


def _again(wanted: Wanted) -> Block:
    return button("Export", PROGRAM_EXPORT if wanted.programme else EXPORT)


def _what(wanted: Wanted) -> str:
    if wanted.programme:
        return PROGRAM[wanted.what]
    return "the month sheet" if wanted.printed else "your contacts"
