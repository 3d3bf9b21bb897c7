"""The processes under test: the real `coachlog serve`, and the plain app."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from bench.requests import SECRET

START_SECONDS = 60
NOW = datetime(2026, 11, 17, 15, 35, tzinfo=UTC)  # a Tuesday, when each coach has been in one school already
KEYS = "YmVuY2hiZW5jaGJlbmNoYmVuY2hiZW5jaGJlbmNoISE="  # of no use anywhere else


class Server:
    """A process with its own port. ready_after: seconds from start to ready. Only one at a time runs: see run()."""

    def __init__(self, arguments: list[str], environ: dict[str, str], port: int) -> None:
        self.port = port
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the server
        inherited = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        began = time.perf_counter()
        self._process = subprocess.Popen(  # noqa: S603 - our own servers
            [sys.executable, *arguments], env={**inherited, **environ}, stdout=self.log, stderr=self.log
        )
        self._wait()
        self.ready_after = time.perf_counter() - began

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/health/ready", timeout=1) as answer:
                    if answer.status == 200:
                        return
            except (URLError, OSError):
                time.sleep(0.005)
        raise RuntimeError(f"the server did not get ready: {self.said()[-2000:]}")

    def said(self) -> str:
        """What it wrote so far."""
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def pause(self) -> None:
        """Halt it, so that what it still does in the background takes nothing from the other side."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._process.send_signal(signal.SIGCONT)

    def megabytes(self) -> float:
        """Resident memory."""
        return float(psutil.Process(self._process.pid).memory_info().rss) / 1e6

    def cpu_seconds(self) -> float:
        """Processor time it used so far."""
        times = psutil.Process(self._process.pid).cpu_times()
        return float(times.user + times.system)

    def stop(self) -> None:
        """End it."""
        self.resume()
        self._process.terminate()
        try:
            self._process.wait(35)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self.log.close()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def coachlog(database: str, api_url: str, home: Path, now: datetime = NOW) -> Server:
    """The real thing, as an operator starts it; now: when its clock begins."""
    port = free_port()
    environ = {
        "SLACK_API_URL": api_url,
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": SECRET,
        "DATABASE_URL": database,
        "COACHLOG_HOME": str(home),
        "COACHLOG_KEYS": KEYS,
        "COACHLOG_LOG": "warning",
        "PORT": str(port),
        "COACHLOG_TEST": "1",
        "COACHLOG_NOW": now.isoformat(),
    }
    return Server(["-m", "bot", "serve"], environ, port)


def plain(api_url: str, view: Path, database: str = "") -> Server:
    """The plain Bolt app."""
    port = free_port()
    return Server(["-m", "bench.plain", str(port), api_url, str(view), *([database] if database else [])], {}, port)
