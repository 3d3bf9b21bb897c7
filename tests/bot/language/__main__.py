"""Write how well typed lines are read into bench/CORPUS.md, and print it: python -m tests.bot.language."""

import statistics
import sys
from pathlib import Path

from tests.bot.language.asked import asked
from tests.bot.language.corpus import FIELDS, NOW, Phrase, phrases
from tests.bot.language.scoring import Figures, figures, milliseconds

LIMITS = (10, 50)  # milliseconds a phrase: the middle one, the slowest
# The one run of each unseen set, before anything was changed for it: phrases, exact, fields, silently wrong fields.
FIRST_RUNS = {
    "3": ("written after the reader first ran", 68, "76 %", "–", 12),
    "4": ("written next", 56, "75 %", "95 %", 11),
    "5": ("every odd style we could think of", 184, "55 %", "92 %", 6),
    "6": ("odd lines again", 83, "67 %", "96 %", 14),
    "7": ("odd lines again, with lists and markup", 80, "69 %", "97 %", 5),
    "8": ("a week of ordinary lines", 70, "91 %", "99 %", 1),
    "9": ("ordinary and odd lines mixed", 60, "80 %", "98 %", 2),
}
HEAD = """\
# How well a typed line is read

Written by `make corpus`. Every phrase is fictional and stands in `tests/bot/language/phrases_*.txt`, with what it says.
Exact: all fields, next steps and note are as expected. Silently wrong: a value that is wrong and carries no mark.
What is left out isn't wrong: it stays in the note, and what the form needs is asked for.

"""
UNSEEN = """
## Sets the reader had not seen

Each was written down with its expectations before the reader ran on it. Then the rules were mended, never for one
phrase alone, and where an expectation broke the corpus's own conventions it was corrected.

| file | what | phrases | exact at first | fields at first | silently wrong at first | exact now | silently wrong now |
|---|---|---|---|---|---|---|---|
"""


def share(value: float) -> str:
    """As people read it: 97.8 %."""
    return f"{value * 100:.1f} %"


def table(found: Figures, spent: list[float]) -> str:
    """The figures of today."""
    rows = [
        ("phrases", str(found.phrases), "≥ 400"),
        ("exact drafts", share(found.share_exact), "≥ 90 %"),
        ("fields as expected", share(found.share_right), "≥ 98 %"),
        ("of those that say something", share(found.share_told), "–"),
        ("fields silently wrong", str(len(found.silent)), "0"),
        ("time, middle phrase", f"{statistics.median(spent):.1f} ms", f"≤ {LIMITS[0]} ms"),
        ("time, slowest phrase", f"{max(spent):.1f} ms", f"≤ {LIMITS[1]} ms"),
    ]
    return "| what | figure | wanted |\n|---|---|---|\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def by_field(found: Figures) -> str:
    """How often each field is as expected."""
    rows = [f"| {name} | {share(1 - found.by_field[name] / found.phrases)} |" for name in FIELDS]
    return "\n| field | as expected |\n|---|---|\n" + "\n".join(rows) + "\n"


def unseen() -> str:
    """The unseen sets, then and now."""
    rows = []
    for number, (what, count, exact, fields, silent) in FIRST_RUNS.items():
        now = figures(list(phrases(number)))
        today = f"{share(now.share_exact)} | {len(now.silent)}"
        rows.append(f"| {number} | {what} | {count} | {exact} | {fields} | {silent} | {today} |")
    return UNSEEN + "\n".join(rows) + "\n"


def report(every: list[Phrase]) -> str:
    """The whole page."""
    spent = [milliseconds(one) for one in every]
    found = figures(every)
    silent = "".join(f"- {name}: {text}\n" for text, name in found.silent)
    today = f"The day of the corpus is {NOW:%A, %b %d, %Y}.\n"
    return (
        HEAD
        + table(found, spent)
        + (f"\n{silent}" if silent else "")
        + by_field(found)
        + unseen()
        + asked()
        + "\n"
        + today
    )


if __name__ == "__main__":
    page = report(list(phrases()))
    (Path(__file__).parents[3] / "bench" / "CORPUS.md").write_text(page, "utf-8")
    sys.stdout.write(page)
