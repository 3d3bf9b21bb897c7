"""Who coordinates, given and taken in Slack, on both databases."""

from collections.abc import Iterator

import pytest

from bot.errors import Denied, FieldErrors
from storage.claiming import claim
from storage.composing import compose
from storage.coordinators import is_coordinator, list_coordinators, set_coordinators
from storage.database import Db
from storage.matches import match_user, match_users
from storage.overview import read_unmatched, setup_facts
from storage.people import people, set_active
from storage.setup import give_role, may_set_up
from tests.storage.rostering import NOW, opened, workspace
from tests.storage.settingup import ADMIN, OTHER, held, in_slack, make_programme, owed, person_id, verbs


@pytest.fixture
def db(database_url: str) -> Iterator[Db]:
    """A workspace's transaction, taken back at the end."""
    with opened(database_url) as engine, engine.connect() as connection:
        yield workspace(connection)


def test_who_is_chosen_coordinates_and_is_told(db: Db) -> None:
    programme = make_programme(db)
    assert set_coordinators(db, ADMIN, NOW, programme, [in_slack("UOTHER")], []) == (1, 0)
    assert held(db, programme) == {("UADMIN", "admin"), ("UOTHER", "coordinator")}
    assert verbs(db)[-2:] == ["person.added", "role.added:coordinator"]
    other = person_id(db, "UOTHER")
    assert owed(db, "made_coordinator") == [other]
    said = [compose(db, one, NOW) for one in claim(db, NOW, "test") if one.kind == "made_coordinator"]
    assert said[0] is not None
    assert "You now coordinate Association program." in said[0].text


def test_who_is_no_coordinator_any_more_by_then_is_not_told(db: Db) -> None:
    programme = make_programme(db)
    set_coordinators(db, ADMIN, NOW, programme, [in_slack("UOTHER")], [])
    set_coordinators(db, ADMIN, NOW, programme, [in_slack("UADMIN")], [person_id(db, "UOTHER")])
    assert held(db, programme) == {("UADMIN", "admin"), ("UADMIN", "coordinator")}
    told = {one.person_id: compose(db, one, NOW) for one in claim(db, NOW, "test") if one.kind == "made_coordinator"}
    assert told[person_id(db, "UOTHER")] is None
    assert not may_set_up(db, OTHER)


def test_choosing_the_same_people_again_changes_nothing(db: Db) -> None:
    programme = make_programme(db)
    chosen = [in_slack("UOTHER")]
    set_coordinators(db, ADMIN, NOW, programme, chosen, [])
    before = verbs(db)
    assert set_coordinators(db, ADMIN, NOW, programme, chosen, [person_id(db, "UOTHER")]) == (0, 0)
    assert verbs(db) == before


def test_the_last_coordinator_stays(db: Db) -> None:
    programme = make_programme(db)
    set_coordinators(db, ADMIN, NOW, programme, [in_slack("UOTHER")], [])
    with pytest.raises(FieldErrors, match="Somebody has to coordinate"):
        set_coordinators(db, ADMIN, NOW, programme, [], [person_id(db, "UOTHER")])
    assert is_coordinator(db, programme, person_id(db, "UOTHER"))


def test_a_coordinator_added_meanwhile_is_not_taken_by_an_older_form(db: Db) -> None:
    programme = make_programme(db)
    set_coordinators(db, ADMIN, NOW, programme, [in_slack("UOTHER")], [])
    seen = [person_id(db, "UOTHER")]
    set_coordinators(db, ADMIN, NOW, programme, [in_slack("UOTHER"), in_slack("UTHIRD")], seen)
    set_coordinators(db, ADMIN, NOW, programme, [in_slack("UOTHER")], seen)
    assert [one.user for one in list_coordinators(db, ADMIN, programme)] == ["UOTHER", "UTHIRD"]


def test_a_replay_of_a_form_gives_no_role_back(db: Db) -> None:
    programme = make_programme(db)
    both = [in_slack("UOTHER"), in_slack("UTHIRD")]
    assert set_coordinators(db, ADMIN, NOW, programme, both, [], "form 1") == (2, 0)
    seen = [person_id(db, "UOTHER"), person_id(db, "UTHIRD")]
    assert set_coordinators(db, ADMIN, NOW, programme, both[:1], seen, "form 2") == (0, 1)
    before = verbs(db)
    assert set_coordinators(db, ADMIN, NOW, programme, both, [], "form 1") == (0, 0)
    assert verbs(db) == before
    assert [one.user for one in list_coordinators(db, ADMIN, programme)] == ["UOTHER"]


def test_a_form_that_was_refused_may_be_corrected(db: Db) -> None:
    programme = make_programme(db)
    with pytest.raises(FieldErrors), db._connection.begin_nested():
        set_coordinators(db, ADMIN, NOW, programme, [in_slack("UOTHER", is_bot=True)], [], "form 1")
    assert set_coordinators(db, ADMIN, NOW, programme, [in_slack("UTHIRD")], [], "form 1") == (1, 0)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"is_bot": True}, "is an app"),
        ({"deleted": True}, "is deactivated"),
        ({"is_stranger": True}, "another organization"),
        ({"team_id": "T9"}, "another organization"),
        ({"profile": {"real_name": "Guest G"}}, "Slack doesn't show me Guest G's e-mail"),
    ],
)
def test_who_cannot_coordinate_is_named_with_the_reason(db: Db, facts: dict[str, object], sentence: str) -> None:
    programme = make_programme(db)
    with pytest.raises(FieldErrors, match=sentence):
        set_coordinators(db, ADMIN, NOW, programme, [in_slack("UOTHER", **facts)], [])
    assert held(db, programme) == {("UADMIN", "admin")}


def test_only_those_in_charge_change_who_coordinates(db: Db) -> None:
    programme = make_programme(db)
    with pytest.raises(Denied):
        list_coordinators(db, OTHER, programme)
    with pytest.raises(Denied):
        read_unmatched(db, OTHER, programme)
    with pytest.raises(Denied):
        set_coordinators(db, OTHER, NOW, programme, [in_slack("UOTHER")], [])


def test_a_person_of_the_roster_is_matched_and_not_added_twice(db: Db) -> None:
    programme = make_programme(db)
    waiting = db.add(people, email="uother@example.org", name="Coordinator 1")
    set_coordinators(db, ADMIN, NOW, programme, [in_slack("UOTHER")], [])
    assert person_id(db, "UOTHER") == waiting
    assert "person.matched" in verbs(db)


def test_an_e_mail_that_is_somebody_elses_is_refused_in_words(db: Db) -> None:
    programme = make_programme(db)
    db.add(people, email="uother@example.org", name="Coach C", slack_user_id="UTAKEN")
    with pytest.raises(FieldErrors, match="belongs to somebody else"):
        set_coordinators(db, ADMIN, NOW, programme, [in_slack("UOTHER")], [])


def test_a_person_deactivated_here_and_active_in_slack_is_active_again(db: Db) -> None:
    programme = make_programme(db)
    set_coordinators(db, ADMIN, NOW, programme, [in_slack("UOTHER"), in_slack("UTHIRD")], [])
    set_active(db, "UOTHER", False, NOW)
    assert [one.user for one in list_coordinators(db, ADMIN, programme)] == ["UTHIRD"]
    set_coordinators(db, ADMIN, NOW, programme, [in_slack("UOTHER"), in_slack("UTHIRD")], [])
    assert [one.user for one in list_coordinators(db, ADMIN, programme)] == ["UOTHER", "UTHIRD"]


def test_the_set_up_shows_who_is_not_in_slack_until_they_are_matched(db: Db) -> None:
    programme = make_programme(db)
    leader = db.add(people, email="lee@example.org", name="Principal 1")
    give_role(db, NOW, "test", programme, leader, "leader")
    facts = setup_facts(db, ADMIN)
    assert (facts.programme_id, facts.leaders, facts.unmatched) == (programme, 1, ("Principal 1 (lee@example.org)",))
    assert match_users(db, [("ULEE", "Lee@example.org", "America/New_York")], NOW) == 1
    assert read_unmatched(db, ADMIN, programme) == ()
    assert leader in owed(db, "home")
    assert match_users(db, [("ULEE", "lee@example.org", None)], NOW) == 0


def test_somebody_who_joins_is_matched_and_sees_a_home(db: Db) -> None:
    make_programme(db)
    joining = db.add(people, email="kim@example.org", name="Coach A")
    assert match_user(db, NOW, "UKIM", "kim@example.org", "Nowhere/Else")
    assert joining in owed(db, "home")
    assert not match_user(db, NOW, "UELSE", "kim@example.org", None)
