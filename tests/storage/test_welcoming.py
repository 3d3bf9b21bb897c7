"""Welcomes: once for each person and role, at a good hour, one after the other, and kept as they were shown."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from bot.errors import Denied, NotNow
from bot.messages.welcome import PROGRAM_SAYS, TITLES, WHAT_THIS_IS
from bot.rules.welcoming import COACH as AS_COACH
from bot.rules.welcoming import LEADER as AS_LEADER
from storage.claiming import claim
from storage.composing import compose
from storage.coordinators import set_coordinators
from storage.matches import match_user
from storage.outbox import Owed, mark, outbox
from storage.people import people, roles
from storage.programmes import programmes
from storage.welcomes import welcomes
from storage.welcoming import plan_welcomes, read_welcome, settle_welcomes, take_as_welcomed, welcomes_wait
from tests.storage.contacting import COORDINATOR, LEADER, NOW, STRANGER, Program, add_person, later
from tests.storage.settingup import in_slack

SUNDAY = datetime(2026, 11, 22, 15, tzinfo=UTC)
EVERYBODY = {"UCOACH", "UOTHER", "ULEAD", "ULEAD2", "UCOORD"}


def owed(program: Program) -> list[Any]:
    return list(program.db.all(select(outbox).where(outbox.c.kind == "welcome").order_by(outbox.c.due_at)))


def rows(program: Program) -> list[Any]:
    return list(program.db.all(select(welcomes).order_by(welcomes.c.id)))


def taken(program: Program, at: datetime) -> dict[str, Owed]:
    return {one.user or "": one for one in claim(program.db, at, "sender") if one.kind == "welcome"}


def send(program: Program, at: datetime, state: str = "sent") -> None:
    for one in claim(program.db, at, "sender"):
        mark(program.db, "sender", one.id, state, channel="D1", ts=f"{at.timestamp():.0f}.{one.id:06d}")


def test_everybody_in_slack_is_welcomed_once_one_after_the_other(program: Program) -> None:
    unmatched = add_person(program.db, None, "Principal 16", "principal.16@example.org")
    program.db.add(roles, programme_id=program.id, person_id=unmatched, role="leader")
    assert welcomes_wait(program.db)
    assert plan_welcomes(program.db, NOW) == 5
    assert not plan_welcomes(program.db, NOW)
    assert not welcomes_wait(program.db)
    dues = [row.due_at for row in owed(program)]
    assert len(set(dues)) == 5
    assert timedelta() <= max(dues) - NOW < timedelta(minutes=1)
    assert set(taken(program, later(1))) == EVERYBODY
    match_user(program.db, NOW, "UNEW", "principal.16@example.org", None)
    assert [row.person_id for row in owed(program)].count(unmatched) == 1


def test_at_a_bad_hour_it_waits_for_a_good_one(program: Program) -> None:
    program.db.run(update(people).where(people.c.slack_user_id == "ULEAD").values(zone="America/Los_Angeles"))
    plan_welcomes(program.db, SUNDAY)
    due = {row.person_id: row.due_at for row in owed(program)}
    assert due.pop(program.people["ULEAD"]).isoformat().startswith("2026-11-23T15:00")  # 7 AM in Los Angeles
    assert {at.isoformat()[:16] for at in due.values()} == {"2026-11-23T12:00"}
    late = datetime(2026, 11, 24, 2, tzinfo=UTC)  # Slack was away until Monday evening
    with pytest.raises(NotNow) as put_off:
        compose(program.db, taken(program, late)["UCOACH"], late)
    assert put_off.value.at == datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_each_side_reads_its_own_words_with_the_programs_and_the_limits(program: Program) -> None:
    plan_welcomes(program.db, NOW)
    said = {}
    for user, one in taken(program, later(1)).items():
        message = compose(program.db, one, NOW)
        assert message
        said[user] = message.text
        assert len(message.blocks) <= 50
    assert "Coach C coaches you at Lincoln Elementary." in said["ULEAD"]
    assert "You coach Principal 14 at Lincoln Elementary." in said["UCOACH"]
    assert said["UCOORD"].startswith(TITLES["coordinator"])
    for text in said.values():
        for part in ("isn't legally privileged", "export direct messages", "public-records law", "isn't safe"):
            assert part in text
        assert "Coordinators see that coaching happens and on which goals, not what was said." in text
        assert f"Home, “{WHAT_THIS_IS}”" in text


def test_two_roles_are_one_message_that_says_the_same_once(program: Program) -> None:
    program.db.add(roles, programme_id=program.id, person_id=program.people["UCOACH"], role="leader")
    plan_welcomes(program.db, NOW)
    mine = [row for row in rows(program) if row.person_id == program.people["UCOACH"]]
    assert sorted(row.role for row in mine) == [AS_COACH, AS_LEADER]
    assert len({row.outbox_id for row in mine}) == 1
    message = compose(program.db, taken(program, later(1))["UCOACH"], NOW)
    assert message
    assert TITLES[AS_COACH] in message.text
    assert f"{TITLES[AS_LEADER]}\n" in message.text
    assert message.text.count("How to stop") == message.text.count("legally privileged") == 1


def test_a_role_that_came_later_is_welcomed_and_one_that_went_is_not(program: Program) -> None:
    take_as_welcomed(program.db, NOW)
    assert not plan_welcomes(program.db, NOW)
    set_coordinators(program.db, COORDINATOR, NOW, program.id, [in_slack("UCOACH"), in_slack("UCOORD")], [])
    assert [row.person_id for row in owed(program)] == [program.people["UCOACH"]]
    program.db.run(delete(roles).where(roles.c.role == "coordinator"))
    assert compose(program.db, taken(program, later(1))["UCOACH"], NOW) is None


def test_it_is_kept_as_shown_and_when_and_can_be_read_again(program: Program) -> None:
    before = read_welcome(program.db, LEADER, NOW)
    assert before.shown_on is None
    plan_welcomes(program.db, NOW)
    send(program, later(1))
    assert settle_welcomes(program.db, later(2)) == 5
    assert not settle_welcomes(program.db, later(2))
    assert {row.shown_at.replace(microsecond=0) for row in rows(program)} == {later(1)}
    kept = read_welcome(program.db, LEADER, later(2))
    assert (kept.parts, kept.shown_on, kept.now_says) == (before.parts, date(2026, 11, 17), None)
    (rules,) = program.db.all(select(programmes.c.rules))
    program.db.run(update(programmes).values(rules={**rules.rules, "confidentiality": "The district reads nothing."}))
    again = read_welcome(program.db, LEADER, later(2))
    assert (again.parts, again.now_says) == (kept.parts, "The district reads nothing.")
    assert dict(again.parts)[PROGRAM_SAYS].startswith("Coordinators see that")
    with pytest.raises(Denied):
        read_welcome(program.db, STRANGER, NOW)


def test_whoever_was_away_from_slack_is_welcomed_when_they_are_back(program: Program) -> None:
    plan_welcomes(program.db, NOW)
    program.db.run(update(people).values(deactivated_at=NOW))
    send(program, later(1), "void")
    assert not settle_welcomes(program.db, later(2))
    program.db.run(update(people).where(people.c.slack_user_id == "UCOACH").values(deactivated_at=None))
    assert settle_welcomes(program.db, later(3)) == 1
    (one,) = taken(program, later(4)).values()
    assert compose(program.db, one, later(4))
    mark(program.db, "sender", one.id, "sent", channel="D1", ts=f"{later(4).timestamp():.0f}.000001")
    assert settle_welcomes(program.db, later(5)) == 1
    assert not plan_welcomes(program.db, later(5))
    assert [row.shown_at.replace(microsecond=0) for row in rows(program) if row.shown_at] == [later(4)]
