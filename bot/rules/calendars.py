"""What a calendar shows of visits: which, since when, and how each of them stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rules.visits import HELD, KINDS, PLANNED, PROPOSED

BACK = timedelta(days=60)  # how long a calendar shows what is over
NEXT_MAX = 5
HEARD = timedelta(days=14)  # after which every program has heard that one was called off
MOST = 1_000  # visits in one calendar
CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"
STANDING = {PLANNED: CONFIRMED, HELD: CONFIRMED, PROPOSED: TENTATIVE}
LEAD = {CONFIRMED: "", TENTATIVE: "Proposed: ", CANCELLED: "Canceled: "}  # not every program shows how an event stands
ELSEWHERE = {"call": "By phone", "video": "By video"}


@dataclass(frozen=True, slots=True)
class Meeting:
    """One visit as a calendar may show it: nothing of what is said there.

    team, id: what it is known by for life, the same in everybody's calendar. who: the others. sequence: its changes.
    """

    team: str
    id: int
    kind: str
    state: str
    school: str
    place: str
    who: tuple[str, ...]
    at: datetime
    ends_at: datetime
    sequence: int
    changed_at: datetime

    @property
    def standing(self) -> str:
        """How it stands, in a calendar's words; whatever isn't held or to be held is cancelled."""
        return STANDING.get(self.state, CANCELLED)

    @property
    def title(self) -> str:
        """What stands in the calendar."""
        kind = KINDS.get(self.kind, KINDS["other"])
        return LEAD[self.standing] + " · ".join([kind, self.school, ", ".join(self.who)])

    @property
    def where(self) -> str:
        """The place."""
        return self.place or ELSEWHERE.get(self.kind, self.school)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a person's calendar page shows. feed: the live link's id, with what it ends with where that is readable."""

    feed: tuple[int, str | None] | None
    meetings: tuple[Meeting, ...]
    zone: str

    def coming(self, now: datetime) -> list[Meeting]:
        """The next few that aren't over or canceled."""
        return [one for one in self.meetings if one.ends_at > now and one.standing != CANCELLED][:NEXT_MAX]
