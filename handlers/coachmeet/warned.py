"""Forms that ask for a second look: what overlaps or leaves no time to travel, shown above what was typed."""

import hashlib
from collections.abc import Sequence

from bot import blocks as b

ANYWAY = "Save anyway"


def mark(warnings: Sequence[str]) -> str:
    """What a confirmation holds for; "" where there is nothing to confirm."""
    return hashlib.sha256("\n".join(warnings).encode()).hexdigest()[:12] if warnings else ""


def second_look(view: b.View, warnings: Sequence[str]) -> b.View:
    """The form with the warnings above its fields; its button then saves it in spite of them."""
    said = "\n".join(["Nothing is saved yet. Please look once more:", *warnings])
    return {**view, "blocks": [b.section(said), b.divider(), *view["blocks"]], "submit": b.plain(ANYWAY, b.TITLE_MAX)}
