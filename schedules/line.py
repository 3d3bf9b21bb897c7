"""The line to one workspace's Slack: it never sends twice, and goes dead with the token."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import slack_error
from schedules.outcomes import DEAD, PERHAPS_DEAD, TokenDead

TEST = "auth.test"
SECONDS = 10


class Line(AsyncWebClient):
    """The Web API client of a workspace for all that the clock does.

    dead: Slack's code, once the token is refused; skew: seconds that our clock was off Slack's at the last answer.
    """

    def __init__(self, token: str, api_url: str, session: aiohttp.ClientSession, now: Callable[[], datetime]) -> None:
        super().__init__(token=token, base_url=api_url, session=session, retry_handlers=[], timeout=SECONDS)
        self.dead, self.skew, self._now = "", 0.0, now
        self._judging = asyncio.Lock()

    async def api_call(self, api_method: str, **given: Any) -> AsyncSlackResponse:
        """Call a method. Raises TokenDead without calling once the token is known to be refused."""
        if self.dead:
            raise TokenDead(self.dead)
        try:
            answer = await super().api_call(api_method, **given)
            self._compare(str(answer.headers.get("Date", "")))
        except SlackApiError as problem:
            if code := await self._dead_by(slack_error(problem)):
                raise TokenDead(code) from None
            raise
        return answer

    def _compare(self, date: str) -> None:
        """With the clock of Slack's answer, where that has a date."""
        with contextlib.suppress(ValueError, TypeError):
            self.skew = (self._now() - parsedate_to_datetime(date)).total_seconds()

    async def lives(self) -> bool:
        """Whether Slack takes the token now: one call. Whatever else is wrong is raised."""
        try:
            await super().api_call(TEST)
        except SlackApiError as problem:
            if slack_error(problem) not in DEAD | PERHAPS_DEAD:
                raise
            self.dead = slack_error(problem)
            return False
        self.dead = ""
        return True

    async def _dead_by(self, code: str) -> str:
        """Slack's code, if it says that the token is dead. What may be about a person is asked again."""
        if code in DEAD:
            self.dead = code
        elif code in PERHAPS_DEAD:
            async with self._judging:
                if not self.dead:
                    await self.lives()
        return self.dead
