"""Looks whether places in trouble are well again, and tells the operator what needs a person."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.rules.channels import channel_problem
from schedules.line import Line
from storage.comingback import came_alive
from storage.programmes import list_programmes
from storage.store import Store
from storage.troubles import TOKEN, Trouble, end_trouble, note_trouble, open_troubles
from storage.watching import late, owe_ops_lines

MOST = 30  # places asked about in an hour
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
ONCE_MORE = timedelta(days=7)  # where nothing can be asked, messages are tried again after that
SEEN_IN_CHANNEL = {"is_archived", "not_in_channel", "channel_not_found"}
SEEN_IN_PERSON = {"user_disabled", "user_not_found", "users_not_found", "account_inactive"}


@dataclass(slots=True)
class Watching:
    """The watcher of one workspace."""

    store: Store
    client: AsyncWebClient
    now: Callable[[], datetime]
    _since: datetime | None = None
    _next: datetime | None = None

    async def run_once(self, tried: Collection[str] = ()) -> int:
        """End the troubles that are over, and owe the operator's line, once an hour; how many ended.

        tried: the duties that had their first chance in this process. What seems not to run has an hour for it: after
        a standstill everything does.
        """
        now = self.now()
        if self._next and now < self._next:
            return 0
        self._since = self._since or now
        if now - self._since < AN_HOUR and not set(await self.store.read(late, now)) <= set(tried):
            return 0
        self._next = now + AN_HOUR
        ended = 0
        for one in sorted((await self.store.read(open_troubles)).values(), key=lambda one: one.last_at)[:MOST]:
            if one.place == TOKEN:
                await self._token(one)
            elif await self._well(one):
                ended += await self.store.write(end_trouble, self.now(), one.place)
        await self.store.write(owe_ops_lines, self.now())
        return ended

    async def _token(self, one: Trouble) -> None:
        """Ask once a day whether Slack takes the token again."""
        if self.now() - one.last_at < A_DAY or not isinstance(self.client, Line):
            return
        if await self.client.lives():
            await self.store.write(came_alive, self.now())
        else:
            await self.store.write(note_trouble, self.now(), TOKEN, self.client.dead)

    async def _well(self, one: Trouble) -> bool:
        if one.place[:1] in "CG" and one.code in SEEN_IN_CHANNEL:
            return await self._channel_is_well(one.place)
        if one.place[:1] in "UW" and one.code in SEEN_IN_PERSON:
            return await self._person_is_there(one.place)
        return self.now() - one.last_at >= ONCE_MORE

    async def _channel_is_well(self, channel: str) -> bool:
        """Also where no program uses it any more."""
        programmes = await self.store.read(list_programmes)
        if programmes and not any(channel in one.rules.channels.model_dump().values() for one in programmes):
            return True
        try:
            answer = await self.client.conversations_info(channel=channel)
        except SlackApiError:
            return False
        return channel_problem(answer["channel"]) is None

    async def _person_is_there(self, user: str) -> bool:
        try:
            answer = await self.client.users_info(user=user)
        except SlackApiError:
            return False
        return not answer["user"].get("deleted")
