"""The `coachlog` command line: which commands there are, and what an end of one means for the exit code."""

import importlib
import sys
from collections.abc import Sequence

import click

from bot.errors import BadSetting, NotSavedYet, Refusal, Unavailable

# Each command's module is imported when it is called: `coachlog --help` needs none of them.
COMMANDS = {
    "demo": ("demo", "Try it in a browser: the sample program on a Slack of its own."),
    "serve": ("serving", "Run the assistant until it is told to stop."),
    "migrate": ("state", "Bring the database to the newest schema."),
    "doctor": ("state", "Check Slack, scopes, database, clock, channels and keys."),
    "status": ("state", "Say how it is doing, as JSON."),
    "verify": ("state", "Check that the database keeps its promises."),
    "tick": ("serving", "Do one pass of every duty and delivery, then exit."),
    "roster": ("roster", "Check and import the program's roster files."),
    "keys": ("keys", "Care for the keys that notes and tokens are sealed with."),
}
DONE, NO, WRONG = 0, 1, 2
NOT_NOW = "The database doesn't answer in time. Check its load, and try again in a moment."


class Commands(click.Group):
    """The commands by name, each loaded when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """Their names, in the order of a first day."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's own
        """One command, or None when there is no such."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"bot.commands.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's own
        """What each does, without loading it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence) for name, (_, sentence) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="coachlog", message="%(version)s")
def cli() -> None:
    """Coachlog runs the coaching of school principals in Slack.

    It is set by environment variables; see the README. Exit codes: 0 done, 1 the answer is no, 2 used wrongly.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """The console script: what went wrong is one line, and the exit code says whose turn it is."""
    sys.exit(ended(arguments))


def ended(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; its exit code."""
    try:
        code = cli.main(arguments, prog_name="coachlog", standalone_mode=False)
    except click.ClickException as wrong:
        wrong.show()
        return WRONG
    except BadSetting as problem:
        return _told(str(problem), WRONG)
    except NotSavedYet:
        return _told(NOT_NOW, NO)
    except (Unavailable, Refusal) as problem:
        return _told(str(problem), NO)
    except (click.Abort, KeyboardInterrupt):
        return _told("Stopped.", NO)
    return code if isinstance(code, int) else DONE


def _told(line: str, code: int) -> int:
    click.echo(line, err=True)
    return code


if __name__ == "__main__":
    main()
