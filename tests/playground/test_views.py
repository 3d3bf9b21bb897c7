"""views.*: triggers, stacks, hashes, and what survives an update."""

from datetime import timedelta
from typing import Any

from playground.people import Person
from playground.state import World
from tests.playground.builders import field, home, modal, option, options, section
from tests.playground.webapi import WebApi


async def test_a_trigger_opens_one_view_within_three_seconds(world: World, api: WebApi, coach: Person) -> None:
    trigger = api.trigger()
    answer = await api.done("views.open", trigger_id=trigger, view=modal(section()))
    assert coach.modal
    assert coach.modal.id == answer["view"]["id"] == answer["view"]["root_view_id"]
    assert await api.error("views.open", trigger_id=trigger, view=modal(section())) == "exchanged_trigger_id"


async def test_a_trigger_is_dead_after_three_seconds(world: World, api: WebApi) -> None:
    world.deadline = 3.0
    trigger = api.trigger()
    await world.clock.advance(timedelta(seconds=3))
    assert await api.error("views.open", trigger_id=trigger, view=modal(section())) == "expired_trigger_id"


async def test_a_trigger_of_another_workspace_or_none_is_invalid(world: World, api: WebApi) -> None:
    world.add_workspace("T2", "Other")
    foreign = world.new_trigger("T2", "U2")
    for trigger in (foreign, "123.456.x"):
        assert await api.error("views.open", trigger_id=trigger, view=modal(section())) == "invalid_trigger_id"


async def test_a_refused_view_leaves_the_trigger_as_it_was(api: WebApi) -> None:
    trigger = api.trigger()
    assert await api.error("views.open", trigger_id=trigger, view=modal(section(""))) == "invalid_arguments"
    await api.done("views.open", trigger_id=trigger, view=modal(section()))


async def test_an_external_id_is_used_once_in_a_workspace(api: WebApi, coach: Person) -> None:
    await api.open(modal(section(), external_id="e1"))
    again: dict[str, Any] = {"trigger_id": api.trigger("U3"), "view": modal(section(), external_id="e1")}
    assert await api.error("views.open", **again) == "duplicate_external_id"
    await api.done("views.update", external_id="e1", view=modal(section("New"), external_id="e1"))
    await coach.close()
    await api.done("views.open", **again)


async def test_a_stack_has_three_views(world: World, api: WebApi, coach: Person) -> None:
    root = await api.open(modal(section()))
    for _ in range(2):
        trigger = world.new_trigger("T1", "U2", root["id"])
        pushed = (await api.done("views.push", trigger_id=trigger, view=modal(section())))["view"]
    assert (pushed["root_view_id"], pushed["previous_view_id"]) == (root["id"], coach.modals[1].id)
    trigger = world.new_trigger("T1", "U2", root["id"])
    assert await api.error("views.push", trigger_id=trigger, view=modal(section())) == "push_limit_reached"


async def test_a_push_needs_a_trigger_from_the_modal(api: WebApi) -> None:
    await api.open(modal(section()))
    assert await api.error("views.push", trigger_id=api.trigger(), view=modal(section())) == "invalid_trigger_id"


async def test_an_old_hash_is_a_conflict(api: WebApi) -> None:
    view = await api.open(modal(section()))
    where = {"view_id": view["id"], "hash": view["hash"]}
    newer = (await api.done("views.update", **where, view=modal(section("New"))))["view"]
    assert newer["hash"] != view["hash"]
    assert await api.error("views.update", **where, view=modal(section("Newer"))) == "hash_conflict"
    await api.done("views.update", view_id=view["id"], view=modal(section("Newest")))


async def test_a_closed_view_is_not_found(api: WebApi, coach: Person) -> None:
    view = await api.open(modal(section()))
    await coach.close()
    assert await api.error("views.update", view_id=view["id"], view=modal(section())) == "not_found"
    assert await api.error("views.update", external_id="none", view=modal(section())) == "not_found"


async def test_a_new_modal_takes_the_place_of_the_old(api: WebApi, coach: Person) -> None:
    old = await api.open(modal(section()))
    new = await api.open(modal(section()))
    assert [view.id for view in coach.modals] == [new["id"]]
    assert await api.error("views.update", view_id=old["id"], view=modal(section())) == "not_found"


async def test_typed_text_survives_an_update_where_the_names_stay(api: WebApi, coach: Person) -> None:
    view = await api.open(modal(field("kept"), field("renamed")))
    await coach.fill(None, {"kept": "typed", "renamed": "typed too"})
    await api.done(
        "views.update",
        view_id=view["id"],
        view=modal(field("kept", initial_value="other"), field("fresh", initial_value="start")),
    )
    assert coach.modal
    values = {block: held["value"]["value"] for block, held in coach.modal.state.items()}
    assert values == {"kept": "typed", "fresh": "start"}


async def test_another_kind_of_element_starts_anew(api: WebApi, coach: Person) -> None:
    view = await api.open(modal(field("f")))
    await coach.fill(None, {"f": "typed"})
    await api.done("views.update", view_id=view["id"], view=modal(field("f", "static_select", options=options(2))))
    assert coach.modal
    assert coach.modal.state["f"]["value"] == {"type": "static_select", "selected_option": None}


async def test_initial_values_stand_in_the_state_at_once(api: WebApi, coach: Person) -> None:
    await api.open(
        modal(
            field("day", "datepicker", initial_date="2026-11-22"),
            field("kind", "static_select", options=options(2), initial_option=option("v1")),
            field("files", "file_input"),
        )
    )
    assert coach.modal
    state = coach.modal.state
    assert state["day"]["value"] == {"type": "datepicker", "selected_date": "2026-11-22"}
    assert state["kind"]["value"]["selected_option"]["value"] == "v1"
    assert state["files"]["value"] == {"type": "file_input", "files": []}


async def test_the_home_is_published_for_one_person(world: World, api: WebApi, coach: Person) -> None:
    first = (await api.done("views.publish", user_id="U2", view=home()))["view"]
    second = (await api.done("views.publish", user_id="U2", view=home(section("New")), hash=first["hash"]))["view"]
    assert (second["id"], second["type"]) == (first["id"], "home")
    assert coach.home()
    assert world.person("T1", "U3").home() is None
    again = {"user_id": "U2", "view": home(), "hash": first["hash"]}
    assert await api.error("views.publish", **again) == "hash_conflict"
    assert await api.error("views.publish", user_id="U9", view=home()) == "user_not_found"
    assert await api.error("views.publish", user_id="U2", view=modal(section())) == "invalid_arguments"


async def test_without_a_home_tab_nothing_can_be_published(world: World, api: WebApi) -> None:
    world.app.home_tab = False
    assert await api.error("views.publish", user_id="U2", view=home()) == "not_enabled"


async def test_a_workspace_may_not_have_a_kind_of_block_yet(world: World, api: WebApi) -> None:
    chart = {
        "type": "data_visualization",
        "title": "Hours",
        "chart": {"type": "pie", "segments": [{"label": "Visits", "value": 3}]},
    }
    await api.done("views.publish", user_id="U2", view=home(chart))
    await api.done("chat.postMessage", channel="C1", text="Hours", blocks=[chart])
    world.workspaces["T1"].withheld.add("data_visualization")
    assert await api.error("views.publish", user_id="U2", view=home(chart)) == "invalid_arguments"
    assert await api.error("chat.postMessage", channel="C1", text="Hours", blocks=[chart]) == "invalid_blocks"
    await api.done("views.publish", user_id="U2", view=home(section()))
