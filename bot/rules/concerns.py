"""What a person is asked to look at once more before a contact is saved. Never a word of what they wrote."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.rules.contacts import BACKFILL_DAYS, KINDS, LONG_MINUTES, readable, spell
from bot.rules.dates import clock_range, minute_of

BACKFILL, LONG, OVERLAP, TWICE, STUDENTS = "backfill", "long", "overlap", "twice", "students"
CODES = frozenset((BACKFILL, LONG, OVERLAP, TWICE, STUDENTS))


@dataclass(frozen=True, slots=True)
class Concern:
    """One question before saving: its code, which a confirmation repeats, and the sentence asked."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Another contact of the same coach on the same day. school: where it was. same: it is with the same leader."""

    id: int
    kind: str
    start: str | None
    minutes: int
    school: str
    same: bool


def concerns_of(
    kind: str, day: date, start: str | None, minutes: int, today: date, beside: Iterable[Beside]
) -> list[Concern]:
    """Domain rules 1, 2 and 5, and a contact typed twice: warnings, none of which forbids anything."""
    found = []
    if (today - day).days > BACKFILL_DAYS:
        days = (today - day).days
        found.append(Concern(BACKFILL, f"{spell(day)} was {days} days ago. Save it as logged late?"))
    if minutes > LONG_MINUTES:
        found.append(Concern(LONG, f"{minutes} minutes are more than {LONG_MINUTES // 60} hours. Is that right?"))
    others = list(beside)
    twin = next((one for one in others if _is_twin(one, kind, start, minutes)), None)
    if twin:
        found.append(Concern(TWICE, f"{readable(twin.id)} says the same already. Save this one as well?"))
    clash = next((one for one in others if one is not twin and _overlap(one, start, minutes)), None)
    if clash and clash.start:
        when = clock_range(clash.start, clash.minutes)
        found.append(
            Concern(OVERLAP, f"{readable(clash.id)}, {clash.school}, is at the same time ({when}). Save it anyway?")
        )
    return found


def _is_twin(other: Beside, kind: str, start: str | None, minutes: int) -> bool:
    written = KINDS[kind].counted
    return other.same and other.kind == kind and other.start == start and (other.minutes == minutes) and not written


def _overlap(other: Beside, start: str | None, minutes: int) -> bool:
    """Whether both are at one time; never without a start, or with the same leader (a talk within a visit)."""
    if start is None or other.start is None or other.same or not minutes or not other.minutes:
        return False
    mine, others = minute_of(start), minute_of(other.start)
    return mine < others + other.minutes and others < mine + minutes
