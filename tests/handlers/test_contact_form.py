"""Form F16: which fields it shows, which are required, and what it starts with."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot import forms
from bot.blocks import View
from bot.frameworks import elements_of
from bot.rules.contacts import KINDS
from bot.rules.visits import span_of
from handlers.coachlog import form, formsession
from handlers.coachlog.form import Shape, build, just_ended, shape_of
from storage.engagements import Engagement
from storage.forming import Facts
from storage.reading import Begun, ToLog
from storage.submitted import contact_in
from tests.bot.slacks_limits import HOSTILE, fits, live

ALWAYS = ["engagement", "kind", "day"]
TIMED = ["start", "minutes"]
FIELDS = {
    "visit": [*ALWAYS, *TIMED, "activities", "presence", "note"],
    "session": [*ALWAYS, *TIMED, "medium", "activities"],
    "call": [*ALWAYS, *TIMED, "note"],
    "video": [*ALWAYS, *TIMED, "note"],
    "email": [*ALWAYS, "count", "note"],
    "text": [*ALWAYS, "count", "note"],
    "team_meeting": [*ALWAYS, *TIMED, "medium", "activities", "presence", "note"],
    "cohort": [*ALWAYS, *TIMED, "medium", "activities", "presence", "attendees", "note"],
    "other": [*ALWAYS, *TIMED, "medium", "activities", "presence", "note"],
}
TUESDAY, THURSDAY = date(2026, 11, 17), date(2026, 11, 19)
PAIR = Engagement(
    id=1, programme_id=1, school="Lincoln Elementary", school_id=1, leader_id=2, leader="Principal 14", coach_id=3,
    coach="Coach C", zone="America/New_York", starts_on=date(2026, 9, 1), ends_on=None, visit_day=1,
    visit_start="09:00", visit_minutes=90,
)  # fmt: skip
LATER = PAIR._replace(id=2, school="Harbor Middle", leader="Principal 15", visit_start="11:00")


def at(hour: int, minute: int = 0, day: int = 17) -> datetime:
    """An hour of the clock in New York in November 2026."""
    return datetime(2026, 11, day, hour + 5, minute, tzinfo=UTC)


ELEMENTS = tuple(elements_of(("practices", "cpsel")))


def made(shape: Shape | None = None, pairs: list[Engagement] | None = None, **filled: Any) -> View:
    facts = Facts([PAIR, LATER] if pairs is None else pairs, ELEMENTS, THURSDAY)
    view = build(facts, shape or Shape("i"), filled, "{}")
    assert fits(view)
    assert live(view["blocks"]) == []
    return view


def second(shape: Shape | None = None, **filled: Any) -> View:
    facts = Facts([PAIR, LATER], ELEMENTS, THURSDAY)
    view = formsession.build(facts, shape or Shape("i", "session", 1, two=True), filled, "{}")
    assert fits(view)
    assert live(view["blocks"]) == []
    return view


def asked(view: View) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


@pytest.mark.parametrize("kind", KINDS)
def test_which_fields_appear_follows_the_kind(kind: str) -> None:
    assert list(asked(made(Shape("i", kind)))) == FIELDS[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_which_fields_are_required_follows_the_kind(kind: str) -> None:
    required = {name for name, block in asked(made(Shape("i", kind))).items() if not block["optional"]}
    wanted = {*ALWAYS, "minutes" if KINDS[kind].timed else "count"} | ({"presence"} if KINDS[kind].presence else set())
    assert required == wanted | ({"medium"} if len(KINDS[kind].media) > 1 else set())


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_form_asks_is_what_a_contact_of_its_kind_takes(kind: str) -> None:
    view = made(Shape("i", kind), engagement=1, day=TUESDAY, minutes=90, presence="yes")
    page_two = second(no_steps=True, next_open=True, focus=["practices:P5"]) if kind == "session" else {}
    assert contact_in({**forms.initials(view), **forms.initials(page_two)}).kind == kind


def test_more_is_added_on_request_and_then_no_longer_offered() -> None:
    view = made(Shape("i", "visit", steps=3, private=True, others=True, focus=True, made=True))
    steps = [f"next_steps.{place}.{field}" for place in range(3) for field in ("what", "owner", "due_on")]
    assert [name for name in asked(view) if name not in FIELDS["visit"]] == [
        "made", "others", "focus", *steps, "private_note",
    ]  # fmt: skip
    assert [one["text"]["text"] for one in view["blocks"][-1]["elements"]] == ["See it as…"]
    offered = [one["text"]["text"] for one in made()["blocks"][-1]["elements"]]
    assert offered == ["+ Next step", "+ Private note", "+ Who else", "+ Standard", "Only attempted", "See it as…"]
    assert len({block["label"]["text"] for block in asked(view).values()}) == len(asked(view))


def test_who_can_read_it_is_said_before_it_is_typed() -> None:
    shape = Shape("i", steps=1, private=True)
    fields = asked(made(shape, engagement=2))
    assert fields["note"]["hint"]["text"] == "Only you and Principal 15 can read this. Please name no students."
    assert fields["private_note"]["hint"]["text"] == "Only you can ever read this."
    owners = [one["text"]["text"] for one in fields["next_steps.0.owner"]["element"]["options"]]
    assert owners == ["I will", "Principal 15 will"]
    nobody = asked(made(shape))
    assert nobody["note"]["hint"]["text"] == "Only you and the leader can read this. Please name no students."


def test_a_change_of_school_or_kind_is_heard() -> None:
    heard = {name for name, block in asked(made()).items() if block.get("dispatch_action")}
    assert heard == {"engagement", "kind"}


def first_guess(
    pairs: Sequence[Engagement],
    now: datetime,
    chosen: int | None = None,
    logged: Collection[int] = (),
    booked: Mapping[int, Begun] | None = None,
) -> dict[str, Any]:
    """The guess by the weekly plan, but for the pairs that have booked visits."""
    found = booked or {}
    return form.first_guess(ToLog(list(pairs), frozenset(logged), found, frozenset(found)), now, chosen)


def begun(day: date, start: str, kind: str = "visit") -> Begun:
    """An hour, from a time in New York on."""
    return Begun(kind, day, start, 60, span_of(day, start, "America/New_York", 60)[1])


def test_the_guess_is_the_booked_visit_that_just_ended() -> None:
    two = {1: begun(TUESDAY, "08:00", "call"), 2: begun(TUESDAY, "10:00")}
    assert first_guess([PAIR, LATER], at(11, 5), booked=two) == {
        "engagement": 2, "day": TUESDAY, "minutes": 60, "start": "10:00", "kind": "visit", "guesses": ("plan",)
    }  # fmt: skip
    assert first_guess([PAIR, LATER], at(10, 59), booked=two)["kind"] == "call"
    assert first_guess([PAIR, LATER], at(11, 5), logged={2}, booked=two)["engagement"] == 1


def test_where_visits_are_booked_the_weekly_plan_says_nothing() -> None:
    friday = {1: begun(date(2026, 11, 13), "08:00")}
    assert first_guess([PAIR], at(10, 35), booked=friday) == {"day": TUESDAY, "engagement": 1}
    assert first_guess([PAIR, LATER], at(10, 35), 1, booked=friday)["day"] == date(2026, 11, 13)


def test_the_guess_is_the_visit_that_is_over() -> None:
    assert first_guess([PAIR, LATER], at(10, 35)) == {
        "engagement": 1, "day": TUESDAY, "minutes": 90, "start": "09:00", "guesses": ("plan",)
    }  # fmt: skip
    assert first_guess([PAIR, LATER], at(12, 29))["engagement"] == 1
    assert first_guess([PAIR, LATER], at(12, 30))["engagement"] == 2
    assert first_guess([PAIR, LATER], at(9, 5))["engagement"] == 1
    assert "From your weekly visit plan" in str(made(**first_guess([PAIR, LATER], at(11))))


def test_a_visit_that_is_logged_is_not_guessed_again() -> None:
    assert first_guess([PAIR, LATER], at(14), logged={2})["engagement"] == 1
    assert first_guess([PAIR, LATER], at(14), logged={1, 2}) == {"day": TUESDAY}


def test_nothing_is_guessed_before_the_visit_or_on_another_day() -> None:
    assert first_guess([PAIR, LATER], at(8, 59)) == {"day": TUESDAY}
    assert first_guess([PAIR, LATER], at(14, day=19)) == {"day": THURSDAY}


def test_the_log_it_button_of_another_day_starts_with_that_visit() -> None:
    guess = first_guess([PAIR, LATER], at(14, day=19), chosen=2)
    assert (guess["engagement"], guess["day"], guess["start"]) == (2, TUESDAY, "11:00")
    young = PAIR._replace(starts_on=date(2026, 11, 18))
    assert first_guess([young], at(14, day=19), chosen=1)["day"] == date(2026, 11, 18)


def test_an_ended_engagement_is_never_guessed_and_its_old_button_stays_within_its_days() -> None:
    ended = PAIR._replace(ends_on=date(2026, 11, 13))
    assert first_guess([ended, LATER], at(10, 35)) == {"day": TUESDAY}
    assert first_guess([ended, LATER], at(10, 35), chosen=1)["day"] == date(2026, 11, 13)
    assert first_guess([LATER, LATER._replace(id=3)], at(10), chosen=1) == {"day": TUESDAY}


def test_the_only_pair_is_chosen_today_without_a_plan() -> None:
    assert first_guess([PAIR], at(14, day=19)) == {"day": THURSDAY, "engagement": 1}
    unplanned = PAIR._replace(visit_day=None, visit_start=None, visit_minutes=None)
    assert first_guess([unplanned], at(14)) == {"day": TUESDAY, "engagement": 1}
    assert first_guess([unplanned], at(14), chosen=1) == {"day": TUESDAY, "engagement": 1, "minutes": None}


def test_the_day_is_the_schools_own() -> None:
    chicago = PAIR._replace(zone="America/Chicago")
    assert just_ended([chicago], at(9, 30)) == []
    assert just_ended([chicago], at(10, 30)) == [chicago]
    assert first_guess([chicago, LATER], at(0, 30, day=18))["day"] == TUESDAY


def test_the_shape_survives_its_metadata() -> None:
    shape = Shape("i", "call", 2, True, True, 231)
    assert shape_of(shape.data(), "call") == shape
    flags: dict[str, Any] = dict.fromkeys(("focus", "check_in", "stances", "made", "reason", "typed", "two"), True)
    whole = replace(shape, link="https://x.example.org/p1", guesses=frozenset({"day"}), **flags)
    assert shape_of(whole.data(), "call") == whole
    assert shape_of({"i": "i", "n": 2, "p": 1, "o": 1, "c": 231}, "call") == shape  # from before there were pages
    assert shape_of(shape.data(), "seance").kind == "visit"


@pytest.mark.parametrize(("count", "kind"), [(1, "static_select"), (100, "static_select"), (101, "external_select")])
def test_more_than_a_hundred_schools_are_searched(count: int, kind: str) -> None:
    pairs = [PAIR._replace(id=number, school=f"School {number}") for number in range(1, count + 1)]
    element = asked(made(pairs=pairs, engagement=1))["engagement"]["element"]
    assert (element["type"], element["initial_option"]["value"]) == (kind, "1")


def test_the_longest_and_the_nastiest_names_fit() -> None:
    for name in ("W" * 200, HOSTILE):
        pairs = [PAIR._replace(id=number, school=name, leader=name) for number in range(1, 121)]
        assert made(Shape("i", steps=3, private=True, others=True, contact=1), pairs, engagement=7)
