"""A Slack message's text as people read it."""

import html
import re

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^>]*))?>")
_CHANNEL = re.compile(r"<#C[A-Z0-9]+(?:\|([^>]*))?>")
_SPECIAL = re.compile(r"<!([a-z]+)[^>]*>")
_LINK = re.compile(r"<((?:https?|mailto|tel):[^>|]*)(?:\|([^>]*))?>")


def mentioned(text: str) -> list[str]:
    """The Slack users that a text mentions, in order."""
    return [match[1] for match in _MENTION.finditer(text)]


def as_typed(text: str) -> str:
    """Without Slack's markup: mentions and links by their names, entities as characters."""
    text = _MENTION.sub(lambda match: f"@{match[2] or 'somebody'}", text)
    text = _CHANNEL.sub(lambda match: f"#{match[1] or 'a channel'}", text)
    text = _SPECIAL.sub(lambda match: f"@{match[1]}", text)
    text = _LINK.sub(lambda match: match[2] or match[1], text)
    return html.unescape(text).strip()
