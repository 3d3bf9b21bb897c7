"""What of all that was found is said of this contact, and what of it is a guess: by where it stands."""

import re
from typing import Any

from bot.language.clauses import Part
from bot.language.scene import FILLERS, Scene
from bot.language.words import Found

_DUE = re.compile(r"(?<!\w)(?:by|due|before) $")
_WORD_AFTER = re.compile(r" (?P<word>[a-z']+)")
_WHERE = FILLERS | {"k", "gr", "grade", "grades", "room", "rooms", "classrooms", "kindergarten", "again", "then"}
_OPENS = re.compile(r"\s*(?:of|in|with|at|\d|$|,|\+)")


def accepted(scene: Scene) -> list[tuple[Found, bool]]:
    """What is said of the contact itself, each with whether it is shaky."""
    kept = []
    for one in scene.found:
        part = scene.part_of(one)
        if part is not None:
            shaky = _shaky(scene, one, part)
            if shaky is not None:
                kept.append((one, shaky or one.shaky))
    return kept


def _shaky(scene: Scene, one: Found, part: Part) -> bool | None:
    """Whether something is to be marked as a guess; None when it isn't said of this contact at all."""
    if one.field == "focus":
        return scene.leftover(part.start, part.end)
    if _of_another_day(scene, one, part) or (one.field == "activity" and scene.called_off(one, part)):
        return None
    if not scene.leftover(part.start, part.end) and not scene.topic_before(one, part):
        another = one.field in {"minutes", "when", "day", "kind"} and _of_another(scene, part)
        return None if another and one.field == "when" else another
    if part.clause != scene.head:
        opens = one.field == "activity" and not scene.alike[part.start : one.start].strip()
        return True if opens and _OPENS.match(scene.alike, one.end) else None
    if not part.first and scene.leftover(part.start, one.start):
        return None
    return _shaky_in_head(scene, one, part)


def _of_another_day(scene: Scene, one: Found, part: Part) -> bool:
    """Whether presence and a day are said together, and so of another day: "Principal 14 is out next week"."""
    if one.field not in {"presence", "day"}:
        return False
    both = (other for other in scene.found if other.field in {"presence", "day"})
    inside = [other for other in both if part.start <= other.start < part.end]
    place = inside.index(one)
    presence, day = (one, inside[place + 1 : place + 2]) if one.field == "presence" else (inside[place - 1], [one])
    if not day or day[0].field != "day" or presence.field != "presence" or presence.start > day[0].start:
        return False
    now = day[0].value.how == "offset" and day[0].value.day <= 0
    return not now and not scene.leftover(presence.end, day[0].start)


def _of_another(scene: Scene, part: Part) -> bool:
    """Whether a part stands in another clause that says more: "called again at 9, 15 min"."""
    start, end = scene.spans[part.clause]
    return part.clause != scene.head and scene.leftover(start, end)


def _shaky_in_head(scene: Scene, one: Found, part: Part) -> bool | None:
    if one.field == "day" and (scene.moved_to(one) or _DUE.search(scene.alike, part.start, one.start)):
        return None  # "moved to Friday" is no day it was held on
    before, after = scene.beside(one, part)
    if scene.topic_before(one, part):
        return None if after or _of_the_topic(scene, one, part) else True
    if one.field in {"day", "minutes", "when"}:
        return _shaky_time(one, before, after)
    return before or _goes_with_next(scene, one, part, after)


def _of_the_topic(scene: Scene, one: Found, part: Part) -> bool:
    """Whether something tells of what was talked about: all but times, and "about coverage for Thursday"."""
    if one.field == "day":
        return re.search(r"(?<!\w)for $", scene.alike[part.start : one.start]) is not None
    return one.field in {"kind", "school", "leader", "activity", "met"}


def _goes_with_next(scene: Scene, one: Found, part: Part, after: bool) -> bool:
    """Whether the next word may make another thing of it: "Lincoln Park", "PD calendar", "cohort data"."""
    if one.field == "school":
        return after and scene.said(one.end, part.end).lstrip()[:1].isupper()
    if one.field == "activity":
        return _noun_after(scene, one)
    return after and (one.field == "presence" or (one.field == "kind" and one.value[0] != "visit"))


def _noun_after(scene: Scene, one: Found) -> bool:
    """Whether the very next word may make another thing of an activity: "parent night planning", "PD calendar"."""
    word = _WORD_AFTER.match(scene.alike, one.end)
    return word is not None and word["word"] not in _WHERE and not scene.inside[word.start("word")]


def _shaky_time(one: Found, before: bool, after: bool) -> bool | None:
    value: Any = one.value
    if getattr(value, "bare", False) and (before or after):
        return None  # "grades 3-5", "2 to 3 teachers"
    how = getattr(value, "how", "")
    short = how == "dom" or (how == "date" and one.end - one.start < 8)  # "the 2nd grade", "5/6 rooms"
    return None if short and after else before or after
