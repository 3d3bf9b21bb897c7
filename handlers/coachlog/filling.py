"""An open form as it stands: its shape, what is typed, whether a person touched it; and drawing it anew."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot import blocks as b
from bot import forms
from bot.errors import Denied
from bot.rules import contacts as rules
from handlers.coachlog import form, formparts, formsession
from handlers.coachlog.form import SESSION, Shape
from handlers.turn import Turn
from storage.contactdrafts import Typed
from storage.forming import Facts

CHOSEN = ("engagement", "kind")  # chosen first of all; that alone is nothing to lose
BUILDERS = {False: form.build, True: formsession.build}


@dataclass(frozen=True, slots=True)
class Filling:
    """What a payload says of an open form."""

    shape: Shape
    typed: Typed


def read_form(turn: Turn) -> Filling:
    """The form in the turn's view. Raises Denied when it isn't one that we opened for this person."""
    return read_as(turn, turn.unpack())


def read_as(turn: Turn, data: Mapping[str, Any]) -> Filling:
    """The form in the turn's view, by its metadata."""
    filled = forms.values(turn.view)
    _check_engagement(filled)
    two = turn.view.get("callback_id") == SESSION
    kind = str(data.get("d", "session") if two else filled.get("kind", "visit"))
    if kind not in rules.KINDS:
        raise Denied("value", "kind")
    shape = replace(form.shape_of(data, kind), two=two)
    shape = replace(shape, guesses=frozenset(one for one in shape.guesses if not _changed(turn.view, one)))
    asked = tuple(block["block_id"] for block in turn.view.get("blocks", ()) if block.get("type") == "input")
    touched = shape.typed or is_touched(turn.view)
    typed = Typed(shape.intent, turn.sent_at, shape.data(), filled, asked, touched)
    return Filling(shape, typed)


def is_touched(view: Mapping[str, Any]) -> bool:
    """Whether anything but the pair and the kind differs from what the form opened with."""
    now, before = forms.values(view), forms.initials(view)
    return any(now.get(name) != before.get(name) for name in (now.keys() | before.keys()) - set(CHOSEN))


def _changed(view: Mapping[str, Any], name: str) -> bool:
    fields = ("start", "minutes") if name == formparts.PLANNED else (name,)
    now, before = forms.values(view), forms.initials(view)
    return any(now.get(one) != before.get(one) for one in fields)


def _check_engagement(filled: Mapping[str, Any]) -> None:
    given = str(filled.get("engagement", ""))
    if given and not (given.isascii() and given.isdigit() and len(given) < 19):
        raise Denied("value", "engagement")


def page(turn: Turn, facts: Facts, shape: Shape, filled: Mapping[str, Any]) -> b.View:
    """The page that the shape is at."""
    if shape.two:
        shape = replace(shape, steps=max(shape.steps, 1))
    values = {**filled, "guesses": shape.guesses}
    return BUILDERS[shape.two](facts, shape, values, turn.pack(shape.data(), shape.callback))
