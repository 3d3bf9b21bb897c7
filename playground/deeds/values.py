"""Plain Python values as the shapes of view.state.values: what `Person.fill` puts into an element."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Any

from playground import shapes
from playground.deeds.acting import Actor
from playground.deeds.presses import options
from playground.deeds.talk import keep_file
from playground.initial import HELD
from playground.limits.elements import offered
from playground.records import Json, Message, View

Where = View | Message
TYPED = ("plain_text_input", "number_input", "email_text_input", "url_text_input")


async def shaped(actor: Actor, where: Where, block: Json, element: Json, value: Any) -> Json:
    """`value` as this element would hold it. A dict that names its type is taken as it is."""
    if isinstance(value, dict) and value.get("type") == element["type"]:
        return value
    kind = element["type"]
    if kind in ("external_select", "multi_external_select"):
        found: Any = await _looked_up(actor, where, block, element, value)
    else:
        found = _plain(actor, element, value)
    return {"type": kind, HELD[kind][0]: found}


def _plain(actor: Actor, element: Json, value: Any) -> Any:
    kind = element["type"]
    if kind in TYPED:
        return None if value in (None, "") else str(value)
    convert = CONVERT.get(kind)
    if convert is not None:
        return convert(actor, element, value)
    if kind.startswith("multi_"):
        return [] if value is None else list(value)
    return value


def _one(_actor: Actor, element: Json, value: Any) -> Json | None:
    return None if value is None else pick(offered(element), value)


def _many(_actor: Actor, element: Json, value: Any) -> list[Json]:
    if isinstance(value, bool):
        return offered(element)[:1] if value else []
    chosen: Iterable[Any] = [value] if isinstance(value, str) else value or ()
    return [pick(offered(element), one) for one in chosen]


def pick(known: list[Json], value: Any) -> Json:
    """The option with this value or this text; one already in Slack's shape is taken as it is."""
    if isinstance(value, dict):
        return value
    for held in known:
        if value in (held.get("value"), held["text"]["text"]):
            return held
    raise LookupError(f"no option {value!r} among {[held.get('value') for held in known]}")


async def _looked_up(actor: Actor, where: Where, block: Json, element: Json, value: Any) -> Any:
    """Type each wanted name into the type-ahead and take what the app offers."""
    many = element["type"].startswith("multi_")
    chosen = value if isinstance(value, list | tuple) else [] if value is None else [value]
    found = [await _typed_ahead(actor, where, block, element, one) for one in chosen]
    return found if many else next(iter(found), None)


async def _typed_ahead(actor: Actor, where: Where, block: Json, element: Json, value: Any) -> Json:
    if isinstance(value, dict):
        return value
    loaded = await options(actor, where, block["block_id"], element["action_id"], str(value))
    return pick(offered(loaded), value)


def _day(_actor: Actor, _element: Json, value: Any) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


def _clock_time(_actor: Actor, _element: Json, value: Any) -> str | None:
    return value.strftime("%H:%M") if isinstance(value, time) else value


def _moment(_actor: Actor, _element: Json, value: Any) -> int | None:
    return int(value.timestamp()) if isinstance(value, datetime) else value


def _words(_actor: Actor, _element: Json, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": value}]}
    return {"type": "rich_text", "elements": [section]}


def _files(actor: Actor, element: Json, value: Any) -> list[Json]:
    """Bytes, (name, bytes), or a list of either."""
    given = value if isinstance(value, list) else [] if value is None else [value]
    if len(given) > element.get("max_files", 10):
        raise ValueError("more files than the element takes")
    return [_file(actor, element, one) for one in given]


def _file(actor: Actor, element: Json, given: bytes | tuple[str, bytes]) -> Json:
    name, content = given if isinstance(given, tuple) else ("file.csv", given)
    kinds = element.get("filetypes")
    if kinds and name.rsplit(".", 1)[-1].lower() not in kinds:
        raise ValueError(f"{name} is none of {kinds}")
    return shapes.file(actor.world, actor.space, keep_file(actor, name, content))


CONVERT: dict[str, Callable[[Actor, Json, Any], Any]] = {
    "static_select": _one,
    "radio_buttons": _one,
    "multi_static_select": _many,
    "checkboxes": _many,
    "datepicker": _day,
    "timepicker": _clock_time,
    "datetimepicker": _moment,
    "rich_text_input": _words,
    "file_input": _files,
}
