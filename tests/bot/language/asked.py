"""How well questions are read, for bench/CORPUS.md."""

import statistics
import time
from collections import Counter

from bot.language.questions import read_question
from tests.bot.language.corpus import PHRASES_TEXT, TODAY, WORLDS
from tests.bot.language.questions import SETS, Phrase, questions

# What each set came to in its one first run, before anything was mended for it: exact; certain, and not as noted.
FIRST_RUNS = {
    "seen": ("the grammar was tuned on it", "94 %", "1"),
    "held_out": ("written by the same hand before the grammar first ran", "92 %", "1"),
    "fresh": ("written after the tuning, in other words", "63 %", "5"),
    "people": ("as seven kinds of people would type, by somebody who hadn't seen the grammar", "59 %", "3"),
    "staff": ("the same again, by somebody who hadn't seen the grammar, for the whole of a program", "57 %", "1"),
}
HEAD = """
## Questions

What people ask in a direct message or with `/coachlog ask` stands in `tests/bot/language/questions_*.txt`, with what it
says. Exact: the question, schools, days and all else are as noted; or, of what can't be certain, the right question is
among the three offered, the right schools are asked about, or nothing is offered. Offered: the right reading is among
those offered where it could have been certain. Silently wrong: certain, and not what was noted.

| set | made | questions | exact at first | silently wrong at first | exact now | offered now | silently wrong now |
|---|---|---|---|---|---|---|---|
"""
AFTER = """
Of the five of the third set three were right and noted too cautiously ("which of my promises are late?"): those notes
were corrected, the two others were mended, and four that had been noted as uncertain became certain by it. The first
shares of the last three sets are the honest ones for words nobody tuned for: the rest is offered or refused. The three
of the fourth set left out "by coach", summed two coaches that were to be compared, and two schools of one name. Of the
nineteen of the last set that weren't exact at first, seven ask for a quarter, a season or two kinds together, none of
which was understood then; the wrong one took "the first" of "between the first and the fifteenth of October" for this
month's.
"""


def asked() -> str:
    """The part of the page that is about questions."""
    rows, every = [], []
    for name in SETS:
        found = list(questions(name))
        every += found
        rows.append(f"| {name} | {' | '.join(_row(name, found))} |")
    verdicts = Counter(one.verdict() for one in every)
    share = verdicts["exact"] / len(every)
    rows.append(
        f"| all | | {len(every)} | | | {share:.1%} | {verdicts['offered']} | {verdicts['wrong']} |".replace("%", " %")
    )
    spent = sorted(_milliseconds(one) for one in every)
    times = f"\nTime: the middle question {statistics.median(spent):.1f} ms, the slowest {spent[-1]:.1f} ms. "
    return HEAD + "\n".join(rows) + "\n" + AFTER + times + _told()


def _row(name: str, found: list[Phrase]) -> list[str]:
    how, exact, wrong = FIRST_RUNS[name]
    verdicts = Counter(one.verdict() for one in found)
    now = f"{verdicts['exact'] / len(found):.1%}".replace("%", " %")
    return [how, str(len(found)), exact, wrong, now, str(verdicts["offered"]), str(verdicts["wrong"])]


def _told() -> str:
    """How many lines that tell of a contact would be taken for a question."""
    heard = [read_question(text, WORLDS["five"], TODAY) for text in PHRASES_TEXT]
    taken = sum(bool(one.reading or one.which) for one in heard)
    return f"Of the {len(heard)} lines above, {taken} are certain as questions.\n"


def _milliseconds(one: Phrase) -> float:
    begun = time.perf_counter()
    one.read()
    return (time.perf_counter() - begun) * 1000
