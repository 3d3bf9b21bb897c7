"""The bar for long work: on a terminal, after a second, and nowhere else."""

import io

import pytest

from bot.commands import common
from bot.commands.common import bar


class Terminal(io.StringIO):
    """Standard error that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, screen: io.StringIO, after: float) -> str:
    """What stands on the screen at the end of work in three steps."""
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setattr(common, "SHOW_AFTER", after)
    with bar("Checking", 3) as done:
        for _ in range(3):
            done(1)
    return screen.getvalue()


def test_long_work_shows_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    said = shown(monkeypatch, Terminal(), 0.0)
    assert said.startswith("\rChecking") or "Checking" in said
    assert "100%" in said
    assert said.endswith("\n")


def test_short_work_shows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, Terminal(), 3600.0) == ""


def test_nothing_is_drawn_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, io.StringIO(), 0.0) == ""
