"""App Home: each role's own dashboard, published when it is opened."""

import logging
from dataclasses import replace

import aiohttp
from slack_sdk.errors import SlackApiError

from bot import blocks as b
from bot.errors import NotSavedYet, slack_error
from bot.messages import charts
from bot.messages.home import home_view
from handlers.errors import in_background
from handlers.setup.opening import in_slack
from handlers.turn import Routes, Turn
from storage.charts import remember_refusal
from storage.home import home_facts, owe_home

log = logging.getLogger("coachlog.handlers")


async def opened(turn: Turn) -> None:
    """Publish the Home of whoever opened it; opening the Messages tab asks for nothing."""
    await turn.ack()
    if turn.body["event"].get("tab") == "home":
        in_background(turn, _publish_in_the_end)


async def _publish_in_the_end(turn: Turn) -> None:
    """Publish it now, or where Slack or the database won't, owe it: the outbox tries again."""
    try:
        await publish(turn)
    except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError, NotSavedYet) as problem:
        log.warning("home owed", extra={"error": type(problem).__name__})
        await turn.store.write(owe_home, turn.actor, turn.now)


async def publish(turn: Turn) -> None:
    """Read and publish the acting person's Home. Where nobody is in charge yet, an admin of the Slack may set up."""
    facts = await turn.store.read(home_facts, turn.actor, turn.now)
    if facts.vacant and (await in_slack(turn, turn.actor.user_id)).owner:
        facts = replace(facts, may_set_up=True)
    await _send(turn, home_view(facts))


async def _send(turn: Turn, view: b.View) -> None:
    """Publish a Home; without its chart where Slack refuses it with one, which is remembered."""
    try:
        await turn.client.views_publish(user_id=turn.actor.user_id, view=view)
    except SlackApiError as problem:
        plainer = charts.plainer(slack_error(problem), view)
        if plainer is None:
            raise
        await turn.client.views_publish(user_id=turn.actor.user_id, view=plainer)
        await turn.store.write(remember_refusal, turn.now)


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    routes.events["app_home_opened"] = opened
