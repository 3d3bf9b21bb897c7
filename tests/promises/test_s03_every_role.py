"""S03: every role presses every button on every object in every state, by direct payload: what is forbidden is refused,
audited, changes nothing, shows nothing, and reads the same as for something that isn't there."""

import re
from collections.abc import Collection
from pathlib import Path

import pytest

from handlers import routes
from handlers.errors import SORRY
from playground.people import Person
from tests.promises import sizes
from tests.promises.forging import Press, denials, differing, pressed, stored
from tests.promises.inside import Hamlet, form_of, inside
from tests.promises.logged import OWN_WORDS, PAIR_WORDS, every_object
from tests.promises.requests import calling, signed, submission

ROLES = {
    "author": "UC1",
    "partner": "UL1",
    "other coach": "UC2",
    "other leader": "UL2",
    "coordinator": "UCOORD",
    "admin": "UADMIN",
    "guest": "USTRANGE",
}
PAIR = {"author", "partner"}
# Which table's rows a button carries, and who may press it on a row of coach 1's. Others are tried without this table.
BUTTONS: dict[str, tuple[str, set[str]]] = {
    "contact.open": ("contacts", {*PAIR, "coordinator"}),
    "contact.edit": ("contacts", {"author"}),
    "contact.undo": ("contacts", {"author"}),
    "contact.changes": ("contacts", PAIR),
    "contact.delete": ("contacts", {"author"}),
    "contact.restore": ("contacts", {"author"}),
    "contact.log": ("engagements", {"author"}),
    "contact.resume": ("drafts", {"author"}),
    "contact.discard_draft": ("drafts", {"author"}),
    "see.saved": ("contacts", PAIR),
    "share.open": ("contacts", PAIR),
    "share.not_now": ("contacts", PAIR),
    "share.stop": ("contacts", PAIR),
    "readers.open": ("contacts", PAIR),
    "remark.add": ("contacts", {"partner"}),
    "remark.confirm": ("contacts", {"partner"}),
    "remark.question": ("contacts", {"partner"}),
    "remark.answer": ("remarks", {"author"}),
    "remark.take_back": ("remarks", {"partner"}),
    "step.change": ("next_steps", PAIR),
    "step.clear": ("next_steps", PAIR),
    "step.done": ("next_steps", PAIR),
    "step.move_back": ("next_steps", PAIR),
    "step.reopen": ("next_steps", PAIR),
    "note.walkthrough": ("contacts", {"author"}),
    "note.feedback": ("contacts", {"author"}),
    "note.decision": ("contacts", {"author"}),
    "note.open": ("field_notes", PAIR),
    "note.edit": ("field_notes", {"author"}),
    "note.remove": ("field_notes", {"author"}),
    "note.restore": ("field_notes", {"author"}),
    "export.cancel": ("exports", {"author"}),
    "hours.make_up": ("engagements", {"author"}),
    "line.save": ("drafts", {"author"}),
    "line.save_yes": ("drafts", {"author"}),
    "line.choose_first": ("drafts", {"author"}),
    "line.edit": ("drafts", {"author"}),
    "line.discard": ("drafts", {"author"}),
}
EVERY_WORD = {*PAIR_WORDS.values(), *OWN_WORDS.values()}
# What is their own: messages and drafts, a calendar link, how often questions come.
ASIDE_OF_STRANGERS = {"outbox", "drafts", "moments", "posted", "feeds", "preferences"}
ABSENT = "987654"
HERS = {("other coach", "visit.weekly_end", "2")}  # a number of another's row that is also one of their own series
NUMBER = re.compile(r"\d+|L-\d+")


@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_what_is_forbidden_is_refused_and_audited(transport: str, sqlite_url: str, tmp_path: Path) -> None:
    async with inside(sqlite_url, tmp_path, 2, transport) as made:
        await _forbidden(made, await every_object(made), share=int(transport == "http"))


async def test_the_same_holds_on_every_database_and_once_it_was_taken_back(database_url: str, tmp_path: Path) -> None:
    async with inside(database_url, tmp_path, 2) as made:
        objects = await every_object(made)
        await made.people[0].command("/coachlog", "undo")
        await made.settled()
        await _forbidden(made, objects, told={"author", "partner", "coordinator"}, share=2)


async def _forbidden(made: Hamlet, objects: dict[str, str], told: Collection[str] = (), share: int = 0) -> None:
    """told: who may know that the contact was taken back, and so is told that instead.

    share: which of the buttons are tried here; at every change each is, by one of three tests.
    """
    before = stored(made.url)
    for action in [*BUTTONS] if sizes.SOAK else [*BUTTONS][share::3]:
        table, allowed = BUTTONS[action]
        for role in ROLES.keys() - allowed - (set(told) if table == "contacts" else set()):
            person = made.world.person("T1", ROLES[role])
            press = await _press(made, person, action, objects[table])
            absent = await _press(made, person, action, ABSENT)
            assert (press.denied, absent.denied) == (1, 1), (role, action)
            assert NUMBER.sub("#", press.shown) == NUMBER.sub("#", absent.shown), (role, action)
            assert press.shown, (role, action)
            _no_words(press, EVERY_WORD)
    assert not differing(before, stored(made.url))


async def _press(made: Hamlet, person: Person, action: str, value: str) -> Press:
    if person.modal:
        await person.close(whole=True)
    return await pressed(made, person, action, value)


def _no_words(press: Press, words: set[str]) -> None:
    assert not [word for word in words if word in press.shown]


async def test_no_button_at_all_shows_or_changes_what_is_not_the_person_s(database_url: str, tmp_path: Path) -> None:
    async with inside(database_url, tmp_path, 2) as made:
        await made.app.duties.tick()  # the visits ahead are planned
        objects = {**await every_object(made), "absent": ABSENT}
        before = stored(made.url)
        for role in (*(ROLES.keys() - PAIR), "partner"):
            person = made.world.person("T1", ROLES[role])
            if role == "partner":  # the last one: she may act on what is hers
                assert not set(differing(before, stored(made.url))) - ASIDE_OF_STRANGERS
            for action in sorted(routes().actions)[:: sizes.S03_EVERY]:
                for value in {one for one in objects.values() if (role, action, one) not in HERS}:
                    press = await _press(made, person, action, value)
                    assert SORRY not in press.shown, (role, action)
                    _no_words(press, {*OWN_WORDS.values()} if role == "partner" else EVERY_WORD)


async def test_a_form_is_taken_from_nobody_but_whom_it_was_opened_for(database_url: str, tmp_path: Path) -> None:
    async with inside(database_url, tmp_path, 2) as made, calling(made.address) as caller:
        await made.app.duties.tick()  # the visits ahead are planned
        await form_of(made.people[0], "A note")
        honest, before = submission(made.people[0]), stored(made.url)
        for number, role in enumerate(ROLES.keys() - {"author"}, 1):
            forged = {**honest, "user": {**honest["user"], "id": ROLES[role]}}
            assert not (await caller.post(signed(made.world, forged))).closed, role
            assert denials(made.url) == number, role
        after = stored(made.url)
        assert set(differing(before, after)) <= {"drafts", "outbox"}  # words are kept for their sender
        assert not [row for row in after["drafts"] if "'UC1'" in row]
        assert (await caller.post(signed(made.world, honest))).closed


async def test_a_note_for_its_author_alone_is_opened_by_nobody_else(database_url: str, tmp_path: Path) -> None:
    async with inside(database_url, tmp_path, 2) as made:
        own = (await every_object(made))["own note"]
        for role, user in ROLES.items():
            press = await _press(made, made.world.person("T1", user), "note.open", own)
            assert (OWN_WORDS["own_note"] in press.shown) == (role == "author"), role
            assert press.denied == (role != "author"), role


async def test_who_may_open_a_contact_finds_no_more_in_it_than_the_tiers_allow(
    database_url: str, tmp_path: Path
) -> None:
    async with inside(database_url, tmp_path, 2) as made:
        objects = await every_object(made)
        for role, words in {"coordinator": set(), "partner": PAIR_WORDS.values(), "author": EVERY_WORD}.items():
            press = await _press(made, made.world.person("T1", ROLES[role]), "contact.open", objects["contacts"])
            assert "60 min" in press.shown, role
            shown = {word for word in EVERY_WORD if word in press.shown}
            assert shown <= set(words), role
            assert not words or {PAIR_WORDS["note"], PAIR_WORDS["step"]} <= shown, role


@pytest.mark.parametrize("words", ["last", "undo", "help", ""])
async def test_no_command_of_anybody_shows_or_changes_what_is_not_theirs(
    words: str, sqlite_url: str, tmp_path: Path
) -> None:
    async with inside(sqlite_url, tmp_path, 2) as made:
        await every_object(made)
        before, since = stored(made.url), made.world.journal.seq
        for role in ROLES.keys() - {"author"}:
            await made.world.person("T1", ROLES[role]).command("/coachlog", words)
        await made.app.tasks.drain(30)
        told = str(made.world.journal.since(since))
        assert not set(differing(before, stored(made.url))) - {"outbox", "moments", "posted"}
    assert not [word for word in (*PAIR_WORDS.values(), *OWN_WORDS.values()) if word in told]
