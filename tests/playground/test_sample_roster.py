"""The sample programme: its profile, its files, and what its coaches have recorded."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from statistics import mean, median

from bot.frameworks import elements
from bot.rules.contacts import ACTIVITIES, KINDS, PRESENCE, check_amounts
from bot.rules.roster.checks import problems_of
from bot.rules.roster.known import Known
from bot.rules.roster.reading import read_roster
from bot.rules.roster.report import visit_clashes
from bot.rules.students import look
from playground.sample_history import PastContact, generate_history
from playground.sample_roster import ENDS, pairings, sample_files
from tests.playground.write_sample import FOLDER

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
CURRENT = [one for one in pairings() if one.ends_on == ENDS]


def test_the_shipped_files_are_what_the_generator_makes() -> None:
    shipped = {path.name: path.read_bytes() for path in FOLDER.iterdir()}
    assert shipped == sample_files(), "run python -m tests.playground.write_sample"


def test_the_files_are_in_order_for_many_seeds() -> None:
    for seed in (*range(10), 2026):
        roster = read_roster(list(sample_files(seed).items()))
        assert [one.line() for one in problems_of(roster, Known(), date(2026, 11, 22))] == []
        assert visit_clashes(roster.engagements) == []


def test_the_sample_has_the_profile_of_the_association() -> None:
    schools = {(one.district, one.school): one.level for one in CURRENT}
    sizes = sorted(Counter(district for district, _ in schools).values())
    assert (len(CURRENT), len(schools), len({one.leader_email for one in CURRENT})) == (72, 72, 72)
    assert (len(sizes), sizes[0], sizes[-1], median(sizes)) == (22, 1, 12, 2)
    assert round(sum(sizes[-3:]) / 72, 1) == 0.4
    assert Counter(schools.values()) == {"elementary": 36, "middle": 16, "high": 20}
    loads = Counter(one.coach_email for one in CURRENT).values()
    assert (len(loads), min(loads), max(loads)) == (18, 2, 6)
    assert len(pairings()) == 75, "a rematch and two transfers"


def test_every_role_is_there() -> None:
    roster = read_roster(list(sample_files().items()))
    held = Counter(role for placed in roster.people for role in placed.value.roles)
    assert held == {
        "leader": 72,
        "coach": 18,
        "coordinator": 4,
        "lead_coach": 1,
        "office": 1,
        "admin": 1,
        "liaison": 22,
    }


def test_coach_c_works_where_the_examples_say() -> None:
    mine = {one.school: one for one in CURRENT if one.coach_email == "coach.c@example.org"}
    assert set(mine) == {"Lincoln Elementary", "Lincoln Middle", "Harbor Middle", "Pine Street Elementary"}
    lincoln = mine["Lincoln Elementary"]
    assert (lincoln.leader_email, lincoln.visit_day, lincoln.visit_start) == ("principal.14@example.org", 1, "09:00")


def test_the_history_can_be_recorded_under_the_rules() -> None:
    running = {(one.leader_email, one.coach_email, one.school, one.starts_on): one for one in pairings()}
    for one in generate_history(NOW):
        pair = running[one.leader_email, one.coach_email, one.school, one.starts_on]
        assert pair.starts_on <= one.day <= pair.ends_on
        assert one.day <= one.recorded_at.date() <= NOW.date()
        assert check_amounts(KINDS[one.kind], one.minutes, one.count) == {}
        assert ACTIVITIES.keys() >= set(one.activities)
        assert one.presence in (PRESENCE if KINDS[one.kind].presence else (None,))


def test_what_was_said_in_the_sample_keeps_the_rules() -> None:
    said = [one for one in generate_history(NOW) if one.note or one.agreed or one.focus]
    assert len(said) > 100
    for one in said:
        assert elements().keys() >= set(one.focus)
        assert look(one.note or "") == ()
        for owner, what, due_on, done in one.agreed:
            assert (owner in {"coach", "leader"}, look(what)) == (True, ())
            assert due_on.weekday() < 5
            assert due_on < NOW.date() or not done
    assert any(not one.made for one in generate_history(NOW))


def test_the_history_has_the_profile_of_the_association() -> None:
    found = generate_history(NOW)
    visits = [one for one in found if one.kind == "visit"]
    assert 85 <= mean(one.minutes for one in visits) <= 105
    assert 2.5 <= (len(found) - len(visits)) / len(visits) <= 3.6
    lags = sorted(_lag(one) for one in visits)
    assert 5 <= lags[len(lags) // 2] <= 13
    assert 0.75 <= len(visits) / (72 * 8) <= 1


def _lag(one: PastContact) -> float:
    """Hours from noon of the day, about when a visit ends, to the record."""
    return (one.recorded_at - datetime(one.day.year, one.day.month, one.day.day, 16, tzinfo=UTC)) / timedelta(hours=1)


def test_three_pairs_have_gone_quiet() -> None:
    last: dict[str, date] = {}
    for one in generate_history(NOW):
        last[one.leader_email] = max(one.day, last.get(one.leader_email, one.day))
    assert sum((NOW.date() - day).days >= 14 for day in last.values()) == 3


def test_the_same_seed_tells_the_same_history() -> None:
    assert generate_history(NOW) == generate_history(NOW)
    assert generate_history(NOW, seed=7) != generate_history(NOW)


def test_nothing_is_recorded_before_the_year_begins() -> None:
    assert generate_history(datetime(2026, 8, 1, tzinfo=UTC)) == []
