"""Commands about the state of things: migrate, status, verify, doctor."""

import json
from pathlib import Path
from typing import Any

import click

from bot.app import keyring, open_storage, slack_client, slack_session
from bot.commands.common import bar, desk, json_option, no, run, say_json, settings, workspace_option
from bot.errors import BadSetting
from bot.settings import Clock, Settings
from handlers.doctor import Doctor, Finding
from storage.invariants import INVARIANTS
from storage.migrations import newest, upgrade
from storage.posted import check_journal, read_journal
from storage.status import Status, read_status
from storage.verify import Violation, looking, sentence_of
from storage.verify import verify as find_violations

UNSET = "SLACK_BOT_TOKEN is missing. Copy the bot token (xoxb-…) from your app's Install App page."


@click.command()
@json_option
def migrate(as_json: bool) -> None:
    """Bring the database to the newest schema. A database that is there already stays as it is."""
    found = settings()
    keyring(found)
    changed = upgrade(found.database_url)
    if as_json:
        say_json({"revision": newest(), "changed": changed})
        return
    click.echo(f"The database is now at {newest()}." if changed else f"The database is at {newest()} already.")


@click.command()
@workspace_option
@click.option("--json", "as_json", is_flag=True, help="On one line, for programs.")
def status(workspace: str | None, as_json: bool) -> None:
    """Say how it is doing, as JSON: last tick, oldest due, outbox by state, and each message with an unknown end."""
    report = run(_status(settings(), workspace)).as_json()
    if as_json:
        say_json(report)
    else:
        click.echo(_laid_out(report))


def _laid_out(report: dict[str, Any]) -> str:
    return json.dumps(report, ensure_ascii=False, indent=2)


async def _status(found: Settings, team: str | None) -> Status:
    async with desk(found) as made:
        workspace = (await made.one(team)).id if team else None
        return await made.storage.survey(read_status, made.clock.now(), workspace)


@click.command()
@click.option(
    "--journal",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Compare with the journal of a playground: what was posted, what was accepted.",
)
@workspace_option
@json_option
def verify(journal: Path | None, workspace: str | None, as_json: bool) -> None:
    """Check that the database keeps its promises. What breaks one is named by table and id, without any content."""
    violations = run(_verify(settings(), journal, workspace))
    if as_json:
        promises = {one.__name__: sentence_of(one) for one in INVARIANTS}
        say_json({"ok": not violations, "violations": [one.as_json() for one in violations], "checked": promises})
    else:
        for one in violations:
            click.echo(one.line())
        click.echo(_summed_up(violations))
    if violations:
        no()


def _summed_up(violations: list[Violation]) -> str:
    if not violations:
        return f"{len(INVARIANTS)} promises checked; all are kept."
    broken = len({one.invariant for one in violations})
    return f"{len(violations):,} {'row breaks' if len(violations) == 1 else 'rows break'} {broken} of the promises."


async def _verify(found: Settings, path: Path | None, team: str | None) -> list[Violation]:
    async with desk(found) as made:
        workspace = (await made.one(team)).id if team else None
        before = read_journal(path) if path else None
        with looking(found.database_url, made.storage.keyring, workspace) as look:
            with bar("Checking", len(INVARIANTS)) as done:
                violations = find_violations(look, INVARIANTS, done)
            if path and before:
                violations += check_journal(look, before, read_journal(path))
        return violations


@click.command()
@workspace_option
@json_option
def doctor(workspace: str | None, as_json: bool) -> None:
    """Check Slack's token, scopes, the database, the clock, channels and keys; one line each, and what to do."""
    found = settings()
    if not found.bot_token and not found.many_workspaces:
        raise BadSetting(UNSET)
    findings = run(_examine(found, workspace, quiet=as_json))
    well = all(one.ok for one in findings)
    if as_json:
        say_json({"ok": well, "findings": [one.as_json() for one in findings]})
    if not well:
        no()


async def _examine(found: Settings, team: str | None, *, quiet: bool) -> list[Finding]:
    findings: list[Finding] = []
    async with slack_session() as session:
        one = Doctor(found, slack_client(found, session), Clock().now, lambda: open_storage(found), team)
        async for finding in one.examine():
            findings.append(finding)
            if not quiet:
                click.echo(finding.line())
    return findings
