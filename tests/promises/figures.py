"""Figures of the promises, for docs/results.md: written by the tests themselves, on request only.

`make soak` writes them, and COACHLOG_RESULTS=1 does so at the size of every change; otherwise nothing is written.
"""

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path

from tests.promises.sizes import SOAK

FILE = Path(__file__).parents[2] / "docs" / "results.md"
WRITES = SOAK or os.environ.get("COACHLOG_RESULTS") == "1"
HEAD = """\
# Figures of the promises

Written by the tests: `make soak` measures at full size, `COACHLOG_RESULTS=1 make test` at the size of every
change. A row is replaced whenever its case is measured again, and says when that was and how much was tried.

| case | what | tried | figure | wanted | met | when |
|---|---|---|---|---|---|---|
"""


def record(case: str, what: str, *, tried: str, figure: str, wanted: str, met: bool) -> None:
    """Keep one figure, in place of the one measured before."""
    if not WRITES:
        return
    size = "full" if SOAK else "every change"
    cells = (
        case,
        what,
        f"{tried} ({size})",
        figure,
        wanted,
        "yes" if met else "**no**",
        f"{datetime.now(UTC):%Y-%m-%d}",
    )
    FILE.touch()
    with FILE.open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        rows = dict(_key_and_row(line) for line in file.read().splitlines() if _is_row(line))
        rows[case, what] = "| " + " | ".join(cells) + " |"
        file.seek(0)
        file.truncate()
        file.write(HEAD + "\n".join(rows[key] for key in sorted(rows)) + "\n")


def _is_row(line: str) -> bool:
    return line.startswith("| ") and not line.startswith("| case ")


def _key_and_row(line: str) -> tuple[tuple[str, str], str]:
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    return (cells[0], cells[1]), line
