"""Plain values that storage reads and messages show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.rules.commitments import Ledger
from bot.rules.desk import Desk
from bot.rules.digests import Month
from bot.rules.hours import Bank
from bot.rules.plans import PairLine
from bot.rules.reflecting import Asked, ReflectionsHome
from bot.rules.remarks import Question
from bot.rules.reports import RECENT
from bot.rules.setup import Values
from bot.rules.weeks import Week


@dataclass(frozen=True, slots=True)
class Step:
    """A next step: owner is "coach" or "leader"; state: open, moved, done or dropped."""

    owner: str
    what: str
    due_on: date | None
    state: str = "open"


@dataclass(frozen=True, slots=True)
class Fact:
    """What happened, without a word of what was said: what coordinators may see. there: how many further leaders.

    portfolio: its words were declared a portfolio item, which the program's coordinators read.
    """

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
    medium: str = "on_site"
    made: bool = True
    focus: tuple[str, ...] = ()
    next_on: date | None = None
    there: int = 0
    portfolio: bool = False


@dataclass(frozen=True, slots=True)
class Keys:
    """The two keys to a contact's words, and the days on which they were turned. request: the row; 0 for none.

    asked_by and ended_by: "coach" or "leader"; ended_by is "" where an edit of the words took the keys back.
    """

    request: int = 0
    asked_by: str = ""
    coach: date | None = None
    leader: date | None = None
    ended: date | None = None
    ended_by: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """How a contact stands, for who may see what. portfolio: declared one before it was written."""

    collaborative: bool = False
    shared: bool = False
    portfolio: bool = False
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A contact as one reader sees it (sharing.view_of); what they may not is None or empty.

    author: they recorded it; reads: the part in which they read it; words: what was said is open to them. details:
    the further words of a collaborative log, by field; there: the further leaders who were there, attendees their
    engagements; agreed: how many next steps; version: changes with each edit; link: to a message, its author's alone.
    """

    fact: Fact
    others: str | None
    note: str | None
    private_note: str | None
    steps: tuple[Step, ...]
    author: bool
    details: tuple[tuple[str, str], ...] = ()
    stances: tuple[str, ...] = ()
    next_open: bool = False
    no_steps: bool = False
    there: tuple[str, ...] = ()
    attendees: tuple[int, ...] = ()
    link: str | None = None
    backfilled: bool = False
    version: str = ""
    changed_on: date | None = None
    agreed: int = 0
    state: State = State()
    keys: Keys = Keys()
    reads: str = "coach"
    words: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody read what is a pair's. role: in which part, as far as they hold it still; "" where they don't.

    contact: the one whose words were read, else 0 and what: a verb of the audit log; about: a school or a period.
    """

    contact: int
    who: str
    role: str
    at: datetime
    what: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A leader's month in the hours bank. school: those where the pair works; pair: one of its engagements."""

    school: str
    leader: str
    bank: Bank
    pair: int = 0


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A contact's form that isn't saved: what it is about, without a word of it. contact: the one it edits.

    failed: it was sent in, in vain; such a one is kept however long it takes. typed_on: the day, in UTC, of what was
    typed last.
    """

    id: int
    kind: str
    school: str
    day: str | None
    contact: int | None
    failed: bool = False
    typed_on: date | None = None

    def is_old(self, today: date) -> bool:
        """Whether it was left so long ago that it keeps nothing of today from being seen."""
        return self.typed_on is not None and self.typed_on + RECENT < today


@dataclass(frozen=True, slots=True)
class CoachHome:
    """What a coach's Home shows. reports, left: those to finish lately, and from long ago, each one's id and how it
    stands; states: how the recent contacts stand, by id, in a word (rules/remarks.py)."""

    today: date
    week: Week | None
    promises: Ledger
    standings: tuple[Standing, ...]
    recent: tuple[Fact, ...]
    unfinished: tuple[Unfinished, ...] = ()
    questions: tuple[Question, ...] = ()
    states: Mapping[int, str] = field(default_factory=dict)
    given: tuple[Asked, ...] = ()
    given_count: int = 0
    reports: tuple[tuple[int, str], ...] = ()
    left: tuple[tuple[int, str], ...] = ()
    plans: tuple[PairLine, ...] = ()


@dataclass(frozen=True, slots=True)
class LeaderHome:
    """What a leader's Home shows. coaches: (coach, school) of each live engagement."""

    today: date
    coaches: tuple[tuple[str, str], ...]
    promises: Ledger
    recent: tuple[Fact, ...]
    hours: tuple[Standing, ...] = ()
    states: Mapping[int, str] = field(default_factory=dict)
    questions: ReflectionsHome = field(default_factory=ReflectionsHome)
    week: Week | None = None
    plans: tuple[PairLine, ...] = ()


@dataclass(frozen=True, slots=True)
class CoordinatorHome:
    """What a coordinator's Home shows of one program: who needs them, counts with the list behind, never words.

    lists: single contacts are for this reader; an admin has the sums alone. desk: what waits for somebody.
    answered: how many of the questions to leaders were answered, of how many; None where few were asked. digests: the
    program, where its digests are for this reader, else 0. administers: the reader may open a pair's log.
    """

    programme: str
    today: date
    contacts: int
    minutes: int
    leaders: int
    leaders_reached: int
    coaches: int
    recent: tuple[Fact, ...]
    lists: bool = True
    desk: Desk = field(default_factory=Desk)
    answered: tuple[int, int] | None = None
    digests: int = 0
    administers: bool = False


@dataclass(frozen=True, slots=True)
class DistrictHome:
    """What a district's liaison sees of this month: hours of each leader, and their sum. Visits are told by the digest.

    district: its name, "" while none is set; behind: leaders who are, of those counted; digest: the newest one's row,
    0 for none, and last, what it told.
    """

    district: str
    today: date
    leaders: int = 0
    minutes: int = 0
    by_leader: tuple[tuple[str, int], ...] = ()
    behind: int = 0
    counted: int = 0
    digest: int = 0
    last: Month | None = None


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """Everything one person's Home shows; a part is missing when the person doesn't hold that role.

    known: some program has this person. may_set_up: they may open the set-up. vacant: nobody is in charge here, and
    no installer is known who could be, so an admin of the Slack may open it. charts: this Slack takes charts.
    district: a liaison's.
    """

    known: bool = False
    coach: CoachHome | None = None
    leader: LeaderHome | None = None
    coordinator: tuple[CoordinatorHome, ...] = ()
    may_set_up: bool = False
    vacant: bool = False
    charts: bool = True
    district: DistrictHome | None = None


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
