"""Which channels a program may use."""

from typing import Any

import pytest

from bot.rules.channels import ARCHIVED, NOT_A_CHANNEL, SHARED, UNSEEN, channel_problem


@pytest.mark.parametrize(
    ("channel", "sentence"),
    [
        ({"is_member": True}, None),
        ({"is_member": False}, UNSEEN),
        ({"is_member": True, "is_archived": True}, ARCHIVED),
        ({"is_im": True}, NOT_A_CHANNEL),
        ({"is_mpim": True, "is_member": True}, NOT_A_CHANNEL),
        ({"is_member": True, "is_ext_shared": True}, SHARED),
        ({"is_member": True, "is_pending_ext_shared": True}, SHARED),
        (None, UNSEEN),
    ],
)
def test_a_channel_is_used_only_when_the_app_can_write_in_it_and_nobody_else_reads_along(
    channel: dict[str, Any] | None, sentence: str | None
) -> None:
    assert channel_problem(channel) == sentence
