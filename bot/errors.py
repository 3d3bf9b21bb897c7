"""The refusals people read: one calm sentence each, with the field it belongs to."""

from datetime import datetime
from typing import Any

UNAVAILABLE = "That isn't available to you. Open Coachlog's Home to see what is."


class Refusal(Exception):
    """Something a person asked for that can't be done, in words that say what to do.

    field: the block id of the form field the sentence belongs to, or None for the whole form.
    """

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class FieldErrors(Refusal):
    """Several fields of one form that need another look: {field: sentence}."""

    def __init__(self, errors: dict[str, str]) -> None:
        field, sentence = next(iter(errors.items()))
        super().__init__(sentence, field)
        self.errors = errors


class Denied(Refusal):
    """The person may not do this, or it isn't there: both read the same, and the attempt is audited."""

    def __init__(self, what: str, field: str | None = None, sentence: str = UNAVAILABLE) -> None:
        super().__init__(sentence, field)
        self.what = what


class Unsure(Refusal):
    """Nothing is wrong, and yet a person should look once more before it is saved. concerns: (code, sentence)."""

    def __init__(self, concerns: tuple[tuple[str, str], ...]) -> None:
        super().__init__(" ".join(sentence for _, sentence in concerns))
        self.concerns = concerns


class Tampered(Denied, FieldErrors):
    """Values that no form of ours offers: refused field by field, and audited as an attempt."""

    def __init__(self, errors: dict[str, str]) -> None:
        FieldErrors.__init__(self, errors)
        self.what = "value"


class NotSavedYet(Refusal):
    """The database didn't answer in time; nothing the person typed is gone."""

    def __init__(self) -> None:
        super().__init__("Not saved yet, your text is still here. Please press the button again in a moment.")


class NotNow(Exception):
    """What is owed may not be said now: its reader wants to be left alone until then."""

    def __init__(self, at: datetime) -> None:
        super().__init__("not now")
        self.at = at


class BadSetting(Exception):
    """A setting that stops the start: which one, why, and what to do, in one line."""


class Unavailable(Exception):
    """Something outside doesn't answer: which, and what to check, in one line. Trying again later may help."""


def slack_error(problem: Any) -> str:
    """The code in a SlackApiError; "" where the answer was no JSON, as from a proxy that has nobody behind it."""
    answer = problem.response
    data = answer if isinstance(answer, dict) else getattr(answer, "data", None)
    return str(data.get("error") or "") if isinstance(data, dict) else ""


def slack_status(problem: Any) -> int:
    """The HTTP status in a SlackApiError; the SDK hands over its own answer or, for broken JSON, aiohttp's."""
    answer = problem.response
    status: int = getattr(answer, "status_code", getattr(answer, "status", 0))
    return status
