"""What stands in one form arrives twice at the same moment: nothing of it is lost, and nothing old comes back."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from storage.contactdrafts import Typed, find_typed, keep_typed
from tests.storage.contacting import COACH, NOW, Program, later, settle
from tests.storage.rostering import opened, workspace
from tests.storage.test_at_once import together, transaction

SHAPE = {"i": "one", "n": 0, "p": 0, "o": 0, "c": None}


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    with opened(database_url) as engine:
        yield engine


@pytest.fixture
def program(engine: Engine) -> Program:
    """The small program, committed."""
    with engine.begin() as connection:
        return settle(workspace(connection))


def typed(at: float, **filled: str) -> Typed:
    """What stands in one page of the form at a moment."""
    return Typed("one", later(at), SHAPE, filled, tuple(filled))


def kept(engine: Engine, program: Program) -> dict[str, str]:
    with transaction(engine, program) as one:
        found = find_typed(one.db, COACH, "one")
        return dict(found.filled) if found else {}


@pytest.mark.parametrize("known", [False, True])
def test_two_pages_of_a_form_in_flight_are_both_kept(engine: Engine, program: Program, known: bool) -> None:
    if known:
        with transaction(engine, program) as one:
            keep_typed(one.db, COACH, NOW, typed(0, kind="session"))
    first, second = typed(1, minutes="60"), typed(2, note="Canary")
    together(
        engine, program, lambda one: keep_typed(one.db, COACH, NOW, first),
        lambda one: keep_typed(one.db, COACH, NOW, second),
    )  # fmt: skip
    assert {"minutes": "60", "note": "Canary"}.items() <= kept(engine, program).items()


def test_an_older_text_in_flight_beside_a_newer_one_brings_nothing_back(engine: Engine, program: Program) -> None:
    with transaction(engine, program) as one:
        keep_typed(one.db, COACH, NOW, typed(0, note="C"))
    newer, older = typed(2, note="Canary"), typed(1, note="Can")
    together(
        engine, program, lambda one: keep_typed(one.db, COACH, NOW, newer),
        lambda one: keep_typed(one.db, COACH, NOW, older),
    )  # fmt: skip
    assert kept(engine, program) == {"note": "Canary"}
