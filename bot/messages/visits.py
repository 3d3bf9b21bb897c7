"""Visits and meetings in words: what stands in the calendar, what became of it, who sees it, how to undo it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.blocks import Block, actions, button, context, safe, section, short
from bot.messages import Message
from bot.rules.contacts import brief, readable
from bot.rules.dates import clock_range
from bot.rules.visits import BY_CALENDAR, GONE, KINDS, REASONS, Visit
from bot.rules.weeks import COACH, GUEST, LEADER, mark_of, waits_for
from bot.rules.zones import spoken

BOOK = "visit.book"
PROPOSE = "visit.propose"
CHANGE = "visit.change"
MOVE = "visit.move"
BRIEF = "visit.brief"
UNDO = "visit.undo"
ACCEPT = "visit.accept"
OFFER = "visit.offer"
DECLINE = "visit.decline"
WITHDRAW = "visit.withdraw"
SHOW = "visit.turn"
WEEKLY = "visit.weekly"
WEEKLY_LIST = "visit.weekly_list"
MAKE_UP = "visit.make_up"
CHANGEABLE = ("planned", "skipped", "closed")
NOT_HELD = ("skipped", "closed")
SEES = "Coordinators see that it is planned and whether it was held."
# What was done, as the one who did it reads it, and as the other does.
DID: dict[str, tuple[str, str]] = {
    "booked": ("Booked", "{who} booked"),
    "proposed": ("Proposed", "{who} proposes"),
    "accepted": ("Accepted", "{who} accepted"),
    "declined": ("Declined", "{who} can't make it"),
    "moved": ("Moved", "{who} moved it"),
    "phoned": ("By phone instead", "{who} will call instead"),
    "closed": ("Not held, the school is closed", "{who} noted that the school is closed"),
    "skipped": ("Skipped", "{who} skipped it"),
    "withdrawn": ("Taken out of the calendar", "{who} took it out of the calendar"),
    "changed": ("Changed", "{who} changed it"),
    "undone": ("Undone", "{who} took the last change back"),
    "unanswered": ("Undone", "{who} took their answer back"),
}


SETTLED = {
    "declined": "Declined.",
    "withdrawn": "Taken back. There is nothing to answer anymore.",
    "proposed": "You offered this time instead.",
}


def place_of(visit: Visit) -> str:
    """Where it is held, where that must be said: a place of its own."""
    return visit.place or ""


def whom(visit: Visit, side: str) -> str:
    """With whom, as one side reads it: Principal 14 and 2 more."""
    others = len(visit.guests)
    first = visit.leader if side == COACH else visit.coach
    if side == GUEST:
        return visit.coach
    return f"{first} and {others} more" if others else first


def when(visit: Visit, zone: str = "", today: date | None = None) -> str:
    """Its day and hours: Thu, Nov 19, 2:00–3:00 PM. zone: the reader's; where the visit's is another, it is said."""
    day = "Today" if visit.day == today else brief(visit.day)
    elsewhere = f", {spoken(visit.zone)}" if zone and zone != visit.zone else ""
    return f"{day}, {clock_range(visit.local_start, visit.minutes)}{elsewhere}"


def what(visit: Visit) -> str:
    """What it is: On-site visit."""
    return KINDS.get(visit.kind, KINDS["other"])


def line(visit: Visit, side: str) -> str:
    """A visit in one line: On-site visit · Lincoln Elementary, Principal 14 · Thu, Nov 19, 2:00–3:00 PM."""
    return headline(visit, side).replace("\n", " · ")


def headline(visit: Visit, side: str, zone: str = "") -> str:
    """A visit in two lines: what and with whom, then when and where. side: "" where the other person is named."""
    with_whom = f", {whom(visit, side)}" if side else ""
    more = [part for part in (when(visit, zone), place_of(visit)) if part]
    return f"{what(visit)} · {visit.school}{with_whom}\n{' · '.join(more)}"


def state_of(visit: Visit, side: str) -> str:
    """How it stands, in a word; "" where it is simply planned."""
    if visit.state == "held":
        return f"logged as {readable(visit.contact_id)}" if visit.contact_id else "held"
    if visit.state == "proposed":
        asked_by_coach = visit.asked_by == visit.coach_id
        return "waits for an answer" if (side == COACH) == asked_by_coach else "asks for this time"
    if visit.state in {"closed", "skipped"}:
        return f"skipped: {why(visit)}" if visit.state == "skipped" else why(visit)
    moved = f"moved from {brief(visit.occurs_on)}" if visit.occurs_on != visit.day else "moved"
    return {"declined": "declined", "withdrawn": "taken out"}.get(visit.state, moved if visit.moved else "")


def why(visit: Visit) -> str:
    """Why it isn't held, within a sentence."""
    words = {**REASONS, **BY_CALENDAR}.get(
        visit.reason or "", "School closed" if visit.state == "closed" else "no reason"
    )
    return words[:1].lower() + words[1:]


def named(visit: Visit) -> str:
    """A visit for a screen reader, where several buttons read the same: Lincoln Elementary, Tue, Nov 17."""
    return f"{visit.school}, {brief(visit.day)}"


@dataclass(frozen=True, slots=True)
class Told:
    """To whom a message about a visit goes. side: theirs; zone: theirs; before: when it was, where it was moved.

    reached: the other person is in Slack; undo: this reader may take the change back.
    """

    side: str
    zone: str = ""
    before: str = ""
    reached: bool = True
    undo: bool = False


def done(visit: Visit, did: str, to: Told) -> Message:
    """To the one who did it: what stands now, who is told and who sees it, and the way back."""
    lines = [f"{DID[did][0]}: {headline(visit, to.side, to.zone)}", *_details(visit, to.before)]
    seen = f"{_other_hears(visit, did, to)} {SEES}"
    buttons = [button("Undo", UNDO, str(mark_of(visit)), spoken=f"Undo: {named(visit)}")] if to.undo else []
    buttons += answer_buttons(visit) if waits_for(visit, to.side) else _change(visit, to.side)
    if to.side == COACH and visit.state in NOT_HELD:
        buttons.append(make_up_button(visit))
    return _message(lines, seen, buttons)


def news(visit: Visit, did: str, to: Told) -> Message:
    """To the other person: who did what, what stands now, and what they may answer."""
    who = visit.leader if to.side == COACH else visit.coach
    whose = to.side if to.side == COACH and visit.guests else ""
    lines = [f"{DID[did][1].format(who=who)}: {headline(visit, whose, to.zone)}", *_details(visit, to.before)]
    if waits_for(visit, to.side):
        return _message(lines, f"It isn't booked until you answer. {SEES}", answer_buttons(visit))
    if visit.state == "proposed":
        return _message(lines, f"It isn't booked: it waits for {who} to answer again. {SEES}", [])
    buttons = [another_time(visit)] if to.side == LEADER and visit.state == "planned" else []
    return _message(lines, f"Your Home shows what is planned. {SEES}", [*buttons, *_change(visit, to.side)])


def settled(visit: Visit, side: str, zone: str, *, moved: bool) -> Message:
    """In place of a proposal, once it is answered or taken back. moved: the visit that it was about is there now."""
    said = "Agreed: it is in the calendar." if moved or visit.state == "planned" else SETTLED.get(visit.state, "")
    text = f"{headline(visit, side, zone)}\n{said or 'Answered. Your Home shows what is planned.'}"
    return Message(safe(text), (section(text),))


def _change(visit: Visit, side: str) -> list[Block]:
    if side != COACH or visit.state not in CHANGEABLE:
        return []
    return [button("Change", CHANGE, str(visit.id), spoken=f"Change: {named(visit)}")]


def answer_buttons(visit: Visit) -> list[Block]:
    """What a proposal may be answered with."""
    row, seen, whose = str(visit.id), str(mark_of(visit)), named(visit)
    return [
        button("Accept", ACCEPT, seen, "primary", spoken=f"Accept: {whose}"),
        button("Offer another time", OFFER, row, spoken=f"Offer another time: {whose}"),
        button("I can't", DECLINE, seen, spoken=f"I can't: {whose}"),
    ]


def another_time(visit: Visit) -> Block:
    """The leader's way to ask for another time of what is planned."""
    return button("Another time", OFFER, str(visit.id), spoken=f"Ask for another time: {named(visit)}")


def take_back(visit: Visit) -> Block:
    """The way out of an own proposal."""
    return button("Take back", WITHDRAW, str(visit.id), spoken=f"Take back the proposal: {named(visit)}")


def make_up_button(visit: Visit) -> Block:
    """The way to a visit instead of one that isn't held."""
    return button("Plan a make-up", MAKE_UP, str(visit.id), spoken=f"Plan a make-up: {named(visit)}")


def _details(visit: Visit, before: str) -> list[str]:
    reason = [f"Reason: {why(visit)}."] if visit.state == "skipped" else []
    reason += ["It isn't in the calendar anymore."] if visit.state in GONE else []
    return [*([f"It was {before}."] if before else []), *reason]


def _other_hears(visit: Visit, did: str, to: Told) -> str:
    other = visit.leader if to.side == COACH else visit.coach
    if not to.reached:
        return f"{other} isn't in Slack yet, so please tell them yourself."
    if did == "proposed":
        return f"{other} is asked to accept it or to offer another time. Until then it isn't booked."
    return f"{other} is told and sees it too."


def _message(lines: Sequence[str], quiet: str, buttons: Sequence[Block]) -> Message:
    blocks: list[Block] = [section("\n".join(lines)), context(quiet), *([actions(buttons)] if buttons else [])]
    return Message(safe("\n".join([*lines, quiet])), tuple(blocks))


def already(visit: Visit, side: str) -> str:
    """To somebody who presses an old button: how it stands now, in a sentence."""
    return f"That has changed since: {line(visit, side)}{_stands(visit, side)}. Your Home shows what is planned."


def over(visit: Visit, side: str) -> str:
    """To somebody who wants another time for what is over: where a new one is proposed."""
    return f"That time has passed: {line(visit, side)}. You can propose another one on your Home."


def _stands(visit: Visit, side: str) -> str:
    said = state_of(visit, side)
    return f", {said}" if said else ", planned"


def nobody_to_meet(roles: frozenset[str]) -> Message:
    """To somebody the program knows, who has nobody to meet with."""
    if "coach" in roles:
        text = "You have no leader to meet right now. Once your coordinator matches you, your week appears here."
    elif "leader" in roles:
        text = "No coach is matched with you right now. Once one is, their visits appear here."
    else:
        text = "Coaches and leaders plan their visits here, so there is nothing for you to plan."
    return Message(text, (section(text),))


HELP_COACH = (
    "/coachmeet – your week. Book a visit, move it, see what waits for your answer.",
    "/coachmeet Lincoln thu 2pm 60m – books one; propose Lincoln thu 2pm asks first. Nothing is saved until you press.",
    "/coachmeet move Lincoln to friday 10 – also by phone, skip Lincoln thu illness, Lincoln closed thu.",
    "/coachmeet Lincoln every tuesday 9am 90m – a weekly visit. /coachmeet next week shows another week.",
)
HELP_LEADER = (
    "/coachmeet – your week, with your coach's visits and what waits for your answer.",
    "/coachmeet thu 2pm – proposes a time to your coach; move to friday 10 asks for another time of the next visit.",
)
HELP_NONE = "Coaches and leaders plan their visits here, so there is nothing for you to plan."
TRY = "Try a school, a day and a time, like “Lincoln thu 2pm 60m” or “move Lincoln to friday 10”."


def help_to_meet(roles: frozenset[str]) -> Message:
    """The answer to `/coachmeet help`."""
    lines = [*(HELP_COACH if "coach" in roles else ()), *(HELP_LEADER if "leader" in roles else ())]
    text = "\n".join(lines or [HELP_NONE])
    return Message(safe(text), (section(text), *([actions([button("Show my week", SHOW)])] if lines else [])))


def not_understood(words: str) -> Message:
    """To a line in which nothing could be read."""
    text = f"I can't read “{short(words, 100)}” as a visit, and I kept nothing of it. {TRY}"
    return Message(safe(text), (section(text), actions([button("Show my week", SHOW), button("Book a visit", BOOK)])))
