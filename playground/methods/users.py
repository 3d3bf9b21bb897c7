"""users.*, team.info, bots.info and dnd.info: who is there."""

from __future__ import annotations

from playground import shapes
from playground.methods.call import Call, Method, SlackError
from playground.methods.conversations import visible
from playground.records import Json, User

EMAIL = "users:read.email"


def _shown(call: Call, user: User) -> Json:
    with_email = EMAIL in call.install.scopes
    shown = shapes.user(user, call.team_id, call.world.clock.now(), with_email=with_email)
    return {**shown, "locale": "en-US"} if call.flag("include_locale") else shown


async def listing(call: Call) -> Json:
    users, cursor = call.page(list(call.space.users.values()))
    return {
        "members": [_shown(call, user) for user in users],
        "cache_ts": call.world.seconds(),
        "response_metadata": {"next_cursor": cursor},
    }


async def info(call: Call) -> Json:
    return {"user": _shown(call, call.user())}


async def lookup(call: Call) -> Json:
    call.need(EMAIL)
    call.need("users:read")
    wanted = call.text("email").strip().lower()
    for user in call.space.users.values():
        if user.email.lower() == wanted and not user.deleted:
            return {"user": _shown(call, user)}
    raise SlackError("users_not_found")


async def profile(call: Call) -> Json:
    user = call.user() if call.args.get("user") else call.space.users[call.install.bot_user_id]
    with_email = EMAIL in call.install.scopes
    return {"profile": shapes.profile(user, call.team_id, with_email=with_email)}


async def conversations(call: Call) -> Json:
    """The conversations of a person (or the bot) that the bot may know of."""
    user = call.user().id if call.args.get("user") else call.install.bot_user_id
    found = [channel for channel in visible(call) if user in channel.members]
    page, cursor = call.page(found)
    shown = [shapes.channel(channel, call.space, call.install.bot_user_id) for channel in page]
    for held in shown:
        held.pop("is_member", None)
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


async def team(call: Call) -> Json:
    wanted = call.maybe("team", call.team_id)
    if wanted != call.team_id:
        raise SlackError("team_not_found")
    space = call.space
    icons = {f"image_{size}": shapes.PICTURE.format(size=size) for size in (34, 44, 68, 88, 102, 132, 230)}
    return {
        "team": {
            "id": space.team_id,
            "name": space.name,
            "url": f"https://{space.domain}.slack.com/",
            "domain": space.domain,
            "email_domain": "",
            "icon": {**icons, "image_default": True},
            "is_verified": False,
        }
    }


async def bots(call: Call) -> Json:
    wanted = call.maybe("bot", call.install.bot_id)
    for user in call.space.users.values():
        if user.is_bot and user.bot_id == wanted and wanted:
            shown = shapes.bot_profile(user, call.team_id)
            del shown["team_id"]
            return {"bot": {**shown, "user_id": user.id}}
    raise SlackError("bot_not_found")


async def dnd(call: Call) -> Json:
    user = call.user() if call.args.get("user") else call.space.users[call.install.bot_user_id]
    start, end = user.dnd or (1, 1)
    return {"dnd_enabled": user.dnd is not None, "next_dnd_start_ts": start, "next_dnd_end_ts": end}


READ = ("users:read",)
METHODS = {
    "users.list": Method(listing, READ),
    "users.info": Method(info, READ),
    "users.lookupByEmail": Method(lookup),
    "users.profile.get": Method(profile, ("users.profile:read", "users:read")),
    "users.conversations": Method(conversations),
    "team.info": Method(team, ("team:read",)),
    "bots.info": Method(bots, READ),
    "dnd.info": Method(dnd, ("dnd:read",)),
}
