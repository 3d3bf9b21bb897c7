"""Every sentence outside a modal, as (text, blocks): the text says all that the blocks say."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """What chat.postMessage takes: text is complete by itself, escaped for mrkdwn; blocks may be empty."""

    text: str
    blocks: tuple[dict[str, Any], ...] = ()
