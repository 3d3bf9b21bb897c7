"""What a person does with visits by form, button or line: the verbs, what is to be looked at before, and the answer.

Each is carried out by the verbs of storage/visiting.py, and owes the one who acted a message in the same transaction.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.errors import Denied, FieldErrors, Refusal
from bot.rules import visits as rules
from bot.rules.dates import local_day
from bot.rules.visits import Visit, Weekly
from bot.rules.weeks import CHANGES, COACH, may_undo, of_mark
from storage.booking import add_meeting
from storage.database import Db
from storage.meetings import TIME, NewAnswer, NewMeeting, minutes_problem
from storage.people import Actor, find_person
from storage.proposing import answer_proposal, withdraw_proposal
from storage.serieswork import NewPattern
from storage.visitchanges import (
    Changed,
    InHand,
    by_phone,
    close_visit,
    is_new,
    mark_held,
    move_visit,
    skip_visit,
    take,
    undo_visit_change,
    write,
)
from storage.visitchecks import When, next_school_day, our_pair, warnings_about
from storage.visitrows import ONE, find_visit, visit_in
from storage.visitwords import owe_done, what_happened

SAME_TIME = "That is the time it has already. Choose another one."
NOTHING = "There is nothing to undo anymore. Your Home shows what is planned."


@dataclass(frozen=True, slots=True)
class Press:
    """Who acts, when, and Slack's name for the press. quiet: the pressed message itself says what came of it."""

    actor: Actor
    at: datetime
    request: str = ""
    quiet: bool = False


class NewVisitChange(BaseModel):
    """What becomes of a planned visit, as the form gives it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    act: Literal["move", "phone", "close", "skip", "held", "out"]
    day: date | None = None
    start: Annotated[str, Field(pattern=TIME)] | None = None
    minutes: int | None = None
    reason: str | None = None

    @model_validator(mode="after")
    def _says_what_its_act_needs(self) -> "NewVisitChange":
        wanted = {
            "day": (self.act == "move" and self.day is None, "Choose the new day."),
            "start": (self.act == "move" and self.start is None, "Choose the new time."),
            "reason": (self.act == "skip" and self.reason is None, "Choose why."),
        }
        errors = {name: sentence for name, (missing, sentence) in wanted.items() if missing}
        errors |= minutes_problem(self.minutes) if self.minutes is not None else {}
        if errors:
            raise FieldErrors(errors)
        return self


def book(db: Db, press: Press, new: NewMeeting, ask: bool, intent: str) -> Changed:
    """Book a meeting, or propose it: a leader's always is."""
    return _told(db, press, add_meeting(db, press.actor, press.at, new, intent=intent, ask=ask))


def change(db: Db, press: Press, visit_id: int, new: NewVisitChange) -> Changed:
    """What the form says becomes of a visit."""
    actor, now, request = press.actor, press.at, press.request
    if new.act == "move" and new.day and new.start:
        changed = move_visit(db, actor, now, visit_id, new.day, new.start, minutes=new.minutes, request=request)
    elif new.act == "skip" and new.reason:
        changed = skip_visit(db, actor, now, visit_id, new.reason, request=request)
    elif new.act == "out":
        changed = take_out(db, press, visit_id)
    else:
        verb = {"phone": by_phone, "close": close_visit, "held": mark_held}[new.act]
        changed = verb(db, actor, now, visit_id, request=request)
    return _told(db, press, changed)


def take_out(db: Db, press: Press, visit_id: int) -> Changed:
    """Take a single meeting out of the calendar; of a series one visit is skipped instead."""
    one = take(db, press.actor, visit_id)
    if not is_new(db, press.at, press.request) or one.visit.state == rules.WITHDRAWN:
        return Changed(one.visit, outcome="same")
    if one.visit.series_id is not None or one.visit.state != rules.PLANNED or one.visit.contact_id:
        raise Refusal("Only a single meeting that is planned can be taken out. Skip this one instead.")
    return Changed(write(db, press.at, one, "visit.withdrawn", state=rules.WITHDRAWN))


def answer(db: Db, press: Press, visit_id: int, said: NewAnswer, intent: str = "") -> Changed:
    """Answer a proposal; another time for what is planned already is asked for with a proposal of one's own."""
    visit = find_visit(db, visit_id)
    if visit and said.act == "offer" and (said.day, said.start) == (visit.day, visit.start):
        raise Refusal(SAME_TIME, "start")
    if visit and said.act == "offer" and visit.state == rules.PLANNED and said.day and said.start:
        new = NewMeeting(
            engagement=visit.engagement_id, kind=visit.kind, day=said.day, start=said.start, place=visit.place,
            minutes=said.minutes or visit.minutes, zone=visit.zone, make_up_for=visit.id,
        )  # fmt: skip
        return _told(db, press, add_meeting(db, press.actor, press.at, new, intent=intent, ask=True))
    return _told(db, press, answer_proposal(db, press.actor, press.at, visit_id, said, request=press.request))


def take_back(db: Db, press: Press, visit_id: int) -> Changed:
    """Take an own proposal back."""
    return _told(db, press, withdraw_proposal(db, press.actor, press.at, visit_id, request=press.request))


def undo(db: Db, press: Press, mark: int) -> Changed:
    """Take a change back: a booking, a change, an answer. Raises Refusal where something came since.

    mark: the visit and the change, as the button carries them (rules/weeks.py).
    """
    visit_id, change_number = of_mark(mark)
    one = take(db, press.actor, visit_id, coach_only=False)
    visit, before = one.visit, one.row.before
    newest = visit.sequence % CHANGES == change_number
    if not newest or not may_undo(visit, before, one.ours.person):
        if not is_new(db, press.at, press.request):
            return Changed(visit, outcome="same")
        raise Refusal(NOTHING)
    if before is None and visit.state == rules.PROPOSED:
        changed = withdraw_proposal(db, press.actor, press.at, visit_id, request=press.request)
    elif before is None:
        changed = take_out(db, press, visit_id)
    elif before["state"] == rules.PROPOSED:
        changed = _unanswer(db, press, one)
    else:
        changed = undo_visit_change(db, press.actor, press.at, visit_id, request=press.request)
    return _told(db, press, changed, "undone")


def _unanswer(db: Db, press: Press, one: InHand) -> Changed:
    """Let a proposal be as it was before it was answered."""
    if not is_new(db, press.at, press.request):
        return Changed(one.visit, outcome="same")
    was, visit = one.row.before, one.visit
    values: dict[str, Any] = {name: was[name] for name in ("start", "minutes", "state")}
    values["day"] = date.fromisoformat(was["day"])
    if visit.state == rules.PROPOSED:
        values["asked_by"] = ({visit.coach_id, visit.leader_id} - {visit.asked_by}).pop()
    return Changed(write(db, press.at, one, "visit.undone", **values))


def _told(db: Db, press: Press, changed: Changed, did: str = "") -> Changed:
    if changed.outcome == "same" or press.quiet:
        return changed
    person = find_person(db, press.actor)
    if person:
        row = db.first(ONE, visit=changed.visit.id)
        said = did or what_happened(changed.visit, row.before if row else None)
        owe_done(db, press.at, changed.visit, said, person.id)
    return changed


def for_change(db: Db, actor: Actor, visit_id: int, coach_only: bool) -> tuple[Visit, str]:
    """A visit that its form is opened on, and on which side of it the actor is. Raises Denied for anyone else."""
    row = db.first(ONE, visit=visit_id)
    if row is None:
        raise Denied("visit.form")
    return visit_in(row), our_pair(db, actor, row.engagement_id, coach_only=coach_only).side


def for_moving(db: Db, actor: Actor, now: datetime, visit_id: int) -> tuple[Visit, date]:
    """A visit of the actor's own as a coach, and the school day that it is likely moved to."""
    visit, _ = for_change(db, actor, visit_id, True)
    return visit, next_school_day(db, visit.engagement_id, max(visit.day, local_day(now, visit.zone)))


def warn_of_change(db: Db, actor: Actor, visit_id: int, new: NewVisitChange) -> tuple[str, ...]:
    """What to look at before a visit is moved; of other changes nothing."""
    if new.act != "move" or new.day is None or new.start is None:
        return ()
    return warn_of_time(db, actor, visit_id, NewAnswer(act="offer", day=new.day, start=new.start, minutes=new.minutes))


def warn_of_time(db: Db, actor: Actor, visit_id: int, said: NewAnswer) -> tuple[str, ...]:
    """What a coach should look at before a visit gets another time; a leader isn't told where the coach is."""
    visit = find_visit(db, visit_id)
    if visit is None or said.day is None or said.start is None:
        raise Denied("visit.warn")
    ours = our_pair(db, actor, visit.engagement_id)
    when = When(said.day, said.start, visit.zone, said.minutes or visit.minutes)
    but = (visit.id, visit.make_up_for or 0)
    return warnings_about(db, ours.row, visit.kind, [when], but=but) if ours.side == COACH else ()


def warn_of_series(
    db: Db, actor: Actor, now: datetime, new: NewPattern, pair: tuple[int, str], series_id: int
) -> tuple[str, ...]:
    """What a coach should look at before a series is set up. pair: the engagement and the kind; series_id: or 0."""
    ours = our_pair(db, actor, pair[0], coach_only=True)
    zone = new.zone or ours.row.zone
    today = local_day(now, zone)
    first = max(new.from_day or today, today)
    found = rules.occurrences(Weekly(new.weekday, new.every_weeks, first, new.until_day), first, first + rules.AHEAD)
    times = [When(day, new.start, zone, new.minutes) for day in found]
    return warnings_about(db, ours.row, pair[1], times, but_series=series_id)
