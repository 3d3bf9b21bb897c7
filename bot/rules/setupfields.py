"""The values that form F1 takes in more than one of its parts, and how each is checked."""

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, StringConstraints

from bot.rules.contacts import KINDS
from bot.rules.dates import is_zone
from bot.rules.roster.cells import clean, storable
from bot.rules.roster.programmefile import CHANNEL, CODE

NAME_MAX = 120


def kept(text: str) -> str:
    """Words that can be stored."""
    if not storable(text):
        raise ValueError("This holds a character that can't be kept. Please type the text again.")
    return text


def _code(text: str) -> str:
    if not CODE.fullmatch(text):
        raise ValueError("Use up to 40 letters, digits, dots, dashes or underscores, without spaces.")
    return text


def _channel(text: str) -> str:
    if not CHANNEL.fullmatch(text):
        raise ValueError("Choose a channel, not a person or a direct message.")
    return text


def known_zone(name: str) -> str:
    """A time zone there is."""
    if not is_zone(name):
        raise ValueError("Choose a time zone from the list.")
    return name


def known_kinds(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Kinds of contact there are, in their order."""
    if not KINDS.keys() >= set(kinds):
        raise ValueError("Choose kinds from the list.")
    return tuple(kind for kind in KINDS if kind in kinds)


Line: TypeAlias = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_MAX),
    AfterValidator(kept),
    AfterValidator(clean),
]
Code: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_code)]
Channel: TypeAlias = Annotated[str, AfterValidator(_channel)]
