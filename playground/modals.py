"""Views: opening, pushing, updating, publishing and closing, as Slack keeps them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from playground.initial import first_state
from playground.limits import Refusal, check_view, check_withheld
from playground.records import Json, View, ViewType, Workspace
from playground.registration import Installation
from playground.settle import plain, settled

if TYPE_CHECKING:
    from playground.state import World

MOST_STACKED = 3


def file_names(space: Workspace) -> Collection[str]:
    return [file.id for file in space.files.values() if file.complete]


def refused(
    space: Workspace, view: Json, kind: ViewType, own: View | None = None, size: int | None = None
) -> Refusal | None:
    """Why Slack would not take this view (in place of `own`), or None."""
    if refusal := check_view(view, kind, file_names(space), size):
        return refusal
    if refusal := check_withheld(view["blocks"], space.withheld, "invalid_arguments", "/view/blocks"):
        return refusal
    holder = space.external_ids.get(view.get("external_id", ""))
    return Refusal("duplicate_external_id") if holder and (own is None or holder != own.id) else None


def make(world: World, install: Installation, user_id: str, view: Json, kind: ViewType) -> View:
    """A new view, known by its id, not shown anywhere yet."""
    blocks = settled(view["blocks"])
    made = View(
        id=world.new_id("V"),
        type=kind,
        user=user_id,
        team_id=install.team_id,
        app_id=install.app.app_id,
        bot_id=install.bot_id,
        hash=world.new_hash(),
        state=first_state(blocks),
    )
    _dress(made, view, blocks)
    made.root_view_id = made.id
    space = world.workspaces[install.team_id]
    space.views[made.id] = made
    if made.external_id:
        space.external_ids[made.external_id] = made.id
    return made


def _dress(view: View, given: Json, blocks: list[Json]) -> None:
    view.blocks = blocks
    view.title, view.submit, view.close = (plain(given.get(key)) for key in ("title", "submit", "close"))
    if view.type == "home":
        view.title = None
    view.private_metadata = given.get("private_metadata", "")
    view.callback_id = given.get("callback_id", "")
    view.external_id = given.get("external_id", "")
    view.clear_on_close = given.get("clear_on_close", False)
    view.notify_on_close = given.get("notify_on_close", False)
    view.submit_disabled = given.get("submit_disabled", False)


def show_first(world: World, view: View) -> None:
    """Open a modal: what was open before is gone."""
    stack = world.workspaces[view.team_id].stack(view.user)
    for old in stack.views:
        forget(world, old)
    stack.views, stack.errors, stack.trouble, stack.busy = [view], None, None, False
    world.tell("modal", view.team_id, user=view.user)


def show_above(world: World, view: View) -> None:
    stack = world.workspaces[view.team_id].stack(view.user)
    view.previous_view_id = stack.views[-1].id
    view.root_view_id = stack.views[0].id
    stack.views.append(view)
    stack.errors, stack.trouble = None, None
    world.tell("modal", view.team_id, user=view.user)


def replace(world: World, view: View, given: Json) -> None:
    """Update a view in place: typed text stays where block_id and action_id stay."""
    space = world.workspaces[view.team_id]
    blocks = settled(given["blocks"])
    view.state = first_state(blocks, view.state)
    space.external_ids.pop(view.external_id, None)
    _dress(view, given, blocks)
    if view.external_id:
        space.external_ids[view.external_id] = view.id
    view.hash = world.new_hash()
    if view.type == "home":
        world.tell("home", view.team_id, user=view.user)
        return
    stack = space.stack(view.user)
    if stack.top is view:
        stack.errors, stack.trouble = None, None
    world.tell("modal", view.team_id, user=view.user)


def publish(world: World, install: Installation, user_id: str, given: Json) -> View:
    space = world.workspaces[install.team_id]
    key = (install.app.app_id, user_id)
    home = space.homes.get(key)
    if home is not None:
        replace(world, home, given)
        return home
    home = make(world, install, user_id, given, "home")
    space.homes[key] = home
    world.tell("home", install.team_id, user=user_id)
    return home


def forget(world: World, view: View) -> None:
    """A closed view: from now on not_found."""
    space = world.workspaces[view.team_id]
    space.views.pop(view.id, None)
    if space.external_ids.get(view.external_id) == view.id:
        del space.external_ids[view.external_id]


def close_top(world: World, team_id: str, user_id: str) -> list[View]:
    """Close the top view (with `clear_on_close` all of them); gives back what was closed, the top first."""
    stack = world.workspaces[team_id].stack(user_id)
    if stack.top is None:
        return []
    return close_all(world, team_id, user_id) if stack.top.clear_on_close else _close(world, team_id, user_id, 1)


def close_all(world: World, team_id: str, user_id: str) -> list[View]:
    return _close(world, team_id, user_id, len(world.workspaces[team_id].stack(user_id).views))


def _close(world: World, team_id: str, user_id: str, how_many: int) -> list[View]:
    stack = world.workspaces[team_id].stack(user_id)
    closed = [stack.views.pop() for _ in range(how_many)]
    for view in closed:
        forget(world, view)
    stack.errors, stack.trouble, stack.busy = None, None, False
    world.tell("modal", team_id, user=user_id)
    return closed


def can_push(space: Workspace, user_id: str) -> str | None:
    """Slack's error for a push that cannot be, or None."""
    views = space.stack(user_id).views
    if not views:
        return "invalid_trigger_id"
    return "push_limit_reached" if len(views) >= MOST_STACKED else None
