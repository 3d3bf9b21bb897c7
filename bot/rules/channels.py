"""Whether a program may use a channel: one rule for its form, and for `coachlog doctor` afterwards."""

from collections.abc import Mapping
from typing import Any

UNSEEN = "Coachlog isn't in this channel. Type /invite @Coachlog there and try again, or choose another one."
ARCHIVED = "This channel is archived. Choose another one."
NOT_A_CHANNEL = "Choose a channel, not a person or a direct message."
SHARED = "This channel is shared with another organization, whose people would read along. Choose another one."
HIDDEN = {"channel_not_found", "not_in_channel", "missing_scope", "method_not_supported_for_channel_type"}


def channel_problem(channel: Mapping[str, Any] | None) -> str | None:
    """Why a channel can't be used, or None. channel: as Slack tells of it, or None when it doesn't (see HIDDEN)."""
    if channel is None:
        return UNSEEN
    if channel.get("is_im") or channel.get("is_mpim"):
        return NOT_A_CHANNEL
    if channel.get("is_archived"):
        return ARCHIVED
    if not channel.get("is_member"):
        return UNSEEN
    if channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"):
        return SHARED
    return None
