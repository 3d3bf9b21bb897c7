"""Who may set up programs, and saving the program's form, on both databases."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from bot import forms
from bot.errors import Denied, FieldErrors, Refusal
from bot.rules.setup import Deadlines, Privacy
from storage.database import Db
from storage.drafts import KEPT, Sent, drafts, forget_drafts
from storage.people import people
from storage.programmeform import (
    begin_programme,
    change_programme,
    finish_programme,
    keep_step,
    stored_values,
    version,
)
from storage.programmes import list_programmes
from storage.setup import enter_setup, give_role, may_set_up, own_programmes, vacant
from tests.bot.test_setup_rules import GIVEN
from tests.storage.rostering import NOW, opened, workspace
from tests.storage.settingup import (
    ADMIN,
    FIRST,
    OTHER,
    founder,
    held,
    in_slack,
    installed_by,
    make_programme,
    owed,
    person_id,
    verbs,
)


@pytest.fixture
def db(database_url: str) -> Iterator[Db]:
    """A workspace's transaction, taken back at the end."""
    with opened(database_url) as engine, engine.connect() as connection:
        yield workspace(connection)


def test_the_first_admin_of_the_slack_who_comes_becomes_the_installer(db: Db) -> None:
    assert vacant(db)
    with pytest.raises(Denied):
        enter_setup(db, OTHER, NOW, in_slack("UOTHER"))
    assert enter_setup(db, ADMIN, NOW, founder()).founding
    assert not vacant(db)
    with pytest.raises(Denied):
        enter_setup(db, OTHER, NOW, founder("UOTHER"))
    assert verbs(db) == ["workspace.claimed", "person.added"]


def test_what_slack_says_of_somebody_else_opens_nothing(db: Db) -> None:
    with pytest.raises(Denied):
        enter_setup(db, OTHER, NOW, founder("UADMIN"))


def test_the_installer_is_the_one_who_installed_where_that_is_known(db: Db) -> None:
    installed_by(db, "UOTHER")
    assert may_set_up(db, OTHER)
    assert not may_set_up(db, ADMIN)
    with pytest.raises(Denied):
        enter_setup(db, ADMIN, NOW, founder())


def test_an_installer_who_left_makes_room_for_the_next_admin(db: Db) -> None:
    enter_setup(db, ADMIN, NOW, founder())
    db.run(update(people).values(deactivated_at=NOW))
    assert vacant(db)
    assert enter_setup(db, OTHER, NOW, founder("UOTHER")).founding


def test_a_guest_with_the_admin_mark_is_no_admin(db: Db) -> None:
    with pytest.raises(Denied):
        enter_setup(db, OTHER, NOW, in_slack("UOTHER", is_admin=True, is_restricted=True))


def test_the_steps_make_one_program_and_its_admin(db: Db) -> None:
    programme = make_programme(db)
    stored = list_programmes(db)[0]
    assert (stored.id, stored.code, stored.rules.due_rule.at) == (programme, "assoc", "17:00")
    assert held(db, programme) == {("UADMIN", "admin")}
    assert verbs(db)[-2:] == ["programme.added", "role.added:admin"]
    assert owed(db, "home") == [person_id(db, "UADMIN")]
    assert may_set_up(db, ADMIN)
    assert not may_set_up(db, OTHER)


def test_finishing_twice_makes_one_program(db: Db) -> None:
    first = make_programme(db)
    draft = int(db.value(select(drafts.c.id)))
    assert finish_programme(db, ADMIN, NOW, draft) == first
    assert keep_step(db, ADMIN, NOW, draft, "basics", {"name": "Other"}, FIRST).filled["basics"] == GIVEN["basics"]
    assert len(list_programmes(db)) == 1


def test_a_draft_is_taken_up_where_it_was_left(db: Db) -> None:
    enter_setup(db, ADMIN, NOW, founder())
    fresh = begin_programme(db, ADMIN, NOW, "America/New_York")
    guess = {"year_from": "2026-07-01", "year_to": "2027-06-30", "zone": "America/New_York"}
    assert fresh.filled == {"basics": guess}
    keep_step(db, ADMIN, NOW, fresh.id, "basics", {"name": "Half a "}, FIRST)
    again = begin_programme(db, ADMIN, NOW, "America/New_York")
    assert (again.id, again.filled) == (fresh.id, {"basics": {"name": "Half a "}})


def test_a_draft_is_its_owners_alone_and_goes_after_a_week(db: Db) -> None:
    make_programme(db)
    draft = begin_programme(db, ADMIN, NOW, None).id
    give_role(db, NOW, "test", list_programmes(db)[0].id, _add(db, "UOTHER"), "coordinator")
    with pytest.raises(Denied):
        keep_step(db, OTHER, NOW, draft, "basics", {}, FIRST)
    assert forget_drafts(db, NOW + KEPT) == 0
    assert forget_drafts(db, NOW + KEPT * 2) == 2


def _add(db: Db, user: str) -> int:
    return db.add(people, email=f"{user.lower()}@example.org", name=user, slack_user_id=user)


def test_a_step_that_is_not_right_stops_the_whole_and_is_named(db: Db) -> None:
    enter_setup(db, ADMIN, NOW, founder())
    draft = begin_programme(db, ADMIN, NOW, None).id
    for part in ("basics", "coaching", "channels", "privacy"):
        keep_step(db, ADMIN, NOW, draft, part, GIVEN[part], FIRST)
    with pytest.raises(FieldErrors, match="Step 4 needs another look"):
        finish_programme(db, ADMIN, NOW, draft)
    keep_step(db, ADMIN, NOW, draft, "deadlines", GIVEN["deadlines"], FIRST)
    keep_step(db, ADMIN, NOW, draft, "privacy", {"confidentiality": "x"}, FIRST)
    with pytest.raises(FieldErrors) as caught:
        finish_programme(db, ADMIN, NOW, draft)
    assert list(caught.value.errors) == ["retention_months"]
    assert list_programmes(db) == []


def test_a_sending_is_applied_once_and_never_over_a_later_one(db: Db) -> None:
    enter_setup(db, ADMIN, NOW, founder())
    draft = begin_programme(db, ADMIN, NOW, None).id

    def kept(number: int, mark: str, name: str) -> object:
        return keep_step(db, ADMIN, NOW, draft, "basics", {"name": name}, Sent(number, mark)).filled["basics"]["name"]

    assert kept(1, "a", "First") == "First"
    assert kept(1, "b", "Mended") == "Mended"
    assert kept(1, "a", "First") == "Mended"
    assert kept(3, "c", "Last") == "Last"
    with pytest.raises(Refusal, match="in another window"):
        kept(1, "d", "First")
    assert begin_programme(db, ADMIN, NOW, None).filled["basics"] == {"name": "Last"}


def test_a_code_is_given_once(db: Db) -> None:
    make_programme(db)
    with pytest.raises(Refusal, match="Another program here has this code") as caught:
        make_programme(db)
    assert caught.value.field == "code"
    make_programme(db, code="second")
    assert [name for _, name in own_programmes(db, ADMIN)] == ["Association program"] * 2


def test_a_part_is_changed_alone_and_the_same_again_changes_nothing(db: Db) -> None:
    programme = make_programme(db)
    before = stored_values(db, ADMIN, programme)
    seen = version("deadlines", before)
    new = forms.parse(Deadlines, GIVEN["deadlines"] | {"log_late_hours": "72"})
    assert change_programme(db, ADMIN, NOW, programme, "deadlines", new, seen)
    after = stored_values(db, ADMIN, programme)
    assert after.rules.log_late_hours == 72
    assert after.rules.model_copy(update={"log_late_hours": 48}) == before.rules
    assert not change_programme(db, ADMIN, NOW, programme, "deadlines", new, seen)
    assert verbs(db).count("programme.changed:deadlines") == 1


def test_a_replay_of_a_form_changes_nothing_back(db: Db) -> None:
    programme = make_programme(db)
    for form, hours in (("form 1", "72"), ("form 2", "48"), ("form 1", "72")):
        seen = version("deadlines", stored_values(db, ADMIN, programme))
        new = forms.parse(Deadlines, GIVEN["deadlines"] | {"log_late_hours": hours})
        change_programme(db, ADMIN, NOW, programme, "deadlines", new, seen, form)
    assert stored_values(db, ADMIN, programme).rules.log_late_hours == 48
    assert verbs(db).count("programme.changed:deadlines") == 2


def test_a_form_that_began_before_somebody_elses_change_does_not_undo_it(db: Db) -> None:
    programme = make_programme(db)
    seen = version("privacy", stored_values(db, ADMIN, programme))
    first = forms.parse(Privacy, GIVEN["privacy"] | {"retention_months": "60"})
    change_programme(db, ADMIN, NOW, programme, "privacy", first, seen)
    late = forms.parse(Privacy, GIVEN["privacy"] | {"confidentiality": "Other words."})
    with pytest.raises(Refusal, match="Somebody else changed these settings"):
        change_programme(db, ADMIN, NOW, programme, "privacy", late, seen)
    assert stored_values(db, ADMIN, programme).rules.retention_months == 60


def test_one_programs_coordinator_has_no_say_in_another(db: Db) -> None:
    first, second = make_programme(db), make_programme(db, code="second")
    give_role(db, NOW, "test", second, _add(db, "UOTHER"), "coordinator")
    assert [one for one, _ in own_programmes(db, OTHER)] == [second]
    new = forms.parse(Deadlines, GIVEN["deadlines"])
    with pytest.raises(Denied):
        change_programme(db, OTHER, NOW, first, "deadlines", new, "")
    with pytest.raises(Denied):
        stored_values(db, OTHER, first)


def test_a_coordinator_who_left_has_no_say_any_more(db: Db) -> None:
    programme = make_programme(db)
    other = _add(db, "UOTHER")
    give_role(db, NOW, "test", programme, other, "coordinator")
    db.run(update(people).where(people.c.id == other).values(deactivated_at=NOW))
    assert not may_set_up(db, OTHER)


def test_another_workspaces_coordinator_is_nobody_here(database_url: str) -> None:
    with opened(database_url) as engine, engine.connect() as connection:
        make_programme(workspace(connection, "T1"))
        there = workspace(connection, "T2")
        assert not may_set_up(there, ADMIN)
        assert vacant(there)
        assert list_programmes(there) == []
