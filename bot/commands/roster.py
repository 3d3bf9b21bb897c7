"""`coachlog roster`: the program's files, checked and imported."""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path

import click

from bot.app import slack_answers, slack_client
from bot.commands.common import Desk, bar, desk, json_option, no, run, say_json, settings, workspace_option
from bot.errors import BadSetting, Unavailable
from bot.rules.roster.reading import read_roster
from bot.rules.roster.report import Report
from bot.rules.roster.tables import BYTES_MAX
from bot.settings import Settings
from schedules.matching import Matching
from storage.people import unmatched_people
from storage.roster import import_roster, propose_import
from storage.workspaces import Installed

ACTOR = "roster import"
LATER = "Slack didn't answer, so nobody was matched by e-mail now; the running assistant does it within six hours."

files_argument = click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A report, and how many people were matched to Slack after an import; None when that wasn't tried or failed."""

    report: Report
    matched: int | None = None


@click.group()
def roster() -> None:
    """Check and import the program's roster files.

    CSV or XLSX for people, engagements and closures, told by their header; YAML for the program.
    """


@roster.command("check")
@files_argument
@workspace_option
@json_option
def check_files(files: tuple[Path, ...], workspace: str | None, as_json: bool) -> None:
    """Say what is wrong in the files, row by row, or what an import would do. Writes nothing."""
    _tell(run(_work(settings(), files, workspace, write=False)), as_json)


@roster.command("import")
@files_argument
@workspace_option
@json_option
def import_files(files: tuple[Path, ...], workspace: str | None, as_json: bool) -> None:
    """Check the files and, if all are in order, import them in one transaction. Doing it again changes nothing."""
    _tell(run(_work(settings(), files, workspace, write=True)), as_json)


def _tell(outcome: Outcome, as_json: bool) -> None:
    report = outcome.report
    if as_json:
        say_json({**report.as_json(), "matched": outcome.matched})
    else:
        for line in report.lines():
            click.echo(line)
        if report.written and outcome.matched is None:
            click.echo(LATER)
    if not report.ok:
        no()


async def _work(found: Settings, files: tuple[Path, ...], team: str | None, *, write: bool) -> Outcome:
    async with desk(found, fresh=True) as made:
        one = await made.one(team)
        store = made.store(one)
        with bar("Importing" if write else "Checking", 3) as done:
            read = await asyncio.to_thread(lambda: read_roster([_content(path) for path in files]))
            done(1)
            proposal = await store.read(propose_import, made.clock.now(), read)
            if not write:
                return Outcome(proposal.report)
            report = await store.write(import_roster, ACTOR, made.clock.now(), proposal)
            done(1)
            return await _matched(made, one, report) if report.ok else Outcome(report)


def _content(path: Path) -> tuple[str, bytes]:
    """The file's bytes; of one that is too large only enough to say so."""
    with path.open("rb") as file:
        return path.name, file.read(BYTES_MAX + 1)


async def _matched(made: Desk, one: Installed, report: Report) -> Outcome:
    client = slack_client(made.settings, made.session)
    client.token = one.bot_token
    store = made.store(one)
    try:
        with slack_answers("The bot token", "Install App", made.settings.api_url):
            matched = await Matching(store, client, made.clock.now).match_now()
    except (BadSetting, Unavailable):
        return Outcome(report)
    left = await store.read(unmatched_people)
    return Outcome(replace(report, unmatched=tuple((name, email) for _, name, email in left)), matched)
