"""A question in hand: who asks, about which pairs and days, and what of it they may read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bot.rules.answernames import names_of
from bot.rules.answers import Answer, Held, Key, Pair, Sum, inside, key_of, place_of
from bot.rules.lists import EARLIEST, Span
from bot.rules.questions import SCHOOL, SPAN, Reading
from storage.database import Db
from storage.questionscope import Scope
from storage.questionsums import Whose

T = TypeVar("T", Sum, Held)


@dataclass(frozen=True, slots=True)
class Work:
    """A question in hand. pairs: those it is about; whose: the same, as the statements ask for them."""

    db: Db
    scope: Scope
    reading: Reading
    pairs: tuple[Pair, ...]
    whose: Whose

    @property
    def reads(self) -> bool:
        """Whether the rows behind the number may be read."""
        return self.scope.reads(self.reading.question, self.pairs)

    @property
    def lists_contacts(self) -> bool:
        """Whether single contacts and visits may be listed."""
        return self.scope.reads("contacts", self.pairs)

    @property
    def span(self) -> Span:
        """All days asked about; all there are, where none is said."""
        spans = self.reading.spans
        days = (
            (min(one.first for one in spans), max(one.last for one in spans)) if spans else (EARLIEST, self.scope.today)
        )
        return Span(*days, "")

    @property
    def running(self) -> tuple[Pair, ...]:
        """The pairs that run today."""
        return tuple(one for one in self.pairs if one.runs(self.scope.today))

    @property
    def key(self) -> Key:
        """What the number is taken apart by; by school where several are meant and nothing else is said."""
        return key_of(self.apart, {one.id: one for one in self.pairs})

    @property
    def apart(self) -> Reading:
        """The question, by school where a list of schools is what stands behind its number."""
        return replace(self.reading, by=SCHOOL) if self.by_school else self.reading

    @property
    def by_school(self) -> bool:
        """Whether the list behind a sum is one of schools."""
        return not self.reading.by and len({place_of(one) for one in self.pairs}) > 1

    @property
    def named(self) -> tuple[str, ...]:
        """What the question names: a coach or a district as such, else schools with the other one of the two."""
        return names_of(self.reading.pairs, self.pairs, self.scope.groups, self.scope.view)

    def answer(self, **said: Any) -> Answer:
        """An answer to it."""
        made = Answer(
            self.reading, self.scope.view, self.scope.today, self.named, person=self.scope.person, now=self.scope.now
        )
        return replace(made, **said)


def in_spans(work: Work, sums: Sequence[T]) -> list[T]:
    """Only what is in one of the spans: between two that are compared there may be more days."""
    if work.reading.by != SPAN:
        return list(sums)
    return [one for one in sums if any(inside(span, one.day) for span in work.reading.spans)]
