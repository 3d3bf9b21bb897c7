"""What lies around the workspace: whom to act as, clock, faults, inspector, the address, the phone."""

import pytest
from playwright.async_api import expect
from slack_sdk.errors import SlackApiError

from tests.playground.page import gallery
from tests.playground.page.conftest import Desk, control

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
PHONE = (390, 844)


async def test_somebody_is_chosen_by_name_or_role(desk: Desk) -> None:
    page = await desk.sit("?team=T1&as=U5&open=C1")
    await page.get_by_test_id("act-as").click()
    dialog = page.get_by_role("dialog", name="Act as")
    await expect(dialog.get_by_role("heading", name="Principal 72")).to_be_visible()
    await page.keyboard.type("principal 7")
    await expect(dialog.locator("[data-person]")).to_have_count(4)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("act-as")).to_contain_text("Principal 70")
    await expect(page).to_have_url(f"{desk.studio.url}/?team=T1&as=U92&open=home")


async def test_whoever_comes_without_a_name_is_asked_for_one(desk: Desk) -> None:
    page = await desk.sit("")
    await page.get_by_role("dialog", name="Who do you want to be?").get_by_text("Coach 12").click()
    await expect(page.get_by_test_id("act-as")).to_contain_text("Coach 12")


async def test_enter_chooses_the_first_found_and_opens_nothing_else(desk: Desk) -> None:
    page = await desk.sit("?team=T1&as=U5&open=C1")
    await page.get_by_test_id("act-as").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.type("coach 12")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("act-as")).to_contain_text("Coach 12")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_another_workspace_has_its_own_people(desk: Desk) -> None:
    page = await desk.sit("?team=T1&as=U5&open=C1")
    await page.get_by_test_id("workspaces").get_by_role("button", name="Second Programme").click()
    await expect(page.locator("[data-pane=left]")).to_have_attribute("data-team", "T2")
    await expect(page.get_by_test_id("sidebar")).to_contain_text("Second Programme")


async def test_the_clock_is_turned_by_an_hour_and_to_a_chosen_time(desk: Desk) -> None:
    page = await desk.sit("?team=T1&as=U5&open=C1")
    before = desk.studio.world.clock.now()
    await page.get_by_test_id("clock-forward").click()
    await desk.studio.world.wait_for(lambda: (desk.studio.world.clock.now() - before).total_seconds() >= 3600)
    await page.get_by_test_id("clock-choose").click()
    await page.get_by_role("button", name="Month after").click()
    await page.locator(".clock-panel .calendar-day:not(.calendar-other)").nth(3).click()
    await page.get_by_test_id("clock-time").fill("07:45")
    await page.get_by_test_id("clock-go").click()
    await expect(page.get_by_test_id("clock-now")).to_have_text("7:45 AM")
    await expect(page.get_by_test_id("clock-choose")).to_be_focused()


async def test_the_next_duty_is_turned_to_or_said_to_be_none(desk: Desk) -> None:
    page = await desk.sit("?team=T1&as=U5&open=C1")
    await page.get_by_test_id("clock-next-duty").click()
    await expect(page.get_by_test_id("toast")).to_contain_text("Nothing is due.")


async def test_faults_are_set_seen_and_cleared(desk: Desk) -> None:
    page = await desk.sit("?team=T1&as=U5&open=C1")
    await page.get_by_test_id("faults").click()
    await page.get_by_test_id("fault-match").select_option("chat.postMessage")
    await page.get_by_test_id("fault-effect").select_option("429")
    await page.get_by_test_id("fault-retry").fill("7")
    await page.get_by_test_id("fault-count").select_option("0")
    await page.get_by_test_id("fault-add").click()
    await expect(page.get_by_test_id("fault-rules")).to_contain_text("HTTP 429 · chat.postMessage · until cleared")
    rule = desk.studio.world.faults.rules[0]
    assert (rule.match, rule.effect, rule.status, rule.retry_after, rule.count) == (
        "chat.postMessage",
        "status",
        429,
        7,
        0,
    )
    await page.get_by_test_id("faults-clear").click()
    await expect(page.get_by_test_id("fault-rules")).to_have_text("Nothing is set to go wrong.")
    assert not desk.studio.world.faults.rules


async def test_a_fault_that_struck_no_longer_counts_in_the_bar(desk: Desk) -> None:
    page = await desk.sit("?team=T1&as=U5&open=C1")
    await page.get_by_test_id("faults").click()
    await page.get_by_test_id("fault-match").select_option("chat.postMessage")
    await page.get_by_test_id("fault-effect").select_option("error")
    await page.get_by_test_id("fault-add").click()
    badge = page.get_by_test_id("faults").locator(".badge")
    await expect(badge).to_have_text("1")
    with pytest.raises(SlackApiError):
        await desk.studio.post("C2", "This one is refused")
    await expect(badge).to_be_hidden()
    await expect(page.get_by_test_id("fault-rules")).to_contain_text("1 of 1 done")


async def test_the_bar_fits_a_phone_while_a_fault_is_set(desk: Desk) -> None:
    page = await desk.sit("?team=T1&as=U5&open=C1", PHONE)
    desk.studio.world.faults.add("api", "late")
    desk.studio.world.tell("faults")
    await expect(page.get_by_test_id("faults").locator(".badge")).to_be_visible()
    inspect = await page.get_by_test_id("inspect").bounding_box()
    assert inspect
    assert inspect["x"] + inspect["width"] <= PHONE[0]


async def test_the_inspector_lists_calls_and_deliveries_with_their_contents(desk: Desk) -> None:
    await desk.studio.post("C2", "Before the page was opened")
    page = await desk.form()
    await page.get_by_test_id("inspect").click()
    entries = page.get_by_test_id("entries")
    await expect(entries.locator('[data-kind="chat.postMessage"]')).to_have_count(1)
    await entries.locator('[data-kind="slash_commands"]').click()
    await expect(page.get_by_test_id("entry-detail")).to_contain_text('command: "/coachlog"')
    await page.get_by_test_id("kind-call").click()
    await expect(entries.locator('[data-kind="slash_commands"]')).to_have_count(0)
    await page.get_by_test_id("inspector-filter").fill("gallery.form")
    await expect(entries.locator("[data-kind]")).to_have_count(1)
    await expect(page.get_by_test_id("entry-detail")).to_contain_text('callback_id: "gallery.form"')


async def test_a_second_person_is_put_beside_and_taken_away(desk: Desk) -> None:
    page = await desk.sit("?team=T1&as=U5&open=C1")
    await page.get_by_test_id("beside").click()
    await page.get_by_test_id("people-search").fill("coordinator 2")
    await page.keyboard.press("Enter")
    right = page.locator("[data-pane=right]")
    await expect(right.get_by_test_id("act-as")).to_contain_text("Coordinator 2")
    await expect(page).to_have_url(f"{desk.studio.url}/?team=T1&as=U5&open=C1&beside=U2&beside_open=home")
    await page.get_by_test_id("close-beside").click()
    await expect(right).to_have_count(0)


async def test_a_form_on_one_side_leaves_the_other_free(desk: Desk) -> None:
    page = await desk.form(query="?team=T1&as=U5&open=C1&beside=U1&beside_open=C2")
    right = page.locator("[data-pane=right]")
    await right.get_by_test_id("composer").fill("Meanwhile")
    await page.keyboard.press("Enter")
    await expect(right.locator("article.message")).to_contain_text("Meanwhile")
    await expect(page.get_by_role("dialog", name="Log a contact")).to_be_visible()


@pytest.mark.parametrize("opened", ["home", "C1"])
async def test_a_phone_is_wide_enough(desk: Desk, opened: str) -> None:
    desk.studio.answers["home"] = gallery.HOME
    for blocks in (gallery.TEXTS, [gallery.BARS, gallery.PIE], [gallery.HOURS], gallery.CARDS, gallery.CONTACT):
        await desk.studio.post("C1", "Look", blocks)
    page = await desk.sit(f"?team=T1&as=U5&open={opened}", PHONE)
    await page.locator(".block").first.wait_for()
    wide = "(found) => found.filter((node) => node.scrollWidth > node.clientWidth + 1).length"
    assert await page.locator(".bar, .stage, .stream, .home").evaluate_all(wide) == 0


async def test_on_a_phone_the_conversations_are_a_screen_of_their_own(desk: Desk) -> None:
    page = await desk.sit("?team=T1&as=U5&open=C1", PHONE)
    await expect(page.get_by_test_id("sidebar")).to_be_hidden()
    await page.get_by_test_id("back").click()
    await page.get_by_test_id("sidebar").get_by_text("coaches").click()
    await expect(page.get_by_placeholder("Message #coaches")).to_be_visible()
    await page.get_by_test_id("composer").fill("/coachlog")
    await page.keyboard.press("Enter")
    box = await page.locator(".dialog-box").bounding_box()
    assert box is not None
    assert box["width"] == PHONE[0]
    await control(page, "minutes").fill("5")


async def test_a_lost_connection_is_said_and_taken_up_again(desk: Desk) -> None:
    page = await desk.sit("?team=T1&as=U5&open=C2")
    await page.evaluate("playground.first.socket.wire.close()")
    await expect(page.get_by_text("The connection was lost.")).to_be_visible()
    await desk.studio.post("C2", "In between")
    await expect(page.get_by_text("The connection was lost.")).to_be_hidden()
    await expect(page.locator("article.message")).to_contain_text("In between")
