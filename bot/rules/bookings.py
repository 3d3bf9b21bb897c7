"""A line typed after `/coachmeet`, as read: what is to be booked, moved or let go, and which of it is a guess."""

from dataclasses import dataclass, field
from datetime import date

from bot.rules.lines import Read

BOOK, WEEKLY, MOVE, PHONE, SKIP, CLOSE = "book", "weekly", "move", "phone", "skip", "close"
CHANGES = (MOVE, PHONE, SKIP, CLOSE)  # what is done with a visit that is planned
# What a visit that is booked by a line may be, with the length it has where none was typed.
LENGTHS: dict[str, int] = {
    "visit": 90,
    "session": 60,
    "call": 30,
    "video": 30,
    "team_meeting": 60,
    "cohort": 120,
    "other": 60,
}


@dataclass(frozen=True, slots=True)
class Booking:
    """What was read. pairs: engagements that fit; old: the day of the visit meant; day, start: when it is to be.

    every: of a weekly series, so many weeks apart; 0: once. ask: the other person is to say yes first. unread: words
    that are no part of it.
    """

    act: Read[str]
    pairs: Read[tuple[int, ...]] = field(default_factory=lambda: Read(()))
    kind: Read[str] | None = None
    old: Read[date] | None = None
    day: Read[date] | None = None
    start: Read[str] | None = None
    minutes: Read[int] | None = None
    every: int = 0
    reason: Read[str] | None = None
    ask: bool = False
    unread: tuple[str, ...] = ()
    zone: str = "UTC"

    @property
    def readable(self) -> int:
        """How many of its fields were typed."""
        reads = (self.pairs, self.old, self.day, self.start, self.minutes, self.reason)
        return sum(1 for one in reads if one and one.words) + (not self.act.guessed)


def missing(booking: Booking, visit: bool) -> tuple[str, ...]:
    """The fields that still need an answer. visit: the one that is to be changed is known."""
    act = booking.act.value
    wanted = {
        "engagement": len(booking.pairs.value) != 1,
        "visit": act in CHANGES and not visit,
        "day": act in {BOOK, WEEKLY, MOVE} and booking.day is None,
        "start": act in {BOOK, WEEKLY, MOVE} and booking.start is None,
        "reason": act == SKIP and booking.reason is None,
    }
    return tuple(name for name, wanting in wanted.items() if wanting)
