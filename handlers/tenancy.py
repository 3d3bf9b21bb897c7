"""Which workspace a request belongs to, and its token: looked up once a while, not at every request."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext

from bot.errors import NotSavedYet
from storage.store import Storage
from storage.workspaces import Installed, find

FRESH = 30.0  # seconds
LOOK = 0.5  # seconds that looking again may take out of an answer's time


@dataclass
class Tenants(AsyncAuthorize):
    """The installed workspaces, remembered for half a minute each."""

    storage: Storage
    clock: Callable[[], float] = time.monotonic
    _known: dict[str, tuple[float, Installed]] = field(default_factory=dict)
    _changes: int = 0

    async def find(self, team_id: str) -> Installed | None:
        """The live installation of a team."""
        known = self._known.get(team_id)
        if known and known[0] > self.clock():
            return known[1]
        changes = self._changes
        try:
            async with asyncio.timeout(LOOK if known else None):
                installed = await self.storage.survey(find, team_id)
        except (NotSavedYet, TimeoutError):
            if known is None:
                raise
            return known[1]  # the database is away; whoever waits for an answer is told so by what they asked for
        if installed is None:
            self._known.pop(team_id, None)
        elif changes == self._changes:  # else it may have been read just before it was removed
            self._known[team_id] = (self.clock() + FRESH, installed)
        return installed

    def forget(self, team_id: str) -> None:
        """Look again next time: it was installed or removed just now."""
        self._changes += 1
        self._known.pop(team_id, None)

    async def __call__(self, *, context: AsyncBoltContext, team_id: str | None, **_: Any) -> AuthorizeResult | None:
        """Bolt's question for each request. The workspace is where the app is installed, not the person's own."""
        context["arrived"] = asyncio.get_running_loop().time()  # looking takes of the answer's time too
        installed = await self.find(team_id or "")
        if installed is None:
            return None
        context["workspace_id"] = installed.id
        context["installed_team_id"] = installed.team_id
        return AuthorizeResult(
            enterprise_id=None,
            team_id=installed.team_id,
            bot_token=installed.bot_token,
            bot_id=installed.bot_user_id,
            bot_user_id=installed.bot_user_id,
            bot_scopes=[],
        )
