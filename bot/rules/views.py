"""Plain values that storage reads and messages show."""

from dataclasses import dataclass
from datetime import date

from bot.rules.setup import Values


@dataclass(frozen=True, slots=True)
class Step:
    """A next step: owner is "coach" or "leader"."""

    owner: str
    what: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Fact:
    """What happened, without a word of what was said: what coordinators may see."""

    id: int
    kind: str
    day: date
    start: str | None
    minutes: int
    count: int | None
    activities: tuple[str, ...]
    presence: str | None
    school: str
    leader: str
    coach: str
    removed: bool
    engagement_id: int


@dataclass(frozen=True, slots=True)
class Record:
    """A contact as one of the pair reads it. private_note is the author's alone, None for anyone else."""

    fact: Fact
    others: str | None
    note: str | None
    private_note: str | None
    steps: tuple[Step, ...]
    author: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A leader's month in the hours bank: minutes that count, against goal_hours. month: "November"."""

    school: str
    leader: str
    month: str
    minutes: int
    goal_hours: float


@dataclass(frozen=True, slots=True)
class Planned:
    """A weekly visit as planned for this week. start: local "HH:MM"; last: the newest visit's day of late."""

    engagement_id: int
    day: date
    start: str | None
    school: str
    leader: str
    last: date | None


@dataclass(frozen=True, slots=True)
class Promise:
    """A next step that still matters, with the pair it was agreed in."""

    step: Step
    school: str
    leader: str
    coach: str


@dataclass(frozen=True, slots=True)
class CoachHome:
    """What a coach's Home shows."""

    today: date
    week: tuple[Planned, ...]
    promises: tuple[Promise, ...]
    standings: tuple[Standing, ...]
    recent: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class LeaderHome:
    """What a leader's Home shows. coaches: (coach, school) of each live engagement."""

    today: date
    coaches: tuple[tuple[str, str], ...]
    promises: tuple[Promise, ...]
    recent: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Quiet:
    """A pair without any contact of late. last: the day of the newest, None where there never was one."""

    school: str
    leader: str
    coach: str
    last: date | None


@dataclass(frozen=True, slots=True)
class CoordinatorHome:
    """What a coordinator's Home shows of one program: who needs them, counts with the list behind, never words."""

    programme: str
    today: date
    contacts: int
    minutes: int
    leaders: int
    leaders_reached: int
    coaches: int
    quiet: tuple[Quiet, ...]
    quiet_count: int
    unmatched: tuple[str, ...]
    unmatched_count: int
    recent: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """Everything one person's Home shows; a part is missing when the person doesn't hold that role.

    known: some program has this person. may_set_up: they may open the set-up. vacant: nobody is in charge here, and
    no installer is known who could be, so an admin of the Slack may open it.
    """

    known: bool = False
    coach: CoachHome | None = None
    leader: LeaderHome | None = None
    coordinator: tuple[CoordinatorHome, ...] = ()
    may_set_up: bool = False
    vacant: bool = False


@dataclass(frozen=True, slots=True)
class SetupFacts:
    """What the set-up shows of one program: its values, who coordinates, and how far the roster is.

    coordinators: (name, Slack user or None); others: (id, name) of the other programs this person may set up.
    """

    programme_id: int
    values: Values
    coordinators: tuple[tuple[str, str | None], ...]
    leaders: int
    coaches: int
    schools: int
    closures: int
    unmatched: tuple[str, ...]
    others: tuple[tuple[int, str], ...]
