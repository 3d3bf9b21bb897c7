"""Weekly times that a roster speaks of, beside those that pairs agree on."""

from datetime import UTC, datetime

from sqlalchemy import select

from storage.people import Actor
from storage.roster import import_roster
from storage.series import series
from storage.serieswork import NewPattern, change_series
from tests.storage.rostering import files, opened, workspace
from tests.storage.test_planning import ENGAGED


def test_a_roster_that_says_nothing_new_leaves_a_coachs_own_weekly_time(database_url: str) -> None:
    now = datetime(2026, 11, 22, 15, tzinfo=UTC)
    people = (
        "email,name,roles,slack_user_id\n"
        "lee@example.org,Principal 1,leader,ULEAD\nkim@example.org,Coach A,coach,UCOACH\n"
    )
    with opened(database_url) as engine, engine.connect() as connection:
        db = workspace(connection)

        def bring(row: str) -> list[tuple[int, str]]:
            report = import_roster(db, "UADMIN", now, files(people=people, engagements=ENGAGED.format(row)))
            assert report.problems == ()
            return [(one.weekday, one.start) for one in db.all(select(series).order_by(series.c.id))]

        assert bring(",Tue,09:00,90") == [(1, "09:00")]
        first = db.value(select(series.c.id))
        change_series(db, Actor("UCOACH"), now, first, NewPattern(weekday=3, start="13:00", minutes=60))
        assert bring(",Tue,09:00,90") == [(3, "13:00")]
        assert bring("2027-06-04,Tue,09:00,90") == [(3, "13:00")]
        assert bring(",Wed,09:00,90") == [(2, "09:00")]
