"""What people are told when the roster is changed: who coaches whom from when on, what goes along, what doesn't."""

from datetime import date

from bot.blocks import Block, actions, button, safe, section
from bot.messages import Message
from bot.rules.contacts import spell

HANDOFF = "roster.handoff"
PRIVATE = "Notes stay with the coach who wrote them."
KEEPS = "What was logged stays where it is, and you can log what was held until then for two more weeks."


def _message(text: str, *buttons: Block) -> Message:
    return Message(safe(text), (section(text), *([actions(buttons)] if buttons else [])))


def _visits(lost: int) -> str:
    if not lost:
        return ""
    return " 1 visit after that is withdrawn." if lost == 1 else f" {lost:,} visits after that are withdrawn."


def ended(school: str, other: str, last: date, lost: int, *, coach: bool) -> Message:
    """To both people of a pair that ends."""
    head = f"Your coaching of {other} at {school}" if coach else f"Your coaching with {other} at {school}"
    tail = KEEPS if coach else "What was logged with you stays on your Home."
    return _message(f"{head} ends on {spell(last)}, says the roster.{_visits(lost)} {tail}")


def begun(school: str, other: str, first: date, *, coach: bool) -> Message:
    """To both people of a pair that was added by hand."""
    if coach:
        return _message(f"You coach {other} at {school} from {spell(first)} on. Book the first visit with /coachmeet.")
    return _message(f"{other} coaches you at {school} from {spell(first)} on.")


def changed(school: str, other: str, lines: tuple[str, ...]) -> Message:
    """To both people of a pair whose place, days or weekly time a coordinator changed."""
    return _message("\n".join([f"A coordinator changed your pair with {other} at {school}:", *lines]))


def as_it_is(first: date, last: date | None, weekly: str) -> tuple[str, ...]:
    """How a pair stands now, line by line."""
    until = f" to {spell(last)}" if last else ""
    return (f"From {spell(first)}{until}", f"Weekly visit: {weekly}" if weekly else "No weekly visit")


def handed_to_you(pair: int, school: str, leader: str, before: str, first: date, weekly: str) -> Message:
    """To the new coach."""
    time = f" The weekly time goes on: {weekly}." if weekly else ""
    sees = (
        f"From that day on you can see the agreement, the goals, the open next steps and when {before} and {leader} "
        "met, so that you can go on from there. You don't see the notes."
    )
    text = f"You coach {leader} at {school} from {spell(first)} on, after {before}.{time} {sees}"
    return _message(text, button("What goes on", HANDOFF, str(pair), spoken=f"What goes on with {leader}"))


def handed_by_you(school: str, leader: str, new: str, first: date, lost: int) -> Message:
    """To the coach until then."""
    text = (
        f"{new} coaches {leader} at {school} from {spell(first)} on.{_visits(lost)} Open next steps go along. "
        f"Your notes don't. {KEEPS}"
    )
    return _message(text)


def new_coach(school: str, before: str, new: str, first: date, weekly: str) -> Message:
    """To the leader, whose coach changes."""
    time = f" The weekly time stays: {weekly}." if weekly else " The two of you agree on when to meet."
    text = (
        f"{new} coaches you at {school} from {spell(first)} on, after {before}.{time} Your hours, goals and open next "
        f"steps go on. {new} sees when you met, and what you agreed. Your notes with {before} stay between you two."
    )
    return _message(text)


def you_moved(old: str, new: str, coach: str, first: date) -> Message:
    """To the leader, who leads another school."""
    text = (
        f"From {spell(first)} on your coaching is at {new}, with {coach}. Your hours, your goals and all that was "
        f"logged at {old} stay with you."
    )
    return _message(text)


def leader_moved(old: str, new: str, leader: str, first: date, lost: int) -> Message:
    """To the coach who goes along."""
    text = f"{leader} moves from {old} to {new} on {spell(first)}. You go on together there.{_visits(lost)}"
    return _message(f"{text} Hours, goals and open next steps go on. Book visits at {new} with /coachmeet.")


def leader_left(old: str, new: str, leader: str, coach: str, first: date, lost: int) -> Message:
    """To the coach who stays behind."""
    text = f"{leader} moves from {old} to {new} on {spell(first)}, where {coach} coaches.{_visits(lost)}"
    return _message(f"{text} Your notes stay with you. {KEEPS}")


def undone(school: str, leader: str) -> Message:
    """To everybody who was told. "": a pair that isn't any more."""
    about = f"about {leader} at {school}" if leader else "that I told you of"
    return _message(f"A coordinator took the change {about} back. It is as it was before.")
