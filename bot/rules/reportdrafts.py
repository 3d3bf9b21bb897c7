"""What a draft of a status report says of each pair, counted from plain values: no words, no rows, no clock."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.rules.commitments import DONE, DROPPED, LIVE
from bot.rules.counted import Counted
from bot.rules.periods import Period
from bot.rules.reports import AHEAD, guess_progress
from bot.rules.visits import BY_CALENDAR, CLOSED, GROUPS, HELD, PLANNED, REMOTE, SKIPPED

MET = ("visit", "session")  # kinds that are visits
FOCUS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned visit or meeting. over: its time has passed; contact: logged as."""

    day: date
    start: str
    kind: str
    state: str
    moved: bool = False
    over: bool = True
    reason: str | None = None
    contact: int | None = None

    @property
    def promised(self) -> bool:
        """Whether it is a visit: with one leader, at the school or from afar; a group's meeting isn't one."""
        return self.kind not in GROUPS


@dataclass(frozen=True, slots=True)
class Logged:
    """A contact of the pair, or one of others at which its leader was there."""

    id: int
    kind: str
    minutes: int
    counts: bool
    made: bool = True
    amount: int | None = None
    activities: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()

    @property
    def many(self) -> int:
        """How many contacts it stands for: of e-mails and texts, their number."""
        return self.amount or 1


@dataclass(frozen=True, slots=True)
class Step:
    """A next step, without its words. contact: in which it was agreed; fresh: in the period; closed: so was that."""

    contact: int
    state: str
    fresh: bool
    closed: bool
    overdue: bool
    barrier: str | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """All that a pair's draft is made of: its contacts and next steps of the period; its visits up to two weeks on."""

    visits: Sequence[Planned] = ()
    logged: Sequence[Logged] = ()
    steps: Sequence[Step] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What a section begins with. cites: the contacts behind each kind of line; coming: what is booked next."""

    figures: Counted
    focus: tuple[str, ...]
    barriers: tuple[str, ...]
    progress: str
    met: tuple[int, ...]
    beside: tuple[int, ...]
    worked: tuple[int, ...]
    agreed: tuple[int, ...]
    coming: tuple[Planned, ...]
    beside_minutes: int


def draft_of(period: Period, found: Sources) -> Draft:
    """A pair's draft for a period."""
    within = [one for one in found.visits if period.first <= one.day <= period.last]
    made = [one for one in found.logged if one.made]
    barriers = tuple(dict.fromkeys(one.barrier for one in found.steps if one.barrier and one.state in LIVE))
    figures = count(within, found.logged, found.steps)
    linked = {one.contact for one in within if one.promised}
    met = [one for one in made if one.kind in MET or one.id in linked]
    beside = [one for one in made if one not in met]
    return Draft(
        figures,
        _most(code for one in made for code in one.focus),
        barriers,
        guess_progress(figures, barriers),
        _ids(met),
        _ids(beside),
        _ids(one for one in made if one.focus or one.activities),
        tuple(sorted({one.contact for one in found.steps if one.fresh and one.state != DROPPED})),
        tuple(one for one in found.visits if _comes(one, period)),
        sum(one.minutes for one in beside),
    )


def _comes(one: Planned, period: Period) -> bool:
    """Whether a visit is in the two weeks after a period, and still to be held."""
    return period.last < one.day <= period.last + AHEAD and one.state == PLANNED and not one.over


def count(visits: Sequence[Planned], logged: Sequence[Logged], steps: Sequence[Step]) -> Counted:
    """The figures of some visits, contacts and next steps."""
    promised = [one for one in visits if one.promised]
    off = [one for one in promised if one.state in (CLOSED, SKIPPED)]
    shut = [one for one in off if one.reason in BY_CALENDAR]
    missed = [one for one in off if one.reason not in BY_CALENDAR]
    held = [one for one in promised if one.state == HELD]
    made = [one for one in logged if one.made]
    known = {one.contact for one in visits if one.contact}
    unplanned = [one for one in made if one.kind in MET and one.id not in known]
    kinds, acts = Counter[str](), Counter[str]()
    for one in made:
        kinds[one.kind] += one.many
        acts.update(dict.fromkeys(one.activities, one.many))
    return Counted(
        planned=len(promised) - len(shut),
        held=len(held),
        moved=sum(one.moved for one in held),
        phone=sum(one.kind in REMOTE for one in held),
        missed=len(missed),
        unexplained=sum(one.state == PLANNED and one.over for one in promised),
        to_come=sum(one.state == PLANNED and not one.over for one in promised),
        closed=len(shut),
        unplanned=len(unplanned),
        minutes=sum(one.minutes for one in made if one.counts),
        attempts=sum(not one.made for one in logged),
        agreed=sum(one.fresh and one.state != DROPPED for one in steps),
        done=sum(one.closed and one.state == DONE for one in steps),
        overdue=sum(one.overdue and one.state in LIVE for one in steps),
        reasons=Counter(one.reason or "other" for one in missed),
        contacts=kinds,
        activities=acts,
    )


def _ids(found: Iterable[Logged]) -> tuple[int, ...]:
    return tuple(sorted(one.id for one in found))


def _most(codes: Iterable[str]) -> tuple[str, ...]:
    """The codes named most often, the first named first where they tie."""
    return tuple(code for code, _ in Counter(codes).most_common(FOCUS_SHOWN))
