"""What is open from last time, on top of the next form of the pair, with a box to tick for each that is done now."""

from collections.abc import Mapping
from typing import Any

from bot import blocks as b
from bot.messages.commitments import rest_words, who
from bot.rules.commitments import Commitment, Ledger
from bot.rules.contacts import brief

FIELD = "done_steps"


def top(ledger: Ledger, filled: Mapping[str, Any]) -> list[b.Block]:
    """The boxes; nothing where nothing is open. Their field carries the pair, so that another pair's start unticked."""
    if not ledger.open:
        return []
    field = f"{FIELD}.{ledger.open[0].pair}.ids"
    options = [b.option(f"{who(one, one.owner)}: {one.what}", str(one.id), _when(one)) for one in ledger.open]
    more = f"{rest_words(ledger)} on your Home." if ledger.more else ""
    boxes = b.checks(options, filled.get(field) or ())
    return [b.ask(field, "Open from last time: done now?", boxes, optional=True, hint=more)]


def _when(one: Commitment) -> str:
    due = f"Due {brief(one.due_on)}, " if one.due_on else ""
    return f"{due}{'agreed' if due else 'Agreed'} {brief(one.agreed_on)}"
