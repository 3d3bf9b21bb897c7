"""Rules about pairs (domain rule 11): who may coach whom, at one place, at one time. Files and database together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.rules.contacts import spell
from bot.rules.roster.cells import folded
from bot.rules.roster.known import Known, PairKey, key_of
from bot.rules.roster.rows import NewEngagementRow, Place, Placed, Problem, at


@dataclass(frozen=True, slots=True)
class Pair:
    """An engagement as these rules see it; place is None for one that only the database holds. ended: its last day as
    it is stored, where a row says a later one."""

    place: Place | None
    leader: str
    coach: str
    district: str
    school: str
    starts_on: date
    ends_on: date | None
    supervisor: str | None
    ended: date | None = None

    @property
    def site(self) -> tuple[str, str]:
        """The school as names are compared."""
        return folded(self.district), folded(self.school)

    @property
    def key(self) -> PairKey:
        """What makes the engagement itself."""
        return PairKey(self.leader, self.coach, *self.site, self.starts_on)

    @property
    def last_day(self) -> date:
        """The last day, far away where none is set."""
        return self.ends_on or date.max

    def meets(self, other: "Pair") -> bool:
        """Whether both run on some day."""
        return self.starts_on <= other.last_day and other.starts_on <= self.last_day

    def where(self) -> str:
        """How a sentence about another row refers to this one."""
        if self.place:
            return f"row {self.place.row} of {self.place.file}"
        until = f" to {spell(self.ends_on)}" if self.ends_on else ""
        return f"the stored engagement at {self.school} from {spell(self.starts_on)}{until}"


def all_pairs(rows: Sequence[Placed[NewEngagementRow]], known: Known) -> list[Pair]:
    """The pairs as they would be after the import: the rows over what is stored, then the rest of what is stored."""
    pairs = []
    for placed in rows:
        row = placed.value
        stored = known.engagements.get(key_of(row))
        ends_on = row.ends_on or (stored.ends_on if stored else None)
        supervisor = row.supervisor_email or (stored.supervisor_email if stored else None)
        ended = stored.ends_on if stored and stored.ends_on and (row.ends_on or date.max) > stored.ends_on else None
        pairs.append(
            Pair(
                placed.place,
                row.leader_email,
                row.coach_email,
                row.district,
                row.school,
                row.starts_on,
                ends_on,
                supervisor,
                ended,
            )
        )
    return pairs + list(_stored(known, {key_of(placed.value) for placed in rows}))


def _stored(known: Known, written: Iterable[object]) -> Iterator[Pair]:
    for key, one in known.engagements.items():
        if key not in written:
            district, school = known.school_names[one.school_id]
            yield Pair(None, key.leader, key.coach, district, school, one.starts_on, one.ends_on, one.supervisor_email)


def own_problems(pair: Pair) -> Iterator[Problem]:
    """What is wrong within one row."""
    if pair.place is None:
        return
    if pair.ends_on and pair.ends_on < pair.starts_on:
        reason = f"The last day is before the first, {spell(pair.starts_on)}. Correct one of them."
        yield at(pair.place, "ends_on", reason)
    if pair.leader == pair.coach:
        yield at(pair.place, "coach_email", "Coach and leader are the same person. Name another coach.")
    if pair.supervisor == pair.leader:
        reason = "The leader is named as their own supervisor. Name the leader's supervisor, or leave the cell empty."
        yield at(pair.place, "supervisor_email", reason)


def overlaps(pairs: Sequence[Pair]) -> Iterator[Problem]:
    """One pair twice at the same time, or two coaches at once for one leader at one school; the first clash of each."""
    latest: dict[tuple[object, ...], Pair] = {}
    for pair in sorted(
        pairs, key=lambda one: (one.starts_on, one.last_day, one.place is not None, one.place or ("", 0))
    ):
        same_pair = (pair.leader, "coach", pair.coach)
        same_site = (pair.leader, "site", *pair.site)
        for key in (same_pair, same_site):
            earlier = latest.get(key)
            if earlier and earlier.meets(pair) and (problem := _clash(earlier, pair)):
                yield problem
                break
        for key in (same_pair, same_site):
            if key not in latest or latest[key].last_day < pair.last_day:
                latest[key] = pair


def _clash(earlier: Pair, pair: Pair) -> Problem | None:
    told, other = (pair, earlier) if pair.place else (earlier, pair)
    if told.place is None or pair.key == earlier.key:
        return None
    if told.ended and not other.place and other.starts_on > told.ended:
        reason = (
            f"This pair ended on {spell(told.ended)}, and another goes on: see {other.where()}. Write {told.ended} as "
            "ends_on in this row, or leave the row out."
        )
        return at(told.place, "ends_on", reason)
    mend = "End one before the other begins"
    if not other.place:
        mend = f"First set ends_on for the stored one, in a row that repeats its first day ({other.starts_on})"
    if told.coach == other.coach:
        reason = f"This pair is already at work on these days: see {other.where()}. {mend}."
        return at(told.place, "starts_on", reason)
    reason = f"This leader would have two coaches at once at this school: see {other.where()}. {mend}."
    return at(told.place, "coach_email", reason)


def colleagues(pairs: Sequence[Pair]) -> Iterator[Problem]:
    """A leader of a school can't coach another leader of the same school while both are there."""
    leads: dict[tuple[str, tuple[str, str]], list[Pair]] = {}
    for pair in pairs:
        leads.setdefault((pair.leader, pair.site), []).append(pair)
    for pair in pairs:
        own = next((one for one in leads.get((pair.coach, pair.site), ()) if one.meets(pair)), None)
        if own and pair.leader != pair.coach and (place := pair.place or own.place):
            reason = f"This coach is a leader at the same school ({own.where()}). Name a coach from elsewhere."
            yield at(place, "coach_email", reason)
