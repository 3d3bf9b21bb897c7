"""Any order of claims, crashes, late marks, lost answers and ticks: nothing is sent more often than it may be."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import Engine, select

from storage.claiming import claim
from storage.database import Db
from storage.outbox import AGAIN_AFTER, RESENT_ONCE, NewOwed, hand_over, mark, outbox, owe_once, put_back, tidy
from tests.storage.rostering import NOW, opened, workspace

KINDS = ("nudge", "confirmation", "answer")
CLOSED = {"sent", "unknown", "failed", "expired", "void"}


@dataclass(frozen=True)
class Hand:
    """A message in a sender's hand. attempt: as it was claimed."""

    row: int
    owner: str
    attempt: int
    kind: str


class Senders(RuleBasedStateMachine):
    """Several senders on one outbox, any of which may stop at any moment."""

    engine: Engine
    hands = Bundle("hands")

    def __init__(self) -> None:
        super().__init__()
        self._connection = self.engine.connect()
        self.db: Db = workspace(self._connection)
        self.now: datetime = NOW
        self.sends: dict[int, list[datetime]] = {}
        self.expiry: dict[int, datetime] = {}
        self.rounds = 0

    def teardown(self) -> None:
        self._connection.rollback()
        self._connection.close()

    @rule(kind=st.sampled_from(KINDS), number=st.integers(0, 5), minutes=st.none() | st.integers(1, 30))
    def owe(self, kind: str, number: int, minutes: int | None) -> None:
        expires = self.now + timedelta(minutes=minutes) if minutes else None
        new = owe_once(self.db, self.now, NewOwed(kind, f"{kind}:{number}", channel="C1", expires_at=expires))
        if new and expires:
            self.expiry[self.db.value(select(outbox.c.id).where(outbox.c.key == f"{kind}:{number}"))] = expires

    @rule(seconds=st.sampled_from((1, 40, 200, 400, 700)))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def tick(self) -> None:
        tidy(self.db, self.now)

    @rule(target=hands)
    def take(self) -> Hand | None:
        """A claim; the sender may send, or die with the message in hand."""
        self.rounds += 1
        owner = f"sender {self.rounds}"
        taken = claim(self.db, self.now, owner, 1)
        if not taken:
            return None
        one = taken[0]
        assert self.now <= self.expiry.get(one.id, self.now), "claimed after its time"
        return Hand(one.id, owner, one.attempt, one.kind)

    @rule(hand=hands, answer=st.sampled_from(("good", "lost", "killed")))
    def send(self, hand: Hand | None, answer: str) -> None:
        """A sender hands over what it claimed, if it still may; then marks it, or learns nothing, or is killed."""
        if hand is None or not self._hands_over(hand):
            return
        self.sends.setdefault(hand.row, []).append(self.now)
        if answer == "good":
            assert mark(self.db, hand.owner, hand.row, "sent", channel="C1", ts=f"{hand.row}.{hand.attempt}")
        elif answer == "lost" and hand.kind in RESENT_ONCE and hand.attempt == 0:
            assert put_back(self.db, hand.owner, hand.row, later=self.now + AGAIN_AFTER, attempt=1, reason="lost")
        elif answer == "lost":
            assert mark(self.db, hand.owner, hand.row, "unknown", reason="lost")

    @rule(hand=hands)
    def be_told_to_wait(self, hand: Hand | None) -> None:
        """Slack answers 429: it certainly wasn't sent."""
        if hand is not None and self._hands_over(hand):
            later = self.now + timedelta(seconds=30)
            assert put_back(self.db, hand.owner, hand.row, later=later, attempt=hand.attempt, reason="ratelimited")

    @rule(hand=hands)
    def mark_late(self, hand: Hand | None) -> None:
        """A sender that sent long ago finds the database again."""
        if hand is not None and hand.row in self.sends:
            mark(self.db, hand.owner, hand.row, "sent", channel="C1", ts="1.1")

    def _hands_over(self, hand: Hand) -> bool:
        """Whether it is this sender's still, however late it comes to it. It does so once."""
        return hand not in self._used(hand) and hand_over(self.db, self.now, hand.owner, hand.row)

    def _used(self, hand: Hand) -> set[Hand]:
        """A sender sends a claimed message once."""
        seen: set[Hand] = self.__dict__.setdefault("_seen", set())
        used = {hand} & seen
        seen.add(hand)
        return used

    @invariant()
    def nothing_is_sent_more_often_than_it_may_be(self) -> None:
        kinds = {row.id: row.kind for row in self.db.all(select(outbox.c.id, outbox.c.kind))}
        for row, times in self.sends.items():
            assert len(times) <= (2 if kinds[row] in RESENT_ONCE else 1), (kinds[row], times)
            assert all(second - first >= AGAIN_AFTER for first, second in pairwise(times))

    @invariant()
    def what_is_closed_holds_no_words_and_no_lease(self) -> None:
        for row in self.db.all(select(outbox)):
            if row.state in CLOSED:
                assert row.payload is None


@contextmanager
def machine(url: str) -> Iterator[type[Senders]]:
    with opened(url) as engine:
        yield type("Machine", (Senders,), {"engine": engine})


def try_orders(url: str, how_many: int) -> None:
    with machine(url) as made:
        bounds = settings(
            max_examples=how_many, stateful_step_count=30, deadline=None, database=None, phases=[Phase.generate]
        )
        run_state_machine_as_test(made, settings=bounds)


def test_no_order_of_events_sends_more_than_it_may(database_url: str) -> None:
    try_orders(database_url, 15)


@pytest.mark.soak
def test_none_of_very_many_orders_sends_more_than_it_may(database_url: str) -> None:
    try_orders(database_url, 1_000)
