"""S07: hostile texts in every field and name: nothing in them is live, nothing is refused, and they read as typed."""

import json
import re
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import update

from bot.rules.contacts import DETAILS
from playground.people import Person
from playground.records import View
from storage.people import people
from storage.schools import schools
from tests.promises import sizes
from tests.promises.counting import connected
from tests.promises.forging import pressed
from tests.promises.hostile import Hostile
from tests.promises.inside import Hamlet, form_of, inside
from tests.promises.logged import asked, recorded

TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
LIVE = re.compile(r"<")
MORE = (
    ("contact.add_others", "others"),
    ("contact.add_step", "next_steps.0.what"),
    ("contact.add_private", "private_note"),
)
POSTED = ("chat.postMessage", "chat.update", "response_url")


async def test_hostile_texts_stay_text(database_url: str, tmp_path: Path) -> None:
    async with inside(database_url, tmp_path, 1) as made:
        coach, leader = made.people[0], made.world.person("T1", "UL1")
        for texts in islice(Hostile(7), sizes.S07_ROUNDS):
            before = made.world.journal.seq
            _name_everything(made, texts.pop("name"))
            await _log(made, coach, texts)
            await made.settled()
            await _reads_as_typed(made, coach, texts)
            await _reads_as_typed(made, leader, {**texts, "private_note": ""})
            for person in (coach, leader, made.world.person("T1", "UCOORD")):
                await person.open_home()
            await made.settled()
            _inert(made, before, texts)


def _name_everything(made: Hamlet, name: str) -> None:
    with connected(made.url) as connection:
        connection.execute(update(schools).values(name=name))
        connection.execute(update(people).values(name=name))
        connection.commit()


async def _log(made: Hamlet, coach: Person, texts: dict[str, str]) -> None:
    await form_of(coach, texts["note"])
    for action, field in MORE:
        await coach.click(None, action)
        await made.world.wait_for(lambda: field in _fields(coach))  # noqa: B023 - at once
    await coach.fill(coach.modal, texts)
    verdict = await coach.submit()
    for _ in range(3):
        if not coach.modal:
            break
        assert verdict.meaning in {"pushed", "updated"}, (verdict, texts)
        if "wording" in _fields(coach):
            await coach.fill(coach.modal, {"wording": "Keep my words"})
        verdict = await coach.submit()
    assert not coach.modal, (verdict, texts)


async def test_hostile_words_of_a_session_and_of_its_leader_stay_text(database_url: str, tmp_path: Path) -> None:
    async with inside(database_url, tmp_path, 1) as made:
        hostile = Hostile(8)
        for _ in range(sizes.S07_ROUNDS // 2):
            before = made.world.journal.seq
            texts = {name: hostile.text(200) or "x" for name in ("note", "step", *DETAILS)}
            contact = await recorded(made, 1, {**texts, "private_note": hostile.text(200)})
            said = hostile.text(200) or "x"
            await asked(made, "UL1", contact, said)
            await made.settled()
            for user in ("UC1", "UL1", "UCOORD"):
                person = made.world.person("T1", user)
                await pressed(made, person, "contact.open", str(contact))
                assert person.modal, (user, texts)
                shown = "\n".join(_strings(person.modal.blocks))
                wanted = () if user == "UCOORD" else texts.values()
                assert all(text in shown for text in wanted), (user, texts)
                await person.close(whole=True)
                await person.open_home()
            await made.settled()
            _inert(made, before, texts)


def _fields(person: Person) -> set[str]:
    return {block["block_id"] for block in person.modal.blocks} if person.modal else set()


async def _reads_as_typed(made: Hamlet, person: Person, texts: dict[str, str]) -> None:
    """The newest contact's page shows every text; the author's form holds it again."""
    message = [one for one in person.dm() if "contact.open" in str(one.blocks)][-1]
    page = await _opened(made, person, message, "contact.open")
    shown = "\n".join(_strings(page.blocks))
    assert all(text in shown for text in texts.values())
    if texts["private_note"]:
        form = await _opened(made, person, message, "contact.edit")
        held = {block["block_id"]: block.get("element", {}).get("initial_value", "") for block in form.blocks}
        assert {field: held[field] for field in texts} == texts


async def _opened(made: Hamlet, person: Person, message: Any, action: str) -> View:
    if person.modal:
        await person.close(whole=True)
    await person.click(message, action)
    await made.world.wait_for(lambda: person.modal)
    assert person.modal
    return person.modal


def _inert(made: Hamlet, since: int, texts: dict[str, str]) -> None:
    for call in made.world.journal.since(since):
        if call["type"] != "call":
            continue
        assert call["ok"], (call["method"], call["answer"], texts)
        if call["method"] in POSTED:
            told = json.dumps(call["args"], ensure_ascii=False)
            assert not TURNS.search(told)
            assert texts["note"] not in told or len(texts["note"]) < 20, "a note's words were posted"
        for text in _live_texts(call["args"]):
            assert not LIVE.search(text), text


def _live_texts(args: Any) -> list[str]:
    """Every text that Slack reads as markup: the one of a message, and each of type mrkdwn."""
    found = [args["text"]] if isinstance(args, dict) and isinstance(args.get("text"), str) and "channel" in args else []
    return found + [one["text"] for one in _objects(args) if one.get("type") == "mrkdwn"]


def _objects(node: Any) -> list[dict[str, Any]]:
    node = _parsed(node)
    below = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
    return ([node] if isinstance(node, dict) else []) + [one for part in below for one in _objects(part)]


def _parsed(node: Any) -> Any:
    """Arguments travel as JSON inside a form."""
    if isinstance(node, str) and node[:1] in {"{", "["}:
        try:
            return json.loads(node)
        except ValueError:
            return node
    return node


def _strings(blocks: Any) -> list[str]:
    return [str(one["text"]) for one in _objects(blocks) if isinstance(one.get("text"), str)]
