"""conversations.* and users.conversations: what the bot may see and open."""

from playground.people import Person
from playground.state import World
from tests.playground.webapi import WebApi


async def test_private_channels_are_listed_only_for_members(world: World, api: WebApi) -> None:
    bot = world.app.bot_user_id
    world.add_channel("T1", "known", ["U1", bot], kind="private", id="C7")
    world.add_channel("T1", "secret", ["U1"], kind="private", id="C8")
    answer = await api.done("conversations.list", types="public_channel,private_channel")
    assert [channel["id"] for channel in answer["channels"]] == ["C1", "C2", "C7"]
    assert await api.error("conversations.info", channel="C8") == "channel_not_found"
    assert await api.error("conversations.list", types="public") == "invalid_types"


async def test_archived_channels_can_be_left_out(world: World, api: WebApi) -> None:
    world.workspaces["T1"].channels["C2"].archived = True
    answer = await api.done("conversations.list", exclude_archived=True)
    assert [channel["id"] for channel in answer["channels"]] == ["C1"]


async def test_a_channel_tells_its_members(api: WebApi, world: World) -> None:
    info = await api.done("conversations.info", channel="C1", include_num_members=True)
    assert (info["channel"]["num_members"], info["channel"]["is_member"]) == (4, True)
    members = (await api.done("conversations.members", channel="C1"))["members"]
    assert members == sorted(["U1", "U2", "U3", world.app.bot_user_id])


async def test_a_conversation_is_opened_once(api: WebApi, world: World) -> None:
    first = await api.done("conversations.open", users="U2")
    second = await api.done("conversations.open", users="U2", return_im=True)
    assert (first["already_open"], second["already_open"]) == (False, True)
    assert second["channel"]["id"] == first["channel"]["id"]
    assert second["channel"]["user"] == "U2"
    group = await api.done("conversations.open", users="U2,U3")
    assert (await api.done("conversations.open", users=["U3", "U2"]))["channel"]["id"] == group["channel"]["id"]


async def test_nobody_can_be_written_to_who_is_gone_or_a_bot(world: World, api: WebApi) -> None:
    world.workspaces["T1"].users["U3"].deleted = True
    for users, error in (("U9", "user_not_found"), ("U3", "user_disabled"), ("USLACKBOT", "cannot_dm_bot")):
        assert await api.error("conversations.open", users=users) == error
    assert await api.error("conversations.open", users=",".join(["U2"] * 9)) == "too_many_users"


async def test_the_history_is_newest_first_and_can_be_cut(api: WebApi) -> None:
    stamps = [(await api.done("chat.postMessage", channel="C1", text=str(one)))["ts"] for one in range(5)]
    page = await api.done("conversations.history", channel="C1", limit=2)
    assert [message["text"] for message in page["messages"]] == ["4", "3"]
    assert page["has_more"]
    cursor = page["response_metadata"]["next_cursor"]
    rest = await api.done("conversations.history", channel="C1", limit=3, cursor=cursor)
    assert [message["text"] for message in rest["messages"]] == ["2", "1", "0"]
    cut = await api.done("conversations.history", channel="C1", oldest=stamps[1], latest=stamps[3])
    assert [message["text"] for message in cut["messages"]] == ["2"]
    whole = await api.done("conversations.history", channel="C1", oldest=stamps[1], latest=stamps[3], inclusive=True)
    assert len(whole["messages"]) == 3


async def test_a_channel_is_read_only_from_inside(world: World, api: WebApi) -> None:
    world.add_channel("T1", "others", ["U1"], id="C8")
    assert await api.error("conversations.history", channel="C8") == "not_in_channel"
    joined = await api.done("conversations.join", channel="C8")
    assert joined["channel"]["is_member"]
    assert (await api.done("conversations.join", channel="C8"))["warning"] == "already_in_channel"
    await api.done("conversations.history", channel="C8")


async def test_a_channel_can_be_made_under_a_free_plain_name(api: WebApi) -> None:
    made = await api.done("conversations.create", name="new-one")
    assert made["channel"]["is_member"]
    assert await api.error("conversations.create", name="new-one") == "name_taken"
    assert await api.error("conversations.create", name="New One") == "invalid_name"


async def test_the_conversations_of_a_person_are_those_the_bot_may_know(
    world: World, api: WebApi, coach: Person
) -> None:
    world.workspaces["T1"].channels["C2"].members.remove("U2")
    mine = await api.done("users.conversations", user="U2")
    assert [channel["id"] for channel in mine["channels"]] == ["C1"]
    im = coach.im
    direct = await api.done("users.conversations", types="im")
    assert [channel["id"] for channel in direct["channels"]] == [im]


async def test_people_are_found_by_email_unless_they_are_gone(world: World, api: WebApi) -> None:
    found = await api.done("users.lookupByEmail", email="Coach.1@Example.org")
    assert found["user"]["id"] == "U2"
    world.workspaces["T1"].users["U2"].deleted = True
    assert await api.error("users.lookupByEmail", email="coach.1@example.org") == "users_not_found"
    gone = (await api.done("users.info", user="U2"))["user"]
    assert gone["deleted"]
    assert "tz" not in gone


async def test_a_zone_tells_its_offset_of_the_day(world: World, api: WebApi) -> None:
    chicago = (await api.done("users.info", user="U3"))["user"]
    assert chicago["tz"] == "America/Chicago"
    assert chicago["tz_offset"] in (-21600, -18000)
    world.workspaces["T1"].users["U3"].tz = None
    assert (await api.done("users.info", user="U3"))["user"]["tz"] is None


async def test_the_workspace_the_bot_and_quiet_hours_are_told(world: World, api: WebApi) -> None:
    assert (await api.done("team.info"))["team"]["domain"] == "example-schools"
    assert (await api.done("bots.info", bot=world.app.bot_id))["bot"]["user_id"] == world.app.bot_user_id
    assert await api.error("bots.info", bot="B9") == "bot_not_found"
    assert not (await api.done("dnd.info", user="U2"))["dnd_enabled"]
    world.workspaces["T1"].users["U2"].dnd = (100, 200)
    assert (await api.done("dnd.info", user="U2"))["next_dnd_end_ts"] == 200
    assert (await api.done("users.profile.get", user="U2"))["profile"]["display_name"] == "coach.1"
