"""A month as the exports' tests have it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.exports.entries import Agreed, Entry, MonthSheet

NOW = datetime(2026, 12, 1, 13, 0, tzinfo=UTC)
VISIT = Entry(
    id=231,
    kind="visit",
    medium="on_site",
    made=True,
    day=date(2026, 11, 17),
    start="09:00",
    minutes=90,
    count=None,
    counts=True,
    school="Lincoln Elementary",
    leader="Principal 14",
    coach="Coach C",
    activities=("A2", "A3"),
    presence="partly",
    others="Data team, two teachers",
    focus=("practices:P5", "cpsel:2B"),
    stances=("facilitative",),
    note="Walked six rooms. Exit tickets are weak: most ask for recall.\nWe agreed to try one common exit ticket.",
    texts=(("Successes and evidence", "Attendance at the data team is up."),),
    steps=(
        Agreed("leader", "Draft a common exit ticket", date(2026, 11, 20), "done"),
        Agreed("coach", "Bring two samples", date(2026, 11, 19)),
    ),
    next_on=date(2026, 11, 24),
)
CALL = replace(
    VISIT, id=238, kind="call", medium="phone", day=date(2026, 11, 19), start="16:10", minutes=25, counts=False,
    activities=(), presence=None, others=None, focus=(), stances=(), note="Short check on the draft.", texts=(),
    steps=(), next_on=None,
)  # fmt: skip
ATTEMPT = replace(CALL, id=240, made=False, minutes=0, start=None, day=date(2026, 11, 20), note=None)


def sheet(*entries: Entry, **changes: Any) -> MonthSheet:
    """November of the pair."""
    made = MonthSheet(
        "Association program", "Lincoln Elementary", "Principal 14", "Coach C", date(2026, 11, 1), 4.5, entries
    )
    return replace(made, **changes)
