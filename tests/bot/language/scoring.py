"""How well a phrase is read: exactly, field by field, and what is wrong without a mark."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.rules.lines import SINGLES, Draft, Promised, Read, needs
from tests.bot.language.corpus import FIELDS, Phrase, words


def read_values(draft: Draft) -> dict[str, Any]:
    """A draft's values as the corpus says them."""
    singles: dict[str, Read[Any] | None] = {name: getattr(draft, name) for name in SINGLES}
    values: dict[str, Any] = {name: read.value if read else None for name, read in singles.items()}
    values["pairs"] = tuple(sorted(values["pairs"]))
    values["steps"] = tuple((one.owner, words(one.what), one.due_on) for one in draft.steps)
    return values | {"note": words(draft.note)}


def silently_wrong(draft: Draft, says: dict[str, Any]) -> list[str]:
    """Fields given as plainly read whose value differs.

    A note is wrong when words are missing that belong in it, and no guess is marked that was made of them.
    """
    values = read_values(draft)
    return [name for name in FIELDS if values[name] != says[name] and _misleads(draft, name, values[name], says[name])]


def _misleads(draft: Draft, name: str, value: Any, wanted: Any) -> bool:
    if name == "note":
        marked = {word for read in _marked(draft) for word in words(read)}
        return not _within(tuple(word for word in wanted if word not in marked), value)
    if name == "steps":
        return any(step not in wanted for step, read in zip(value, draft.steps, strict=True) if not read.guessed)
    if name == "made" and not value:
        return not draft.doubt and not needs(draft)  # an attempt would be saved as a contact
    return bool(value) and not guessed(draft, name)


def _marked(draft: Draft) -> list[str]:
    """What every guess was made of."""
    reads: list[Read[Any] | Promised] = [*draft.reads.values(), *draft.steps]
    return [read.words for read in reads if read.guessed]


def _within(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    left = iter(many)
    return all(word in left for word in few)


def guessed(draft: Draft, name: str) -> bool:
    """Whether the draft marks this field as a guess, or gives no value for it, so that it is asked for."""
    if name == "steps":
        return any(one.guessed for one in draft.steps)
    if name == "note":
        return False
    read = getattr(draft, name)
    return read is None or read.guessed


def wrong(phrase: Phrase, draft: Draft) -> list[str]:
    """The fields that aren't as expected."""
    values = read_values(draft)
    return [name for name in FIELDS if values[name] != phrase.says[name]]


@dataclass
class Figures:
    """Of some phrases: how many, how many exact, how many fields say something, wrong by field, and silently wrong."""

    phrases: int = 0
    exact: int = 0
    telling: int = 0
    by_field: Counter[str] = field(default_factory=Counter)
    silent: list[tuple[str, str]] = field(default_factory=list)

    @property
    def share_exact(self) -> float:
        """How many drafts are exactly as expected."""
        return self.exact / self.phrases

    @property
    def share_right(self) -> float:
        """How many fields are as expected, also those that are to stay empty."""
        return 1 - sum(self.by_field.values()) / (self.phrases * len(FIELDS))

    @property
    def share_told(self) -> float:
        """How many fields are as expected of those that say something, or were read as if."""
        return 1 - sum(self.by_field.values()) / self.telling


def figures(phrases: Sequence[Phrase]) -> Figures:
    """Read them all, and count."""
    found = Figures(len(phrases))
    for phrase in phrases:
        draft = phrase.read()
        off = wrong(phrase, draft)
        found.telling += sum(1 for name, value in read_values(draft).items() if value or phrase.says[name])
        found.exact += not off
        found.by_field.update(off)
        found.silent += [(phrase.text, name) for name in silently_wrong(draft, phrase.says)]
    return found


def milliseconds(phrase: Phrase, tries: int = 3) -> float:
    """How long reading it takes, the shortest of a few tries."""
    spent = []
    for _ in range(tries):
        begun = time.perf_counter()
        phrase.read()
        spent.append(time.perf_counter() - begun)
    return min(spent) * 1000
