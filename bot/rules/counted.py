"""What a pair's period comes to in a status report: the counts of everything else, and what only a report tells."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from bot.rules.figures import Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted(Counts):
    """unplanned: visits that were logged and never planned; agreed, done, overdue: next steps of both sides."""

    unplanned: int = 0
    agreed: int = 0
    done: int = 0
    overdue: int = 0

    def plain(self) -> dict[str, Any]:
        """As it is stored: without the counts that there were none of."""
        found = {one.name: _plain(getattr(self, one.name)) for one in fields(self)}
        return {name: value for name, value in found.items() if value or name in STORED}


# What every kept report has, counted or not; the others are kept where there were any.
STORED = (
    "planned", "held", "moved", "phone", "missed", "unexplained", "closed", "unplanned", "minutes", "attempts",
    "agreed", "done", "overdue", "reasons", "contacts", "activities",
)  # fmt: skip


def counted_of(stored: Mapping[str, Any]) -> Counted:
    """What plain() stored; names of a later version are left out."""
    known = {one.name for one in fields(Counted)}
    return Counted(**{name: value for name, value in stored.items() if name in known})


def _plain(value: Any) -> Any:
    return dict(sorted(value.items())) if isinstance(value, Mapping) else value
