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
