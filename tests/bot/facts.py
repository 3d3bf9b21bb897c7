"""Facts for the tests of messages: a visit, its pair and its month."""

from datetime import date
from typing import Any

from bot.rules.views import Fact, Standing, Step

DAY = date(2026, 11, 17)
STEPS = (
    Step("leader", "Draft a common exit ticket", date(2026, 11, 20)),
    Step("coach", "Send two samples", None),
)
NOVEMBER = Standing("Lincoln Elementary", "Principal 14", "November", 180, 4.5)


def fact(**changes: Any) -> Fact:
    """A visit of Coach C at Lincoln Elementary."""
    visit: dict[str, Any] = {
        "id": 231, "kind": "visit", "day": DAY, "start": "09:00", "minutes": 90, "count": None,
        "activities": ("A2", "A3"), "presence": "partly", "school": "Lincoln Elementary", "leader": "Principal 14",
        "coach": "Coach C", "removed": False, "engagement_id": 1,
    }  # fmt: skip
    return Fact(**{**visit, **changes})
