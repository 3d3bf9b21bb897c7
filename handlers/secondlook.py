"""The part of a form that asks for a second look: what may tell who somebody is, and neutral words for it.

The form itself is shown again with this above its fields, so that what was typed stays where it is.
"""

from collections.abc import Mapping, Sequence

from bot import blocks as b
from bot.rules.students import KINDS
from storage.guarding import NEUTRAL, OWN, Flagged

FIELD = "wording"
LISTED = 8


def second_look(found: Sequence[Flagged], labels: Mapping[str, str]) -> list[b.Block]:
    """What was found, with the choice of words; nothing where nothing was."""
    if not found:
        return []
    lines = [
        f"{labels.get(one.field, '')} · {KINDS[each.kind]}\n“{b.short(each.words, 100)}” → “{each.neutral}”"
        for one in found
        for each in one.findings
    ]
    more = [b.context(f"And {len(lines) - LISTED} more.")] if len(lines) > LISTED else []
    options = [b.option("Use the neutral wording", NEUTRAL), b.option("Keep my words", OWN)]
    radio = b.ask(FIELD, "How to save it", b.radio(options, NEUTRAL), hint="The choice is counted, never your words.")
    said = "Nothing is saved yet. Some words may tell who somebody is:"
    return [b.section(said), *b.paragraphs(lines[:LISTED]), *more, radio, b.divider()]
