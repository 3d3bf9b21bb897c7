"""A line after `/coachmeet`: read, kept sealed until it is confirmed, carried out once."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter

from bot.errors import Denied, Refusal
from bot.language.booking import read_booking
from bot.messages.bookings import Card
from bot.rules.bookings import BOOK, CHANGES, LENGTHS, MOVE, WEEKLY, Booking, missing
from bot.rules.lines import Read
from bot.rules.visits import CLOSED, ON_SITE, PLANNED, SKIPPED, Visit
from bot.rules.weeks import COACH
from storage.booking import warn_of_meeting
from storage.database import Db
from storage.drafts import Draft, add_draft, drop_draft, find_draft, keep_draft, see_draft
from storage.meetings import NewAnswer, NewMeeting
from storage.mine import Mine, pairs_of
from storage.people import Actor
from storage.serieswork import NewSeries
from storage.visitacts import NewVisitChange, Press, answer, book, change, warn_of_change
from storage.visitrows import next_visit, visits_of_pair
from storage.weeklies import set_up

KIND = "meet"
GONE = "That draft is gone: it was discarded, or a week has passed. Please type it again."
WANTING = "Something is still missing. Press Fill in the rest."
ASK_COACH = "Only your coach can do that. You can ask for another time: /coachmeet move to Friday 10am."
TOUCHABLE = (PLANNED, SKIPPED, CLOSED)

_BOOKING: TypeAdapter[Booking] = TypeAdapter(Booking)


def intent_of(line: int) -> str:
    """What is made of a line is made under this, by its buttons and by the form alike: so it is made once."""
    return f"meet-{line}"


def propose_booking(db: Db, actor: Actor, now: datetime, text: str) -> Card | None:
    """Read a line and keep it; None for somebody who meets nobody, or where nothing was read."""
    mine = pairs_of(db, actor, now)
    booking = read_booking(text, mine.named(), now) if mine.pairs else None
    if booking is None or not booking.readable:
        return None
    kept = add_draft(db, now, actor.user_id, KIND, _filled(booking))
    return card_of(db, actor, now, kept.id, booking, mine)


def card_of(db: Db, actor: Actor, now: datetime, line: int, booking: Booking, mine: Mine | None = None) -> Card:
    """The line with what is likely where nothing was said, and what to look at before it is done."""
    mine = mine or pairs_of(db, actor, now)
    named = tuple(one for one in mine.named() if one.id in booking.pairs.value)
    if len(named) != 1:
        return Card(line, booking, named, leads=mine.side(None) != COACH)
    pair = mine.find(named[0].id)
    visit = _meant(db, now, booking) if booking.act.value in CHANGES else None
    booking = with_likely(booking, visit, pair.visit_minutes if pair else None)
    leads = mine.side(pair) != COACH
    card = Card(line, booking, named, visit, booking.old is None, leads)
    return replace(card, warnings=() if leads else _warnings(db, actor, card))


def with_likely(booking: Booking, visit: Visit | None, usual: int | None) -> Booking:
    """The booking with guesses: the length of its kind; of a move the day and time that weren't said."""
    if booking.act.value in {BOOK, WEEKLY} and booking.minutes is None:
        kind = booking.kind.value if booking.kind else ON_SITE
        length = usual if kind == ON_SITE and usual else LENGTHS[kind]
        return replace(booking, minutes=Read(length, True))
    if booking.act.value == MOVE and visit is not None and (booking.day or booking.start):
        return replace(
            booking,
            day=booking.day or Read(visit.day, True),
            start=booking.start or Read(visit.start, True),
            minutes=booking.minutes or Read(visit.minutes, True),
        )
    return booking


def _meant(db: Db, now: datetime, booking: Booking) -> Visit | None:
    """The visit that a change is about: on the day that was said, else the next."""
    pair = booking.pairs.value[0]
    if booking.old is None:
        return next_visit(db, pair, now)
    day = booking.old.value
    found = [one for one in visits_of_pair(db, pair, day, day) if one.state in TOUCHABLE and one.contact_id is None]
    return found[0] if found else None


def _warnings(db: Db, actor: Actor, card: Card) -> tuple[str, ...]:
    if missing(card.booking, card.visit is not None):
        return ()
    if card.booking.act.value == BOOK:
        return warn_of_meeting(db, actor, _meeting(card.booking))
    if card.visit is not None:
        return warn_of_change(db, actor, card.visit.id, _change(card.booking))
    return ()


def choose_pair(db: Db, actor: Actor, now: datetime, line: int, place: int) -> Card:
    """Say which of the pairs that fit is meant. Raises Refusal when the draft is gone."""
    kept, booking = _open(_held(db, actor, line))
    ids = booking.pairs.value
    if not 0 <= place < len(ids):
        raise Denied("booking.pair")
    chosen = replace(booking, pairs=Read((ids[place],), False, booking.pairs.words))
    keep_draft(db, now, actor.user_id, KIND, Draft(kept.id, _filled(chosen)))
    return card_of(db, actor, now, line, chosen)


def save_booking(db: Db, press: Press, line: int, ask: bool) -> tuple[bool, int]:
    """Carry the line out as it was shown: whether it was done before, and the visit that it is about, or 0.

    Raises Refusal when something is missing, when it can't be, and when the draft is gone.
    """
    kept, booking = _open(_held(db, press.actor, line))
    if kept.done_id is not None:
        return True, kept.done_id
    card = card_of(db, press.actor, press.at, line, booking)
    if missing(card.booking, card.visit is not None):
        raise Refusal(WANTING)
    made = _carry_out(db, press, card, ask or card.booking.ask)
    keep_draft(db, press.at, press.actor.user_id, KIND, Draft(kept.id, kept.filled, made))
    return False, made


def _carry_out(db: Db, press: Press, card: Card, ask: bool) -> int:
    booking, intent = card.booking, intent_of(card.id)
    act = booking.act.value
    if act == BOOK:
        return book(db, press, _meeting(booking), ask, intent).visit.id
    if act == WEEKLY and not card.leads:
        set_up(db, press, _series(booking), intent)
        return 0
    if card.leads and act == MOVE and card.visit and booking.day and booking.start:
        said = NewAnswer(act="offer", day=booking.day.value, start=booking.start.value)
        return answer(db, press, card.visit.id, said, intent).visit.id
    if card.leads or card.visit is None:
        raise Refusal(ASK_COACH)
    return change(db, press, card.visit.id, _change(booking)).visit.id


def _meeting(booking: Booking) -> NewMeeting:
    return NewMeeting.model_validate({"kind": ON_SITE, "zone": booking.zone, **form_values(booking)})


def _series(booking: Booking) -> NewSeries:
    values = form_values(booking)
    day: date = values.pop("day")
    more = {"weekday": day.weekday(), "from_day": day, "every_weeks": booking.every or 1, "zone": booking.zone}
    return NewSeries.model_validate({**values, **more})


def _change(booking: Booking) -> NewVisitChange:
    values = {name: one for name, one in form_values(booking).items() if name in {"day", "start", "minutes"}}
    reason = {"reason": booking.reason.value} if booking.reason else {}
    act = booking.act.value
    return NewVisitChange.model_validate({"act": act, **(values if act == MOVE else {}), **reason})


def form_values(booking: Booking) -> dict[str, Any]:
    """The booking as the form's values, by field; what wasn't read is left out."""
    reads = {"kind": booking.kind, "day": booking.day, "start": booking.start, "minutes": booking.minutes}
    values = {name: one.value for name, one in reads.items() if one is not None}
    if len(booking.pairs.value) == 1:
        values["engagement"] = booking.pairs.value[0]
    return values


def guesses(booking: Booking) -> tuple[str, ...]:
    """The form's fields whose value is a guess."""
    reads = {
        "engagement": booking.pairs, "kind": booking.kind, "day": booking.day, "start": booking.start,
        "minutes": booking.minutes, "weekday": booking.day,
    }  # fmt: skip
    return tuple(name for name, one in reads.items() if one is not None and one.guessed)


def read_line(db: Db, actor: Actor, now: datetime, line: int) -> Card:
    """The line, to be edited. Raises Refusal when it is gone or was carried out."""
    kept, booking = _open(_seen(db, actor, line))
    if kept.done_id is not None:
        raise Refusal("That was done already. Your Home shows what is planned.")
    return card_of(db, actor, now, line, booking)


def discard_booking(db: Db, actor: Actor, line: int) -> bool:
    """Forget a line; False when it was carried out meanwhile."""
    if _held(db, actor, line).done_id is not None:
        return False
    drop_draft(db, actor.user_id, KIND, line)
    return True


def _held(db: Db, actor: Actor, line: int) -> Draft:
    try:
        return find_draft(db, actor.user_id, KIND, line)
    except Denied:
        raise Denied("booking", sentence=GONE) from None


def _seen(db: Db, actor: Actor, line: int) -> Draft:
    try:
        return see_draft(db, actor.user_id, KIND, line)
    except Denied:
        raise Denied("booking", sentence=GONE) from None


def _open(kept: Draft) -> tuple[Draft, Booking]:
    if KIND not in kept.filled:
        raise Refusal(GONE)
    return kept, _BOOKING.validate_python(kept.filled[KIND])


def _filled(booking: Booking) -> dict[str, dict[str, Any]]:
    return {KIND: _BOOKING.dump_python(booking, mode="json")}
