"""N07, N08: places that take nothing, and rows that can't be read, hold nobody else up."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from storage.database import Db
from storage.outbox import NewOwed, outbox, owe, owe_answer
from storage.troubles import open_troubles
from tests.promises import sizes
from tests.promises.figures import record
from tests.promises.office import COACHES, COORDINATORS, MORNING, Office, office
from tests.schedules.delivering import refused

DAY = timedelta(days=1)
BAD = {"DUL0": "user_disabled", COACHES: "is_archived", "CGONE": "not_in_channel", "DUL1": "messages_tab_disabled"}
WELL = ("DUL2", "DUC0", "DUC1", COORDINATORS)


def refuse(_method: str, place: str) -> Exception | None:
    return refused({"ok": False, "error": BAD[place]}, 200) if place in BAD else None


async def owe_round(made: Office, number: int) -> None:
    """One message to every place."""

    def owe_all(db: Db) -> None:
        now = made.clock.now()
        for place in (*BAD, *WELL):
            said = {"text": f"Round {number}", "blocks": []}
            owe_answer(db, now, f"answer:{number}:{place}", place, said)
            if place.startswith("DU"):  # to a person, as most are
                row = outbox.c.key == f"answer:{number}:{place}"
                db.change(update(outbox).where(row).values(channel=None, person_id=made.people[place[1:]]))

    await made.store.write(owe_all)


async def test_places_that_take_nothing_are_tried_twice_and_told_to_who_can_act(database_url: str) -> None:
    async with office(database_url, 3) as made:
        made.slack.before = refuse
        for number in range(sizes.N07_MESSAGES):
            await owe_round(made, number)
            await made.run(made.clock.now() + timedelta(minutes=5))
        await made.run(made.clock.now() + timedelta(hours=2))
        tries = Counter(one.place for one in made.slack.calls if one.place in BAD)
        well = Counter(one.place for one in made.slack.posts if one.text.startswith("Round"))
        status = [(one.place, one.text) for one in made.slack.posts if "don't arrive" in one.text]
        states = {row.state for row in await made.rows()}
    met = max(tries.values()) <= 2 and set(well.values()) == {sizes.N07_MESSAGES} and len(well) == len(WELL)
    figure, tried = f"{max(tries.values())} tries at most", f"{sizes.N07_MESSAGES} messages to each of {len(BAD)}"
    record("N07", "places that take nothing", tried=tried, figure=figure, wanted="2, the rest on time", met=met)
    assert met, (tries, well)
    assert states == {"sent", "failed"}
    told = dict(status)
    assert "Leader L0" in told["DUC0"], "the partner"
    assert "deactivated" in told["DUC0"]
    assert "Messages tab is off" in told["DUC1"]
    assert f"<#{COACHES}>: the channel is archived" in told[COORDINATORS]
    assert Counter(place for place, _ in status)[COORDINATORS] <= 2, "one line an hour at most"


async def test_the_coordinators_hear_of_their_own_channel_directly_and_it_heals(database_url: str) -> None:
    async with office(database_url, 1) as made:
        made.slack.before = lambda _method, place: (
            refused({"ok": False, "error": "is_archived"}, 200) if place == COORDINATORS else None
        )
        await made.store.write(owe_answer, MORNING, "a", COORDINATORS, {"text": "First", "blocks": []})
        await made.run(MORNING + timedelta(minutes=1))
        (told,) = [one for one in made.slack.posts if one.place == "DUCOORD"]
        assert told.text.startswith(f"My messages to <#{COORDINATORS}> don't arrive: the channel is archived.")
        made.slack.before = lambda _method, _place: None
        await made.store.write(owe_answer, MORNING, "b", COORDINATORS, {"text": "Second", "blocks": []})
        await made.run(MORNING + timedelta(minutes=2))
        assert [one.text for one in made.slack.posts if one.place == COORDINATORS] == ["Second"]
        assert await made.store.read(open_troubles) == {}


@pytest.mark.parametrize("poison", ["damaged", "no words", "odd kind", "refused"])
async def test_a_bad_row_at_the_head_of_the_queue_delays_nobody(database_url: str, poison: str) -> None:
    count, late = sizes.N08_PEOPLE, 0.0
    async with office(database_url, 1) as made:
        made.slack.before = lambda _method, place: (
            refused({"ok": False, "error": "internal_error"}, 500) if place == "DBAD" else None
        )
        for day in range(sizes.N08_DAYS):
            made.clock.at = due = MORNING + day * DAY
            await made.store.write(_owe_day, due, day, count, poison)
            await made.run(due + timedelta(hours=12))
            sent = [one for one in made.slack.posts if one.at >= due and one.place != "DBAD"]
            assert len(sent) == count
            late = max(late, *((one.at - due).total_seconds() for one in sent))
            made.slack.calls.clear()
    met, tried = late <= 60, f"{count} messages a day, {sizes.N08_DAYS} days"
    record("N08", f"a bad row: {poison}", tried=tried, figure=f"{late:.0f} s late at most", wanted="60 s", met=met)
    assert met


def _owe_day(db: Db, due: datetime, day: int, count: int, poison: str) -> None:
    owe_answer(db, due, f"bad:{day}", "DBAD", {"text": "Hello", "blocks": []})
    bad = {"damaged": b"\x01damaged", "no words": db.seal(outbox.c.payload, "[]"), "refused": None}
    if poison == "odd kind":
        owe(db, due, [NewOwed("no such kind", f"odd:{day}", channel="DBAD", subject_id=999_999)])
    if words := bad.get(poison):
        db.change(update(outbox).where(outbox.c.key == f"bad:{day}").values(payload=words))
    for one in range(count):
        owe_answer(db, due, f"answer:{day}:{one}", f"D{one}", {"text": "Hello", "blocks": []})
