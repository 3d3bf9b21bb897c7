"""What the clock reads of a whole program stays off the lane on which people's forms are read."""

import importlib
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from schedules import prompting
from schedules.materialising import Materialising
from schedules.prompting import Prompting
from schedules.reporting import Reporting
from schedules.rounds import Rounds
from storage.database import Db
from tests.schedules.conftest import Office

READS = {
    "reporting": (Reporting, ("drafts_due",)),
    "prompting": (Prompting, ("people_to_ask",)),
    "rounds": (Rounds, ("left_to_plan", "stretches_over", "plan_of_day", "broken_promises")),
}


@pytest.mark.parametrize("duty", READS)
async def test_the_reads_of_a_whole_program_keep_no_form_waiting(
    office: Office, duty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, seen = importlib.import_module(f"schedules.{duty}"), dict[str, str]()

    def watched(name: str, read: Callable[..., Any]) -> Callable[..., Any]:
        def work(*args: Any) -> Any:
            seen[name] = threading.current_thread().name
            return read(*args)

        return work

    made, names = READS[duty]
    for name in names:
        monkeypatch.setattr(module, name, watched(name, getattr(module, name)))
    await Materialising(office.store, office.clock.now).run_once()  # a round waits for the visits of its weeks
    planner: Any = made
    await planner(office.store, office.clock.now).run_once()
    assert seen == dict.fromkeys(names, "long-reader-0")


async def test_a_clock_that_moves_on_during_a_look_puts_no_question_off(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = list[datetime]()

    def slowly(_db: Db, now: datetime) -> list[Any]:
        looked.append(now)
        office.clock.turn(3 * 3600)
        return []

    monkeypatch.setattr(prompting, "people_to_ask", slowly)
    planner = Prompting(office.store, office.clock.now)
    await planner.run_once()
    await planner.run_once()
    assert len(looked) == 2
