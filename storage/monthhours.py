"""The hours of a month, also of one that is over: each leader's minutes that count; the banks of somebody's own.

By the account that the running month has (storage/hours.py, storage/dosefigures.py): a group's meeting once for each
leader who was there, no more of a day than the program's cap.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from bot.rules.answers import minutes_by_leader
from bot.rules.hours import bank_of
from bot.rules.lists import Span
from bot.rules.views import Standing
from storage.database import Db
from storage.engagements import Engagement
from storage.hours import Whose, accounts
from storage.programmes import Programme
from storage.questionsums import Whose as Summed
from storage.questionsums import contact_sums


def leader_minutes(
    db: Db, programme: Programme, first: date, last: date, pairs: Collection[int] | None = None
) -> dict[int, int]:
    """The minutes that count of each leader of a program from the first to the last day, or of these pairs alone."""
    cap, whose = programme.rules.dose.minutes_per_day_cap, Summed(programme.id)
    if pairs is not None:
        whose = Summed(pairs=tuple(pairs))
    return minutes_by_leader(contact_sums(db, whose, Span(first, last, ""), daily=cap is not None), cap)


def month_standings(
    db: Db, programme: Programme, whose: Whose, pairs: Sequence[Engagement], day: date, today: date
) -> list[Standing]:
    """The banks of the month that a day is in, of each leader of these pairs, in the order of the pairs."""
    banks = accounts(db, whose, programme, day, today)
    year = (programme.year_from, programme.year_to)
    hers: dict[int, list[Engagement]] = defaultdict(list)
    for one in pairs:
        if one.programme_id == programme.id:
            hers[one.leader_id].append(one)
    return [
        Standing(
            ", ".join(dict.fromkeys(one.school for one in those)),
            those[0].leader,
            bank_of(programme.rules.dose, year, banks[leader], day, today),
            those[0].id,
        )
        for leader, those in hers.items()
    ]
