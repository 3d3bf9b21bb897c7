"""Facts for the tests of messages: a visit, its pair and its month."""

from datetime import UTC, date, datetime
from typing import Any

from bot.rules.commitments import Commitment
from bot.rules.hours import Bank, MakeUp, Visit
from bot.rules.views import Fact, Standing, Step
from bot.rules.visits import Visit as Booked
from bot.rules.visits import span_of
from bot.rules.weeks import Row, Week

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


def booked(**changes: Any) -> Booked:
    """A planned visit of Coach C at Lincoln Elementary, on the Tuesday at 9:00."""
    said: dict[str, Any] = {
        "id": 12, "engagement_id": 1, "series_id": 3, "programme_id": 1, "school": "Lincoln Elementary", "school_id": 1,
        "leader": "Principal 14", "leader_id": 2, "coach": "Coach C", "coach_id": 1, "kind": "visit", "day": DAY,
        "start": "09:00", "zone": "America/New_York", "minutes": 90, "place": None, "state": "planned", "reason": None,
        "moved": False, "make_up_for": None, "contact_id": None, "asked_by": None, "sequence": 0,
        "changed_at": datetime(2026, 11, 1, tzinfo=UTC), "guests": (), **changes,
    }  # fmt: skip
    at, ends_at = span_of(said["day"], said["start"], said["zone"], said["minutes"])
    return Booked(**{"occurs_on": said["day"], "at": at, "ends_at": ends_at, **said})


def a_week(*visits: Booked, side: str = "coach", **changes: Any) -> Week:
    """The week of these visits, at 10:35 AM on the Tuesday."""
    rows = tuple(Row(one, side, changes.pop("last", None)) for one in visits)
    now = datetime(2026, 11, 17, 15, 35, tzinfo=UTC)
    said: dict[str, Any] = {"coaches": side == "coach", "pairs": 1, "rows": rows, **changes}
    return Week(date(2026, 11, 16), now, "America/New_York", **said)
