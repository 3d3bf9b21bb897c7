"""What a submitted form F16 or F17 says: its fields, by block id, as a contact."""

from collections.abc import Mapping
from typing import Any

from bot import forms
from bot.errors import FieldErrors
from bot.rules import contacts as rules
from storage.contacts import NewContact

BOXES = ("no_steps", "next_open")  # one box to tick each
PAGE_TWO = (
    "focus", "check_in", "successes", "obstacles", "note", "no_steps", "next_on", "next_open", "next_focus", "stances",
    "resources", "private_note",
)  # fmt: skip
STEPS = "next_steps"
COPY = "copy_text"  # of the message it is logged from, into the note
TRIED = "tried_minutes"  # an attempt's: a field of its own, or it would show what the plan says of the visit


def contact_in(filled: Mapping[str, Any]) -> NewContact:
    """The contact that filled-in fields make. Raises FieldErrors, or Tampered for what no form of ours offers."""
    asked = {name: value for name, value in filled.items() if name not in {TRIED, COPY}}
    said = {name: bool(value) if name in BOXES else value for name, value in asked.items()}
    if TRIED in filled:
        said["minutes"] = filled[TRIED]
    try:
        return forms.parse(NewContact, forms.without_empty_rows(said, STEPS, "owner", "due_on"))
    except FieldErrors as problem:
        if TRIED in filled and "minutes" in problem.errors:
            problem.errors[TRIED] = problem.errors.pop("minutes")
        raise


def in_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """A contact's values by the form's fields: an attempt's minutes stand in a field of their own."""
    filled = dict(values)
    if filled.get("made") == "attempted" and "minutes" in filled:
        filled[TRIED] = filled.pop("minutes")
    return filled


def is_session(filled: Mapping[str, Any]) -> bool:
    """Whether the contact's form has a second page: a collaborative kind that took place."""
    kind = rules.KINDS.get(str(filled.get("kind")))
    return kind is not None and kind.collaborative and filled.get("made") != "attempted"


def fitting(filled: Mapping[str, Any]) -> dict[str, Any]:
    """What was kept of a form, without the fields that its kind doesn't ask."""
    kind = rules.KINDS.get(str(filled.get("kind")))
    if kind is None:
        return dict(filled)
    made = filled.get("made") != "attempted"
    foreign = {
        "medium": filled.get("medium") not in kind.media,
        "count": not kind.counted or not made,
        "start": kind.counted,
        "minutes": kind.counted or not made,
        TRIED: made,
        "activities": not kind.activities or not made,
        "presence": not kind.presence or not made,
        "others": not kind.others or not made,
        "attendees": not kind.group or not made,
        **dict.fromkeys(("stances", "next_on", "next_open", "no_steps", *rules.DETAILS), not is_session(filled)),
    }
    return {name: value for name, value in filled.items() if not foreign.get(name)}


def on_page_one(filled: Mapping[str, Any]) -> dict[str, Any]:
    """What the first page of a session asks."""
    return {name: said for name, said in filled.items() if name not in PAGE_TWO and not name.startswith(f"{STEPS}.")}
