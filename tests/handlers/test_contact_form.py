"""Form F16: which fields it shows, which are required, and what it starts with."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot import forms
from bot.blocks import View
from bot.rules.contacts import KINDS
from bot.rules.views import Record, Step
from handlers.coachlog.form import FORM, Shape, build, filled_from, first_guess, just_ended, shape_of
from storage.contacts import NewContact
from storage.engagements import Engagement
from tests.bot.facts import fact
from tests.bot.slacks_limits import HOSTILE, fits, live

ALWAYS = ["engagement", "kind", "day"]
TIMED = ["start", "minutes"]
FIELDS = {
    "visit": [*ALWAYS, *TIMED, "activities", "presence", "note"],
    "session": [*ALWAYS, *TIMED, "activities", "note"],
    "call": [*ALWAYS, *TIMED, "note"],
    "video": [*ALWAYS, *TIMED, "note"],
    "email": [*ALWAYS, "count", "note"],
    "text": [*ALWAYS, "count", "note"],
    "team_meeting": [*ALWAYS, *TIMED, "activities", "presence", "note"],
    "cohort": [*ALWAYS, *TIMED, "activities", "presence", "note"],
    "other": [*ALWAYS, *TIMED, "activities", "presence", "note"],
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


def made(shape: Shape | None = None, pairs: list[Engagement] | None = None, **filled: Any) -> View:
    view = build([PAIR, LATER] if pairs is None else pairs, shape or Shape("i"), filled, "{}")
    assert fits(view)
    assert live(view["blocks"]) == []
    return view


def asked(view: View) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


def state(view: View) -> dict[str, Any]:
    """The view as Slack would send it back untouched, for what has an initial value."""
    values: dict[str, Any] = {}
    for name, block in asked(view).items():
        element = {key.replace("initial_", "selected_"): value for key, value in block["element"].items()}
        values[name] = {"value": {**element, "value": element.get("selected_value")}}
    return forms.values({"state": {"values": values}})


@pytest.mark.parametrize("kind", KINDS)
def test_which_fields_appear_follows_the_kind(kind: str) -> None:
    assert list(asked(made(Shape("i", kind)))) == FIELDS[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_which_fields_are_required_follows_the_kind(kind: str) -> None:
    required = {name for name, block in asked(made(Shape("i", kind))).items() if not block["optional"]}
    wanted = {*ALWAYS, "minutes" if KINDS[kind].timed else "count"} | ({"presence"} if KINDS[kind].presence else set())
    assert required == wanted


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_form_asks_is_what_a_contact_of_its_kind_takes(kind: str) -> None:
    view = made(Shape("i", kind), engagement=1, day=TUESDAY, minutes=90, presence="yes")
    assert forms.parse(NewContact, state(view)).kind == kind


def test_more_is_added_on_request_and_then_no_longer_offered() -> None:
    view = made(Shape("i", "visit", steps=3, private=True, others=True))
    steps = [f"next_steps.{place}.{field}" for place in range(3) for field in ("what", "owner", "due_on")]
    assert [name for name in asked(view) if name not in FIELDS["visit"]] == ["others", *steps, "private_note"]
    assert view["blocks"][-1]["type"] == "input"
    offered = [one["text"]["text"] for one in made()["blocks"][-1]["elements"]]
    assert offered == ["Add a next step", "Add a private note", "Add who else was there"]
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


def test_the_guess_is_the_visit_that_is_over() -> None:
    assert first_guess([PAIR, LATER], at(10, 35)) == {
        "engagement": 1, "day": TUESDAY, "minutes": 90, "start": "09:00", "guessed": True
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


def test_an_edit_starts_with_all_that_was_stored() -> None:
    steps = (Step("leader", "Draft it", THURSDAY), Step("coach", "Send it", None))
    record = Record(fact(engagement_id=1), "Two teachers", "A note", "Mine", steps, author=True)
    shape = Shape("i", "visit", steps=2, private=True, others=True, contact=231)
    view = made(shape, **filled_from(record))
    assert (view["title"]["text"], view["submit"]["text"], view["callback_id"]) == ("Edit a contact", "Save", FORM)
    assert forms.parse(NewContact, state(view)) == NewContact.model_validate(
        {
            "engagement": 1, "kind": "visit", "day": TUESDAY, "start": "09:00", "minutes": 90,
            "activities": ("A2", "A3"), "presence": "partly", "others": "Two teachers", "note": "A note",
            "private_note": "Mine",
            "next_steps": [
                {"owner": "leader", "what": "Draft it", "due_on": THURSDAY}, {"owner": "coach", "what": "Send it"}
            ],
        }
    )  # fmt: skip


def test_the_shape_survives_its_metadata() -> None:
    shape = Shape("i", "call", 2, True, True, 231)
    assert shape_of(shape.data(), "call") == shape
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
