"""Break-glass, on both databases: with a reason, for an hour, told to both, and never what is one person's alone."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select, update

from bot.errors import Denied, FieldErrors, Refusal
from bot.forms import parse
from bot.messages.openings import who_knows
from bot.rules.sharing import BEHIND_GLASS, GLASS, THINGS, Reader, Thing, may
from storage.composing import compose
from storage.openings import (
    ENDED,
    HOUR,
    OPENED,
    NewOpening,
    end_opening,
    find_openable,
    open_log,
    open_now,
    opened_contacts,
    openings,
    read_opened,
)
from storage.openingwords import tell_untold, untold
from storage.outbox import Owed, outbox
from storage.people import Actor, people, roles
from storage.rosterundo import undo_act
from storage.setup import may_make_admins
from tests.storage.byhand import done
from tests.storage.contacting import COACH, COORDINATOR, LEADER, NOW, OTHER, STRANGER, Program

ADMIN = Actor("UADMIN")
REASON = "A parent's lawyer asks for the records of this fall."
WORDS: dict[str, Any] = {"note": "Shared words", "private_note": "Canary"}
ELSE = (COACH, OTHER, LEADER, COORDINATOR, STRANGER)


@pytest.fixture
def program(program: Program) -> Program:
    """The small program, with an administrator."""
    program.db.add(roles, programme_id=program.id, person_id=program.people["UADMIN"], role="admin")
    return program


def opened(program: Program, intent: str = "i", actor: Actor = ADMIN) -> int:
    return open_log(program.db, actor, NOW, intent, NewOpening(pair=str(program.pair), reason=REASON)).id


def told(program: Program, kind: str, at: datetime = NOW) -> dict[int, str]:
    """Who is told what, as it would be sent then."""
    rows = program.db.all(select(outbox).where(outbox.c.kind == kind).order_by(outbox.c.id))
    found = {}
    for row in rows:
        owed = Owed(row.id, row.kind, row.key, row.person_id, row.channel, row.subject_id, None, 0, None, None)
        message = compose(program.db, owed, at)
        found[row.person_id] = message.text if message else ""
    return found


def test_both_are_told_at_once_and_when_it_is_over_what_was_read(program: Program) -> None:
    contact = program.log(**WORDS).id
    opening = opened(program)
    both = {program.people["UCOACH"], program.people["ULEAD"]}
    at_once = told(program, OPENED)
    assert set(at_once) == both
    assert all("Admin A" in one and REASON in one and "Canary" not in one for one in at_once.values())
    record = read_opened(program.db, ADMIN, NOW, opening, contact)
    assert (record.note, record.private_note, record.link) == ("Shared words", None, None)
    after = told(program, ENDED)
    assert set(after) == both
    assert all("L-0001" in one for one in after.values())
    due = {row.due_at for row in program.db.all(select(outbox.c.due_at).where(outbox.c.kind == ENDED))}
    assert due == {NOW + HOUR}
    assert program.verbs()[-2:] == ["log.opened", "contact.read"]


def test_once_it_is_ended_both_are_told_at_once_and_it_is_found_until_then(program: Program) -> None:
    opening, soon = opened(program), NOW + timedelta(minutes=5)
    assert [one.id for one in open_now(program.db, ADMIN, soon)] == [opening]
    end_opening(program.db, ADMIN, soon, opening)
    due = {row.due_at for row in program.db.all(select(outbox.c.due_at).where(outbox.c.kind == ENDED))}
    assert due == {soon}
    assert open_now(program.db, ADMIN, soon) == []
    for actor in ELSE:
        with pytest.raises(Denied):
            open_now(program.db, actor, NOW)


def test_who_was_not_in_slack_is_told_once_they_are_also_when_it_is_over(program: Program) -> None:
    leader = program.people["ULEAD"]
    contact = program.log(**WORDS).id
    program.db.run(update(people).where(people.c.id == leader).values(slack_user_id=None))
    opening = open_log(program.db, ADMIN, NOW, "i", NewOpening(pair=str(program.pair), reason=REASON))
    assert opening.unreached == ("Principal 14",)
    assert who_knows("Coach C", "Principal 14", opening.unreached).startswith("Coach C knows. Principal 14 isn't in")
    read_opened(program.db, ADMIN, NOW, opening.id, contact)
    program.db.run(update(outbox).where(outbox.c.person_id == leader).values(state="void"))
    assert not untold(program.db)
    program.db.run(update(people).where(people.c.id == leader).values(slack_user_id="ULEAD"))
    assert [tell_untold(program.db, NOW + 9 * HOUR), tell_untold(program.db, NOW + 9 * HOUR)] == [1, 0]
    said = told(program, OPENED, NOW + 9 * HOUR)[leader]
    assert said.startswith("On Tue, Nov 17 Admin A, an administrator of your program, opened your contact log")
    assert said.endswith("Admin A read L-0001.")


def test_twenty_of_twenty_are_announced_to_both(program: Program) -> None:
    for number in range(20):
        opened(program, f"i{number}")
        opened(program, f"i{number}")
    rows = program.db.all(select(outbox.c.subject_id, outbox.c.person_id).where(outbox.c.kind == OPENED))
    assert len(rows) == len({tuple(row) for row in rows}) == 40


def test_it_ends_by_itself_and_sooner_where_it_is_closed(program: Program) -> None:
    contact = program.log(**WORDS).id
    opening = opened(program)
    later = NOW + HOUR - timedelta(seconds=1)
    assert opened_contacts(program.db, ADMIN, later, opening, 0)[1]
    for at in (NOW + HOUR, NOW + 2 * HOUR, NOW - HOUR):
        with pytest.raises(Denied, match="hour is over"):
            read_opened(program.db, ADMIN, at, opening, contact)
    assert end_opening(program.db, ADMIN, NOW + timedelta(minutes=5), opening)
    assert not end_opening(program.db, ADMIN, NOW + timedelta(minutes=6), opening)
    with pytest.raises(Denied):
        read_opened(program.db, ADMIN, NOW + timedelta(minutes=6), opening, contact)


@pytest.mark.parametrize("actor", ELSE)
def test_nobody_but_an_administrator_opens_a_log(program: Program, actor: Actor) -> None:
    contact = program.log(**WORDS).id
    opening = opened(program)
    for attempt in (
        lambda: opened(program, "mine", actor),
        lambda: find_openable(program.db, actor, NOW, ""),
        lambda: read_opened(program.db, actor, NOW, opening, contact),
        lambda: end_opening(program.db, actor, NOW, opening),
    ):
        with pytest.raises(Denied):
            attempt()


def test_it_opens_one_pair_and_no_other_and_ends_with_the_role(program: Program) -> None:
    other = program.log("two", actor=OTHER, engagement=program.pairs["Harbor Middle"]).id
    opening = opened(program)
    with pytest.raises(Denied):
        read_opened(program.db, ADMIN, NOW, opening, other)
    program.db.run(roles.delete().where(roles.c.person_id == program.people["UADMIN"]))
    with pytest.raises(Denied):
        opened_contacts(program.db, ADMIN, NOW, opening, 0)


def test_a_reason_is_sealed_and_has_to_say_something(program: Program) -> None:
    with pytest.raises(ValidationError):
        NewOpening(pair="1", reason="because      ")
    with pytest.raises(FieldErrors, match="at least 20 characters"):
        parse(NewOpening, {"pair": "1", "reason": "because"})
    opened(program)
    assert REASON.encode() not in bytes(program.db.value(select(openings.c.reason)))


def test_behind_the_glass_nothing_is_one_persons_alone_and_nothing_is_written() -> None:
    reader = Reader(frozenset({GLASS}))
    assert {one for one in THINGS if may(reader, Thing(one))} == BEHIND_GLASS
    assert not [one for one in THINGS for act in ("write", "sign", "review") if may(reader, Thing(one), act)]
    assert not may(reader, Thing("discussion", removed=True))


def test_who_coordinates_a_program_cant_make_herself_its_administrator(program: Program) -> None:
    one = program.people["UCOORD"]
    form: dict[str, Any] = {"name": "Coordinator 1", "email": "coordinator.1@example.org"}
    form["roles"] = ("coordinator", "admin")
    with pytest.raises(FieldErrors, match="Only an administrator"):
        done(program, "person_changed", one, **form)
    assert not may_make_admins(program.db, COORDINATOR, program.id)
    done(program, "person_changed", one, actor=ADMIN, **form)
    act = done(program, "person_changed", one, actor=ADMIN, **{**form, "roles": ("coordinator",)})
    with pytest.raises(Refusal, match="Only an administrator"):
        undo_act(program.db, COORDINATOR, NOW, act)
    undo_act(program.db, ADMIN, NOW, act)
    assert open_log(program.db, COORDINATOR, NOW, "own", NewOpening(pair=str(program.pair), reason=REASON)).id
