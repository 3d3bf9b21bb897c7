"""`make bench`: measure, print the table, and write it to bench/RESULTS.md."""

import os
import platform
import sqlite3
import subprocess
import sys
import time
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import uvloop

from bench import figures
from bench.figures import Effort, Line

RESULTS = Path(__file__).with_name("RESULTS.md")
ROOT = RESULTS.parents[1]
KINDS = ("sqlite", "postgresql")
ON_EACH_DATABASE = {
    "plain": figures.against_plain,
    "history": figures.with_history,
    "service": figures.long_service,
    "visits": figures.planning,
    "digest": figures.digesting,
    "reports": figures.drafting,
    "ticks": figures.ticking,
}
FIGURES = (*ON_EACH_DATABASE, "process", "tests")
TESTS_SECONDS = 300
REMARKS = "\n## Remarks\n"


@click.command()
@click.option("--only", multiple=True, type=click.Choice(FIGURES), help="Measure only this; may be repeated.")
@click.option("--database", multiple=True, type=click.Choice(KINDS), help="Only on this database.")
@click.option("--rounds", default=8, show_default=True, help="Pairs of rounds of each measurement.")
@click.option("--requests", default=600, show_default=True, help="Requests in a round.")
@click.option(
    "--engagements", default=10_000, show_default=True, help="Of the digest's program, with 150 contacts each."
)
@click.option("--write/--no-write", default=True, show_default=True, help="Write bench/RESULTS.md.")
def bench(
    only: tuple[str, ...], database: tuple[str, ...], rounds: int, requests: int, engagements: int, write: bool
) -> None:
    """Measure what the README promises, as ratios in one run on this machine."""
    effort, wanted = Effort(rounds, requests, engagements), only or FIGURES
    lines: list[Line] = []
    for kind in database or KINDS:
        for name, figure in ON_EACH_DATABASE.items():
            if name in wanted:
                lines += _show(figure(kind, effort))
    if "process" in wanted:
        lines += _show(figures.the_process(effort))
    if "tests" in wanted:
        lines.append(_tests())
        click.echo(_row(lines[-1]))
    if write:
        RESULTS.write_text(_partly(lines) if only or database else _page(lines, effort) + _remarks())
        click.echo(f"written to {RESULTS.relative_to(ROOT)}")


def _show(work: Coroutine[Any, Any, list[Line]]) -> list[Line]:
    lines = uvloop.run(work)
    for line in lines:
        click.echo(_row(line))
    return lines


def _tests() -> Line:
    began = time.perf_counter()
    done = subprocess.run(["make", "test"], cwd=ROOT, check=False, capture_output=True)  # noqa: S607 - whichever make runs us
    took = time.perf_counter() - began
    said = "" if done.returncode == 0 else "with failures"
    return Line("`make test`", f"{took:.0f} s", "≤ 300 s", took <= TESTS_SECONDS and not said, said)


def _row(line: Line) -> str:
    met = {True: "yes", False: "**no**", None: "–"}[line.within]
    return f"| {line.what} | {line.value} | {line.wanted} | {met} | {line.detail} |"


def _partly(lines: list[Line]) -> str:
    """The page as it is with these rows in place of those of the same figures, or below them."""
    rows, page = {line.what: _row(line) for line in lines}, RESULTS.read_text().splitlines()
    page = [rows.pop(row[2:].partition(" | ")[0], row) if row.startswith("| ") else row for row in page]
    last = max(place for place, row in enumerate(page) if row.startswith("| "))
    page[last + 1 : last + 1] = rows.values()
    return "\n".join(page) + "\n"


def _remarks() -> str:
    """What people wrote below the table; it stays."""
    written = RESULTS.read_text() if RESULTS.exists() else ""
    _, mark, remarks = written.partition(REMARKS)
    return mark + remarks


def _page(lines: list[Line], effort: Effort) -> str:
    versions = f"CPython {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores"
    head = f"""\
# Results of `make bench`

{datetime.now(UTC):%Y-%m-%d}, {versions}, everything on loopback; {effort.rounds} pairs of rounds by turns,
{effort.many} requests a round. A ratio is the median of the pairs. The last column has what was measured on our side
against the other one: requests a second, then the middle and the 99th percentile of the time. Only the ratios hold
for another machine or another hour.

| what | figure | wanted | met | measured |
|---|---|---|---|---|
"""
    return head + "\n".join(map(_row, lines)) + "\n"


if __name__ == "__main__":
    sys.exit(bench())
