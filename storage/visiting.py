"""Visits and meetings: every verb and every read in one place, for whoever uses them.

A weekly series: add_series, change_series, end_series, series_of_pair. A single meeting: add_meeting, propose_meeting,
answer_proposal, withdraw_proposal, make_up_for; warn_of_meeting before it is booked. One visit: move_visit, by_phone,
close_visit, skip_visit, mark_held, undo_visit_change. To read: visit_of, visits_of_coach, visits_of_leader,
proposals_for for the acting person; visits_of_person, visits_of_pair, next_visit, find_visit, guests_of for callers
that say who may.

Each verb takes the acting person and is for the pair alone: Denied for everyone else. What can't be is a Refusal in one
sentence, for its field. A repeated intent or request changes nothing and gives what there is (outcome "same").
Both Homes, the other person's message (storage/visitnews.py) and planned nudges follow in the same transaction.
"""

from bot.rules.visits import Visit
from storage.booking import add_meeting, make_up_for, propose_meeting, warn_of_meeting
from storage.meetings import NewAnswer, NewMeeting
from storage.proposing import answer_proposal, withdraw_proposal
from storage.serieswork import NewPattern, NewSeries, Promised, add_series, change_series, end_series, series_of_pair
from storage.visitchanges import (
    Changed,
    by_phone,
    close_visit,
    mark_held,
    move_visit,
    skip_visit,
    undo_visit_change,
)
from storage.visitrows import (
    find_visit,
    guests_of,
    next_visit,
    proposals_for,
    visit_of,
    visits_of_coach,
    visits_of_leader,
    visits_of_pair,
    visits_of_person,
)

__all__ = [
    "Changed",
    "NewAnswer",
    "NewMeeting",
    "NewPattern",
    "NewSeries",
    "Promised",
    "Visit",
    "add_meeting",
    "add_series",
    "answer_proposal",
    "by_phone",
    "change_series",
    "close_visit",
    "end_series",
    "find_visit",
    "guests_of",
    "make_up_for",
    "mark_held",
    "move_visit",
    "next_visit",
    "proposals_for",
    "propose_meeting",
    "series_of_pair",
    "skip_visit",
    "undo_visit_change",
    "visit_of",
    "visits_of_coach",
    "visits_of_leader",
    "visits_of_pair",
    "visits_of_person",
    "warn_of_meeting",
    "withdraw_proposal",
]
