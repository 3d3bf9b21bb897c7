"""From what was found to a draft: what counts as said of the contact, what is a guess, and what stays in the note."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.language.accepting import accepted
from bot.language.choosing import Chosen, choose
from bot.language.following import Following, following, meets_again
from bot.language.leaving import note_of
from bot.language.scene import ABOUT, Scene, take_apart
from bot.language.steps import step_of
from bot.rules.contacts import STEPS_MAX
from bot.rules.dates import local_day
from bot.rules.lines import Draft, Pair, Promised

READ_MAX = 1000  # a line that is longer is a note; its end is kept and not read


def read_line(text: str, pairs: Sequence[Pair], now: datetime) -> Draft:
    """Read one typed line. pairs: the person's own engagements; now: aware. Never raises, and loses no word."""
    typed = text if len(text) <= READ_MAX else text[: text.rfind(" ", 0, READ_MAX) + 1]
    scene = take_apart(typed, pairs)
    zone = _zone(scene, pairs)
    today = local_day(now, zone)
    steps, taken = _steps(scene, today)
    later = following(scene, [place for place in range(len(scene.spans)) if place not in taken], today)
    taken |= later.taken
    scene.parts = [part for part in scene.parts if part.clause not in taken | later.aside]
    scene.head = _head(scene, taken | later.aside)
    chosen = choose(scene, accepted(scene), pairs, today)
    steps = [_owned(scene, one, chosen.pairs.value) for one in steps]
    spans = [*(scene.spans[place] for place in sorted(taken)), *chosen.spans]
    typed_spans = [(scene.spots[start], scene.spots[end]) for start, end in spans]
    return _draft(chosen, later, tuple(steps), note_of(typed, typed_spans, text[len(typed) :]), zone)


def _draft(chosen: Chosen, later: Following, steps: tuple[Promised, ...], note: str, zone: str) -> Draft:
    return Draft(
        kind=chosen.kind,
        pairs=chosen.pairs,
        day=chosen.day,
        start=chosen.start,
        minutes=chosen.minutes,
        count=chosen.count,
        activities=chosen.activities,
        presence=chosen.presence,
        steps=steps,
        note=note,
        unread=tuple(chosen.unread),
        zone=zone,
        doubt=chosen.doubt,
        made=chosen.made,
        medium=chosen.medium,
        attendees=chosen.attendees,
        focus=chosen.focus,
        next_on=later.next_on,
        next_open=later.next_open,
        no_steps=later.no_steps,
    )


def _zone(scene: Scene, pairs: Sequence[Pair]) -> str:
    named: frozenset[int] = next((one.value for one in scene.found if one.field in {"school", "leader"}), frozenset())
    usual = pairs[0].zone if pairs else "UTC"
    return next((pair.zone for pair in pairs if pair.id in named), usual)


def _steps(scene: Scene, today: date) -> tuple[list[Promised], set[int]]:
    """The next steps, and the clauses they are; what the form has no room for stays in the note."""
    steps: list[Promised] = []
    taken: set[int] = set()
    for place, (start, end) in enumerate(scene.spans):
        step = None if meets_again(scene.shown, start, end) else step_of(start, end, scene, today)
        if step and len(steps) < STEPS_MAX:
            steps.append(step)
            taken.add(place)
    return steps, taken


def _owned(scene: Scene, step: Promised, pairs: Sequence[int]) -> Promised:
    """A guess where what is promised names the leader of another pair."""
    others = (one for one in scene.found if one.field == "leader" and not one.value.intersection(pairs))
    named = any(step.words.startswith(scene.said(one.start, one.end)) for one in others)
    return replace(step, guessed=True) if named and step.owner == "leader" and pairs else step


def _head(scene: Scene, taken: set[int]) -> int:
    """The clause that tells of the contact: the first that names a kind, a pair or a length."""
    for place, (start, end) in enumerate(scene.spans):
        if place not in taken and any(start <= one.start < end and one.field in ABOUT for one in scene.found):
            return place
    return 0
