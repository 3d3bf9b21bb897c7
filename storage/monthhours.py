"""Contacts and hours of a month, also of one that is over: in sums, each leader's minutes, the banks of somebody's own.

By the account that the running month has (storage/hours.py, storage/dosefigures.py): a group's meeting once for each
leader who was there, no more of a day than the program's cap.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from bot.rules.answersums import contacts_by, minutes_by_leader
from bot.rules.hours import bank_of
from bot.rules.lists import EARLIEST, LATEST, Span
from bot.rules.views import Standing
from storage.database import Db
from storage.engagements import Engagement
from storage.hours import Whose, accounts
from storage.programmes import Programme, list_programmes
from storage.questionsums import Whose as Summed
from storage.questionsums import contact_sums
from storage.survey import month_sums


def leader_minutes(
    db: Db, programme: Programme, first: date, last: date, pairs: Collection[int] | None = None
) -> dict[int, int]:
    """The minutes that count of each leader of a program from the first to the last day, or of these pairs alone."""
    cap, whose = programme.rules.dose.minutes_per_day_cap, Summed(programme.id)
    if pairs is not None:
        whose = Summed(pairs=tuple(pairs))
    return minutes_by_leader(contact_sums(db, whose, Span(first, last, ""), daily=cap is not None), cap)


def contacts_and_minutes(db: Db, programme: Programme, first: date, last: date) -> tuple[int, int]:
    """A program's contacts in some days, and the minutes that count, as an answer has them."""
    contacts, minutes = month_sums(db, programme.id, first, last)
    if programme.rules.dose.minutes_per_day_cap is None:
        return contacts, minutes
    return contacts, sum(leader_minutes(db, programme, first, last).values())


def pair_sums(db: Db, pair: Engagement, first: date = EARLIEST, last: date = LATEST) -> tuple[int, int]:
    """The same of one pair, with the groups' meetings at which its leader was."""
    cap = next(one.rules.dose.minutes_per_day_cap for one in list_programmes(db) if one.id == pair.programme_id)
    sums = contact_sums(db, Summed(pairs=(pair.id,)), Span(first, last, ""), daily=True)
    many = sum(contacts_by(sums, lambda *_: "", (), apart=False).values())
    return many, sum(minutes_by_leader(sums, cap).values())


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
