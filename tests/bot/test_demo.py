"""The demo that is run twice."""

from pathlib import Path

import pytest

from bot.demo import demo
from playground.server import listening


async def test_a_demo_on_a_taken_port_leaves_the_one_that_runs_there_alone(tmp_path: Path) -> None:
    with listening(0) as taken:
        port = int(taken.getsockname()[1])
        kept = tmp_path / str(port) / "coachlog.db"
        kept.parent.mkdir()
        kept.write_text("of the demo that runs")
        with pytest.raises(OSError, match="in use"):
            async with demo(tmp_path, port):
                pass
        assert kept.read_text() == "of the demo that runs"
