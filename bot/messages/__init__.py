"""Every sentence outside a modal, as (text, blocks): the text says all that the blocks say."""

from dataclasses import dataclass
from typing import Any

from bot.rules.texts import straight


@dataclass(frozen=True, slots=True)
class Message:
    """What chat.postMessage takes: text is complete by itself, escaped for mrkdwn; blocks may be empty. thread: the ts
    of the message it answers, for one that stands in a thread. plainer: blocks for a Slack that refuses charts and
    tables, where it isn't enough to leave those out. unsaid: nudges of the message that turned out to have nothing to
    say.

    Marks that turn the reading direction are taken out, or one in a name would turn the words around it.
    """

    text: str
    blocks: tuple[dict[str, Any], ...] = ()
    thread: str = ""
    plainer: tuple[dict[str, Any], ...] = ()
    unsaid: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", straight(self.text))
        object.__setattr__(self, "blocks", tuple(straight(one) for one in self.blocks))
        object.__setattr__(self, "plainer", tuple(straight(one) for one in self.plainer))
