"""Answers, payloads and events have Slack's keys: no more, and none of those an app may rely on less."""

from typing import Any

from playground.deeds import membership
from playground.people import Person
from playground.state import User, World
from tests.playground.builders import actions, button, modal, section
from tests.playground.listener import Listener
from tests.playground.webapi import WebApi

VIEW = (
    "id team_id type title submit close blocks private_metadata callback_id external_id state hash clear_on_close "
    "notify_on_close submit_disabled root_view_id previous_view_id app_id app_installed_team_id bot_id"
)
POSTED = "bot_id type text user ts team bot_profile app_id blocks"
CHANNEL = (
    "id name is_channel is_group is_im created is_archived is_general unlinked name_normalized is_shared creator "
    "is_ext_shared is_org_shared shared_team_ids pending_shared pending_connected_team_ids is_pending_ext_shared "
    "is_member is_private is_mpim topic purpose previous_names context_team_id updated"
)
IM = "id created is_archived is_im is_org_shared user is_user_deleted priority context_team_id updated"
USER = (
    "id team_id name deleted color real_name tz tz_label tz_offset profile is_admin is_owner is_primary_owner "
    "is_restricted is_ultra_restricted is_bot is_app_user updated is_email_confirmed who_can_share_contact_card"
)
PROFILE = (
    "title phone skype real_name real_name_normalized display_name display_name_normalized status_text status_emoji "
    "status_expiration avatar_hash image_24 image_32 image_48 image_72 image_192 image_512 status_text_canonical team "
    "email first_name last_name"
)
FILE = (
    "id title created timestamp name mimetype filetype pretty_type user user_team editable size mode is_external "
    "external_type is_public public_url_shared display_as_bot username url_private url_private_download permalink "
    "comments_count is_starred shares channels groups ims has_more_shares has_rich_preview file_access alt_txt"
)
COMMAND = (
    "token api_app_id team_id team_domain channel_id channel_name user_id user_name command text response_url "
    "trigger_id is_enterprise_install"
)
INTERACTION = "type team user api_app_id token enterprise is_enterprise_install"
MESSAGE_ACTION = (
    "type callback_id trigger_id message_ts response_url message enterprise team user channel token action_ts "
    "is_enterprise_install"
)
ENVELOPE = "token team_id api_app_id event type event_id event_time authorizations is_ext_shared_channel event_context"


def has_keys(held: dict[str, Any], names: str) -> bool:
    assert held.keys() == set(names.split())
    return True


async def test_a_view_has_slacks_keys(api: WebApi) -> None:
    view = await api.open(modal(section()))
    assert has_keys(view, VIEW)
    updated = await api.done("views.update", view_id=view["id"], view=modal(section()))
    assert has_keys(updated["view"], VIEW)


async def test_messages_have_slacks_keys(api: WebApi) -> None:
    posted = await api.done("chat.postMessage", channel="C1", text="x", blocks=[section()])
    assert has_keys(posted, "ok channel ts message")
    assert has_keys(posted["message"], POSTED)
    reply = await api.done("chat.postMessage", channel="C1", text="x", thread_ts=posted["ts"])
    assert has_keys(reply["message"], "bot_id type text user ts team bot_profile app_id thread_ts parent_user_id")
    updated = await api.done("chat.update", channel="C1", ts=posted["ts"], text="y")
    assert has_keys(updated, "ok channel ts text message")
    assert has_keys(updated["message"], "bot_id type text user team bot_profile edited app_id")


async def test_conversations_have_slacks_keys(api: WebApi, coach: Person) -> None:
    assert coach.im
    assert has_keys((await api.done("conversations.info", channel="C1"))["channel"], CHANNEL)
    listed = await api.done("conversations.list", types="im,public_channel")
    by_kind = {channel["is_im"]: channel for channel in listed["channels"]}
    assert has_keys(by_kind[True], IM)
    assert has_keys(by_kind[False], f"{CHANNEL} num_members")
    opened = await api.done("conversations.open", users="U2")
    assert has_keys(opened, "ok no_op already_open channel")


async def test_people_have_slacks_keys(api: WebApi) -> None:
    user = (await api.done("users.info", user="U2"))["user"]
    assert has_keys(user, USER)
    assert has_keys(user["profile"], PROFILE)
    assert has_keys(await api.done("users.list"), "ok members cache_ts response_metadata")
    bot = (await api.done("bots.info"))["bot"]
    assert has_keys(bot, "id deleted name updated app_id user_id icons")
    told = await api.done("auth.test")
    assert has_keys(told, "ok url team user team_id user_id bot_id is_enterprise_install")


async def test_files_have_slacks_keys(api: WebApi, coach: Person) -> None:
    file = coach.upload("a.csv", b"a,b")
    answer = await api.done("files.info", file=file.id)
    assert has_keys(answer, "ok file comments paging")
    assert has_keys(answer["file"], FILE)


async def test_what_people_do_arrives_with_slacks_keys(app: Listener, api: WebApi, coach: Person) -> None:
    await coach.command("/coachlog", "x")
    assert has_keys(app.last, COMMAND)
    await api.open(modal(actions(button()), notify_on_close=True))
    await coach.click(None, "press")
    assert has_keys(app.last, f"{INTERACTION} container trigger_id view actions")
    await coach.submit()
    assert has_keys(app.last, f"{INTERACTION} trigger_id view response_urls")
    await api.open(modal(section(), notify_on_close=True))
    await coach.close()
    assert has_keys(app.last, f"{INTERACTION} view is_cleared")
    await coach.shortcut("log")
    assert has_keys(app.last, f"{INTERACTION} action_ts callback_id trigger_id")


async def test_presses_on_messages_arrive_with_slacks_keys(app: Listener, api: WebApi, coach: Person) -> None:
    await api.done("chat.postMessage", channel="C1", text="x", blocks=[actions(button(value="1"))])
    message = coach.messages("C1")[0]
    await coach.click(message, "press")
    more = "container trigger_id channel message state response_url actions"
    assert has_keys(app.last, f"{INTERACTION} {more}")
    assert has_keys(app.last["actions"][0], "action_id block_id text value type action_ts")
    assert has_keys(app.last["container"], "type message_ts channel_id is_ephemeral")
    await coach.message_shortcut("log_this", "C1", message.ts)
    assert has_keys(app.last, MESSAGE_ACTION)


async def test_events_have_slacks_keys(world: World, app: Listener, coach: Person) -> None:
    await coach.say(None, "Hello")
    assert has_keys(app.last, ENVELOPE)
    assert has_keys(app.last["event"], "client_msg_id type team channel user text blocks ts event_ts channel_type")
    await coach.open_home()
    assert has_keys(app.last["event"], "type user channel tab event_ts")
    membership.arrive(world, "T1", User("U9", "robin", "Robin Vale", "robin@example.org"))
    await world.wait_for(lambda: len(world.journal.deliveries()) == 3)
    assert has_keys(app.last["event"], "type user")
    membership.join(world, "T1", "C1", "U9", inviter="U1")
    await world.wait_for(lambda: len(world.journal.deliveries()) == 4)
    assert has_keys(app.last["event"], "type user channel channel_type team event_ts inviter")


async def test_changed_and_deleted_messages_are_told_with_slacks_keys(world: World, app: Listener, api: WebApi) -> None:
    ts = (await api.done("chat.postMessage", channel="C1", text="x"))["ts"]
    world.echo = True
    await api.done("chat.update", channel="C1", ts=ts, text="y")
    await world.wait_for(world.journal.deliveries)
    common = "type subtype channel hidden previous_message event_ts ts channel_type"
    assert has_keys(app.last["event"], f"{common} message")
    await api.done("chat.delete", channel="C1", ts=ts)
    await world.wait_for(lambda: len(world.journal.deliveries()) == 2)
    assert has_keys(app.last["event"], f"{common} deleted_ts")
