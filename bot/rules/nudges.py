"""What the assistant may say of its own accord: planned nudges, and KINDS, each with why and its ladder
(bot/rules/kinds.py)."""

from dataclasses import dataclass
from datetime import datetime

from bot.rules.kinds import ALL, COACH, LEAD_COACH, LEADER, LEADS, Kind

__all__ = ["COACH", "LEADER", "LEADS", "LEAD_COACH", "Kind"]

PENDING, SENT, VOID, EXPIRED, STOPPED = "pending", "sent", "void", "expired", "stopped"
QUESTIONS = ("prompt", "craft")  # kinds that ask something to think about, of leaders and of coaches
SNOOZED = "snoozed:"  # how the occurrence begins of one that its reader asked to have later


@dataclass(frozen=True, slots=True)
class Nudge:
    """One planned nudge. due_at: when it may be said at the earliest; until: after that it is of no use."""

    id: int
    kind: str
    person_id: int
    subject_id: int | None
    rung: int
    occurrence: str
    due_at: datetime
    first_due_at: datetime
    until: datetime

    @property
    def asked(self) -> bool:
        """Whether its reader asked for it: it was snoozed."""
        return self.occurrence.startswith(SNOOZED)

    @property
    def planned_as(self) -> str:
        """Its occurrence as it was planned at first, however often its reader had it later."""
        return first_of(self.occurrence)


KINDS: dict[str, Kind] = {one.id: one for one in ALL}
ORDER = {one: place for place, one in enumerate(KINDS)}  # in which they stand in one message


def first_of(occurrence: str) -> str:
    """The occurrence that this one says again; itself, where it says none again."""
    return occurrence.split(":", 2)[-1] if occurrence.startswith(SNOOZED) else occurrence


def later_of(one: Nudge) -> str:
    """The occurrence of the same, said again because its reader wanted it later."""
    return f"{SNOOZED}{one.id}:{one.planned_as}"


def kinds_for(roles: frozenset[str]) -> list[Kind]:
    """The kinds that people with these roles may get, in the order of messages."""
    return [one for one in ALL if not roles.isdisjoint(one.roles)]


def what_follows(kind: Kind, rung: int) -> tuple[str, ...]:
    """The rungs of its ladder that come after this one."""
    return kind.ladder[rung + 1 :]
