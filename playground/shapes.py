"""Records as Slack shows them in answers, events and payloads."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from playground.records import Channel, File, Json, Message, User, View, Workspace

if TYPE_CHECKING:
    from playground.state import World

PICTURE = "https://avatars.example.org/{size}.png"
PLAIN = ("subtype", "client_msg_id", "blocks", "attachments", "edited")
SIZES = (24, 32, 48, 72, 192, 512)


def _pictures(*sizes: int) -> Json:
    return {f"image_{size}": PICTURE.format(size=size) for size in sizes}


def profile(user: User, team_id: str, *, with_email: bool) -> Json:
    first, _, last = user.real_name.partition(" ")
    shown: Json = {
        "title": user.title,
        "phone": "",
        "skype": "",
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "avatar_hash": f"g{user.id.lower()}",
        "first_name": first,
        "last_name": last,
        "status_text_canonical": "",
        "team": team_id,
        **_pictures(*SIZES),
    }
    if user.is_bot:
        return {**shown, "bot_id": user.bot_id, "api_app_id": user.app_id, "always_active": True}
    return {**shown, "email": user.email} if with_email and user.email else shown


def zone(user: User, now: datetime) -> Json:
    if not user.tz:
        return {"tz": None, "tz_label": "Pacific Standard Time", "tz_offset": -28800}
    local = now.astimezone(ZoneInfo(user.tz))
    offset = local.utcoffset()
    return {"tz": user.tz, "tz_label": local.tzname(), "tz_offset": int(offset.total_seconds()) if offset else 0}


def user(user: User, team_id: str, now: datetime, *, with_email: bool) -> Json:
    shown: Json = {
        "id": user.id,
        "team_id": team_id,
        "name": user.name,
        "deleted": user.deleted,
        "profile": profile(user, team_id, with_email=with_email),
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated,
    }
    if user.deleted:
        return shown
    return {
        **shown,
        "color": "9f69e7",
        "real_name": user.real_name,
        **zone(user, now),
        "is_admin": user.is_admin,
        "is_owner": user.is_owner,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_email_confirmed": not user.is_bot,
        "who_can_share_contact_card": "EVERYONE",
    }


def bot_profile(bot: User, team_id: str) -> Json:
    return {
        "id": bot.bot_id,
        "deleted": bot.deleted,
        "name": bot.real_name,
        "updated": bot.updated,
        "app_id": bot.app_id,
        "icons": _pictures(36, 48, 72),
        "team_id": team_id,
    }


def message(world: World, space: Workspace, told: Message) -> Json:
    """A message as conversations.history and events show it, the channel aside."""
    shown: Json = {"type": "message", "user": told.user, "ts": told.ts, "text": told.text, "team": space.team_id}
    if told.bot_id:
        shown |= {"bot_id": told.bot_id, "app_id": told.app_id}
        if told.user in space.users:
            shown["bot_profile"] = bot_profile(space.users[told.user], space.team_id)
    for key in PLAIN:
        if held := getattr(told, key):
            shown[key] = held
    return shown | _attached(world, space, told) | _threaded(space, told)


THREAD = ("reply_count", "reply_users_count", "latest_reply", "reply_users", "is_locked", "subscribed")


def updated_message(world: World, space: Workspace, told: Message) -> Json:
    """A message as the answer of chat.update shows it."""
    shown = message(world, space, told)
    return {key: held for key, held in shown.items() if key not in ("ts", "thread_ts", "parent_user_id", *THREAD)}


def _attached(world: World, space: Workspace, told: Message) -> Json:
    shown: Json = {}
    if told.username:
        shown["username"] = told.username
    if told.icon:
        shown["icons"] = {"emoji": told.icon}
    if told.files:
        shown["files"] = [file(world, space, space.files[key]) for key in told.files]
    if told.reactions:
        shown["reactions"] = [{"name": n, "users": list(who), "count": len(who)} for n, who in told.reactions.items()]
    return shown


def _threaded(space: Workspace, told: Message) -> Json:
    if not told.thread_ts:
        return {}
    messages = space.channels[told.channel].messages
    root = messages.get(told.thread_ts)
    shown: Json = {"thread_ts": told.thread_ts}
    if told.ts != told.thread_ts:
        return shown | ({"parent_user_id": root.user} if root else {})
    authors = list(dict.fromkeys(messages[ts].user for ts in told.replies if ts in messages))
    return shown | {
        "reply_count": len(told.replies),
        "reply_users_count": len(authors),
        "latest_reply": told.replies[-1] if told.replies else told.ts,
        "reply_users": authors[:5],
        "is_locked": False,
        "subscribed": False,
    }


def channel(shown: Channel, space: Workspace, viewer: str) -> Json:
    """A conversation as `viewer` (a bot user) sees it."""
    common = {
        "id": shown.id,
        "created": shown.created,
        "is_archived": shown.archived,
        "is_im": shown.is_im,
        "is_org_shared": False,
        "context_team_id": space.team_id,
        "updated": shown.created * 1000,
    }
    if not shown.is_im:
        return {**common, **_named(shown, space, viewer)}
    partner = shown.partner(viewer)
    gone = partner in space.users and space.users[partner].deleted
    return {**common, "user": partner, "is_user_deleted": gone, "priority": 0}


def _named(shown: Channel, space: Workspace, viewer: str) -> Json:
    return {
        "name": shown.name,
        "is_channel": shown.kind == "channel",
        "is_group": shown.kind == "private",
        "is_mpim": shown.kind == "mpim",
        "is_private": shown.kind != "channel",
        "is_general": shown.is_general,
        "unlinked": 0,
        "name_normalized": shown.name,
        "is_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "creator": shown.creator,
        "is_ext_shared": False,
        "shared_team_ids": [space.team_id],
        "pending_connected_team_ids": [],
        "is_member": viewer in shown.members,
        "topic": {"value": shown.topic, "creator": "", "last_set": 0},
        "purpose": {"value": shown.purpose, "creator": "", "last_set": 0},
        "previous_names": [],
    }


def view(shown: View) -> Json:
    """A view, its state copied so that what was sent stays what was sent."""
    values: dict[str, dict[str, Any]] = {block: dict(held) for block, held in shown.state.items()}
    return {
        "id": shown.id,
        "team_id": shown.team_id,
        "type": shown.type,
        "blocks": shown.blocks,
        "private_metadata": shown.private_metadata,
        "callback_id": shown.callback_id,
        "state": {"values": values},
        "hash": shown.hash,
        "title": shown.title or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": shown.clear_on_close,
        "notify_on_close": shown.notify_on_close,
        "submit_disabled": shown.submit_disabled,
        "close": shown.close,
        "submit": shown.submit,
        "previous_view_id": shown.previous_view_id,
        "root_view_id": shown.root_view_id,
        "app_id": shown.app_id,
        "external_id": shown.external_id,
        "app_installed_team_id": shown.team_id,
        "bot_id": shown.bot_id,
    }


def file(world: World, space: Workspace, shown: File) -> Json:
    link = f"{world.url}/files/{space.team_id}-{shown.id}"
    spots = [space.channels[channel] for channel in shown.channels]
    return {
        "id": shown.id,
        "created": shown.created,
        "timestamp": shown.created,
        "name": shown.name,
        "title": shown.title or shown.name,
        "mimetype": shown.mimetype,
        "filetype": shown.filetype,
        "pretty_type": shown.filetype.upper(),
        "user": shown.user,
        "user_team": space.team_id,
        "editable": False,
        "size": shown.size,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": any(spot.kind == "channel" for spot in spots),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": link,
        "url_private_download": f"{link}?download=1",
        "permalink": link,
        "comments_count": 0,
        "is_starred": False,
        "shares": _shares(shown, spots),
        "channels": [spot.id for spot in spots if spot.kind == "channel"],
        "groups": [spot.id for spot in spots if spot.kind in ("private", "mpim")],
        "ims": [spot.id for spot in spots if spot.is_im],
        "has_more_shares": False,
        "has_rich_preview": False,
        "file_access": "visible",
        "alt_txt": shown.alt_txt,
    }


def _shares(shown: File, spots: list[Channel]) -> Json:
    shares: Json = {}
    for spot in spots:
        side = "public" if spot.kind == "channel" else "private"
        shares.setdefault(side, {})[spot.id] = [{"ts": ts} for ts in shown.shares.get(spot.id, ())]
    return shares
