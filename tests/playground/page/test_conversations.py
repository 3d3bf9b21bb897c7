"""Conversations: people beside each other, live; commands, buttons, threads, Home, what only one person sees."""

import pytest
from playwright.async_api import expect

from tests.playground.page import gallery
from tests.playground.page.conftest import Desk, control

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TABLE = (
    ("District", "Held", "On pace"),
    ("District 12", "14 of 19", "5 of 12"),
    ("Districts with few schools", "112 of 140", "20 of 31"),
)


async def test_what_one_person_writes_appears_beside_at_once(desk: Desk) -> None:
    page = await desk.sit("?team=T1&as=U5&open=C2&beside=U1&beside_open=C2", (1500, 860))
    left, right = page.locator("[data-pane=left]"), page.locator("[data-pane=right]")
    await right.get_by_text("This is the beginning of #coaches.").wait_for()
    await left.get_by_test_id("composer").fill("I am at *Lincoln* with @Coordinator 1")
    await left.get_by_test_id("composer-send").click()
    message = right.locator("article.message")
    await expect(message).to_contain_text("I am at Lincoln")
    await expect(right.get_by_test_id("live")).to_contain_text("Coach 1 in coaches: I am at Lincoln")
    assert (await desk.studio.take("message"))["text"] == "I am at *Lincoln* with @Coordinator 1"


async def test_an_unread_conversation_is_marked_until_it_is_opened(desk: Desk) -> None:
    await desk.studio.post("C2", "Seen before")
    page = await desk.sit("?team=T1&as=U5&open=C2")
    await page.get_by_test_id("sidebar").get_by_text("coordinators").click()
    await desk.studio.post("C2", "Then this")
    row = page.locator('.side-row[data-channel="C2"]')
    await expect(row.get_by_label("1 unread")).to_be_visible()
    await expect(page).to_have_title("(1) Coachlog playground")
    await row.click()
    await expect(page.get_by_test_id("new-line")).to_be_visible()
    await expect(page.locator(".new-line + article")).to_contain_text("Then this")
    await expect(row.get_by_label("1 unread")).to_have_count(0)


async def test_a_mention_is_completed_and_told_as_one(desk: Desk) -> None:
    page = await desk.sit("?team=T1&as=U5&open=C2")
    await page.get_by_test_id("composer").press_sequentially("Ask @principal 14")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    assert (await desk.studio.take("message"))["text"] == "Ask <@U36>"
    await expect(page.locator(".mention")).to_have_text("@Principal 14")


async def test_a_command_is_completed_and_its_answer_is_seen_by_one_person_only(desk: Desk) -> None:
    page = await desk.sit("?team=T1&as=U5&open=C2&beside=U1&beside_open=C2", (1500, 860))
    left, right = page.locator("[data-pane=left]"), page.locator("[data-pane=right]")
    await right.get_by_text("This is the beginning of #coaches.").wait_for()
    await left.get_by_test_id("composer").press_sequentially("/coachl")
    await expect(left.get_by_role("option")).to_have_text(["/coachlog [what happened]Log a contact"])
    await page.keyboard.press("Tab")
    await page.keyboard.type("say")
    await page.keyboard.press("Enter")
    answer = left.locator("article[data-ephemeral]")
    await expect(answer).to_contain_text("Only visible to you")
    await expect(answer).to_contain_text("Opening the form.")
    await expect(right.locator("article.message")).to_have_count(0)
    await left.get_by_test_id("dismiss").click()
    await expect(answer).to_have_count(0)


async def test_whoever_reads_old_messages_and_writes_sees_what_comes_of_it(desk: Desk) -> None:
    for number in range(30):
        await desk.studio.post("C1", f"Line {number}")
    page = await desk.sit("?team=T1&as=U5&open=C1")
    stream = page.get_by_test_id("messages")
    await expect(stream).to_contain_text("Line 29")
    await stream.evaluate("node => { node.scrollTop = 0; }")
    await page.get_by_test_id("composer").fill("/coachlog say")
    await page.keyboard.press("Enter")
    await expect(stream.get_by_text("Opening the form.")).to_be_in_viewport()


async def test_a_public_channel_is_named_to_whoever_is_not_in_it_and_a_private_one_is_not(desk: Desk) -> None:
    desk.studio.world.add_channel("T1", "room", ["U1"], id="C8")
    desk.studio.world.add_channel("T1", "secret", ["U1"], kind="private", id="C9")
    await desk.studio.post("C1", "See <#C8> and <#C9>")
    page = await desk.sit("?team=T1&as=U5&open=C1")
    await expect(page.get_by_test_id("messages")).to_contain_text("See #room and private channel")


async def test_a_button_asks_before_it_acts(desk: Desk) -> None:
    await desk.studio.post("C1", "Logged", gallery.CONTACT)
    page = await desk.sit("?team=T1&as=U5&open=C1")
    await control(page, "after", "undo").click()
    dialog = page.get_by_role("alertdialog", name="Undo this?")
    await expect(dialog.get_by_test_id("confirm-yes")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(control(page, "after", "undo")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.get_by_test_id("confirm-yes").click()
    action = (await desk.studio.take("block_actions"))["actions"][0]
    assert (action["action_id"], action["value"]) == ("undo", "L-0231")
    assert not desk.studio.taken


async def test_an_overflow_menu_works_by_keyboard(desk: Desk) -> None:
    await desk.studio.post("C1", "Logged", gallery.CONTACT)
    page = await desk.sit("?team=T1&as=U5&open=C1")
    await control(page, "after", "more").press("Enter")
    await expect(page.get_by_role("menuitem", name="Copy the id")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    action = (await desk.studio.take("block_actions"))["actions"][0]
    assert (action["type"], action["selected_option"]["value"]) == ("overflow", "why")


async def test_a_message_is_answered_in_its_thread(desk: Desk) -> None:
    ts = await desk.studio.post("C2", "Who is at Lincoln?")
    page = await desk.sit("?team=T1&as=U5&open=C2")
    message = page.locator(f'article[data-ts="{ts}"]')
    await message.hover()
    await message.get_by_test_id("open-thread").click()
    await page.get_by_test_id("thread-composer").fill("I am.")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("thread").locator("article.message")).to_have_count(2)
    await expect(page.get_by_test_id("thread-link")).to_contain_text("1 reply")
    await expect(page.get_by_test_id("messages").locator("article.message")).to_have_count(1)
    assert (await desk.studio.take("message"))["thread_ts"] == ts
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("thread")).to_be_hidden()


async def test_a_table_of_three_columns_has_room_in_a_thread_and_on_a_phone(desk: Desk) -> None:
    ts = await desk.studio.post("C2", "Districts")
    rows = [[{"type": "raw_text", "text": one} for one in row] for row in TABLE]
    settings = [{"align": "right" if place else "left", "is_wrapped": not place} for place in range(3)]
    table = {"type": "table", "rows": rows, "column_settings": settings}
    await desk.studio.post("C2", "By district", [table], thread_ts=ts)
    page = await desk.sit("?team=T1&as=U5&open=C2")
    await page.get_by_test_id("thread-link").click()
    shown = page.get_by_test_id("thread").get_by_role("region", name="Table")
    await expect(shown).to_be_visible()
    for width in (1360, 1024, 390, 360):
        await page.set_viewport_size({"width": width, "height": 800})
        assert await shown.evaluate("table => table.scrollWidth - table.clientWidth") <= 0, width


async def test_an_own_message_is_edited_and_deleted_and_no_other_one(desk: Desk) -> None:
    others = await desk.studio.post("C2", "Who is at Lincoln?")
    page = await desk.sit("?team=T1&as=U5&open=C2")
    await page.get_by_test_id("composer").fill("I was < there")
    await page.keyboard.press("Enter")
    mine = page.locator("article.message", has_text="I was")
    await mine.hover()
    await mine.get_by_test_id("message-more").click()
    await page.get_by_test_id("edit-message").click()
    await expect(page.get_by_test_id("edit-text")).to_have_value("I was < there")
    await page.get_by_test_id("edit-text").fill("I was not there")
    await page.get_by_test_id("edit-save").click()
    await expect(mine).to_contain_text("I was not there (edited)")
    await page.get_by_test_id("composer").hover()
    await mine.hover()
    await mine.get_by_test_id("message-more").click()
    await page.get_by_test_id("delete-message").click()
    await page.get_by_test_id("confirm-yes").click()
    await expect(mine).to_have_count(0)
    message = page.locator(f'article[data-ts="{others}"]')
    await message.hover()
    await message.get_by_test_id("message-more").click()
    await expect(page.get_by_test_id("copy-text")).to_be_visible()
    await expect(page.get_by_test_id("edit-message")).to_have_count(0)


async def test_messages_are_walked_and_answered_by_keyboard(desk: Desk) -> None:
    first = await desk.studio.post("C2", "The first")
    await desk.studio.post("C2", "The second")
    page = await desk.sit("?team=T1&as=U5&open=C2")
    await page.get_by_test_id("messages").focus()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    await expect(page.locator(f'article[data-ts="{first}"]')).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("thread-composer")).to_be_focused()
    await expect(page.get_by_test_id("thread").locator("article.message")).to_contain_text("The first")


async def test_a_reaction_is_given_and_taken_back(desk: Desk) -> None:
    await desk.studio.post("C2", "Well done.")
    page = await desk.sit("?team=T1&as=U5&open=C2")
    await page.locator("article.message").hover()
    await page.get_by_test_id("react").click()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    pill = page.get_by_role("button", name="white check mark, 1 reaction: Coach 1")
    await expect(pill).to_have_attribute("aria-pressed", "true")
    await pill.click()
    await expect(pill).to_have_count(0)


async def test_shortcuts_hang_from_messages_and_from_the_composer(desk: Desk) -> None:
    ts = await desk.studio.post("C2", "Visited Lincoln, 90 minutes.")
    page = await desk.sit("?team=T1&as=U5&open=C2")
    await page.locator("article.message").hover()
    await page.get_by_test_id("message-more").click()
    await page.get_by_role("menuitem", name="Log this contact").click()
    assert (await desk.studio.take("message_action"))["message"]["ts"] == ts
    await page.get_by_test_id("modal-cancel").click()
    await expect(page.get_by_test_id("modal")).to_have_count(0)
    await page.get_by_test_id("composer-shortcuts").click()
    await page.get_by_role("menuitem", name="Log a contact").first.click()
    assert (await desk.studio.take("shortcut"))["callback_id"] == "log"


async def test_home_is_shown_and_follows_the_app(desk: Desk) -> None:
    desk.studio.answers["home"] = gallery.HOME
    page = await desk.sit("?team=T1&as=U5&open=home")
    home = page.get_by_test_id("home")
    await expect(home.get_by_role("heading", name="This week")).to_be_visible()
    await control(page, "filter", "pick").click()
    await page.get_by_role("option", name="South").click()
    action = (await desk.studio.take("block_actions"))["actions"][0]
    assert action["selected_option"]["value"] == "s"
    later = {"type": "home", "blocks": [gallery.section("All clear.")]}
    await desk.studio.client.views_publish(user_id="U5", view=later)
    await expect(home).to_have_text("All clear.")
    await page.get_by_test_id("tab-messages").click()
    await expect(page.get_by_placeholder("Message Coachlog")).to_be_visible()


async def test_a_changed_and_a_deleted_message_are_followed(desk: Desk) -> None:
    ts = await desk.studio.post("C2", "First words", [gallery.section("First words")])
    page = await desk.sit("?team=T1&as=U5&open=C2")
    await desk.studio.client.chat_update(
        channel="C2", ts=ts, text="Other words", blocks=[gallery.section("Other words")]
    )
    await expect(page.locator("article.message")).to_contain_text("Other words")
    await desk.studio.client.chat_delete(channel="C2", ts=ts)
    await expect(page.locator("article.message")).to_have_count(0)


async def test_two_people_write_to_each_other(desk: Desk) -> None:
    page = await desk.sit("?team=T1&as=U5&open=C2")
    await page.get_by_test_id("new-dm").click()
    await page.get_by_test_id("people-search").fill("principal 14")
    await page.keyboard.press("Enter")
    await expect(page.get_by_placeholder("Message Principal 14")).to_be_visible()
    await page.get_by_test_id("composer").fill("Thursday at nine?")
    await page.keyboard.press("Enter")
    await expect(page.locator("article.message")).to_contain_text("Thursday at nine?")
    other = await desk.sit("?team=T1&as=U36&open=home")
    await other.get_by_test_id("sidebar").get_by_text("Coach 1").click()
    await expect(other.locator("article.message")).to_contain_text("Thursday at nine?")
