"""An answer's parts: added, edited, deleted, in whatever order Slack tells of it; and what is told of a thread."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.reflecting import FORM, Part, put, sentences, take_out, take_out_all, words_of
from bot.rules.saying import told_in_thread

# What happens to one message, as Slack tells of it: (kind, second, text).
NEWS = st.lists(
    st.tuples(st.sampled_from(["1.1", "2.2"]), st.integers(1, 4), st.sampled_from("abc")), min_size=1, max_size=5
)


@given(NEWS, st.randoms(use_true_random=False), st.booleans())
def test_the_newest_words_stand_whatever_order_they_come_in(
    news: list[tuple[str, int, str]], chance: Any, deleted: bool
) -> None:
    newest = {name: (at, text) for name, at, text in sorted(news, key=lambda one: one[1])}
    told = [one for one in news if (one[1], one[2]) == newest[one[0]] or one[1] < newest[one[0]][0]]
    chance.shuffle(told)
    parts: tuple[Part, ...] = ()
    for place, (name, at, text) in enumerate(told):
        parts = put(parts, Part(name, text, float(at)))
        if deleted and place == len(told) // 2:
            parts = take_out(parts, "1.1")
    expected = [newest[name][1] for name in sorted(newest) if not (deleted and name == "1.1")]
    assert words_of(parts) == "\n\n".join(expected)


def test_what_was_deleted_before_it_came_stays_away() -> None:
    parts = put(take_out((), "5.0"), Part("5.0", "late", 5.0))
    assert words_of(parts) == ""


def test_removing_all_keeps_names_alone_and_no_word() -> None:
    parts = take_out_all((Part("1.0", "one", 1.0), Part(FORM, "two", 2.0)))
    assert [(one.name, one.text, one.gone) for one in parts] == [("1.0", "", True)]
    assert words_of(put(parts, Part("1.0", "edited", 9.0))) == ""
    assert words_of(put(parts, Part(FORM, "anew", 9.0))) == "anew"


def test_a_sentence_is_what_stands_by_itself() -> None:
    assert sentences("One. Two? Three\n\nFour  is long…  One.") == ["One.", "Two?", "Three", "Four  is long…"]
    assert sentences("x" * 1001) == []


def event(**changes: Any) -> dict[str, Any]:
    told = {"user": "U1", "ts": "2.0", "thread_ts": "1.0", "text": "a &lt; b <@U9|coach>"}
    return {"type": "message", "channel": "D1", "channel_type": "im", **told, **changes}


def changed(**changes: Any) -> dict[str, Any]:
    inner = event(**changes)
    return {"type": "message", "subtype": "message_changed", "channel": "D1", "channel_type": "im", "message": inner}


def test_what_is_told_of_a_message_in_a_thread() -> None:
    told = told_in_thread(event())
    assert told
    assert (told.kind, told.text, told.at, told.thread) == ("written", "a < b @coach", 2.0, "1.0")
    edited = told_in_thread(changed(edited={"user": "U1", "ts": "9.5"}))
    assert edited
    assert (edited.kind, edited.ts, edited.at) == ("edited", "2.0", 9.5)
    stone = {**changed(subtype="tombstone"), "previous_message": event()}
    for gone in (stone, {**event(), "subtype": "message_deleted", "previous_message": event()}):
        deleted = told_in_thread(gone)
        assert deleted
        assert (deleted.kind, deleted.ts, deleted.text) == ("deleted", "2.0", "")


@pytest.mark.parametrize(
    "other",
    [
        event(thread_ts=None),
        event(thread_ts="2.0"),
        event(channel_type="channel"),
        event(bot_id="B1"),
        event(subtype="channel_join"),
        event(user=None),
        changed(bot_id="B1"),
        {**changed(), "message": None},
        {**changed(), "message": "text"},
        {**event(), "subtype": "message_deleted"},
    ],
)
def test_what_is_no_message_of_a_person_in_a_thread_tells_nothing(other: dict[str, Any]) -> None:
    assert told_in_thread(other) is None


def test_times_that_are_none_are_taken_for_the_oldest() -> None:
    told = told_in_thread(changed(edited={"ts": "later"}))
    assert told
    assert told.at == 0.0
