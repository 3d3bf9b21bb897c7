"""Write what the guard finds and misses into bench/GUARD.md: python -m tests.bot.students."""

from pathlib import Path

from tests.bot.students.corpus import Figures, figures, sentences

TITLES = {
    "flagged": "with something to find",
    "unflagged": "with nothing to find",
    "teachers": "notes of observations",
    "unseen": "written after the guard was made",
    "unseen_2": "written after that was mended",
}
# The one run of each set of unseen sentences before anything was changed for it.
FIRST_RUNS = (
    "| written after the guard was made, first run | 100 | 56 | 48 | 7 | 1 | 97.9 % | 87.5 % |",
    "| written after that was mended, first run | 60 | 33 | 28 | 2 | 0 | 100.0 % | 93.9 % |",
)
HEAD = """\
# What the student guard finds

Written by `make corpus`. Every sentence is fictional and stands in `tests/bot/students`, with what is to be found.
Precision: how much of what the guard marks does identify somebody.
Recall: how much of what identifies somebody is marked.

| sentences | how many | to find | marked | missed | marked in vain | precision | recall |
|---|---|---|---|---|---|---|---|
"""
TAIL = """
The guard knows a name by the words beside it: a grade, an age, a role, a record. A name that stands alone is not
marked, and a child who shares a name with the pair's own leader or school isn't either. So it helps people to notice;
it proves nothing.
"""


def row(title: str, found: Figures) -> str:
    """One line of the table."""
    counts = (found.sentences, found.spans, found.findings, len(found.missed), len(found.false))
    return f"| {title} | {' | '.join(map(str, counts))} | {found.precision:.1%} | {found.recall:.1%} |".replace(
        "%", " %"
    )


def report() -> str:
    """The whole page."""
    read = {name: figures(list(sentences(name))) for name in TITLES}
    rows = [row(title, read[name]) for name, title in TITLES.items()]
    missed = [f"- {one}" for name in TITLES for one in read[name].missed]
    false = [f"- {one}" for name in TITLES for one in read[name].false]
    lists = [
        "",
        "Missed today:",
        "",
        *(missed or ["- nothing"]),
        "",
        "Marked in vain today:",
        "",
        *(false or ["- nothing"]),
    ]
    return HEAD + "\n".join([*rows, *FIRST_RUNS, *lists]) + "\n" + TAIL


if __name__ == "__main__":
    (Path(__file__).parents[3] / "bench" / "GUARD.md").write_text(report(), "utf-8")
