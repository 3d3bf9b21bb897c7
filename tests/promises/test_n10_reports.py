"""N10: the app is away from Friday 5 PM to Monday 8 AM, and a report was due on that Friday. Nobody is told twice."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import select

from schedules.reporting import Reporting
from schedules.rounds import Rounds
from storage.reports import reports
from tests.promises import sizes
from tests.promises.figures import record
from tests.promises.office import office

# In New York: the period of September 16 to 30 is due on Friday, October 2, at 5:00 PM.
DRAFT, THURSDAY, MONDAY = (
    datetime.fromisoformat(at)
    for at in ("2026-09-28T13:00:00+00:00", "2026-10-01T13:00:00+00:00", "2026-10-05T12:00:00+00:00")
)
HOUR = timedelta(hours=1)


async def test_a_deadline_in_a_weekend_away_brings_one_message_and_is_not_skipped(database_url: str) -> None:
    count = sizes.N10_PEOPLE
    async with office(database_url, count) as made:
        drafting, rounds = Reporting(made.store, made.clock.now), Rounds(made.store, made.clock.now)
        for at in (DRAFT, THURSDAY):
            made.clock.at = at
            await drafting.run_once()
            await rounds.run_once()
            await made.run(at + 8 * HOUR)
        before = len(made.slack.posts)
        held = await made.store.read(lambda db: len(db.all(select(reports.c.id))))
        made.clock.at = MONDAY
        await drafting.run_once()
        await rounds.run_once()
        await made.run(MONDAY + 10 * HOUR)
        posts = made.slack.posts[before:]
        said = Counter(one.place for one in posts)
    told = {one.place for one in posts if "Your status report for Sep 16–30 was due Fri, Oct 2, 5:00 PM" in one.text}
    skipped = count - len(told)
    met = held == count and max(said.values()) == 1 and not skipped
    figure = f"{max(said.values())} at most, {skipped} deadlines skipped"
    tried = f"{count} coaches with a report due at 5 PM"
    record("N10", "a report due as the app goes away", tried=tried, figure=figure, wanted="1 each, 0", met=met)
    assert met, (held, said)
