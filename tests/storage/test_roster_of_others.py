"""A roster of one program and the people of another, on both databases."""

from storage.roster import import_roster
from tests.storage.rostering import NOW, PROGRAMME, files, opened, workspace

HIJACK = "email,name,roles,slack_user_id\nlee@example.org,Principal 1,leader,U9\n"


def test_the_file_of_one_program_ties_nobody_of_another_to_a_slack_user(database_url: str) -> None:
    with opened(database_url) as engine, engine.connect() as connection:
        db = workspace(connection)
        assert import_roster(db, "roster import", NOW, files()).ok
        other = PROGRAMME.replace("code: example", "code: other")
        for people in (HIJACK.replace("U9", ""), HIJACK):  # the second time with a role in both
            report = import_roster(db, "roster import", NOW, files(programme=other, people=people, engagements=""))
            assert report.ok == (people != HIJACK)
        assert "in another program too" in report.problems[0].reason
