"""Slack's limits on blocks, views and messages; a breach is refused in Slack's words."""

from playground.limits.whole import Refusal, check_message, check_view, check_withheld

__all__ = ["Refusal", "check_message", "check_view", "check_withheld"]
