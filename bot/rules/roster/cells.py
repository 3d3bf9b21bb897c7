"""One cell of a roster file, as text, made into a value. Each refusal is one sentence that says what to do."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from pydantic import BeforeValidator

from bot.rules.contacts import MINUTES_MAX
from bot.rules.dates import is_zone
from bot.rules.programme import ROLES

T = TypeVar("T")

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHOWN_MAX = 60
UNSHOWN = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
JOINERS = "\u200c\u200d"
YEARS = range(2000, 2101)

_EMAIL = re.compile(r'[^\s@<>(),;:"\[\]\\]+@[^\s@<>(),;:"\[\]\\.]+(?:\.[^\s@<>(),;:"\[\]\\.]+)+')
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SLASHED = re.compile(r"\d{1,4}[/.]\d{1,2}[/.]\d{1,4}", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::00)?", re.ASCII)
_USER = re.compile(r"[UW][A-Z0-9]{1,31}", re.ASCII)
_HOURS, _MINUTES = 24, 60


def inert(text: str) -> str:
    """Text that can't steer a terminal or turn its direction; joiners, which some scripts need, stay."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(one) in UNSHOWN and one not in JOINERS else one
        for one in text
    )


def shown(value: str) -> str:
    """A typed value inside a sentence: quoted, short and inert."""
    return f"“{inert(value if len(value) <= SHOWN_MAX else value[:SHOWN_MAX] + '…')}”"


def storable(value: str) -> bool:
    """Whether every database we run on can keep the text: no NUL or other control character, no half of a pair."""
    return not any(unicodedata.category(one) in ("Cc", "Cs") and one not in "\t\n\r" for one in value)


def clean(value: str) -> str:
    """One line of text, composed, without blanks at its ends or double blanks inside."""
    return unicodedata.normalize("NFC", " ".join(value.split()))


def folded(value: str) -> str:
    """How names are compared: Lincoln Elementary and LINCOLN elementary are one school."""
    return clean(value).casefold()


def needed(parse: Callable[[str], T], what: str) -> BeforeValidator:
    """A cell that may not be empty. what: completes "Write …"."""

    def check(value: Any) -> T:
        text = clean(str(value))
        if not text:
            raise ValueError(f"This cell is empty. Write {what}.")
        return parse(_storable(text))

    return BeforeValidator(check)


def optional(parse: Callable[[str], T]) -> BeforeValidator:
    """A cell that may be empty, which reads as None: not said."""

    def check(value: Any) -> T | None:
        text = clean(str(value or ""))
        return parse(_storable(text)) if text else None

    return BeforeValidator(check)


def _storable(text: str) -> str:
    if not storable(text):
        raise ValueError(f"{shown(text)} holds a control character. Type the text again without it.")
    return text


def words(most: int) -> Callable[[str], str]:
    """Text of at most so many characters."""

    def parse(text: str) -> str:
        if len(text) > most:
            raise ValueError(f"{len(text)} characters are too many. Shorten it to {most}.")
        return text

    return parse


def email(text: str) -> str:
    """An e-mail address, in lower case: the key of a person."""
    lower = clean(text.lower())
    if len(lower) > 254 or not _EMAIL.fullmatch(lower):
        raise ValueError(f"{shown(text)} isn't an e-mail address. Write it like name@example.org.")
    return lower


def roles(text: str) -> tuple[str, ...]:
    """Roles with spaces between, each once, in our order."""
    given = {one for one in re.split(r"[\s,;]+", text.lower()) if one}
    if strange := sorted(given - set(ROLES)):
        known = ", ".join(ROLES)
        raise ValueError(f"{shown(strange[0])} isn't a role. Use one or more of {known}, with spaces between.")
    if not given:
        raise ValueError("This cell names no role. Write at least one, such as coach or leader.")
    return tuple(role for role in ROLES if role in given)


def user(text: str) -> str:
    """A Slack member id."""
    upper = text.upper()
    if not _USER.fullmatch(upper):
        raise ValueError(
            f"{shown(text)} isn't a Slack member ID. Copy it from the person's profile (it begins with U), "
            "or leave the cell empty and the e-mail is used."
        )
    return upper


def zone(text: str) -> str:
    """An IANA zone name (domain rule 21)."""
    if not is_zone(text):
        raise ValueError(f"{shown(text)} isn't a time zone. Write an IANA name such as America/New_York.")
    return text


def day(text: str) -> date:
    """A calendar day, year first."""
    if _SLASHED.fullmatch(text):
        raise ValueError(
            f"{shown(text)} can be read in more than one way. Write the date year first, like 2026-08-31, "
            "or send the file as XLSX."
        )
    try:
        found = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        raise ValueError(f"{shown(text)} isn't a day of the calendar. Write one like 2026-08-31.") from None
    if found is None or found.year not in YEARS:
        raise ValueError(f"{shown(text)} isn't a date from 2000 to 2100. Write it like 2026-08-31.")
    return found


def weekday(text: str) -> int:
    """Mon…Sun, short or in full; Monday is 0."""
    for number, name in enumerate(WEEKDAYS):
        if text.lower() in (name.lower(), name[:3].lower()):
            return number
    raise ValueError(f"{shown(text)} isn't a day of the week. Write Mon, Tue, Wed, Thu, Fri, Sat or Sun.")


def time(text: str) -> str:
    """A wall-clock time as HH:MM."""
    found = _TIME.fullmatch(text)
    if not found or int(found[1]) >= _HOURS or int(found[2]) >= _MINUTES:
        raise ValueError(f"{shown(text)} isn't a time. Write hours and minutes on the 24-hour clock, like 09:00.")
    return f"{int(found[1]):02d}:{found[2]}"


def minutes(text: str) -> int:
    """Whole minutes from 1 to 600 (domain rule 2)."""
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MINUTES_MAX):
        raise ValueError(f"{shown(text)} isn't a number of minutes from 1 to {MINUTES_MAX}. Write one, like 90.")
    return int(text)
