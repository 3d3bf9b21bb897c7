"""What the playground remembers of a workspace: plain records, no behavior beyond look-ups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
ChannelKind = Literal["channel", "private", "im", "mpim"]
ViewType = Literal["home", "modal"]


@dataclass
class User:
    id: str
    name: str
    real_name: str
    email: str = ""
    tz: str | None = "America/New_York"
    deleted: bool = False
    is_bot: bool = False
    is_admin: bool = False
    is_owner: bool = False
    title: str = ""
    bot_id: str = ""
    app_id: str = ""
    updated: int = 0
    dnd: tuple[int, int] | None = None


@dataclass
class Message:
    ts: str
    channel: str
    text: str = ""
    user: str = ""
    bot_id: str = ""
    app_id: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    broadcast: bool = False
    subtype: str = ""
    metadata: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    edited: Json | None = None
    ephemeral_to: str | None = None
    username: str = ""
    icon: str = ""
    client_msg_id: str = ""
    state: dict[str, dict[str, Json]] = field(default_factory=dict)
    replies: list[str] = field(default_factory=list)


@dataclass
class Channel:
    id: str
    name: str
    kind: ChannelKind = "channel"
    members: set[str] = field(default_factory=set)
    messages: dict[str, Message] = field(default_factory=dict)
    archived: bool = False
    created: int = 0
    creator: str = ""
    topic: str = ""
    purpose: str = ""
    is_general: bool = False
    last_read: dict[str, str] = field(default_factory=dict)
    unread: dict[str, int] = field(default_factory=dict)

    @property
    def is_im(self) -> bool:
        return self.kind == "im"

    def partner(self, user_id: str) -> str:
        """The other person of a direct message (oneself in a note to oneself)."""
        return next((member for member in sorted(self.members) if member != user_id), user_id)

    def shown_to(self, user_id: str) -> Iterator[Message]:
        return (m for m in self.messages.values() if m.ephemeral_to in (None, user_id))


@dataclass
class View:
    id: str
    type: ViewType
    user: str
    team_id: str
    app_id: str
    bot_id: str
    hash: str
    title: Json | None = None
    submit: Json | None = None
    close: Json | None = None
    blocks: list[Json] = field(default_factory=list)
    private_metadata: str = ""
    callback_id: str = ""
    external_id: str = ""
    clear_on_close: bool = False
    notify_on_close: bool = False
    submit_disabled: bool = False
    root_view_id: str = ""
    previous_view_id: str | None = None
    state: dict[str, dict[str, Json]] = field(default_factory=dict)


@dataclass
class ModalStack:
    """The modals one person has open, oldest first, and what the top one shows besides its blocks."""

    views: list[View] = field(default_factory=list)
    errors: dict[str, str] | None = None
    trouble: str | None = None
    busy: bool = False

    @property
    def top(self) -> View | None:
        return self.views[-1] if self.views else None


@dataclass
class File:
    id: str
    name: str
    user: str
    size: int
    created: int
    title: str = ""
    mimetype: str = "application/octet-stream"
    filetype: str = "binary"
    alt_txt: str = ""
    content: bytes | None = None
    complete: bool = False
    deleted: bool = False
    channels: list[str] = field(default_factory=list)
    shares: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Workspace:
    team_id: str
    name: str
    domain: str
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    homes: dict[tuple[str, str], View] = field(default_factory=dict)
    modals: dict[str, ModalStack] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    external_ids: dict[str, str] = field(default_factory=dict)
    ims: dict[frozenset[str], str] = field(default_factory=dict)
    withheld: set[str] = field(default_factory=set)  # kinds of blocks that haven't come to this workspace yet
    last_micros: int = 0

    def stack(self, user_id: str) -> ModalStack:
        return self.modals.setdefault(user_id, ModalStack())

    def human(self, user_id: str) -> User | None:
        user = self.users.get(user_id)
        return None if user is None or user.is_bot else user

    def im_between(self, one: str, other: str) -> Channel | None:
        found = self.ims.get(frozenset((one, other)))
        return self.channels[found] if found else None
