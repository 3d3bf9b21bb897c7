"""The pairs a person works in, on either side, as what they book and plan needs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.rules.dates import local_day
from bot.rules.lines import Pair
from bot.rules.weeks import COACH, LEADER
from storage.database import Db
from storage.engagements import Engagement, coach_engagements, leader_engagements
from storage.people import Actor, Person, find_person
from storage.weeks import zone_of


@dataclass(frozen=True, slots=True)
class Mine:
    """A person's live pairs. person: None where the program doesn't know them."""

    person: Person | None
    pairs: tuple[Engagement, ...] = ()

    def find(self, engagement: object) -> Engagement | None:
        """One of them."""
        return next((one for one in self.pairs if str(one.id) == str(engagement)), None)

    def side(self, pair: Engagement | None) -> str:
        """On which side of a pair the person is; of none, the one they are on in any."""
        if pair is None:
            return COACH if self.coached else LEADER
        return COACH if self.person and pair.coach_id == self.person.id else LEADER

    @property
    def coached(self) -> tuple[Engagement, ...]:
        """Those in which they are the coach."""
        return tuple(one for one in self.pairs if self.person and one.coach_id == self.person.id)

    def named(self) -> Sequence[Pair]:
        """As a line may name them: the other person's name is the leader's, or for a leader the coach's."""
        return [
            Pair(one.id, one.school, one.leader if self.side(one) == COACH else one.coach, one.zone)
            for one in self.pairs
        ]


def pairs_of(db: Db, actor: Actor, now: datetime) -> Mine:
    """The acting person's live pairs: first those they coach, by school."""
    person = find_person(db, actor)
    if person is None:
        return Mine(None)
    today = local_day(now, zone_of(db, person))
    coached = coach_engagements(db, person.id, today) if person.is_any("coach") else []
    led = leader_engagements(db, person.id, today) if person.is_any("leader") else []
    return Mine(person, (*coached, *led))
