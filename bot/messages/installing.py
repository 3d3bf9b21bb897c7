"""What the pages of an installation say in the browser: a heading and a sentence or two, and where to go next."""

from dataclasses import dataclass

AGAIN = "Start the installation again"
OPEN = "Open Coachlog in Slack"


@dataclass(frozen=True, slots=True)
class PageText:
    """One page. again: whether it offers to start over."""

    heading: str
    text: str
    again: bool = True


STALE = PageText(
    "This installation can't be continued",
    "It was begun in another browser or more than ten minutes ago, or it is over already. Nothing was installed now.",
)
DENIED = PageText(
    "Coachlog wasn't installed", "Slack says that the installation was canceled. Nothing was changed in your workspace."
)
STOPPED = PageText("Coachlog wasn't installed", "Slack ended the installation before it was done. Nothing was saved.")
NO_CODE = PageText(
    "Coachlog wasn't installed", "Slack sent you back without the code that an installation needs. Nothing was saved."
)
CODE_OVER = PageText(
    "Coachlog wasn't installed",
    "Slack no longer takes this installation's code. A code is good once, for ten minutes.",
)
WHOLE_ORGANIZATION = PageText(
    "Choose one workspace",
    "Coachlog can't be installed for a whole organization. Start again and pick a single workspace.",
)
ROTATING = PageText(
    "Coachlog wasn't installed",
    "This Slack app has token rotation switched on, and Coachlog can't use such tokens. "
    "Ask the people who run this Coachlog for an app without it.",
    again=False,
)
MISMATCH = PageText(
    "Coachlog wasn't installed",
    "This Coachlog and its app at Slack don't fit together. Ask the people who run it to check its client ID, "
    "its client secret and its redirect address.",
    again=False,
)
NO_ANSWER = PageText("Slack didn't answer", "Nothing was saved. Please try again in a few minutes.")
NOT_SAVED = PageText("Not saved yet", "Coachlog's database doesn't answer just now. Please try again in a moment.")
BROKEN = PageText("Something went wrong", "It is our side, not yours. Please try again in a moment.")


def missing_scopes(missing: list[str]) -> PageText:
    """Slack granted less than the app needs."""
    return PageText(
        "Something is missing",
        f"Coachlog can't work without these permissions: {', '.join(missing)}. Start again and allow all it asks for.",
    )


def installed(workspace: str) -> PageText:
    """It is done."""
    return PageText(
        "Coachlog is installed",
        f"It is ready in {workspace}. Open its Home in Slack to set up your program.",
        again=False,
    )
