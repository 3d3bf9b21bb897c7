"""What was found and accepted, field by field, and which of it was taken."""

import re
from collections.abc import Sequence

from bot.language.scene import Scene
from bot.language.words import Found

Accepted = Sequence[tuple[Found, bool]]
# The small words before what was read that belong to it: "and on Monday", "with the principal".
_LEFT = re.compile(
    r"(?:(?<![\w'])(?:and |& ?|\+ ?))?(?:(?<![\w'])(?:at|on|from|for|with|w|in|to|of|by) |(?:w/|@) ?)?"
    r"(?:(?<![\w'])(?:the|an?) )?$"
)


class Chooser:
    """Takes what is said of the contact field by field; what it doesn't take stays in the note."""

    def __init__(self, scene: Scene, accepted: Accepted) -> None:
        self.scene = scene
        self.accepted = accepted
        self.unread: list[str] = []
        self.claimed: list[Found] = []
        self.soft: list[Found] = []

    def of(self, *fields: str) -> list[tuple[Found, bool]]:
        """What is said of these fields, in order."""
        return [(one, shaky) for one, shaky in self.accepted if one.field in fields]

    def words(self, *found: Found) -> str:
        """What was typed for it."""
        return " ".join(self.scene.said(self.reach(one), one.end) for one in found)

    def reach(self, one: Found) -> int:
        """Where its words begin with the small ones before it: "on Monday", "with the principal"."""
        part = self.scene.part_of(one)
        floor = part.start if part else one.start
        floor = max(floor, self.scene.inside.rfind(b"\1", floor, one.start) + 1)
        match = _LEFT.search(self.scene.alike, floor, one.start)
        return match.start() if match else one.start

    def missed(self, one: Found) -> None:
        """Typed for a field, and no value for it."""
        self.unread.append(self.scene.said(one.start, one.end))
