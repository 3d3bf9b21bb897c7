"""Contacts in a list: the newest, narrowed as asked, each with its button; and what was lately taken back."""

from collections.abc import Mapping, Sequence

from bot.blocks import Block, actions, button, context, safe, section
from bot.messages import Message
from bot.messages.contacts import RESTORE, line, open_button, row
from bot.messages.home import OLDER, OLDER_WITH_ME, shared_rows
from bot.rules.contacts import readable
from bot.rules.lines import Pair
from bot.rules.lists import Asked, Wanted, kind_words
from bot.rules.views import Fact

TRY = "Try a school, a leader, a kind, a month or a number: /coachlog last Lincoln calls October 10."
NAMED_MAX = 3


def heading(wanted: Wanted, pairs: Sequence[Pair]) -> str:
    """What a list is narrowed to, in words: Lincoln Elementary · Phone calls · October 2026."""
    schools = list(dict.fromkeys(f"{one.school}, {one.leader}" for one in pairs if one.id in wanted.pairs))
    named = " or ".join(schools[:NAMED_MAX]) + (f" and {len(schools) - NAMED_MAX} more" if schools[NAMED_MAX:] else "")
    parts = (named, kind_words(wanted.kind) if wanted.kind else "", wanted.span.name if wanted.span else "")
    return " · ".join(part for part in parts if part)


def unread(words: Sequence[str]) -> str:
    """What was typed and is no school, leader, kind, days or number; "" where everything was read."""
    said = ", ".join(f"“{one[:40]}”" for one in words[:NAMED_MAX])
    return f"I don't know {said} here, so this list leaves it out. {TRY}" if words else ""


def newest(
    asked: Asked, facts: Sequence[Fact], states: Mapping[int, str], pairs: Sequence[Pair], *, own: bool, more: bool
) -> Message:
    """The answer to `last`. own: a coach's own; else those with a leader. more: there are older ones."""
    lead = [one for one in (heading(asked.wanted, pairs), unread(asked.unknown)) if one]
    none = [] if facts else ["No such contact." if asked.wanted.narrowed else "Nothing logged yet."]
    texts = [row(one, states.get(one.id, "")) for one in facts]
    rows = [section(text, open_button(one, "Open")) for text, one in zip(texts, facts, strict=True)]
    shown = rows if own else shared_rows(facts, states) if facts else []
    blocks = [*(section(one) for one in lead), *(section(one) for one in none), *shown]
    return Message(safe("\n".join([*lead, *none, *texts])), (*blocks, *_further(asked, own=own, more=more)))


def _further(asked: Asked, *, own: bool, more: bool) -> list[Block]:
    if not more:
        return []
    every = actions([button("All contacts", OLDER if own else OLDER_WITH_ME, "0")])
    return [context("There are older ones that fit as well."), every] if asked.wanted.narrowed else [every]


def lately_gone(facts: Sequence[Fact]) -> Message:
    """What the coach took back within the week, each with the button to bring it back."""
    texts = [f"Taken back: {readable(one.id)} · {line(one)}" for one in facts]
    rows = [
        section(text, button("Bring it back", RESTORE, str(one.id), spoken=f"Bring back {readable(one.id)}"))
        for text, one in zip(texts, facts, strict=True)
    ]
    return Message(safe("\n".join(texts)), tuple(rows))
