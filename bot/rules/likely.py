"""What a line didn't say and is likely, from the weekly visit plan and from what the pair worked on last: guesses."""

from dataclasses import dataclass, replace
from datetime import date

from bot.rules.contacts import KINDS
from bot.rules.lines import Draft, Read

PLANNED = "visit"


@dataclass(frozen=True, slots=True)
class Likely:
    """What is known of a pair. visit_day: 0 is Monday; start: "HH:MM"; focus: of its newest contact that named one.

    due: the day by which a next step is likely due, or None.
    """

    visit_day: int | None = None
    start: str | None = None
    minutes: int | None = None
    focus: tuple[str, ...] = ()
    due: date | None = None


def with_likely(draft: Draft, likely: Likely) -> Draft:
    """The draft with what is likely where nothing was said, each marked as a guess; an attempt gets nothing.

    A time or a length that was typed and can't be read is asked for, not guessed.
    """
    kind = draft.kind.value if draft.kind else None
    if draft.attempted or kind is None:
        return draft
    steps = tuple(
        replace(one, due_on=likely.due, guessed=True) if one.due_on is None and likely.due else one
        for one in draft.steps
    )
    draft = replace(draft, steps=steps)
    if kind == PLANNED and not draft.unread and draft.day and draft.day.value.weekday() == likely.visit_day:
        draft = _as_planned(draft, likely)
    if KINDS[kind].activities and likely.focus and not draft.focus.value:
        draft = replace(draft, focus=Read(likely.focus, True))
    return draft


def _as_planned(draft: Draft, likely: Likely) -> Draft:
    start, minutes = draft.start, draft.minutes
    if start is None and likely.start:
        start = Read(likely.start, True)
    if minutes is None and likely.minutes:
        minutes = Read(likely.minutes, True)
    return replace(draft, start=start, minutes=minutes)
