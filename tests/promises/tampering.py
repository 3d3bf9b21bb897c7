"""Payloads of an honest person, changed on their way as a tampered client might."""

import copy
import random
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
Tamper = Callable[[Json, random.Random], None]

ROW_IDS = ("0", "-1", "abc", "1;2", "1e3", "٣", "9" * 18, "9" * 40, " 1")


def _field(payload: Json, block: str) -> Json:
    found: Json = payload["view"]["state"]["values"][block]["value"]
    return found


def _choose(payload: Json, block: str, value: str) -> None:
    _field(payload, block)["selected_option"] = {"text": {"type": "plain_text", "text": "x"}, "value": value}


def _flip(payload: Json, chance: random.Random) -> None:
    text = payload["view"]["private_metadata"]
    at = chance.randrange(len(text))
    other = chance.choice([char for char in "abcXYZ019{}" if char != text[at]])
    payload["view"]["private_metadata"] = text[:at] + other + text[at + 1 :]


def _bare(payload: Json, _chance: random.Random) -> None:
    payload["view"]["private_metadata"] = payload["view"]["private_metadata"].rpartition(".")[0]


def _none(payload: Json, _chance: random.Random) -> None:
    payload["view"]["private_metadata"] = ""


def _foreign_pair(payload: Json, chance: random.Random) -> None:
    _choose(payload, "engagement", chance.choice(("2", "3", "999")))


def _no_pair(payload: Json, chance: random.Random) -> None:
    _choose(payload, "engagement", chance.choice(ROW_IDS))


def _kind(payload: Json, chance: random.Random) -> None:
    _choose(payload, "kind", chance.choice(("hack", "", "VISIT", "visit ")))


def _presence(payload: Json, chance: random.Random) -> None:
    _choose(payload, "presence", chance.choice(("maybe", "", "Yes")))


def _activities(payload: Json, chance: random.Random) -> None:
    option = {"text": {"type": "plain_text", "text": "x"}, "value": chance.choice(("A99", "", "a1"))}
    _field(payload, "activities")["selected_options"] = [option]


def _callback(payload: Json, chance: random.Random) -> None:
    names = ("contact.forms", "", "setup.basics", "setup.files", "setup.people", "contact.record", "home.week", "'--")
    payload["view"]["callback_id"] = chance.choice(names)


def _extra(payload: Json, _chance: random.Random) -> None:
    held = {"value": {"type": "plain_text_input", "value": "x"}}
    payload["view"]["state"]["values"]["coach_id"] = held


FORM: tuple[Tamper, ...] = (
    _flip,
    _bare,
    _none,
    _foreign_pair,
    _no_pair,
    _kind,
    _presence,
    _activities,
    _callback,
    _extra,
)


UNSIGNED: tuple[Tamper, ...] = (_flip, _bare, _none)  # metadata that we never signed


def tampered(payload: Json, chance: random.Random) -> tuple[str, Json]:
    """What was done to it, and the payload after it."""
    how = chance.choice(FORM)
    changed = copy.deepcopy(payload)
    how(changed, chance)
    return how.__name__, changed


def pressed_as(payload: Json, chance: random.Random, foreign: str) -> tuple[str, Json]:
    """The press of a button whose value or id was changed. foreign: the id of a contact of somebody else."""
    changed = copy.deepcopy(payload)
    action = changed["actions"][0]
    if chance.random() < 0.2:
        action["action_id"] = chance.choice(("contact.nothing", "x", "contact.open2", "setup.nothing"))
    else:
        action["action_id"] = chance.choice(("contact.open", "contact.edit", "contact.undo"))
        action["value"] = chance.choice((foreign, *ROW_IDS))
    return f"{action['action_id']} {action.get('value')}", changed
