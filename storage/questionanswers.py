"""Each question of the fixed set answered: its number and the list behind it, as far as the one who asks may read."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.rules.answers import (
    COMING,
    HELD,
    MISSED,
    UNKNOWN,
    Answer,
    Pair,
    Row,
    Silence,
    all_keys,
    fewest_on,
    key_of,
    parts_of,
)
from bot.rules.answersums import contacts_by, minutes_by, visits_by
from bot.rules.commitments import SIDES
from bot.rules.dates import zone
from bot.rules.ladders import QUIET_DAYS
from bot.rules.lists import EARLIEST, Span, stretch
from bot.rules.questions import (
    BY_COACH,
    BY_DISTRICT,
    COACH,
    DISTRICT,
    FEWEST,
    LEADER,
    ME,
    SCHOOL,
    SPAN,
    WEEK,
    Reading,
    asks_whole_months,
    settled,
    settled_in_months,
)
from bot.rules.setup import school_year
from storage.database import Db
from storage.questionlists import (
    activity_counts,
    booked_pairs,
    folded_activities,
    list_facts,
    list_reports,
    list_steps,
    list_visits,
    seen_pairs,
    silences,
    silent_pairs,
    tallies,
)
from storage.questionpace import pace_answer
from storage.questionscope import Scope
from storage.questionsums import Whose, contact_sums, visit_sums
from storage.questionwork import Work, in_spans

DAY = timedelta(days=1)


def answer_of(db: Db, scope: Scope, reading: Reading) -> Answer:
    """The answer to a question that the one who asks may ask. Its pairs are theirs."""
    if reading.as_of and reading.as_of >= scope.today:
        reading = replace(reading, as_of=None)  # as it stands
    theirs = (one for one in scope.pairs if scope.may(reading.question, one.programme_id))
    pairs = tuple(one for one in theirs if not reading.pairs or one.id in reading.pairs)
    whole = _settled(scope, reading, pairs)
    whose = Whose(pairs=tuple(one.id for one in pairs), as_of=_instant(scope, whole.as_of))
    if scope.by_program and not reading.pairs:
        whose = _of_program(whose, pairs)
    work = Work(db, scope, whole, pairs, whose)
    if not pairs:
        return work.answer(amount=0)
    if _is_hidden(work):
        return work.answer(hidden=True)
    return _ANSWERS[reading.question](work)


def _settled(scope: Scope, reading: Reading, pairs: Sequence[Pair]) -> Reading:
    if scope.view == DISTRICT and reading.about.adds and not scope.reads(reading.question, pairs):
        return settled_in_months(reading, scope.today, scope.year or school_year(scope.today))
    return settled(reading, reading.as_of or scope.today, scope.year)


def _of_program(whose: Whose, pairs: Sequence[Pair]) -> Whose:
    """The whole of the pairs' program."""
    return Whose(pairs[0].programme_id, (), whose.as_of) if pairs else whose


def _instant(scope: Scope, day: date | None) -> datetime | None:
    """The end of a day where the one who asks is."""
    if day is None or day >= scope.today:
        return None
    return datetime.combine(day + DAY, time(), zone(scope.zone)).astimezone(UTC)


def _is_hidden(work: Work) -> bool:
    """Whether a count would tell of a few leaders: a district hears of all its schools together, of five at least.

    It hears of no part of them either, or two answers would differ by a single school; and of no day on which there
    were fewer, or by two answers of which one has some days more they would be told of alone. What adds up it hears of
    whole months, once they are over: else single days would be left between two answers, or between today's and
    tomorrow's, and whose day it was can be seen in each leader's hours.
    """
    if work.scope.view != DISTRICT or work.reads:
        return False
    if work.reading.about.adds and not asks_whole_months(work.reading, work.scope.today):
        return True
    few = len({one.leader_id for one in work.running}) < FEWEST
    apart = bool(work.reading.pairs) or work.reading.by in {SCHOOL, BY_COACH, BY_DISTRICT}
    return few or apart or any(fewest_on(work.pairs, span) < FEWEST for span in work.reading.spans)


def _hours(work: Work) -> Answer:
    cap = work.scope.program.rules.dose.minutes_per_day_cap if work.scope.program else None
    daily = cap is not None or work.reading.by in {WEEK, SPAN}
    sums = contact_sums(work.db, work.whose, work.span, daily=daily)
    by = minutes_by(in_spans(work, sums), work.key, cap)
    parts = parts_of(work.apart, all_keys(work.apart, work.pairs), by)
    rows: Sequence[Row] = ()
    if not parts and _may_list(work):
        rows = list_facts(work.db, work.whose, work.span, "counts")
    return work.answer(amount=sum(by.values()), parts=parts, rows=tuple(rows), total=len(rows))


def _contacts(work: Work) -> Answer:
    reading = work.reading
    daily = reading.by in {WEEK, SPAN}
    sums = in_spans(work, contact_sums(work.db, work.whose, work.span, daily=daily))
    total = sum(contacts_by(sums, lambda *_: "", reading.kinds, apart=False).values())
    tells = work.scope.view != DISTRICT or work.reads
    apart = work.apart if tells else reading
    by = contacts_by(sums, key_of(apart, {one.id: one for one in work.pairs}), reading.kinds, apart=apart.by == SCHOOL)
    parts = parts_of(apart, all_keys(apart, work.pairs), by)
    rows = list_facts(work.db, work.whose, work.span, reading.kind) if _may_list(work) and not parts else []
    return work.answer(amount=total, parts=parts, rows=tuple(rows), total=len(rows))


def _activities(work: Work) -> Answer:
    if work.scope.view == DISTRICT and not work.reads:
        counts = folded_activities(work.db, [one.id for one in work.pairs], work.span)
    else:
        counts = activity_counts(work.db, work.whose, work.span)
    parts = parts_of(replace(work.reading, by="activity"), (), counts)
    return work.answer(amount=sum(counts.values()), parts=parts)


_STATES = {"visits": (HELD,), "missed": (MISSED,), "moved": (HELD, MISSED, UNKNOWN, COMING)}
_PROMISED = (HELD, MISSED, UNKNOWN)


def _visits(work: Work) -> Answer:
    """Held of those that were to be held until now, and those to come; missed or moved of the same."""
    asked, today = work.reading.question, work.scope.today
    ahead = asked == "visits" and work.span.last > today
    daily = ahead or work.reading.by in {WEEK, SPAN}
    every = in_spans(work, visit_sums(work.db, work.whose, work.span, work.scope.now, daily=daily))
    found = [one for one in every if one.day <= today] if ahead else every
    tells = work.scope.view != DISTRICT or work.reads
    lists = _may_list(work)
    listed = not work.reading.by and (asked != "visits" or (ahead and lists and work.scope.view in {COACH, LEADER}))
    apart = work.reading if listed or not tells else work.apart
    key, figure = key_of(apart, {one.id: one for one in work.pairs}), "moved" if asked == "moved" else "amount"
    of = _STATES["moved"] if asked == "moved" else _PROMISED
    by, out = visits_by(found, key, _STATES[asked], figure), visits_by(found, key, of)
    parts = parts_of(apart, all_keys(apart, work.pairs), by, out)
    wanted = "promised" if ahead else asked
    rows = list_visits(work.db, work.whose, wanted, work.span, work.scope.now) if not parts and lists else []
    extra = {state: sum(one.amount for one in found if one.state == state) for state in (MISSED, UNKNOWN)}
    extra["phone"] = sum(one.phone for one in found if one.state == HELD)
    extra["coming"] = sum(one.amount for one in every if one.state == COMING) if ahead else 0
    return work.answer(
        amount=sum(by.values()), of=sum(out.values()), parts=parts, rows=tuple(rows), total=len(rows), extra=extra
    )


def _may_list(work: Work) -> bool:
    return work.lists_contacts and work.whose.as_of is None


def _last(work: Work) -> Answer:
    rows = list_facts(work.db, work.whose, Span(EARLIEST, work.scope.today, ""), work.reading.kind, most=50)
    silent = _silent(work, QUIET_DAYS[0]) if len(work.pairs) == 1 and not work.reading.kind else []
    extra = {"days": silent[0].days or 0} if silent else {}
    return work.answer(rows=tuple(rows), total=len(rows), extra=extra)


def _next(work: Work) -> Answer:
    asked = "proposed" if work.scope.view in {COACH, LEADER} else "next"
    span = work.reading.spans[0] if work.reading.spans else None
    rows = list_visits(work.db, work.whose, asked, span, work.scope.now)
    return work.answer(rows=tuple(rows), total=len(rows))


def _unlogged(work: Work) -> Answer:
    rows = list_visits(work.db, work.whose, "unlogged", work.span, work.scope.now)
    return work.answer(amount=len(rows), rows=tuple(rows) if work.reads else (), total=len(rows))


def _unbooked(work: Work) -> Answer:
    span = work.reading.spans[0] if work.reading.spans else None
    booked = booked_pairs(work.db, work.whose, span, work.scope.now)
    left = [one for one in work.running if one.id not in booked]
    return _quiet(work, left)


def _unseen(work: Work) -> Answer:
    """For so many days until today, as they are counted everywhere; or in other days, as they are said."""
    span = work.span
    many = (span.last - span.first).days + 1
    if work.reading.spans == (stretch(work.scope.today, many),):
        found = _silent(work, many)
        rows = tuple(found) if work.reads else ()
        return work.answer(amount=len(found), of=len(work.running), rows=rows, total=len(rows), extra={"days": many})
    seen = seen_pairs(work.db, work.whose, span)
    return _quiet(work, [one for one in work.running if one.id not in seen and one.starts_on <= span.first])


def _silent(work: Work, days: int) -> list[Silence]:
    return silent_pairs(work.db, work.scope.programs, work.whose, work.running, work.scope.today, days)


def _quiet(work: Work, left: Sequence[Pair]) -> Answer:
    rows = silences(work.db, left) if work.reads else []
    return work.answer(amount=len(left), of=len(work.running), rows=tuple(rows), total=len(rows))


def _steps(work: Work) -> Answer:
    """Of pairs that run today, as on Home and in the digest."""
    overdue = work.reading.question == "overdue"
    if not work.reads:
        found = tallies(work.db, work.whose, work.running, work.scope.today)
        shown = [one for one in found if one.overdue or not overdue]
        amount = sum(one.overdue if overdue else one.open for one in found)
        return work.answer(amount=amount, rows=tuple(shown), total=len(shown))
    side = work.scope.view
    other = SIDES[1 - SIDES.index(side)]
    owner = {"": "", ME: side}.get(work.reading.side, other)
    rows = list_steps(work.db, work.running, side, work.scope.today, owner=owner, overdue=overdue)
    return work.answer(amount=len(rows), rows=tuple(rows), total=len(rows))


def _reports(work: Work) -> Answer:
    coaches = [work.scope.person] if work.scope.view == COACH else [one.coach_id for one in work.pairs]
    span = work.reading.spans[0] if work.reading.spans else None
    rows = list_reports(work.db, coaches, (one.programme_id for one in work.pairs), span, work.scope.now)
    if work.reading.question == "late_reports":
        rows = [one for one in rows if (one.missing if span is None else one.late)]
        return work.answer(amount=len(rows), rows=tuple(rows), total=len(rows))
    waiting = sorted((one for one in rows if not one.here), key=lambda one: one.due_on)
    shown = [*waiting, *(one for one in rows if one.here)] if span else waiting or rows[:1]
    return work.answer(amount=len(waiting), rows=tuple(shown), total=len(shown))


_ANSWERS: dict[str, Callable[[Work], Answer]] = {
    "hours": _hours,
    "pace": pace_answer,
    "contacts": _contacts,
    "activities": _activities,
    "visits": _visits,
    "missed": _visits,
    "moved": _visits,
    "last": _last,
    "next": _next,
    "unbooked": _unbooked,
    "unseen": _unseen,
    "unlogged": _unlogged,
    "overdue": _steps,
    "promised": _steps,
    "late_reports": _reports,
    "reports": _reports,
}
