"""Contact forms that were left unsaved: what is said of them, never a word of what stands in them."""

from datetime import date

from bot.blocks import Block, actions, button, safe, section
from bot.messages import Message
from bot.rules.contacts import KINDS, brief, readable
from bot.rules.views import Unfinished

RESUME = "contact.resume"
DISCARD = "contact.discard_draft"


def about(one: Unfinished) -> str:
    """What a draft is about: On-site visit · Lincoln Elementary · Fri, Nov 20."""
    kind = KINDS.get(one.kind)
    parts = [kind.label if kind else "", one.school or "no school yet", _day(one.day)]
    said = " · ".join(part for part in parts if part)
    return f"Changes to {readable(one.contact)} · {said}" if one.contact else said


def _day(day: str | None) -> str:
    try:
        return brief(date.fromisoformat(day or ""))
    except ValueError:
        return ""


def buttons(one: Unfinished) -> Block:
    """Go on, or throw it away."""
    sure = {
        "title": {"type": "plain_text", "text": "Discard this draft?"},
        "text": {"type": "plain_text", "text": "What you typed is deleted. This can't be undone."},
        "confirm": {"type": "plain_text", "text": "Discard"},
        "deny": {"type": "plain_text", "text": "Keep it"},
    }
    go_on = button("Resume", RESUME, str(one.id), spoken=f"Resume the draft: {about(one)}")
    away = button("Discard", DISCARD, str(one.id), spoken=f"Discard the draft: {about(one)}")
    return actions([go_on, {**away, "confirm": sure}])


def offer(one: Unfinished) -> Message:
    """To the person who closed the form."""
    kept = "until you save or discard it" if one.failed else "for a week"
    text = f"You closed a form that isn't saved: {about(one)}. It is kept {kept}, and only you can see it."
    return Message(safe(text), (section(text), buttons(one)))


def discarded() -> Message:
    """In place of the offer, once it is thrown away."""
    return Message("Discarded. Nothing was saved.")


def row(one: Unfinished) -> list[Block]:
    """A draft in Home's list."""
    return [section(f"Draft: {about(one)}"), buttons(one)]
