"""The day of something to come: as a step's due day, but for today, which a visit may still be on."""

from datetime import date, timedelta

from bot.language.days import Day, due_on

AFTER_HOURS = 17 * 60  # no visit is taken to be later than that, unless its time says so


def coming_on(said: Day, today: date, now_minute: int, start: int | None) -> tuple[date | None, bool]:
    """The day, never before today, and whether that is a guess; None when it can't be.

    "Thu", said on a Thursday, is today while that hour is to come, else a week from now: a guess either way.
    """
    bare = said.how == "weekday" and not said.near and said.weekday == today.weekday()
    if bare and now_minute < (AFTER_HOURS if start is None else start):
        return today, True
    if said.how == "weekday" and said.near == "this" and said.weekday == today.weekday():
        return today, False
    if said.how == "weekday" and said.near == "thisweek" and said.weekday is not None:
        found = today + timedelta(days=said.weekday - today.weekday())
        return (found if found >= today else None), False
    return due_on(said, today)


def planned_on(said: Day, today: date) -> tuple[date | None, bool]:
    """The day of a visit that was planned: one to come, or one of the last two weeks that was said to be past."""
    monday = today - timedelta(days=today.weekday())
    if said.how == "weekday" and said.weekday is not None and not said.near:
        found = monday + timedelta(days=said.weekday)
        return (found if found >= today else found + timedelta(days=7)), found < today
    if said.how == "weekday" and said.weekday is not None and said.near in {"last", "lastweek"}:
        return monday + timedelta(days=said.weekday - 7), said.near == "last"
    if said.how == "offset":
        return today + timedelta(days=said.day), False
    return coming_on(said, today, 0, None)
