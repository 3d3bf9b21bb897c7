"""Forms: every element is filled in, told in Slack's own shape, refused under its field, and never loses a text."""

from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from tests.playground.page import gallery
from tests.playground.page.conftest import Desk, control, error_of

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def values(payload: gallery.Json) -> dict[str, Any]:
    """What was submitted: each block's value, without its type."""
    state = payload["view"]["state"]["values"]
    return {block: {k: v for k, v in held["value"].items() if k != "type"} for block, held in state.items()}


def chosen(held: dict[str, Any]) -> Any:
    found = held.get("selected_options") or held.get("selected_option")
    return [one["value"] for one in found] if isinstance(found, list) else found and found["value"]


async def fill_contact(page: "Page") -> None:
    await control(page, "pair").fill("pine")
    await page.get_by_role("option", name="Pine Street Elementary").click()
    await control(page, "day").click()
    await page.get_by_role("button", name="Wednesday, November 18, 2026").click()
    await control(page, "time").fill("2:20 pm")
    await control(page, "minutes").fill("90")
    await page.get_by_role("radio", name="Partly").check()
    await control(page, "note").fill("Exit tickets were weak.\nShe drafts a common one.")


async def test_a_form_is_filled_in_and_told_in_slacks_shapes(desk: Desk) -> None:
    page = await desk.form()
    await fill_contact(page)
    await control(page, "did").click()
    await page.get_by_role("option", name="Walkthrough").click()
    await page.get_by_role("option", name="Data team").click()
    await page.keyboard.press("Escape")
    await page.get_by_role("checkbox", name="Plan a follow-up").check()
    await page.get_by_test_id("modal-submit").click()
    await expect(page.get_by_test_id("modal")).to_have_count(0)
    held = values(await desk.studio.take("view_submission"))
    assert chosen(held["pair"]) == "Pine Street"
    assert chosen(held["kind"]) == "visit"
    assert held["day"] == {"selected_date": "2026-11-18"}
    assert held["time"] == {"selected_time": "14:20"}
    assert held["minutes"] == {"value": "90"}
    assert chosen(held["did"]) == ["walk", "data"]
    assert chosen(held["present"]) == "partly"
    assert held["note"] == {"value": "Exit tickets were weak.\nShe drafts a common one."}
    assert chosen(held["extras"]) == ["follow"]


async def test_the_rarer_elements_hold_slacks_shapes_too(desk: Desk) -> None:
    page = await desk.form("more")
    await control(page, "email").fill("a@example.org")
    await control(page, "site").fill("https://example.org/x")
    await control(page, "hours").fill("1.25")
    await page.locator('[data-block-id="meet"][data-part="date"]').click()
    await page.keyboard.press("PageDown")
    await page.keyboard.press("Enter")
    await page.locator('[data-block-id="meet"][data-part="time"]').fill("9am")
    await control(page, "coach").fill("coach 12")
    await page.keyboard.press("Enter")
    await control(page, "schools").fill("ma")
    await page.get_by_role("option", name="Maple Elementary").click()
    await control(page, "rich").click()
    await page.get_by_role("button", name="Bold").click()
    await page.keyboard.type("Bold words")
    await page.get_by_test_id("modal-submit").click()
    held = values(await desk.studio.take("view_submission"))
    assert (held["email"], held["hours"]) == ({"value": "a@example.org"}, {"value": "1.25"})
    assert held["site"] == {"value": "https://example.org/x"}
    assert held["coach"] == {"selected_user": "U16"}
    assert held["where"] == {"selected_conversation": "C1"}
    assert chosen(held["schools"]) == ["Maple"]
    assert isinstance(held["meet"]["selected_date_time"], int)
    words = held["rich"]["rich_text_value"]["elements"][0]["elements"]
    assert words == [{"type": "text", "text": "Bold words", "style": {"bold": True}}]


async def test_people_are_chosen_and_taken_away_again(desk: Desk) -> None:
    page = await desk.form("more")
    for name in ("Coach 2", "Principal 14"):
        await control(page, "team").fill(name)
        await page.get_by_role("option", name=name, exact=False).first.click()
    await page.get_by_role("button", name="Remove Coach 2").click()
    await page.get_by_test_id("modal-submit").click()
    held = values(await desk.studio.take("view_submission"))
    assert held["team"] == {"selected_users": ["U36"]}


async def test_a_file_is_uploaded_and_another_kind_is_refused(desk: Desk) -> None:
    page = await desk.form("more")
    picker = control(page, "file")
    await picker.set_input_files({"name": "notes.txt", "mimeType": "text/plain", "buffer": b"x"})
    await expect(page.get_by_text("notes.txt is not one of .csv, .xlsx.")).to_be_visible()
    await picker.set_input_files({"name": "people.csv", "mimeType": "text/csv", "buffer": b"email,name\n"})
    await expect(page.locator(".file-list")).to_contain_text("people.csv")
    await page.get_by_test_id("modal-submit").click()
    held = values(await desk.studio.take("view_submission"))
    assert [file["name"] for file in held["file"]["files"]] == ["people.csv"]


async def test_what_is_missing_is_said_under_its_field(desk: Desk) -> None:
    page = await desk.form()
    await page.get_by_test_id("modal-submit").click()
    for block in ("pair", "minutes", "present", "note"):
        await expect(error_of(page, block)).to_have_text("Please complete this required field.")
    await expect(control(page, "pair")).to_be_focused()
    await expect(control(page, "pair")).to_have_attribute("aria-invalid", "true")
    await control(page, "minutes").fill("0")
    await expect(error_of(page, "minutes")).to_be_hidden()
    await page.get_by_test_id("modal-submit").click()
    await expect(error_of(page, "minutes")).to_have_text("Please enter a number that is at least 1.")


async def test_the_apps_errors_stand_under_their_fields_and_every_text_stays(desk: Desk) -> None:
    desk.studio.answers["submit"] = {"response_action": "errors", "errors": {"day": "That day is in the future."}}
    page = await desk.form()
    await fill_contact(page)
    await page.get_by_test_id("modal-submit").click()
    await expect(error_of(page, "day")).to_have_text("That day is in the future.")
    await expect(control(page, "note")).to_have_value("Exit tickets were weak.\nShe drafts a common one.")
    await page.get_by_test_id("modal-submit").click()
    await expect(page.get_by_test_id("modal")).to_have_count(0)


async def test_a_lost_connection_keeps_the_form_and_says_so(desk: Desk) -> None:
    desk.studio.world.faults.add("view_submission", "outage")
    page = await desk.form()
    await fill_contact(page)
    await page.get_by_test_id("modal-submit").click()
    await expect(page.get_by_test_id("modal-trouble")).to_contain_text("We had some trouble connecting.")
    await expect(control(page, "minutes")).to_have_value("90")
    await page.get_by_test_id("modal-submit").click()
    await expect(page.get_by_test_id("modal")).to_have_count(0)


async def test_typed_text_survives_a_reload(desk: Desk) -> None:
    page = await desk.form()
    await fill_contact(page)
    await page.reload()
    await expect(control(page, "note")).to_have_value("Exit tickets were weak.\nShe drafts a common one.")
    await expect(control(page, "pair")).to_have_value("Pine Street Elementary")


async def test_views_are_stacked_and_what_was_typed_below_is_still_there(desk: Desk) -> None:
    desk.studio.answers["submit"] = {"response_action": "push", "view": gallery.MORE}
    page = await desk.form()
    await fill_contact(page)
    await page.get_by_test_id("modal-submit").click()
    await expect(page.get_by_role("dialog", name="All other fields")).to_be_visible()
    await page.get_by_test_id("modal-back").click()
    await expect(page.get_by_role("dialog", name="Log a contact")).to_be_visible()
    await expect(control(page, "minutes")).to_have_value("90")
    await page.get_by_test_id("modal-close").click()
    assert (await desk.studio.take("view_closed"))["view"]["callback_id"] == "gallery.form"


async def test_an_updated_view_keeps_what_stands_in_its_fields(desk: Desk) -> None:
    fewer = {**gallery.FORM, "title": gallery.plain("Log an e-mail"), "blocks": gallery.FORM["blocks"][4:]}
    desk.studio.answers["submit"] = {"response_action": "update", "view": fewer}
    page = await desk.form()
    await fill_contact(page)
    await page.get_by_test_id("modal-submit").click()
    await expect(page.get_by_role("dialog", name="Log an e-mail")).to_be_visible()
    await expect(control(page, "pair")).to_have_count(0)
    await expect(control(page, "note")).to_have_value("Exit tickets were weak.\nShe drafts a common one.")


async def test_a_choice_the_app_wants_to_hear_of_is_told_at_once(desk: Desk) -> None:
    page = await desk.form()
    await control(page, "kind").click()
    await page.get_by_role("option", name="E-mail").click()
    action = (await desk.studio.take("block_actions"))["actions"][0]
    assert (action["block_id"], action["selected_option"]["value"]) == ("kind", "email")


async def test_text_the_app_listens_to_is_told_at_enter_and_not_before(desk: Desk) -> None:
    search = gallery.field("search", "Search", {"type": "plain_text_input"}, dispatch_action=True)
    desk.studio.answers["view"] = {**gallery.FORM, "blocks": [search]}
    page = await desk.form()
    await page.keyboard.type("Lincoln")
    await page.keyboard.press("Enter")
    action = (await desk.studio.take("block_actions"))["actions"][0]
    assert (action["block_id"], action["value"]) == ("search", "Lincoln")
    assert not [taken for taken in desk.studio.taken if taken["type"] == "block_actions"]
    await expect(page.get_by_test_id("modal")).to_be_visible()


async def test_a_form_is_filled_in_by_keyboard_alone(desk: Desk) -> None:
    page = await desk.form()
    keys = page.keyboard
    await expect(control(page, "pair")).to_be_focused()
    await keys.type("harb")
    await expect(page.get_by_role("option")).to_have_text(["Harbor Elementary"])
    for key in ("Enter", "Tab", "ArrowDown", "ArrowDown", "Enter", "Tab", "Enter", "ArrowLeft", "ArrowUp", "Enter"):
        await keys.press(key)
    await expect(control(page, "day")).to_have_text("Mon, Nov 9, 2026")
    await keys.press("Tab")
    await keys.type("1:30pm")
    await keys.press("Tab")
    await keys.type("45")
    for key in ("Tab", "Tab", "Space", "Tab"):
        await keys.press(key)
    await keys.type("By keyboard")
    await keys.press("Control+Enter")
    held = values(await desk.studio.take("view_submission"))
    assert (chosen(held["pair"]), chosen(held["kind"]), chosen(held["present"])) == ("Harbor", "call", "yes")
    assert (held["day"], held["time"]) == ({"selected_date": "2026-11-09"}, {"selected_time": "13:30"})


async def test_the_focus_stays_in_the_form_and_escape_closes_the_list_first(desk: Desk) -> None:
    page = await desk.form()
    dialog = page.get_by_role("dialog", name="Log a contact")
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Shift+Tab")
    await expect(page.get_by_test_id("modal-submit")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await expect(control(page, "pair")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("listbox")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("listbox")).to_have_count(0)
    await expect(dialog).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_test_id("composer")).to_be_focused()


async def test_no_more_is_chosen_than_may_be(desk: Desk) -> None:
    page = await desk.form()
    await control(page, "did").click()
    for name in ("Walkthrough", "Data team"):
        await page.get_by_role("option", name=name).click()
    last = page.get_by_role("option", name="Feedback talk")
    await expect(last).to_have_attribute("aria-disabled", "true")
    await page.get_by_role("option", name="Walkthrough").click()
    await last.click()
    await expect(page.locator("[data-chip]")).to_have_text(["Data team", "Feedback talk"])


async def test_a_counter_warns_and_too_long_a_text_is_refused(desk: Desk) -> None:
    page = await desk.form()
    await control(page, "note").fill("x" * 1003)
    await expect(page.locator(".counter")).to_have_text("-3")
    await page.get_by_test_id("modal-submit").click()
    await expect(error_of(page, "note")).to_have_text("Please use at most 1000 characters; this has 1003.")


async def test_choices_that_do_not_load_say_so(desk: Desk) -> None:
    desk.studio.world.faults.add("block_suggestion", "outage")
    page = await desk.form()
    await control(page, "pair").click()
    await expect(page.get_by_text("The choices could not be loaded.")).to_be_visible()
    await control(page, "pair").fill("l")
    await expect(page.get_by_role("option", name="Lincoln Elementary")).to_be_visible()
