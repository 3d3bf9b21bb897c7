"""The same question has the same number wherever it is asked, on both databases."""

from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bot.exports.sheets import Cells
from bot.messages.questionnotes import notes
from bot.rules.answers import Silence
from bot.rules.dates import month_of
from bot.rules.digests import Figures
from bot.rules.figures import Counts
from bot.rules.periods import period_of, previous
from bot.rules.reportdrafts import draft_of
from bot.rules.sharing import Reader
from storage.desk import desk_of
from storage.digesting import digests_due, keep_week
from storage.digestweeks import read_week
from storage.drafting import draft_report
from storage.draftsources import sources_of
from storage.exporting import Place
from storage.figures import pair_figures
from storage.home import home_facts
from storage.lowhours import far_below
from storage.programmes import Programme, closures, list_programmes, programmes
from storage.questions import ask
from storage.rosterviews import read_pair
from storage.sheetlists import read_missing
from storage.sheetrows import Asked
from storage.stalled import silent
from tests.storage.contacting import COACH, COORDINATOR, NOW, OTHER, TODAY, Program, add_person
from tests.storage.nudging import local
from tests.storage.planned import plan_usual
from tests.storage.questioning import lived_in

MONDAY = TODAY - timedelta(days=TODAY.weekday())


def the_program(program: Program) -> Programme:
    return next(one for one in list_programmes(program.db) if one.id == program.id)


def answered(program: Program, text: str, actor: Any = COORDINATOR) -> Any:
    told = ask(program.db, actor, NOW, text).answer
    assert told is not None, text
    return told


def missing(program: Program, first: date) -> list[Cells]:
    return list(read_missing(program.db, Asked(the_program(program), first, TODAY, 0, NOW), Place()).rows)


def test_days_without_contact_are_the_same_on_every_surface(program: Program) -> None:
    program.log("long ago", day=date(2026, 9, 1))
    for first, last in ((date(2026, 9, 7), date(2026, 9, 8)), (date(2026, 10, 31), date(2026, 11, 1))):
        program.db.add(closures, programme_id=program.id, day=first, until=last, name="Closed")
    days = (TODAY - date(2026, 9, 1)).days - 4  # weekends count, and so do closed days of more than two months ago
    programme = the_program(program)
    desk = desk_of(program.db, programme, Reader(frozenset({"coordinator"})), NOW, TODAY)
    told: dict[str, dict[int, int | None]] = {
        "desk": {one.pair: one.days for one in desk.silent},
        "digest": {one.pair: one.days for one in read_week(program.db, NOW, program.id, MONDAY).quiet},
        "nudges": {one.row.id: (TODAY - one.since).days - 4 for one in silent(program.db, programme, TODAY)},
        "asked": {
            one.pair: one.days
            for one in answered(program, "who haven't I seen in two weeks?").rows
            if isinstance(one, Silence)
        },
    }
    assert {name: found[program.pair] for name, found in told.items()} == dict.fromkeys(told, days)
    assert len({tuple(sorted(found.items())) for name, found in told.items() if name != "nudges"}) == 1
    assert answered(program, "when did I last see Principal 14?", COACH).extra == {"days": days}
    listed = {
        one["school"]: one["days"] for one in missing(program, date(2026, 11, 1)) if "No contact" in str(one["what"])
    }
    assert listed["Lincoln Elementary"] == days


def test_a_groups_meeting_is_a_contact_on_every_surface(program: Program) -> None:
    third = program.engage("Grove High", "ULEAD2", "UCOACH")
    program.log("cohort", kind="cohort", attendees=(third,))
    program.log("own", actor=OTHER, engagement=program.pairs["Harbor Middle"])
    programme = the_program(program)
    assert desk_of(program.db, programme, Reader(frozenset({"coordinator"})), NOW, TODAY).silent_count == 0
    assert read_week(program.db, NOW, program.id, MONDAY).quiet == ()
    assert silent(program.db, programme, TODAY) == []
    for text in ("who haven't I seen in two weeks?", "who haven't I seen this month?"):
        assert answered(program, text).amount == 0
    assert not [one for one in missing(program, month_of(TODAY)[0]) if "No contact" in str(one["what"])]


def behind(program: Program, actor: Any, text: str = "who is behind on hours?") -> tuple[int, int]:
    told = answered(program, text, actor)
    return told.amount, told.of


def test_who_is_behind_is_the_same_on_every_surface(program: Program) -> None:
    """A call on the 16th is less than was due by then, and a weekly visit more than will do."""
    plan_usual(program.db)
    program.log("call", kind="call", minutes=20, day=date(2026, 11, 16))
    program.log("video", kind="video", minutes=50, day=date(2026, 11, 3))
    for each, minutes in ((("mid", date(2026, 11, 9)), 100), (("late", date(2026, 11, 12)), 60)):
        program.log(each[0], day=each[1], minutes=minutes)
    digest = read_week(program.db, NOW, program.id, MONDAY)
    home = home_facts(program.db, COACH, NOW).coach
    assert home is not None
    short = {one.pair: one.bank.make_up.missing for one in home.standings if one.bank.make_up}
    assert {one.pair: one.minutes for one in digest.behind if one.pair == program.pair} == short == {}
    assert behind(program, COORDINATOR) == (digest.leaders - digest.on_pace, digest.leaders) == (1, 2)
    assert behind(program, COACH) == (0, 1)
    assert behind(program, OTHER) == (1, 1)


def test_a_month_that_is_over_is_told_the_same_on_every_surface(program: Program) -> None:
    """264 minutes read as 4.5 hours do; a group's meeting counts once for her, wherever she is coached."""
    again = program.engage("Annex", "ULEAD", "UCOACH")
    program.log("a", day=date(2026, 10, 5), minutes=170)
    program.log("b", kind="session", day=date(2026, 10, 6), minutes=44, engagement=again)
    third = program.engage("Grove High", "ULEAD2", "UCOACH")
    program.log("group", kind="team_meeting", day=date(2026, 10, 7), minutes=50, attendees=(again, third))
    for actor in (COORDINATOR, COACH):
        assert behind(program, actor, "who was behind on hours in October?") == (1, 2)


def test_contacts_and_hours_of_a_month_are_the_same_on_every_surface(program: Program) -> None:
    """Three e-mails are three contacts, a group's meeting is one, and its minutes count for each leader."""
    third = program.engage("Grove High", "ULEAD2", "UCOACH")
    program.log("mails", kind="email", minutes=None, count=3, presence=None)
    program.log("group", kind="team_meeting", minutes=60, attendees=(third,), activities=("A3",))
    program.log("visit", minutes=45, activities=("A3",))
    (home,) = home_facts(program.db, COORDINATOR, NOW).coordinator
    asked = {text: answered(program, f"{text} this month").amount for text in ("contacts", "hours")}
    assert (home.contacts, home.minutes) == (asked["contacts"], asked["hours"]) == (5, 165)
    page = read_pair(program.db, COORDINATOR, NOW, program.pair)
    hers = [answered(program, f"{text} at Lincoln this month", COACH).amount for text in ("contacts", "hours")]
    figures = {one.pair: one for one in pair_figures(program.db, NOW, program.id, *month_of(TODAY))}[program.pair]
    assert [page.contacts, page.minutes] == hers == [figures.made, figures.minutes] == [5, 105]
    period = period_of(TODAY)
    draft = draft_of(period, sources_of(program.db, [program.pair], period, NOW, "UTC")[program.pair])
    told = {one.name: getattr(draft.figures, one.name) for one in fields(Counts)}
    kept = {one.name: getattr(figures, one.name) for one in fields(Counts)}
    unsaid = {"present", "absent", "focus", "planned", "to_come", "unexplained"}  # of other days, or not in reports
    assert {name: told[name] for name in told if name not in unsaid} == {
        name: kept[name] for name in kept if name not in unsaid
    }


def test_reports_that_are_late_are_the_same_on_every_surface(program: Program) -> None:
    """One is missing; that of a coach who came into the roster after the period was never drafted, so isn't owed."""
    period = previous(previous(period_of(TODAY)))
    draft_report(program.db, NOW - timedelta(days=20), program.id, program.people["UCOACH"], period)
    digest = read_week(program.db, NOW, program.id, MONDAY)
    (standing,) = desk_of(program.db, the_program(program), Reader(frozenset({"coordinator"})), NOW, TODAY).reports
    listed = [one for one in missing(program, period.first) if "report" in str(one["what"]).lower()]
    told = {"desk": standing.late, "digest": len(digest.late), "file": len(listed)}
    assert told | {"asked": answered(program, "late reports").amount} == dict.fromkeys((*told, "asked"), 1)
    assert (standing.owed, digest.due - digest.on_time) == (1, 1)


def test_visits_of_this_week_and_month_are_those_held_and_those_to_come(program: Program) -> None:
    lived_in(program)
    monday = NOW + timedelta(days=6)
    for text, first, last, now in (
        ("visits this week?", date(2026, 11, 23), date(2026, 11, 29), monday),
        ("visits this month?", date(2026, 11, 1), date(2026, 11, 30), NOW),
    ):
        told = ask(program.db, COACH, now, text).answer
        assert told is not None
        (hers,) = [one for one in pair_figures(program.db, now, program.id, first, last) if one.pair == program.pair]
        assert (told.amount, told.extra["coming"], len(told.rows)) == (hers.held, hers.to_come, hers.planned)
        assert hers.to_come
    assert answered(program, "visits this month by week", COACH).extra["coming"] == 0


def test_the_mix_of_a_month_is_told_alike_by_its_digests_however_late_something_is_logged(program: Program) -> None:
    """Two that differ by one late log would tell what that was about."""
    for place in range(4):
        user = f"UL{place}"
        program.people[user] = add_person(program.db, user, f"Principal {place}", f"{user}@example.org")
        pair = program.engage(f"School {place}", user, "UCOACH")
        program.log(user, engagement=pair, day=date(2026, 10, 20), focus=("cpsel:2B",))
    program.log("mine", day=date(2026, 10, 21), focus=("cpsel:2B",))
    first = digest_on(program, local(date(2026, 11, 9), "07:45"))
    program.log("late", day=date(2026, 10, 22), focus=("cpsel:2B",))
    second = digest_on(program, local(date(2026, 11, 16), "07:45"))
    assert (first.mixed, second.mixed) == (date(2026, 10, 1), date(2026, 10, 1))
    assert first.practices == second.practices != ()


def digest_on(program: Program, now: datetime) -> Figures:
    """The digest that is made then."""
    (due,) = digests_due(program.db, now)
    figures = read_week(program.db, now, due.programme, due.monday)
    keep_week(program.db, now, due, figures, now)
    return figures


def test_as_of_a_day_the_usual_days_are_those_until_then(program: Program) -> None:
    program.log("a", day=date(2026, 10, 5), minutes=170)
    told = answered(program, "hours as of October 10", COACH)
    assert [(one.first, one.last) for one in told.reading.spans] == [(date(2026, 10, 1), date(2026, 10, 10))]
    assert answered(program, f"hours as of {TODAY:%B} {TODAY.day}", COACH).reading.as_of is None
    ahead = notes(answered(program, "hours in November as of October 10", COACH))
    assert ahead[0] == "Those days were still to come then."


def test_hours_far_below_keep_to_the_days_cap_as_the_bank_does(program: Program) -> None:
    for day in (date(2026, 9, 10), date(2026, 10, 8)):
        program.log(str(day), day=day, minutes=300)
    stored = program.db.value(select(programmes.c.rules))

    def far(cap: int | None) -> set[int]:
        rules = {**stored, "dose": {**stored["dose"], "minutes_per_day_cap": cap}}
        program.db.run(update(programmes).values(rules=rules))
        return {one.pair for one in far_below(program.db, the_program(program), TODAY)}

    assert program.pair in far(120) - far(None)
