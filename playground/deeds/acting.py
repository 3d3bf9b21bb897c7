"""Who acts, where: the start of every deed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.records import Channel, Message, ModalStack, User, View, Workspace
from playground.registration import Installation

if TYPE_CHECKING:
    from playground.state import World


@dataclass(frozen=True)
class Actor:
    world: World
    team_id: str
    user_id: str

    @property
    def space(self) -> Workspace:
        return self.world.workspaces[self.team_id]

    @property
    def user(self) -> User:
        return self.space.users[self.user_id]

    @property
    def install(self) -> Installation:
        found = self.world.app.installations.get(self.team_id)
        if found is None or found.revoked:
            raise LookupError(f"the app is not installed in {self.team_id}")
        return found

    @property
    def stack(self) -> ModalStack:
        return self.space.stack(self.user_id)

    def im(self) -> Channel:
        """The conversation with the app."""
        return self.world.im(self.team_id, self.install.bot_user_id, self.user_id)

    def channel(self, channel_id: str) -> Channel:
        """A conversation this person is in."""
        found = self.space.channels.get(channel_id)
        if found is None or self.user_id not in found.members:
            raise LookupError(f"{self.user_id} is in no conversation {channel_id}")
        return found

    def message(self, channel_id: str, ts: str) -> Message:
        found = self.channel(channel_id).messages.get(ts)
        if found is None or found.ephemeral_to not in (None, self.user_id):
            raise LookupError(f"{self.user_id} sees no message {ts} in {channel_id}")
        return found

    def view(self, view_id: str) -> View:
        """A view this person has open: a modal or the Home."""
        found = self.space.views.get(view_id)
        if found is None or found.user != self.user_id:
            raise LookupError(f"{self.user_id} has no view {view_id} open")
        return found

    def trigger(self, view: View | None = None) -> str:
        return self.world.new_trigger(self.team_id, self.user_id, view.id if view else None)
