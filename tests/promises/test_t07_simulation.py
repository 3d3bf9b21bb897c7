"""T07: whole programs live for weeks under a turned clock, with people and faults by chance. No promise is broken.

A seed that breaks one is lived again with `python -m tests.promises.simulating SEED DAYS PAIRS`.
"""

import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.promises import sizes
from tests.promises.figures import record
from tests.promises.simulating import Life, live

FIRST = 7  # of the seeds
pytestmark = pytest.mark.paced


@pytest.fixture
def urls(sqlite_url: str, tmp_path: Path) -> Iterator[str]:
    """A database that is fresh and migrated each time it is asked for."""
    fresh = shutil.copy(sqlite_url.removeprefix("sqlite:///"), tmp_path / "fresh.db")
    return (f"sqlite:///{shutil.copy(fresh, tmp_path / 'life.db')}" for _ in range(10_000))


def keep_figures(what: str, lives: Iterable[Life], people: int, seconds: float) -> None:
    """Write down what so many lives came to."""
    led = list(lives)
    broken, days = sum(len(one.violations) for one in led), sum(one.days for one in led)
    tried = f"{len(led)} seeds, {days:,} days, {people} people each"
    figure = (
        f"{broken} violations; {sum(one.posts for one in led):,} calls carried out, "
        f"{sum(one.faults for one in led):,} faults, {days / seconds:.1f} days a second"
    )
    record("T07", what, tried=tried, figure=figure, wanted="0", met=not broken)


async def test_programs_that_live_for_weeks_break_no_promise(urls: Iterator[str]) -> None:
    began, pairs = time.process_time(), sizes.T07_PAIRS
    seeds = range(FIRST, FIRST + sizes.T07_SEEDS)
    lives = [await live(next(urls), seed, sizes.T07_DAYS, pairs) for seed in seeds]
    keep_figures("simulated programs", lives, 2 * pairs, time.process_time() - began)
    assert [(one.seed, one.violations) for one in lives if one.violations] == []
    assert sum(one.posts for one in lives) > sizes.T07_DAYS
    assert sum(one.briefs for one in lives) > 0, "no visit whose brief was looked for"


async def test_the_same_seed_lives_the_same_life(urls: Iterator[str]) -> None:
    once, again = [await live(next(urls), FIRST, sizes.T07_AGAIN, 2) for _ in range(2)]
    assert once.posts
    assert once == again


async def test_a_program_on_postgresql_breaks_no_promise(postgres_url: str) -> None:
    life = await live(postgres_url, FIRST, sizes.T07_AGAIN, 2)
    assert life.violations == []


async def test_whoever_looks_at_it_sees_what_is_broken(urls: Iterator[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.manners.HOURS", ("00:00", "23:59"))
    monkeypatch.setattr("storage.manners.BUNDLE_AT", "03:00")
    monkeypatch.setattr("schedules.outcomes.RESENT_ONCE", ("nudges",))
    monkeypatch.setattr("tests.promises.simtown.Faulty.bad", 0.7)
    found = "\n".join((await live(next(urls), 1, 3, 3)).violations)
    assert "outside of her hours" in found
    assert "again" in found


@pytest.mark.soak
async def test_a_program_that_lives_for_years_breaks_no_promise(urls: Iterator[str]) -> None:
    began = time.process_time()
    life = await live(next(urls), FIRST, sizes.T07_YEARS, sizes.T07_MANY)
    keep_figures("a program for three years", [life], 2 * sizes.T07_MANY, time.process_time() - began)
    assert life.violations == []
