"""What a change of a contact changed, field by field, in words."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from bot.frameworks import elements
from bot.rules.contacts import ACTIVITIES, DETAILS, KINDS, MEDIA, PRESENCE, STANCES, brief, spell
from bot.rules.dates import clock

NOTHING = "–"
Content: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One field: what it said before and what it said then."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """One change of a contact. reason: asked for where its period had closed. apart: it was with somebody else then,
    so its reader isn't shown what it said."""

    id: int
    at: datetime
    who: str
    amended: bool
    reason: str
    changes: tuple[Change, ...]
    apart: bool = False


def differences(before: Content, after: Content, names: Mapping[int, str], *, private: bool) -> tuple[Change, ...]:
    """What one version says differently from the next, in the order of the form.

    names: of engagements, as "school, leader"; private: the reader wrote the private note.
    """
    old, new = _said(before, names, private=private), _said(after, names, private=private)
    every = [*new, *(name for name in old if name not in new)]
    pairs = ((label, old.get(label, NOTHING), new.get(label, NOTHING)) for label in every)
    return tuple(Change(label, was, now) for label, was, now in pairs if was != now)


def engagements_in(contents: Collection[Content]) -> set[int]:
    """Every engagement that some versions name."""
    return {int(one["engagement_id"]) for one in contents} | {
        int(other) for one in contents for other in one.get("attendees", ())
    }


def _said(content: Content, names: Mapping[int, str], *, private: bool) -> dict[str, str]:
    """Everything a version says, by label."""
    said = {"School and leader": names.get(int(content["engagement_id"]), NOTHING)}
    for name, (label, words) in _FIELDS.items():
        said[label] = words(content.get(name)) or NOTHING
    there = [names.get(int(one), NOTHING) for one in content.get("attendees", ())]
    said["Further leaders"] = "; ".join(there) or NOTHING
    said["Next steps"] = "\n".join(_step(*one) for one in content.get("next_steps", ())) or NOTHING
    details = json.loads(content.get("details") or "{}")
    said |= {label: details.get(name) or NOTHING for name, label in DETAILS.items()}
    if private:
        said["Private note"] = content.get("private_note") or NOTHING
    return said


def _named(names: Mapping[str, str]) -> Callable[[Any], str]:
    return lambda codes: ", ".join(names.get(code, code) for code in (codes or "").split())


def _focus(codes: Any) -> str:
    known = elements()
    return ", ".join(known[code].words if code in known else code for code in (codes or "").split())


def _step(owner: str, what: str, due: str | None) -> str:
    who = "Coach" if owner == "coach" else "Leader"
    return f"{who}: {what}" + (f" – by {brief(date.fromisoformat(due))}" if due else "")


def _kind(code: Any) -> str:
    return KINDS[code].label if code in KINDS else str(code or "")


def _day(day: Any) -> str:
    return spell(date.fromisoformat(day)) if day else ""


def _text(words: Any) -> str:
    return words or ""


# By field of storage's content: the label, and how its value reads.
_FIELDS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "kind": ("Kind", _kind),
    "made": ("Made or attempted", lambda made: "Made" if made else "Attempted"),
    "medium": ("Medium", _named(MEDIA)),
    "day": ("Day", _day),
    "start": ("Start", lambda start: clock(start) if start else ""),
    "minutes": ("Minutes", lambda minutes: str(minutes or "")),
    "amount": ("How many", lambda amount: str(amount or "")),
    "activities": ("What was done", _named(ACTIVITIES)),
    "presence": ("Principal present", _named(PRESENCE)),
    "others": ("Also there", _text),
    "focus": ("Focus", _focus),
    "stances": ("Stance", _named(STANCES)),
    "note": ("Note for the two of you", _text),
    "next_on": ("Next meeting", _day),
    "next_open": ("Next meeting not set yet", lambda open_: "Yes" if open_ else ""),
    "no_steps": ("No next step agreed", lambda none: "Yes" if none else ""),
}
