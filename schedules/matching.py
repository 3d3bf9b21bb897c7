"""Matches the roster's e-mails to Slack people: what an event would have told us, healed within the day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.rules.slackpeople import matchable
from storage.matches import match_users
from storage.openingwords import tell_untold, untold
from storage.people import unmatched_people
from storage.store import Store
from storage.welcoming import plan_welcomes, settle_welcomes, welcomes_wait
from storage.workspaces import team_of

EVERY = timedelta(hours=6)
PAGE = 200
PAGES = 100
ROUNDS = 500  # of welcomes; the next hour goes on


@dataclass(slots=True)
class Matching:
    """The matcher of one workspace."""

    store: Store
    client: AsyncWebClient
    now: Callable[[], datetime]
    _next: datetime | None = None

    async def run_once(self) -> int:
        """Match where someone is unmatched, at most every six hours unless it failed; how many were matched.

        Whoever is new in Slack or in a role is welcomed, and hears who opened their log, however that came about.
        """
        await self.welcome()
        if await self.store.read(untold):
            await self.store.write(tell_untold, self.now())
        if self._next and self.now() < self._next:
            return 0
        matched = await self.match_now()
        self._next = self.now() + EVERY
        return matched

    async def match_now(self) -> int:
        """List the workspace's people, match them by e-mail, and welcome them; how many were matched."""
        matched = await self._match()
        await self.welcome()
        return matched

    async def welcome(self) -> None:
        """Owe every welcome that is missing, and keep when the others were shown."""
        for _ in range(ROUNDS):
            if not await self.store.read(welcomes_wait):
                return
            planned = await self.store.write(plan_welcomes, self.now())
            settled = await self.store.write(settle_welcomes, self.now())
            if not planned and not settled:
                return

    async def _match(self) -> int:
        if not await self.store.read(unmatched_people):
            return 0
        team_id = await self.store.read(team_of)
        matched, cursor = 0, ""
        for _ in range(PAGES):
            answer = await self.client.users_list(limit=PAGE, cursor=cursor)
            found = [person for one in answer["members"] if (person := matchable(one, team_id))]
            matched += await self.store.write(match_users, found, self.now())
            cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                break
        return matched
