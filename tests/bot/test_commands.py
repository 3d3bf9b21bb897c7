"""The command line as operators meet it: words, JSON, exit codes; and what each command does."""

import json
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.__main__ import COMMANDS, cli
from schedules import JOBS
from storage.contacts import contacts
from storage.keys import Keyring
from storage.migrations import newest
from storage.outbox import outbox
from storage.people import people
from storage.store import open_engine
from storage.workspaces import NewWorkspace, install, workspaces
from tests.bot.running import Site, coachlog, log_a_visit, report, told
from tests.promises.village import NOW, coaches

ABOUT_A_CONTACT = ("confirmation", "leader_note", "channel_line")
PEOPLE = "email,name,roles\nprincipal.1@example.org,Principal One,leader\nnew.coach@example.org,Coach N,coach\n"


async def test_help_names_every_command_with_what_it_does() -> None:
    ended = await coachlog("--help")
    assert ended.code == 0
    assert all(f"  {name} " in ended.out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
async def test_each_command_tells_what_it_is_for(name: str) -> None:
    ended = await told(name, "--help")
    assert ended.code == 0
    assert ended.out.startswith(f"Usage: coachlog {name}")
    command = cli.get_command(None, name)  # type: ignore[arg-type] # a look-up needs no context
    assert command is not None
    assert (command.help or "").strip()


@pytest.mark.parametrize(
    "arguments",
    [
        ["frob"],
        ["serve", "--frob"],
        ["roster"],
        ["roster", "check"],
        ["roster", "check", "/nowhere.csv"],
        ["tick", "--at"],
    ],
)
async def test_a_command_used_wrongly_ends_with_2(arguments: list[str]) -> None:
    assert (await told(*arguments)).code == 2


async def test_a_wrong_setting_is_one_line_and_2() -> None:
    ended = await told("serve", PORT="http")
    assert (ended.code, ended.line) == (2, "PORT isn't a number from 0 to 65535. Choose a free port, for example 3000.")


async def test_migrate_brings_an_empty_database_up_and_says_when_there_was_nothing_to_do(tmp_path: Path) -> None:
    home = {"COACHLOG_HOME": str(tmp_path / "home")}
    assert report(await told("migrate", "--json", **home))["changed"] is True
    ended = await told("migrate", **home)
    assert (ended.code, ended.out) == (0, f"The database is at {newest()} already.\n")


async def test_status_of_no_database_is_told_in_one_line(tmp_path: Path) -> None:
    ended = await told("status", COACHLOG_HOME=str(tmp_path / "home"))
    assert ended.code == 1
    assert ended.line.startswith("There is no database yet.")
    assert not (tmp_path / "home").exists()


async def test_status_lists_each_message_with_an_unknown_end(here: Site) -> None:
    await log_a_visit(here)
    with open_engine(here.url).begin() as connection:
        row = connection.execute(select(outbox.c.id).where(outbox.c.kind == "leader_note")).scalar_one()
        connection.execute(update(outbox).where(outbox.c.id == row).values(state="unknown", reason="no answer"))
        states = Counter(connection.execute(select(outbox.c.state)).scalars())
    said = report(await here.run("status", "--json"))
    assert said["outbox"] == states
    assert states["unknown"] == 1
    unknown: dict[str, str] = said["unknowns"][0]  # type: ignore[index] # a list of one
    assert {name: unknown[name] for name in ("id", "kind", "workspace", "reason")} == {
        "id": row,
        "kind": "leader_note",
        "workspace": "T1",
        "reason": "no answer",
    }
    assert unknown["since"].startswith("2026-11-17T")
    assert said["last_tick_seconds"] is not None
    laid_out = await here.run("status")
    assert json.loads(laid_out.out).keys() == said.keys()
    assert laid_out.out.count("\n") > 5


async def test_a_tick_sends_what_is_owed_and_says_which_duties_were_done(here: Site) -> None:
    await log_a_visit(here)
    said = report(await here.run("tick", "--json"))
    assert said["duties"]
    assert all(said["duties"].values())  # type: ignore[attr-defined] # a dictionary
    with open_engine(here.url).connect() as connection:
        owed = connection.execute(select(outbox.c.state).where(outbox.c.kind.in_(ABOUT_A_CONTACT))).scalars().all()
        waiting = connection.execute(select(outbox.c.id).where(outbox.c.state == "pending")).first()
    assert (set(owed), len(owed), waiting) == ({"sent"}, 3, None)
    assert "Logged" in coaches(here.world, 1)[0].dm()[0].text


async def test_a_tick_at_another_instant_is_for_tests_only(there: Site) -> None:
    instant = "2026-11-18T09:00:00-05:00"
    assert report(await there.run("tick", "--json", "--at", instant))["at"].startswith("2026-11-18T14:00")  # type: ignore[attr-defined] # a text
    refused = await there.run("tick", "--at", instant, COACHLOG_TEST="", COACHLOG_NOW="")
    assert refused.code == 2
    assert "--at is for tests only" in refused.err
    assert (await there.run("tick", "--at", "tomorrow")).code == 2
    assert (await there.run("tick", "--at", "2026-11-18T09:00:00")).code == 2


async def test_a_tick_in_which_a_duty_fails_ends_with_1(there: Site) -> None:
    with open_engine(there.url).begin() as connection:
        connection.execute(update(people).values(slack_user_id=None))
    there.world.faults.add("users.list", "outage", count=0)
    ended = await there.run("tick")
    assert ended.code == 1
    assert "failed match" in ended.out


async def test_a_tick_whose_delivery_fails_ends_with_1(there: Site) -> None:
    ended = await there.run("tick", "--json", COACHLOG_FAILPOINTS="after_claim=raise")
    assert ended.code == 1
    assert report(ended)["duties"] == {job.name: job.name != "deliver" for job in JOBS}


async def test_a_workspace_whose_token_cannot_be_opened_is_told_and_the_others_are_worked_for(there: Site) -> None:
    many = {"SLACK_BOT_TOKEN": "", "SLACK_CLIENT_ID": "1.2"}
    with open_engine(there.url).begin() as connection:
        install(connection, Keyring([there.key]), NewWorkspace("T2", "Second", "xoxb-2", "UBOT"), NOW)
        connection.execute(update(workspaces).where(workspaces.c.team_id == "T2").values(bot_token=b"damaged"))
    ended = await there.run("tick", "--json", **many)
    assert (ended.code, report(ended)["duties"]["deliver"]) == (1, False)  # type: ignore[index] # a dictionary
    assert (await there.run("tick", "--workspace", "T1", **many)).code == 0
    refused = await there.run("tick", "--workspace", "T2", **many)
    assert refused.code == 1
    assert refused.line.startswith("The token of T2 can't be opened, so nothing is done there.")
    assert report(await there.run("status", "--json", **many))["shut"] == ["T2"]


async def test_a_tick_without_a_workspace_says_what_is_missing(tmp_path: Path) -> None:
    ended = await told("tick", COACHLOG_HOME=str(tmp_path / "home"))
    assert ended.code == 2
    assert ended.line.startswith("No workspace is installed yet.")


async def test_where_several_workspaces_are_installed_one_is_picked(there: Site, tmp_path: Path) -> None:
    with open_engine(there.url).begin() as connection:
        install(connection, Keyring([there.key]), NewWorkspace("T2", "Second", "xoxb-2", "UBOT"), NOW)
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE)
    many = {"SLACK_BOT_TOKEN": "", "SLACK_CLIENT_ID": "1.2"}
    unclear = await there.run("roster", "check", file, **many)
    assert unclear.code == 2
    assert "Pick a workspace with --workspace. Installed: T1, T2." in unclear.err
    assert (await there.run("roster", "check", file, "--workspace", "T1", **many)).code == 0
    assert "T9 isn't installed" in (await there.run("status", "--workspace", "T9", **many)).err
    assert report(await there.run("status", "--json", "--workspace", "T2", **many))["outbox"] == {}
    assert (await there.run("verify", "--workspace", "T2", **many)).code == 0


async def test_verify_passes_a_kept_promise_and_names_a_broken_one(here: Site, tmp_path: Path) -> None:
    await log_a_visit(here)
    journal = tmp_path / "journal.jsonl"
    journal.write_text("".join(json.dumps(entry) + "\n" for entry in here.world.journal.entries))
    well = await here.run("verify", "--journal", journal)
    assert (well.code, well.err) == (0, ""), well.out
    assert well.out.endswith("promises checked; all are kept.\n")
    with open_engine(here.url).begin() as connection:
        connection.execute(update(contacts).values(note=None))
        connection.execute(update(outbox).where(outbox.c.kind == "leader_note").values(sent_ts=None))
    broken = await here.run("verify", "--journal", journal)
    assert broken.code == 1
    assert broken.out.splitlines() == [
        f"sent_messages_have_their_ts: outbox {row_of(here, 'leader_note')} in T1",
        "records_say_what_was_accepted: contacts 1 in T1",
        "2 rows break 2 of the promises.",
    ]
    said = report(await here.run("verify", "--json"))
    assert said["ok"] is False
    assert len(said["checked"]) > 15  # type: ignore[arg-type] # a dictionary
    assert "exit tickets" not in json.dumps(said).lower()


def row_of(site: Site, kind: str) -> int:
    with open_engine(site.url).connect() as connection:
        return int(connection.execute(select(outbox.c.id).where(outbox.c.kind == kind)).scalar_one())


async def test_a_journal_that_is_none_is_told_in_one_line(there: Site, tmp_path: Path) -> None:
    ended = await there.run("verify", "--journal", tmp_path / "nowhere.jsonl")
    assert ended.code == 2
    assert ended.line.startswith("The journal can't be read.")
