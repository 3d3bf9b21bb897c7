"""N03, N10: Slack away for hours, the app away for a weekend. One message a person sums up what still matters."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from storage.database import Db
from storage.nudging import NewNudge, plan_nudges
from storage.status import read_status
from tests.promises import sizes
from tests.promises.figures import record
from tests.promises.office import MORNING, Office, away, office
from tests.storage.nudging import new, speaking

__all__ = ["speaking"]

HOUR = timedelta(hours=1)
BACK = MORNING + 6 * HOUR
FRIDAY, MONDAY = (datetime.fromisoformat(at) for at in ("2026-11-20T22:00:00+00:00", "2026-11-23T13:00:00+00:00"))
PAUSES = timedelta(minutes=75)
pytestmark = [pytest.mark.usefixtures("speaking"), pytest.mark.paced]


def during_the_outage(made: Office, number: int) -> list[NewNudge]:
    """Five for one person over six hours: three cards that keep, and two briefs of meetings that are over by then."""
    person = made.people[f"UL{number}"]
    times = [MORNING + PAUSES * place + timedelta(seconds=number % 600) for place in range(5)]
    cards = [new(person, "card", at, days=1, subject_id=place) for place, at in enumerate(times[::2])]
    return cards + [new(person, "brief", at, days=0.5 / 24, subject_id=9) for at in times[1::2]]


async def test_slack_away_for_six_hours_brings_one_message_a_person(database_url: str) -> None:
    count = sizes.N03_PEOPLE
    async with office(database_url, count) as made:
        made.slack.before = lambda _method, _place: away() if made.clock.now() < BACK else None
        planned = [one for number in range(count) for one in during_the_outage(made, number)]
        await made.store.write(plan_nudges, MORNING, planned)
        await made.run(BACK + 2 * HOUR)
        said, last = Counter(one.place for one in made.slack.posts), max(one.at for one in made.slack.posts)
        tries = [one for one in made.slack.calls if one.method == "chat.postMessage" and not one.took]
        listed = len((await made.storage.survey(read_status, made.clock.now())).unknowns)
    minutes = (last - BACK).total_seconds() / 60
    met = max(said.values()) == 1 and minutes <= 30 and made.slack.closest() >= 1
    figure = (
        f"{len(made.slack.posts)} messages to {count} people, done in {minutes:.0f} min; {len(tries)} tried in vain"
    )
    record(
        "N03", "Slack away for 6 h", tried=f"{5 * count:,} nudges", figure=figure, wanted="one each, 30 min", met=met
    )
    assert met
    assert not any("brief" in one.text for one in made.slack.posts)
    assert len(said) == count, "three nudges that keep for each: an attempt in vain costs one of them"
    assert listed == len(tries) <= 6 * 60 / 5


async def test_a_weekend_away_brings_one_message_on_monday_and_skips_no_deadline(database_url: str) -> None:
    count = sizes.N10_PEOPLE
    async with office(database_url, count) as made:
        made.clock.at = FRIDAY

        def plan(db: Db) -> None:
            for number in range(count):
                person, saturday = made.people[f"UL{number}"], FRIDAY + 16 * HOUR
                plan_nudges(
                    db,
                    FRIDAY,
                    [
                        new(person, "step_due", FRIDAY + HOUR, days=7, subject_id=1),
                        new(person, "unbooked", saturday, days=7, subject_id=2),
                        new(person, "brief", saturday, days=0.1, subject_id=3),
                        new(person, "card", saturday, days=3, subject_id=4),
                    ],
                )

        await made.store.write(plan)
        made.clock.at = MONDAY
        await made.run(MONDAY + 9 * HOUR)
        said = Counter(one.place for one in made.slack.posts)
    skipped = sum("step_due 1" not in one.text for one in made.slack.posts)
    met = set(said.values()) == {1} and len(said) == count and not skipped
    figure = f"{max(said.values())} at most, {skipped} deadlines skipped"
    record("N10", "Friday 17:00 to Monday 08:00", tried=f"{count} people", figure=figure, wanted="1 each, 0", met=met)
    assert met, said
    assert not any("brief" in one.text for one in made.slack.posts)
