"""A pair's agreement: areas of focus, norms, expectations, indicators; in force once both have signed it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

COACH, LEADER = "coach", "leader"
SIDES = (COACH, LEADER)
NONE, OFFERED, IN_FORCE, REPLACED, WITHDRAWN = "none", "offered", "in_force", "replaced", "withdrawn"
FOCUS_MAX, INDICATORS_MAX, LINE_MAX, TEXT_MAX = 3, 5, 150, 1500
REVIEW_USUAL = timedelta(days=90)
REVIEW_MAX = timedelta(days=400)
REVIEW_DAYS = (90, 180, 365)  # after it came into force
NEAR = timedelta(days=14)  # two reviews so near to each other are one
REVIEW_OPEN = timedelta(days=60)  # for which a review that fell into the holidays is still of use
UNSIGNED_DAYS = (14, 21)  # after the pair began: both are asked; the coordinators' list
ASKED_UNTIL = timedelta(days=120)  # after which nobody is asked any more of their own accord
UNDO_FOR = timedelta(days=1)  # for which the last signature can be taken back
_BULLETS = "-–—•*·▪ \t"


@dataclass(frozen=True, slots=True)
class Agreement:
    """One edition, as far as its reader may see it; what they may not is empty.

    by: the side that wrote it; signed: the days on which each side signed; indicators: (words, can be measured).
    """

    id: int
    engagement: int
    edition: int
    state: str
    by: str
    focus: tuple[str, ...] = ()
    cadence: str = ""
    norms: str = ""
    leader_expects: str = ""
    coach_expects: str = ""
    indicators: tuple[tuple[str, bool], ...] = ()
    flows: str = ""
    review_on: date | None = None
    in_force_on: date | None = None
    looked_on: date | None = None
    signed: dict[str, date] = field(default_factory=dict)

    @property
    def waits_for(self) -> str:
        """The side whose signature is missing; "" where none is waited for."""
        if self.state != OFFERED:
            return ""
        return next((side for side in SIDES if side not in self.signed), "")


@dataclass(frozen=True, slots=True)
class AgreementState:
    """How a pair's agreement stands, without a word of it. id: of the edition in force, else of the one offered; 0 for
    none; offered: the edition that waits for a signature, 0 for none; waits_for: whose."""

    state: str = NONE
    id: int = 0
    edition: int = 0
    in_force_on: date | None = None
    review_on: date | None = None
    offered: int = 0
    waits_for: str = ""


NOTHING = AgreementState()


def lines_of(text: str) -> tuple[str, ...]:
    """What stands on each line, without the marks that people begin list items with."""
    return tuple(found for line in text.splitlines() if (found := " ".join(line.strip(_BULLETS).split())))


def review_days(in_force_on: date, review_on: date | None) -> list[date]:
    """The days on which both are asked whether it still holds: the one they chose, and the usual ones not near it."""
    usual = [in_force_on + timedelta(days=one) for one in REVIEW_DAYS]
    if review_on is None or review_on <= in_force_on:
        return usual
    return sorted([review_on, *(one for one in usual if abs(one - review_on) > NEAR)])


def review_due(in_force_on: date, review_on: date | None, looked_on: date | None, today: date) -> date | None:
    """The newest review day that has come, that is not too long ago, and since which nobody looked; None for none."""
    come = [one for one in review_days(in_force_on, review_on) if one <= today < one + REVIEW_OPEN]
    newest = come[-1] if come else None
    if newest is None or (looked_on is not None and looked_on >= newest - NEAR):
        return None
    return newest


def other_side(side: str) -> str:
    """The other one of the two."""
    return LEADER if side == COACH else COACH


def as_text(lines: Iterable[str]) -> str:
    """Lines as a form's field holds them."""
    return "\n".join(lines)
