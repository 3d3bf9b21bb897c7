"""The lists behind a digest's numbers, as plain values: what each holds, ten at a time, by district and coach."""

from dataclasses import dataclass
from typing import Any

from bot.rules.sharing import Reader, Thing, may

SHOWN = 10
MENU_MAX = 99  # options of a menu, with the one for all
VISITS, HOURS, REPORTS, UNREAD, QUIET = "visits", "hours", "reports", "unread", "quiet"
FREE, OLD, LOW, FLAGS, STEPS, DISTRICTS = "free", "old", "low", "flags", "steps", "districts"
MIX, CAPACITY, CHANGES = "mix", "capacity", "changes"

# What a reader of a list must be allowed, besides reading digests: the thing, and what is done to it.
ASKED: dict[str, tuple[str, str]] = {
    VISITS: ("contact_facts", "read"),
    HOURS: ("hours_bank", "read"),
    REPORTS: ("status_report", "read"),
    UNREAD: ("status_report", "read"),
    QUIET: ("contact_facts", "read"),
    FREE: ("contact_facts", "read"),
    OLD: ("contact_facts", "read"),
    LOW: ("hours_bank", "read"),
    FLAGS: ("concern_flag", "read"),
    STEPS: ("commitments", "count"),
    DISTRICTS: ("digest", "read"),
    MIX: ("digest", "read"),
    CAPACITY: ("digest", "read"),
    CHANGES: ("contact_facts", "read"),
}
READERS = ("coordinator", "lead_coach")  # of a program's digests


def may_list(reader: Reader, what: str) -> bool:
    """Whether somebody may open a list behind a program's digest."""
    thing, action = ASKED[what]
    return reads_digests(reader) and may(reader, Thing(thing), action)


def reads_digests(reader: Reader) -> bool:
    """Whether somebody may read a program's digests."""
    return may(Reader(reader.parts & frozenset(READERS)), Thing("digest"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list. words: as people read it; row: what its button opens, 0 for none."""

    words: str
    row: int = 0
    action: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a list is narrowed to: ids, 0 for all."""

    district: int = 0
    coach: int = 0

    def fits(self, district: int, coach: int) -> bool:
        """Whether something of a district and a coach is in it."""
        return self.district in {0, district} and self.coach in {0, coach}


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list. found: how many there are in all that fit; districts, coaches: (id, name) to narrow it by."""

    digest: Any
    what: str
    entries: tuple[Entry, ...]
    found: int
    skip: int = 0
    choice: Choice = Choice()
    districts: tuple[tuple[int, str], ...] = ()
    coaches: tuple[tuple[int, str], ...] = ()
