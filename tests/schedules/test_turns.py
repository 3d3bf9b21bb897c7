"""Turns: one message a second a channel, however many wait."""

from schedules.turns import SPACING, Turns


def test_a_crowd_is_put_back_once_and_comes_one_by_one() -> None:
    time = [100.0]
    turns = Turns(lambda: time[0])
    waits = [turns.wait("C1", message) for message in range(5)]
    assert waits[0] == 0
    assert [round(wait, 3) for wait in waits[1:]] == [round(SPACING * place, 3) for place in range(1, 5)]
    for message, wait in enumerate(waits[1:], 1):
        time[0] = 100.0 + wait
        assert turns.wait("C1", message) == 0


def test_one_busy_channel_keeps_nobody_else_waiting() -> None:
    turns = Turns(lambda: 100.0)
    assert turns.wait("C1", 1) == 0
    assert turns.wait("C1", 2) > 0
    assert turns.wait("D1", 3) == 0
