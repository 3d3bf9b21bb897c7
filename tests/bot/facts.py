"""Facts for the tests of messages: a visit, its pair and its month."""

from datetime import date
from typing import Any

from bot.rules.commitments import Commitment
from bot.rules.hours import Bank, MakeUp, Visit
from bot.rules.views import Fact, Standing, Step

DAY = date(2026, 11, 17)
STEPS = (
    Step("leader", "Draft a common exit ticket", date(2026, 11, 20)),
    Step("coach", "Send two samples", None),
)
NOVEMBER = Standing(
    "Lincoln Elementary", "Principal 14", Bank(date(2026, 11, 30), 180, 4.5, 6, 750, 45, expected=300), pair=7
)
SHORT = Standing(
    "Lincoln Elementary",
    "Principal 14",
    Bank(date(2026, 11, 30), 90, 4.5, 6, 750, 45, 180, MakeUp(
        90, Visit(date(2026, 11, 24), 180), 1, 90,
        (date(2026, 11, 18), date(2026, 11, 23), date(2026, 11, 30)), 0, date(2026, 11, 30),
    )),
    pair=7,
)  # fmt: skip


def fact(**changes: Any) -> Fact:
    """A visit of Coach C at Lincoln Elementary."""
    visit: dict[str, Any] = {
        "id": 231, "kind": "visit", "day": DAY, "start": "09:00", "minutes": 90, "count": None,
        "activities": ("A2", "A3"), "presence": "partly", "school": "Lincoln Elementary", "leader": "Principal 14",
        "coach": "Coach C", "removed": False, "engagement_id": 1,
    }  # fmt: skip
    return Fact(**{**visit, **changes})


def agreed(**changes: Any) -> Commitment:
    """A next step of Principal 14, as her coach reads it."""
    step: dict[str, Any] = {
        "id": 5, "pair": 1, "owner": "leader", "what": "Draft a common exit ticket", "state": "open",
        "due_on": date(2026, 11, 20), "agreed_on": DAY, "school": "Lincoln Elementary", "leader": "Principal 14",
        "coach": "Coach C", "first_due_on": date(2026, 11, 20), "reader": "coach",
    }  # fmt: skip
    return Commitment(**{**step, **changes})
