"""The same phrases in other people's hands: in capitals, without commas, on two lines, with more before and after."""

from collections.abc import Callable

import pytest

from bot.language import read_line
from tests.bot.language.corpus import NOW, phrases
from tests.bot.language.scoring import read_values, silently_wrong

EVERY = 6  # a sixth of the phrases for each way; which sixth differs
OTHERWISE: dict[str, Callable[[str], str]] = {
    "in capitals": str.upper,
    "in small letters": str.lower,
    "with every word capital": str.title,
    "without commas": lambda text: text.replace(",", ""),
    "with a full stop": lambda text: f"{text}.",
    "after a please": lambda text: f"pls log {text}",
    "before more": lambda text: f"{text}; good energy in the building",
    "without spaces": lambda text: text.replace("; ", ";").replace(", ", ","),
    "on lines": lambda text: text.replace("; ", "\n"),
}


@pytest.mark.parametrize("way", OTHERWISE)
def test_typed_otherwise_nothing_is_wrong_without_a_mark(way: str) -> None:
    place = list(OTHERWISE).index(way)
    silent = []
    for phrase in list(phrases())[place % EVERY :: EVERY]:
        draft = read_line(OTHERWISE[way](phrase.text), phrase.pairs, NOW)
        off = set(silently_wrong(draft, phrase.says)) - {"note"}
        steps = zip(read_values(draft)["steps"], draft.steps, strict=True)
        promised = {(owner, due) for owner, _, due in phrase.says["steps"]}
        if all(read.guessed or (owner, due) in promised for (owner, _, due), read in steps):
            off.discard("steps")  # its words may hold what was typed more
        silent += [(phrase.text, name) for name in off]
    assert not silent
