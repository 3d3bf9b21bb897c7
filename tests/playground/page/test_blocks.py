"""Every block of a message is drawn, readable by machine and eye, and inert."""

import pytest
from playwright.async_api import expect

from tests.playground.page import gallery
from tests.playground.page.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
CHANNEL = "?team=T1&as=U5&open=C1"
DIRTY = gallery.HOSTILE
ESCAPED = DIRTY.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


async def test_every_block_a_message_may_hold_is_drawn(desk: Desk) -> None:
    sent = [
        gallery.TEXTS,
        [gallery.BARS, gallery.PIE],
        [gallery.TABLE],
        [gallery.HOURS],
        gallery.CARDS,
        gallery.CONTACT,
    ]
    for blocks in sent:
        await desk.studio.post("C1", "All it says", blocks)
    page = await desk.sit(CHANNEL)
    for kind in {block["type"] for blocks in sent for block in blocks}:
        assert await page.locator(f'[data-block-type="{kind}"]').count(), kind
    assert not await page.locator(".unknown").count()


async def test_the_rarer_blocks_are_drawn_too(desk: Desk) -> None:
    rated = {"text": gallery.plain("Helpful"), "value": "yes"}, {"text": gallery.plain("Not helpful"), "value": "no"}
    feedback = {
        "type": "feedback_buttons",
        "action_id": "rate",
        "positive_button": rated[0],
        "negative_button": rated[1],
    }
    task = {"task_id": "1", "title": "Ask the coach", "status": "complete"}
    blocks: list[gallery.Json] = [
        {"type": "carousel", "elements": [gallery.CARDS[0]]},
        {"type": "plan", "title": "Before Friday", "tasks": [task]},
        {"type": "context_actions", "elements": [feedback]},
    ]
    await desk.studio.post("C1", "Rare", blocks)
    page = await desk.sit(CHANNEL)
    await expect(page.locator('[data-block-type="carousel"]')).to_contain_text("Harbor Middle")
    await expect(page.locator('[data-block-type="plan"]')).to_contain_text("Ask the coach")
    await page.get_by_role("button", name="Helpful", exact=True).click()
    action = (await desk.studio.take("block_actions"))["actions"][0]
    assert (action["action_id"], action["value"]) == ("rate", "yes")


async def test_mrkdwn_is_shown_as_slack_shows_it(desk: Desk) -> None:
    await desk.studio.post("C1", "Texts", gallery.TEXTS)
    await desk.studio.post("C1", "Logged", gallery.CONTACT)
    page = await desk.sit(CHANNEL)
    section = page.locator(".section-text").first
    for tag, words in {"strong": "Bold", "em": "slanted", "s": "struck", "code": "code"}.items():
        await expect(section.locator(tag).first).to_have_text(words)
    await expect(section.get_by_role("link", name="link")).to_have_attribute("href", "https://example.org/a_b*c")
    await expect(section.locator("blockquote")).to_have_text("A quote of @Coordinator 2 in #coordinators")
    await expect(section.locator("pre")).to_have_text("kept  as it is <b>")
    await expect(section).to_contain_text("5 < 6 & 7 > 2")
    await expect(page.locator("time.date")).to_have_text("Monday, November 17th, 2025 at 9:30 AM")


async def test_dates_are_shown_in_the_zone_of_the_reader(desk: Desk) -> None:
    await desk.studio.post("C1", "Logged", gallery.CONTACT)
    page = await desk.sit("?team=T1&as=U3&open=C1")
    await expect(page.locator("time.date")).to_contain_text("at 8:30 AM")


@pytest.mark.parametrize("kind", ["section", "plain", "markdown", "people"])
async def test_hostile_text_stays_text(desk: Desk, kind: str) -> None:
    plain = {"type": "section", "text": gallery.plain(DIRTY)}
    told = {"section": gallery.section(ESCAPED), "plain": plain, "markdown": {"type": "markdown", "text": DIRTY}}
    if kind == "people":
        await desk.studio.world.person("T1", "U1").say("C1", DIRTY)
    else:
        await desk.studio.post("C1", "Look", [told[kind]])
    page = await desk.sit(CHANNEL)
    message = page.locator("article.message").last
    await expect(message).to_contain_text("<script>window.broken=1</script>")
    await expect(message).to_contain_text("<!channel>")
    # Markdown knows addresses in angles: there it is a link that says where it leads.
    unwanted = "script, img[onerror], .mention" + ("" if kind == "markdown" else ", a")
    assert not await message.locator(unwanted).count()
    assert await page.evaluate("window.broken") is None


async def test_a_link_of_another_kind_is_only_words(desk: Desk) -> None:
    await desk.studio.post("C1", "Look <javascript:alert(1)|here> and <mailto:a@example.org|there>")
    page = await desk.sit(CHANNEL)
    message = page.locator("article.message").last
    await expect(message).to_contain_text("here")
    assert await message.locator("a").count() == 1


async def test_a_chart_says_its_numbers(desk: Desk) -> None:
    await desk.studio.post("C1", "Charts", [gallery.LINE, gallery.PIE])
    await desk.studio.post("C1", "Charts", [gallery.BARS, gallery.AREA])
    page = await desk.sit(CHANNEL)
    line = page.get_by_role("img", name="Line chart, Hours against the plan. Coach: Oct 5 2, Oct 12 1.5, Oct 19 -1")
    await expect(line).to_be_visible()
    await expect(page.get_by_role("img", name="Pie chart, Where the hours went. Walkthrough 21")).to_be_visible()
    assert await page.locator("rect.chart-bar").count() == 12
    await page.get_by_text("Show the numbers").first.click()
    table = page.get_by_test_id("chart").first.get_by_role("table")
    await expect(table.get_by_role("row", name="Oct 19 -1 1")).to_be_visible()


async def test_a_data_table_sorts_filters_and_pages(desk: Desk) -> None:
    await desk.studio.post("C1", "Hours", [gallery.HOURS])
    page = await desk.sit(CHANNEL)
    table = page.get_by_role("table", name="Hours by school, November")
    schools = table.locator("tbody th")
    await expect(schools).to_have_text(["Lincoln", "Harbor", "Pine Street", "Maple", "Cedar"])
    await page.get_by_test_id("sort-1").click()
    await expect(schools).to_have_text(["Harbor", "Birch", "Maple", "Lincoln", "Cedar"])
    await page.get_by_test_id("sort-1").click()
    await expect(table.get_by_role("columnheader", name="Hours")).to_have_attribute("aria-sort", "descending")
    await page.get_by_test_id("table-next").click()
    await expect(schools).to_have_text(["Harbor"])
    await page.get_by_test_id("table-filter").fill("street")
    await expect(schools).to_have_text(["Pine Street"])


async def test_a_container_folds_by_keyboard(desk: Desk) -> None:
    await desk.studio.post("C1", "Cards", gallery.CARDS)
    page = await desk.sit(CHANNEL)
    toggle = page.get_by_test_id("container-toggle")
    await expect(toggle).to_have_attribute("aria-expanded", "true")
    await toggle.press("Enter")
    await expect(page.get_by_text("Two schools more on pace.")).to_be_hidden()


async def test_pictures_of_elsewhere_are_not_fetched(desk: Desk) -> None:
    await desk.studio.post("C1", "Texts", gallery.TEXTS)
    page = await desk.sit(CHANNEL)
    await expect(page.get_by_role("img", name="Visits held by week")).to_be_visible()
