"""Who is behind on hours, by the one rule of pace: as on Home, in the digest and for reminders."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bot.rules.answers import Answer, Pair, Share
from bot.rules.dates import month_of
from bot.rules.hours import Bank
from bot.rules.lists import month_span
from bot.rules.pacing import on_pace
from bot.rules.programme import Dose
from bot.rules.questions import COACH, LEADER
from bot.rules.views import Standing
from storage.dosefigures import dose_standing
from storage.engagements import coach_engagements, leader_engagements
from storage.hours import Whose
from storage.monthhours import leader_minutes, month_standings
from storage.programmes import Programme
from storage.questionwork import Work


def pace_answer(work: Work) -> Answer:
    """Of the month that the days asked about end in: what it will come to while it runs, what it came to once over."""
    month = month_of(work.span.last)
    own = work.scope.view in {COACH, LEADER}
    found = [(one, _is_behind(one.bank)) for one in _own(work, month)] if own else []
    shares = [] if own else [(one, not on_pace(one.goal / 60, one.comes_to)) for one in _shares(work, month)]
    behind = sum(late for _, late in (*found, *shares))
    first = sorted(found, key=lambda one: (not one[1], one[0].school))
    short = sorted((one for one, late in shares if late), key=lambda one: (one.comes_to - one.goal, one.school))
    rows = (*(one for one, _ in first), *short)
    reading = replace(work.reading, spans=(month_span(month[0].year, month[0].month),))
    return work.answer(reading=reading, amount=behind, of=len(found) + len(shares), rows=rows, total=len(rows))


def _is_behind(bank: Bank) -> bool:
    return not on_pace(bank.goal_hours, bank.minutes if bank.expected is None else bank.expected)


def _own(work: Work, month: tuple[date, date]) -> list[Standing]:
    """The banks of the leaders that a coach has, or of a leader herself."""
    db, scope, wanted = work.db, work.scope, {one.id for one in work.pairs}
    engaged = coach_engagements if scope.view == COACH else leader_engagements
    pairs = [one for one in engaged(db, scope.person, scope.today) if one.id in wanted and one.starts_on <= month[1]]
    whose = Whose(scope.person, coach=scope.view == COACH)
    programs = [one for one in scope.programs if any(pair.programme_id == one.id for pair in pairs)]
    day = min(month[1], scope.today)
    return [found for one in programs for found in month_standings(db, one, whose, pairs, day, scope.today)]


def _shares(work: Work, month: tuple[date, date]) -> list[Share]:
    """Each leader of a program, or of a district, for whom hours are promised."""
    runs = month[1] >= work.scope.today
    made: list[Share] = []
    for program in work.scope.programs:
        theirs = [one for one in work.pairs if one.programme_id == program.id]
        pairs = [one for one in theirs if (one.runs(work.scope.today) if runs else _ran(one, month))]
        if pairs and program.rules.dose.hours_per_month:
            minutes, expected = _running(work, program) if runs else (leader_minutes(work.db, program, *month), {})
            made += _of_leaders(pairs, program.rules.dose, minutes, expected)
    return made


def _ran(pair: Pair, month: tuple[date, date]) -> bool:
    return pair.starts_on <= month[1] and (pair.ends_on is None or pair.ends_on >= month[0])


def _running(work: Work, program: Programme) -> tuple[dict[int, int], dict[int, int]]:
    paces = dose_standing(work.db, program, work.scope.today)
    return {one.leader: one.minutes for one in paces}, {one.leader: one.expected for one in paces}


def _of_leaders(
    pairs: Iterable[Pair], dose: Dose, minutes: dict[int, int], expected: dict[int, int]
) -> Iterable[Share]:
    leaders: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        leaders[pair.leader_id].append(pair)
    goal = round(dose.hours_per_month * 60)
    for leader, hers in leaders.items():
        school = ", ".join(dict.fromkeys(one.school for one in hers))
        yield Share(
            school, hers[0].leader, hers[0].coach, minutes.get(leader, 0), goal, expected.get(leader), hers[0].id
        )
