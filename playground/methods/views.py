"""views.*: modals and the Home."""

from __future__ import annotations

from playground import modals, shapes
from playground.methods.call import Call, Method, SlackError, missing, refuse
from playground.records import Json, View, ViewType
from playground.tickets import Trigger


def _given(call: Call) -> Json:
    view = call.structure("view")
    if view is None:
        raise missing("view")
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments")
    return view


def _look(call: Call) -> Trigger:
    """The trigger of an opening: known, in time, not used. It is used up only once a view is shown."""
    key = call.args.get("trigger_id")
    if not key:
        raise missing("trigger_id")
    trigger = call.world.tickets.triggers.get(str(key))
    if trigger is None or trigger.team_id != call.team_id:
        raise SlackError("invalid_trigger_id")
    if trigger.used:
        raise SlackError("exchanged_trigger_id")
    if call.world.clock.now() >= trigger.expires:
        raise SlackError("expired_trigger_id")
    return trigger


async def open_view(call: Call) -> Json:
    view, trigger = _given(call), _look(call)
    refuse(modals.refused(call.space, view, "modal", size=call.size))
    trigger.used = True
    made = modals.make(call.world, call.install, trigger.user_id, view, "modal")
    modals.show_first(call.world, made)
    return {"view": shapes.view(made)}


async def push(call: Call) -> Json:
    view, trigger = _given(call), _look(call)
    refuse(modals.refused(call.space, view, "modal", size=call.size))
    stack = call.space.stack(trigger.user_id)
    if trigger.view_id is None or all(held.id != trigger.view_id for held in stack.views):
        raise SlackError("invalid_trigger_id")
    if error := modals.can_push(call.space, trigger.user_id):
        raise SlackError(error)
    trigger.used = True
    made = modals.make(call.world, call.install, trigger.user_id, view, "modal")
    modals.show_above(call.world, made)
    return {"view": shapes.view(made)}


def _existing(call: Call) -> View:
    view_id = call.maybe("view_id")
    if external := call.maybe("external_id"):
        view_id = call.space.external_ids.get(external, "")
    elif not view_id:
        raise missing("view_id")
    found = call.space.views.get(view_id)
    if found is None or found.app_id != call.install.app.app_id:
        raise SlackError("not_found")
    return found


def _same_hash(call: Call, view: View | None) -> None:
    wanted = call.maybe("hash")
    if wanted and view is not None and wanted != view.hash:
        raise SlackError("hash_conflict")


async def update(call: Call) -> Json:
    given, view = _given(call), _existing(call)
    kind: ViewType = view.type
    refuse(modals.refused(call.space, given, kind, view, call.size))
    _same_hash(call, view)
    modals.replace(call.world, view, given)
    return {"view": shapes.view(view)}


async def publish(call: Call) -> Json:
    given, user = _given(call), call.user("user_id")
    app = call.install.app
    if not app.home_tab:
        raise SlackError("not_enabled")
    if user.is_bot or user.deleted:
        raise SlackError("user_not_found")
    home = call.space.homes.get((app.app_id, user.id))
    refuse(modals.refused(call.space, given, "home", home, call.size))
    _same_hash(call, home)
    return {"view": shapes.view(modals.publish(call.world, call.install, user.id, given))}


METHODS = {
    "views.open": Method(open_view),
    "views.push": Method(push),
    "views.update": Method(update),
    "views.publish": Method(publish),
}
