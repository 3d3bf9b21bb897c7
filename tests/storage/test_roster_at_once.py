"""A change of the roster by hand that comes twice at the same moment is one change, and says so."""

import asyncio
from typing import Any

from sqlalchemy import func, select

from storage.engagements import engagements
from storage.rosteracts import roster_acts
from storage.rosterhand import change_roster, foresee
from storage.store import Store
from tests.storage.byhand import MONDAY, wanted
from tests.storage.contacting import COORDINATOR, NOW, Program, settle


async def test_one_press_that_comes_twice_at_once_is_one_handover(store: Store) -> None:
    program: Program = await store.write(settle)
    patient = store.of_the_clock(20)
    form = {"coach": program.people["UOTHER"], "from_day": MONDAY, "reason": "fit"}
    change = wanted(program, "reassigned", program.pair, **form)
    mark = (await store.read(foresee, COORDINATOR, NOW, change)).mark
    once = [patient.write(change_roster, COORDINATOR, NOW, change, mark, "one press") for _ in range(2)]
    acts = set(await asyncio.gather(*once))

    def counted(db: Any) -> list[int]:
        return [int(db.value(select(func.count(table.c.id)))) for table in (roster_acts, engagements)]

    assert len(acts) == 1
    assert await store.read(counted) == [1, 3]
