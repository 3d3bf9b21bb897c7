"""Makes an owed message ready to be sent: where it goes, what it says by now, or why it isn't sent at all."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks import Block, View
from bot.errors import NotNow, NotSavedYet, slack_error
from bot.messages import Message, charts
from bot.messages.home import home_view
from bot.rules.pace import CORRECT, POST, PUBLISH
from schedules.outcomes import Outcome, Parcel, put_off
from storage.charts import remember_refusal
from storage.composing import compose, compose_again
from storage.home import home_facts
from storage.nudgesending import NOT_NOW
from storage.outbox import Owed
from storage.people import Actor, keep_dm_channel
from storage.retouching import Posted, find_posted
from storage.store import Store

IN_HAND = 5.0  # seconds


@dataclass(slots=True)
class Packing:
    """The packer of one workspace."""

    store: Store
    client: AsyncWebClient
    now: Callable[[], datetime]

    async def pack(self, one: Owed) -> Parcel | Outcome:
        """What to send, or what becomes of it without sending."""
        if one.kind == "home":
            return await self._home(one)
        if one.kind == "retouch":
            return await self._retouch(one)
        try:
            message: Message | None = await self.store.read(compose, one, self.now())
        except NotNow as later:
            return put_off(NOT_NOW, max((later.at - self.now()).total_seconds(), 1))
        if message is None:
            return Outcome("void", reason="no longer matters")
        channel = one.channel or await self._dm_channel(one)
        if channel is None:
            return Outcome("void", reason="no Slack user")
        return Parcel(POST, partial(self._post, one, channel, message))

    async def _dm_channel(self, one: Owed) -> str | None:
        if one.dm_channel or one.user is None or one.person_id is None:
            return one.dm_channel
        answer = await self.client.conversations_open(users=one.user)
        channel = str(answer["channel"]["id"])
        await self.store.write(keep_dm_channel, one.person_id, channel)
        return channel

    async def _post(self, one: Owed, channel: str, message: Message) -> Outcome:
        """Post it; where Slack refuses its chart or table, the same without, which is remembered."""
        try:
            return await self._posted(one, channel, message, message.blocks)
        except SlackApiError as problem:
            plainer = charts.plainer_of(slack_error(problem), message)
            if plainer is None:
                raise
            outcome = await self._posted(one, channel, message, plainer)
            with contextlib.suppress(NotSavedYet):  # it is sent; the next one asks again
                await self.store.write(remember_refusal, self.now())
            return outcome

    async def _posted(self, one: Owed, channel: str, message: Message, blocks: Sequence[Block]) -> Outcome:
        answer = await self.client.chat_postMessage(
            channel=channel,
            text=message.text,
            blocks=list(blocks) or None,
            thread_ts=message.thread or None,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": "coachlog_message", "event_payload": {"outbox_id": one.id}},
        )
        return Outcome("sent", channel=channel, ts=str(answer.get("ts", "")), unsaid=message.unsaid)

    async def _home(self, one: Owed) -> Parcel | Outcome:
        if one.user is None:
            return Outcome("void", reason="no Slack user")
        facts = await self.store.read(home_facts, Actor(one.user), self.now())
        return Parcel(PUBLISH, partial(self._publish, one.user, home_view(facts)))

    async def _publish(self, user: str, view: View) -> Outcome:
        try:
            await self.client.views_publish(user_id=user, view=view)
        except SlackApiError as problem:
            plainer = charts.plainer(slack_error(problem), view)
            if plainer is None:
                raise
            await self.client.views_publish(user_id=user, view=plainer)
            await self.store.write(remember_refusal, self.now())
        return Outcome("sent")

    async def _retouch(self, one: Owed) -> Parcel | Outcome:
        posted = await self.store.read(find_posted, one.subject_id or 0)
        if posted and posted.in_hand:
            return put_off("just being sent", IN_HAND)
        message = await self.store.read(compose_again, posted, self.now()) if posted else None
        if posted is None or message is None:
            return Outcome("void", reason="no longer matters")
        return Parcel(CORRECT, partial(self._correct, posted, message))

    async def _correct(self, posted: Posted, message: Message) -> Outcome:
        blocks = list(message.blocks)
        await self.client.chat_update(channel=posted.channel, ts=posted.ts, text=message.text, blocks=blocks)
        return Outcome("sent")
