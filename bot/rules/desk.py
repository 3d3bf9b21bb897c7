"""What a coordinator's desk and the roster by hand show: plain values, never a word that was said in coaching."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change of the roster would do. act: of byhand.ACTS.

    visits: how many booked ones are withdrawn; weekly: the weekly times there are, in words; keeps: whether they go on;
    contacts: how many were logged; shared: of those, how many the program reads with both keys; steps: open ones;
    agreement, goals: whether there is one, and how many; changes: (what, before, after); unreached: who has no Slack
    user yet.
    """

    act: str
    school: str = ""
    leader: str = ""
    coach: str = ""
    new_coach: str = ""
    new_school: str = ""
    day: date | None = None
    until: date | None = None
    reason: str = ""
    visits: int = 0
    weekly: tuple[str, ...] = ()
    keeps: bool = False
    contacts: int = 0
    steps: int = 0
    agreement: bool = False
    goals: int = 0
    changes: tuple[tuple[str, str, str], ...] = ()
    unreached: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """A change of the roster by hand, as it is listed. undo: whether it may be taken back by now."""

    id: int
    act: str
    who: str
    at: datetime
    zone: str
    about: str
    undone: bool = False
    undo: bool = False

    @property
    def told(self) -> bool:
        """Whether people are told of it: of a pair, not of a person's own row."""
        return not self.act.startswith("person")


@dataclass(frozen=True, slots=True)
class PairPage:
    """A pair as those see it who oversee the program. coach_user: in Slack; changes: whether the reader may change it.

    last, coming: the newest contact that was made, and the next visit; concern: an open flag's id and level.
    """

    id: int
    programme: int
    school: str
    district: str
    leader: str
    coach: str
    coach_id: int
    leader_id: int
    coach_user: str | None
    leader_user: str | None
    starts_on: date
    ends_on: date | None
    weekly: tuple[str, ...]
    last: date | None
    coming: date | None
    today: date
    contacts: int
    minutes: int
    supervisor: str | None
    changes: bool
    lists: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person of the roster. pairs: (id, in words)."""

    id: int
    programme: int
    name: str
    email: str
    user: str | None
    zone: str | None
    district: str
    district_id: int | None
    phone: str | None
    roles: tuple[str, ...]
    pairs: tuple[tuple[int, str], ...]
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """A concern flag that nobody took up yet. level: as bot/rules/reports.CONCERNS; due_at: when an answer is due."""

    id: int
    pair: int
    school: str
    leader: str
    coach: str
    level: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Silent:
    """A pair without contact for three weeks or more. last: the day of the newest, None where there never was one;
    days: how long, as bot/rules/ladders.quiet_days counts."""

    pair: int
    school: str
    leader: str
    coach: str
    last: date | None
    days: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How the status reports of one period stand, in numbers."""

    first: date
    last: date
    due_at: datetime
    owed: int = 0
    there: int = 0
    late: int = 0
    to_read: int = 0
    returned: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """What a coordinator acts on, what needs it first. now, zone: for the clocks; takes: the reader may take a flag up.

    changes: may change the roster; lists: may see single pairs. unmatched: (person, name, e-mail); closing: (name,
    first day, last day); visits: how many are booked in the next seven days.
    """

    programme: int = 0
    now: datetime | None = None
    zone: str = "UTC"
    today: date = date.min
    flags: tuple[Flag, ...] = ()
    flag_count: int = 0
    reports: tuple[Standing, ...] = ()
    silent: tuple[Silent, ...] = ()
    silent_count: int = 0
    unexplained: int = 0
    unmatched: tuple[tuple[int, str, str], ...] = ()
    unmatched_count: int = 0
    visits: int = 0
    closing: tuple[tuple[str, date, date], ...] = ()
    acts: tuple[Act, ...] = ()
    takes: bool = False
    changes: bool = False
    lists: bool = True
