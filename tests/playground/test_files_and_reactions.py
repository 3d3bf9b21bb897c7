"""Uploads in three steps, downloads, reactions."""

from playground.state import World
from tests.playground.webapi import WebApi


async def test_a_file_is_uploaded_in_three_steps(world: World, api: WebApi) -> None:
    step = await api.done("files.getUploadURLExternal", filename="week.csv", length=3, alt_txt="A week")
    files = [{"id": step["file_id"], "title": "Week"}]
    assert await api.error("files.completeUploadExternal", files=files) == "file_upload_incomplete"
    address = step["upload_url"].removeprefix(world.url)
    assert (await api.http.post(address, content=b"a,bc")).status_code == 400
    assert (await api.http.post(address, content=b"a,b")).text == "OK - 3"
    done = await api.done("files.completeUploadExternal", files=files, channel_id="C1", initial_comment="Here")
    assert done["files"][0]["title"] == "Week"
    assert done["files"][0]["shares"]["public"]["C1"]
    message = world.person("T1", "U2").messages("C1")[0]
    assert (message.text, message.files) == ("Here", [step["file_id"]])
    told = await api.done("files.info", file=step["file_id"])
    assert (told["file"]["mimetype"], told["file"]["alt_txt"]) == ("text/csv", "A week")


async def test_a_form_upload_will_do(world: World, api: WebApi) -> None:
    step = await api.done("files.getUploadURLExternal", filename="a.txt", length=2)
    address = step["upload_url"].removeprefix(world.url)
    assert (await api.http.post(address, files={"file": ("a.txt", b"ab")})).status_code == 200
    await api.done("files.completeUploadExternal", files=[{"id": step["file_id"]}])


async def test_a_file_is_downloaded_with_the_token_only(world: World, api: WebApi) -> None:
    file = world.person("T1", "U2").upload("roster.csv", b"email,name\n")
    address = (await api.done("files.info", file=file.id))["file"]["url_private"].removeprefix(world.url)
    assert (await api.http.get(address)).status_code == 403
    bearer = {"Authorization": f"Bearer {api.token}"}
    answer = await api.http.get(address, headers=bearer)
    assert (answer.content, answer.headers["content-type"]) == (b"email,name\n", "text/csv; charset=utf-8")
    world.app.first.scopes = ("commands",)
    assert (await api.http.get(address, headers=bearer)).status_code == 403


async def test_what_cannot_be_uploaded_is_said(api: WebApi) -> None:
    assert await api.error("files.getUploadURLExternal", filename="a", length=0) == "invalid_arguments"
    long = {"filename": "a", "length": 1, "alt_txt": "x" * 1001}
    assert await api.error("files.getUploadURLExternal", **long) == "alt_txt_too_large"
    assert await api.error("files.completeUploadExternal", files=[{"id": "F9"}]) == "file_not_found"
    assert await api.error("files.info", file="F9") == "file_not_found"


async def test_a_reaction_is_given_once_and_taken_back(api: WebApi) -> None:
    ts = (await api.done("chat.postMessage", channel="C1", text="x"))["ts"]
    where = {"channel": "C1", "timestamp": ts, "name": "eyes"}
    await api.done("reactions.add", **where)
    assert await api.error("reactions.add", **where) == "already_reacted"
    told = await api.done("reactions.get", channel="C1", timestamp=ts)
    assert told["message"]["reactions"][0]["count"] == 1
    await api.done("reactions.remove", **where)
    assert await api.error("reactions.remove", **where) == "no_reaction"
    assert await api.error("reactions.add", **{**where, "timestamp": "1.0"}) == "message_not_found"
    assert await api.error("reactions.add", **{**where, "name": "No Emoji"}) == "invalid_name"
