"""A pair that stalls, as those who look for one find it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from bot.rules.rounds import QUIET, Stalled

LIST_RUNG = 2


@dataclass(frozen=True, slots=True)
class Stall:
    """A stalled pair as found. since: the day its ladder is counted from; rung: how far it has come; on: since when."""

    row: Row[Any]
    why: str
    since: date
    rung: int
    on: date

    @property
    def facts(self) -> Stalled:
        """As messages name it."""
        since = self.row.last if self.why == QUIET else self.since
        return Stalled(self.row.id, self.row.school, self.row.leader, self.row.coach, self.why, since)
