"""What an answer to a view_submission means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from playground.deliver.answer import Answer, Outcome
from playground.modals import MOST_STACKED, refused
from playground.records import Json, View, Workspace

if TYPE_CHECKING:
    from playground.state import World

TROUBLE = "We had some trouble connecting. Try again?"
Meaning = Literal["closed", "errors", "updated", "pushed", "cleared", "trouble"]


@dataclass(frozen=True)
class Verdict:
    meaning: Meaning
    errors: dict[str, str] = field(default_factory=dict)
    view: Json = field(default_factory=dict)


def read(world: World, view: View, answer: Answer) -> Verdict:
    """Slack takes an empty answer or one of four actions; everything else is trouble, and the form stays."""
    if not answer.accepted:
        return Verdict("trouble")
    body = answer.body
    if body in (None, "", {}):
        return Verdict("closed")
    action = body.get("response_action") if isinstance(body, dict) else None
    if action == "clear":
        return Verdict("cleared")
    if action == "errors":
        return _errors(view, body.get("errors"))
    if action in ("update", "push"):
        return _view(world.workspaces[view.team_id], view, action, body.get("view"))
    return Verdict("trouble")


def outcome(world: World, view: View, answer: Answer) -> Outcome:
    """The journal's word for it."""
    if not answer.accepted:
        return answer.outcome
    meaning = read(world, view, answer).meaning
    if meaning == "trouble":
        return "refused"
    return "errors" if meaning == "errors" else "accepted"


def _errors(view: View, errors: Any) -> Verdict:
    """Errors belong under input blocks; where none does, Slack can show nothing but trouble."""
    if not isinstance(errors, dict) or not all(isinstance(said, str) and said for said in errors.values()):
        return Verdict("trouble")
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    shown = {block: said for block, said in errors.items() if block in inputs}
    return Verdict("errors", errors=shown) if shown else Verdict("trouble")


def _view(space: Workspace, view: View, action: str, given: Any) -> Verdict:
    own = view if action == "update" else None
    if not isinstance(given, dict) or refused(space, given, "modal", own):
        return Verdict("trouble")
    if action == "push" and len(space.stack(view.user).views) >= MOST_STACKED:
        return Verdict("trouble")
    return Verdict("updated" if action == "update" else "pushed", view=given)
