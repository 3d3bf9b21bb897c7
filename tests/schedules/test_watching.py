"""Places in trouble are looked after until they are well, and the operator hears once a day of what needs a person."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from schedules.watching import Watching
from storage.database import Db
from storage.outbox import outbox, owe_answer
from storage.ticks import beat
from storage.troubles import TOKEN, Trouble, end_trouble, forget_troubles, note_trouble, open_troubles
from storage.watching import late
from tests.promises.office import COACHES, MORNING, OPS, Office, Slack, office
from tests.schedules.delivering import refused

HIDDEN = refused({"ok": False, "error": "channel_not_found"}, 200)


class Asked(Slack):
    """A Slack that tells of channels and people. told: what it says of each."""

    told: dict[str, Any]

    async def conversations_info(self, *, channel: str) -> dict[str, Any]:
        return {"channel": self._tell(channel)}

    async def users_info(self, *, user: str) -> dict[str, Any]:
        return {"user": self._tell(user)}

    def _tell(self, place: str) -> Any:
        if isinstance(found := self.told[place], Exception):
            raise found
        return found


def watching(made: Office, **told: Any) -> Watching:
    slack: Any = Asked(made.clock)
    slack.told = told
    return Watching(made.store, slack, made.clock.now)


@pytest.mark.parametrize(
    ("place", "code", "told", "over"),
    [
        (COACHES, "is_archived", {"is_archived": True, "is_member": True}, False),
        (COACHES, "is_archived", {"is_member": True}, True),
        (COACHES, "not_in_channel", HIDDEN, False),
        ("CELSEWHERE", "not_in_channel", HIDDEN, True),
        ("UL0", "user_disabled", {"deleted": True}, False),
        ("UL0", "user_disabled", {"deleted": False}, True),
        ("UL0", "messages_tab_disabled", None, False),
    ],
)
async def test_a_place_is_well_once_slack_says_so(
    database_url: str, place: str, code: str, told: Any, over: bool
) -> None:
    async with office(database_url, 1) as made:
        await made.store.write(note_trouble, MORNING, place, code)
        assert await watching(made, **{place: told}).run_once() == over
        assert (place in await made.store.read(open_troubles)) is not over


async def test_where_nothing_can_be_asked_it_is_tried_again_after_a_week(database_url: str) -> None:
    async with office(database_url, 1) as made:
        await made.store.write(note_trouble, MORNING, "UL0", "messages_tab_disabled", times=2)
        (found,) = (await made.store.read(open_troubles)).values()
        assert isinstance(found, Trouble)
        assert found.parked
        made.clock.turn(7 * 86_400)
        assert await watching(made).run_once() == 1


async def test_the_operator_hears_once_a_day_and_only_of_what_needs_a_person(database_url: str) -> None:
    async with office(database_url, 1) as made:
        await watching(made).run_once()
        made.clock.turn(86_400)
        await made.store.write(_two_unknown, made.clock.now())
        await made.store.write(note_trouble, made.clock.now(), COACHES, "is_archived")
        for _ in range(3):
            await watching(made, **{COACHES: HIDDEN}).run_once()
        await made.run(made.clock.now() + timedelta(minutes=5))
        (line,) = [one for one in made.slack.posts if one.place == OPS]
    assert line.text == (
        "Coachlog needs a look: 2 messages may or may not have arrived; 1 place takes no messages. "
        "`coachlog status` has the details."
    )


async def test_after_a_standstill_a_duty_is_called_late_only_once_it_had_its_chance(database_url: str) -> None:
    async with office(database_url, 1) as made:
        await made.storage.system(beat, "reports", MORNING - timedelta(days=9))
        await made.storage.system(beat, "watch", MORNING - timedelta(days=9))
        first, second = watching(made), watching(made)
        for tried, minutes in (((), 0), ({"match"}, 2), ({"match", "reports"}, 2)):  # tried, and failed again
            assert await made.store.read(count_lines) == 0
            made.clock.turn(minutes * 60)
            await first.run_once(tried)
        assert await made.store.read(count_lines) == 1
        made.clock.turn(86_400)
        for seconds in (0, 3600):  # one that hangs is waited for an hour
            made.clock.turn(seconds)
            await second.run_once()
        assert await made.store.read(count_lines) == 2
        assert await made.store.read(late, made.clock.now()) == ("reports",)


def count_lines(db: Db) -> int:
    return int(db.value(select(func.count()).select_from(outbox).where(outbox.c.kind == "ops_line")))


async def test_what_is_over_for_a_month_is_forgotten(database_url: str) -> None:
    async with office(database_url, 1) as made:
        for place in ("UL0", COACHES):
            await made.store.write(note_trouble, MORNING, place, "user_disabled")
        await made.store.write(end_trouble, MORNING, "UL0")
        assert await made.store.write(forget_troubles, MORNING + timedelta(days=29)) == 0
        assert await made.store.write(forget_troubles, MORNING + timedelta(days=31)) == 1
        assert (await made.store.read(open_troubles)).keys() == {COACHES}


def _two_unknown(db: Db, now: Any) -> None:
    for key in ("a", "b"):
        owe_answer(db, now, key, "D1", {"text": "Hello", "blocks": []})
    db.change(update(outbox).where(outbox.c.key.in_(("a", "b"))).values(state="unknown", payload=None))


async def test_a_dead_token_is_in_the_way_of_everything_and_asked_about_by_nobody_else(database_url: str) -> None:
    async with office(database_url, 1) as made:
        await made.store.write(note_trouble, MORNING, TOKEN, "token_revoked")
        await made.store.write(owe_answer, MORNING, "a", "D1", {"text": "Hello", "blocks": []})
        await made.run(MORNING + timedelta(hours=3))
        assert await watching(made).run_once() == 0
    assert made.slack.calls == []
