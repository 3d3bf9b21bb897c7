"""Sentences, what in them may identify a student, and how much of it the guard finds."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.rules.students import Finding, look

KNOWN = ("Lincoln Elementary", "Harbor Middle", "Oakdale K-8", "Principal 14", "Dana Ortiz")
_BRACED = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Sentence:
    """One sentence; spans: what identifies somebody; kinds: what the findings should be called."""

    text: str
    spans: tuple[tuple[int, int], ...]
    kinds: frozenset[str]
    teachers: bool

    def found(self) -> tuple[Finding, ...]:
        """What the guard finds in it."""
        return look(self.text, KNOWN, self.teachers)

    def missed(self) -> list[str]:
        """What identifies somebody and isn't wholly inside a finding."""
        found = self.found()
        return [
            self.text[start:end]
            for start, end in self.spans
            if not any(one.start <= start and end <= one.end for one in found)
        ]

    def false(self) -> list[Finding]:
        """Findings that hold nothing that identifies anybody."""
        return [
            one for one in self.found() if not any(one.start < end and start < one.end for start, end in self.spans)
        ]


@dataclass
class Figures:
    """Precision and recall over some sentences, and what was wrong."""

    sentences: int = 0
    spans: int = 0
    missed: list[str] = field(default_factory=list)
    findings: int = 0
    false: list[str] = field(default_factory=list)
    named: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        """The share of findings that are right."""
        return 1 - len(self.false) / self.findings if self.findings else 1.0

    @property
    def recall(self) -> float:
        """The share of what identifies somebody that is found."""
        return 1 - len(self.missed) / self.spans if self.spans else 1.0


def sentences(name: str) -> Iterator[Sentence]:
    """The sentences of a file."""
    for line in (Path(__file__).parent / f"{name}.txt").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("# "):
            yield _sentence(line, teachers="teachers" in name)


def _sentence(line: str, teachers: bool) -> Sentence:
    marked, _, kinds = line.partition(" >> ")
    spans, text, end = [], "", 0
    for match in _BRACED.finditer(marked):
        text += marked[end : match.start()]
        spans.append((len(text), len(text) + len(match[1])))
        text += match[1]
        end = match.end()
    return Sentence(text + marked[end:], tuple(spans), frozenset(kinds.split()), teachers)


def figures(of: Sequence[Sentence]) -> Figures:
    """How well the guard does."""
    sums = Figures(len(of))
    for one in of:
        found = one.found()
        sums.spans += len(one.spans)
        sums.findings += len(found)
        sums.missed += [f"{missed} in: {one.text}" for missed in one.missed()]
        sums.false += [f"{false.words} in: {one.text}" for false in one.false()]
        sums.named.update(finding.kind for finding in found)
    return sums
