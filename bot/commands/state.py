"""Commands about the state of things: migrate, status, verify, doctor."""

import json
from typing import Any

import click

from bot.app import keyring
from bot.commands.common import desk, json_option, run, say_json, settings, workspace_option
from bot.settings import Settings
from storage.migrations import newest, upgrade
from storage.status import Status, read_status


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
