"""Form F1: one part of the program's settings at a time, as a step of a new program or to change a stored one."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from bot import blocks as b
from bot.rules.contacts import KINDS
from bot.rules.reports import TWO_KEYS
from bot.rules.setup import ORDER, WINDOWS_MAX, after, before

BACK = "setup.back"
FROM_FILE = "setup.files.first"
ADD_WINDOW = "setup.window.add"
TITLES = {
    "basics": "The program",
    "coaching": "Coaching",
    "channels": "Channels",
    "deadlines": "Deadlines",
    "privacy": "Confidentiality",
}
UNITS = {"coach": "One for each coach", "school": "One for each school"}
LOG_READERS = {
    "no": "The two of the pair, unless both agree to share one",
    "yes": "The program too: they are portfolio items",
}
WEEKLY = ("None promised", "1 a week", "2 a week", "3 a week", "4 a week", "5 a week")
AHEAD = ("No", "One week ahead", *(f"{weeks} weeks ahead" for weeks in range(2, 9)))
CHANNEL_LABELS = {
    "coordinators": "Coordinators' channel",
    "coaches": "Coaches' channel",
    "community": "Community channel",
    "ops": "Operations channel",
}
CONTACT_LINES = {
    "yes": "A line for each contact: that it happened",
    "no": "No line; the digest and Home tell",
}
CHANNEL_HINTS = {
    "coordinators": "Monday's digest, and who needs help. Never what was said.",
    "coaches": "News for all coaches.",
    "community": "News for everybody in the program.",
    "ops": "Trouble with the app itself.",
}


def callback(part: str) -> str:
    """The form's id: "setup.basics"."""
    return f"setup.{part}"


def part_of(callback_id: str) -> str:
    """The part that a form's id names."""
    return callback_id.removeprefix("setup.")


def build(part: str, filled: Mapping[str, Any], metadata: str, *, step: bool, windows: int = 0) -> b.View:
    """The modal. filled: initial values by field. step: of a new program. windows: how many test windows it asks."""
    parts = _PARTS[part](filled) if part != "privacy" else _privacy(filled, max(windows, _windows_in(filled)))
    buttons = _buttons(part, step, max(windows, _windows_in(filled)))
    if buttons:
        parts.append(b.actions(buttons, "more"))
    title = f"{ORDER.index(part) + 1} of {len(ORDER)} · {TITLES[part]}" if step else TITLES[part]
    submit = "Save" if not step else "Next" if after(part) else "Save program"
    return b.modal(callback(part), title, submit, parts, metadata)


def _buttons(part: str, step: bool, windows: int) -> list[b.Block]:
    buttons = []
    if part == "privacy" and windows < WINDOWS_MAX:
        buttons.append(b.button("Add a test window", ADD_WINDOW))
    if step:
        buttons.append(b.button("Back", BACK) if before(part) else b.button("Use a program file instead", FROM_FILE))
    return buttons


def _basics(filled: Mapping[str, Any]) -> list[b.Block]:
    zone = filled.get("zone")
    return [
        b.ask("name", "Program name", b.text_input(initial=filled.get("name"), prompt="Principal Coaching Program")),
        b.ask(
            "code",
            "Short code",
            b.text_input(initial=filled.get("code"), prompt="pcp"),
            hint="Letters and digits, no spaces. Roster files call the program by it.",
        ),
        b.ask(
            "zone",
            "Time zone",
            b.search(zone_option(zone) if zone else None, "Type a city, or Eastern"),
            hint="Deadlines follow its clock.",
        ),
        b.ask("year_from", "School year: first day", b.date_input(filled.get("year_from"))),
        b.ask("year_to", "School year: last day", b.date_input(filled.get("year_to"))),
    ]


def zone_option(name: str) -> b.Block:
    """A time zone as a choice."""
    return b.option(name.replace("_", " "), name)


def _coaching(filled: Mapping[str, Any]) -> list[b.Block]:
    weekly = [b.option(label, str(number)) for number, label in enumerate(WEEKLY)]
    kinds = [b.option(kind.label, kind.id) for kind in KINDS.values()]
    units = [b.option(label, unit) for unit, label in UNITS.items()]
    return [
        b.ask("visits_per_week", "Visits to each school", b.select(weekly, str(filled.get("visits_per_week", 1)))),
        b.ask(
            "hours_per_month",
            "Hours a month, for each leader",
            b.number_input(filled.get("hours_per_month"), decimals=True),
        ),
        b.ask(
            "hours_per_month_band",
            "Usually no more than so many hours a month",
            b.number_input(filled.get("hours_per_month_band"), decimals=True),
            optional=True,
            hint="More is shown, and keeps nobody from anything.",
        ),
        b.ask(
            "hours_per_year",
            "Hours a year, for each leader",
            b.number_input(filled.get("hours_per_year"), decimals=True),
        ),
        b.ask(
            "kinds_that_count", "What counts toward these hours", b.choices(kinds, filled.get("kinds_that_count", ()))
        ),
        b.ask(
            "minutes_per_day_cap",
            "Minutes of one day that count, at most",
            b.number_input(filled.get("minutes_per_day_cap")),
            optional=True,
            hint="Leave it empty where all of a day counts.",
        ),
        b.ask("report_unit", "Status reports", b.radio(units, filled.get("report_unit"))),
    ]


def _channels(filled: Mapping[str, Any]) -> list[b.Block]:
    invite = "Coachlog can write only where it is a member: type /invite @Coachlog in each channel first."
    asked = [
        b.ask(field, label, b.channel_input(filled.get(field)), optional=True, hint=CHANNEL_HINTS[field])
        for field, label in CHANNEL_LABELS.items()
    ]
    options = [b.option(label, code) for code, label in CONTACT_LINES.items()]
    lines = b.ask("contact_lines", "Each contact there", b.radio(options, filled.get("contact_lines", "yes")))
    return [b.context(invite), asked[0], lines, *asked[1:]]


def _deadlines(filled: Mapping[str, Any]) -> list[b.Block]:
    capacity_weeks = filled.get("capacity_weeks", 4)
    return [
        b.ask(
            "due_business_days",
            "Status reports: due after so many business days",
            b.number_input(filled.get("due_business_days")),
            hint="Counted from the end of the half month that a report covers.",
        ),
        b.ask("due_at", "Status reports: due at", b.time_input(filled.get("due_at"))),
        b.ask(
            "log_late_hours",
            "A contact is logged late after so many hours",
            b.number_input(filled.get("log_late_hours")),
        ),
        b.ask(
            "nudges_per_week",
            "Reminders a person may get in a week",
            b.number_input(filled.get("nudges_per_week")),
            hint="Answers to what they asked for don't count.",
        ),
        b.ask(
            "capacity_weeks",
            "Look whether coaches' weeks get too full",
            b.select([b.option(label, str(weeks)) for weeks, label in enumerate(AHEAD)], str(capacity_weeks)),
            hint="On Fridays, and in Monday's digest.",
        ),
        b.ask(
            "capacity_hours",
            "Hours a week that a coach has for visits",
            b.number_input(filled.get("capacity_hours"), decimals=True),
            hint="With each visit go an hour and 45 minutes for the way, the log and calls.",
        ),
    ]


def _privacy(filled: Mapping[str, Any], windows: int) -> list[b.Block]:
    text = b.text_input(lines=True, initial=filled.get("confidentiality"))
    parts = [
        b.ask(
            "confidentiality",
            "What people are told about confidentiality",
            text,
            hint="In plain words: who sees what, and who never does.",
        ),
        b.ask("retention_months", "Keep records for so many months", b.number_input(filled.get("retention_months"))),
        b.ask(
            "portfolio_logs",
            "Who reads collaborative session logs",
            b.radio([b.option(label, code) for code, label in LOG_READERS.items()], filled.get("portfolio_logs", "no")),
            hint="Tell candidates when they enroll. It holds for logs written from then on.",
        ),
        b.ask(
            "report_two_keys",
            "Leaders see their part of a report first",
            b.radio([b.option(label, code) for code, label in TWO_KEYS.items()], filled.get("report_two_keys", "none")),
            hint="Until then coordinators read the figures, and not what the coach wrote.",
        ),
    ]
    for place in range(windows):
        parts += _window(place, filled)
    return parts


def _window(place: int, filled: Mapping[str, Any]) -> list[b.Block]:
    name, number = f"test_windows.{place}", f"Test window {place + 1}"
    hint = "Clear both days to take it out."
    start = b.date_input(filled.get(f"{name}.start"))
    return [
        b.ask(f"{name}.start", f"{number}: first day", start, optional=True),
        b.ask(f"{name}.end", f"{number}: last day", b.date_input(filled.get(f"{name}.end")), optional=True, hint=hint),
        b.ask(
            f"{name}.name",
            f"{number}: name",
            b.text_input(initial=filled.get(f"{name}.name"), prompt="Spring testing"),
            optional=True,
        ),
    ]


def _windows_in(filled: Mapping[str, Any]) -> int:
    places = [int(name.split(".")[1]) for name in filled if name.startswith("test_windows.")]
    return min(max(places, default=-1) + 1, WINDOWS_MAX)


def without_cleared_windows(filled: Mapping[str, Any], blocks: Iterable[b.Block]) -> dict[str, Any]:
    """Leave out test windows whose days were cleared; of one that never had any, the name asks for them."""
    had_days = {one["block_id"] for one in blocks if "initial_date" in one.get("element", {})}
    dated = {_group(name) for name in filled if name.endswith((".start", ".end"))}
    gone = {_group(name) for name in had_days if name.startswith("test_windows.")} - dated
    return {name: value for name, value in filled.items() if _group(name) not in gone}


def _group(block_id: str) -> str:
    return block_id.rpartition(".")[0]


_PARTS = {"basics": _basics, "coaching": _coaching, "channels": _channels, "deadlines": _deadlines}


def day_words(first: date, last: date) -> str:
    """A school year in words."""
    return f"{first:%b} {first.day}, {first.year} to {last:%b} {last.day}, {last.year}"
