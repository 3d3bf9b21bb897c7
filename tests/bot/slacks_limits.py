"""Whether Slack would take what we send, and what people read of it."""

from typing import Any

from bot.blocks import View
from bot.messages import Message
from playground.limits import check_message, check_view

HOSTILE = "<!channel> <@U1> <https://x.example.org|y> *b* `c` &lt; \u202e\u200b\n> q"


def fits(view: View) -> bool:
    """Whether Slack takes the view; if not, says why."""
    refusal = check_view(view, view["type"])
    assert refusal is None, refusal
    return True


def posts(message: Message) -> bool:
    """Whether Slack takes the message; if not, says why."""
    refusal = check_message({"channel": "C1", "text": message.text, "blocks": list(message.blocks)})
    assert refusal is None, refusal
    return True


def texts(piece: Any, *, buttons: bool = False) -> list[str]:
    """Every text people read in blocks; without buttons, what a screen reader needs of `text`."""
    if isinstance(piece, list | tuple):
        return [text for one in piece for text in texts(one, buttons=buttons)]
    if not isinstance(piece, dict) or (piece.get("type") == "button" and not buttons):
        return []
    own = [piece["text"]] if isinstance(piece.get("text"), str) else []
    return own + [text for one in piece.values() for text in texts(one, buttons=buttons)]


def live(piece: Any) -> list[str]:
    """The texts in which mentions and links would work: those in mrkdwn."""
    if isinstance(piece, list | tuple):
        return [text for one in piece for text in live(one)]
    if not isinstance(piece, dict):
        return []
    own = [str(piece.get("text"))] if piece.get("type") == "mrkdwn" else []
    return own + [text for one in piece.values() for text in live(one)]


def says_all(message: Message) -> bool:
    """Whether the top-level text says all that the blocks say."""
    plain = message.text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    missing = [line for text in texts(message.blocks) for line in text.split("\n") if line not in plain]
    assert not missing, missing
    return True
