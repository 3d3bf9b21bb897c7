"""Processes of `coachlog serve` born of one that has imported it already: a start without the second that takes.

Each is a process of its own, with its own environment and standard error, killed by its id like any other.
"""

import asyncio
import atexit
import gc
import json
import os
import signal
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOM = 65_536  # bytes of one request


class Born:
    """One such process. stderr: what it says, to its end."""

    def __init__(self, pid: int, stderr: asyncio.StreamReader) -> None:
        self.pid, self.stderr = pid, stderr
        self.returncode: int | None = None

    def send_signal(self, how: signal.Signals) -> None:
        if self.returncode is None:
            os.kill(self.pid, how)

    async def wait(self) -> int:
        """Its exit code, or the signal it died of, below zero. It was silent before that: this takes no time."""
        if self.returncode is None:
            self.returncode = _asked({"end_of": self.pid})
        return self.returncode


async def born(environ: dict[str, str]) -> Born:
    """`coachlog serve` in this environment."""
    ear, mouth = os.pipe()
    try:
        pid = _asked({"environ": environ}, mouth)
    finally:
        os.close(mouth)
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(ear, "rb", buffering=0)
    )
    return Born(pid, reader)


@cache
def _line() -> socket.socket:
    """The way to this process's nursery, which ends when we do."""
    ours, theirs = socket.socketpair()
    environ = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    command = [sys.executable, "-m", __name__, str(theirs.fileno())]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environ, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    theirs.close()

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


def _asked(what: dict[str, object], *descriptors: int) -> int:
    socket.send_fds(_line(), [json.dumps(what).encode()], descriptors)
    return int(_line().recv(ROOM))


def _attend(line: socket.socket) -> bool:
    """Answer until the line is hung up; true in a process that was born meanwhile."""
    while True:
        told, descriptors, _, _ = socket.recv_fds(line, ROOM, 1)
        if not told:
            return False
        what = json.loads(told)
        if "end_of" in what:
            _, status = os.waitpid(what["end_of"], 0)
            line.send(str(os.waitstatus_to_exitcode(status)).encode())
            continue
        pid = os.fork()
        if not pid:
            os.environ.clear()
            os.environ.update(what["environ"])
            os.dup2(descriptors[0], 2)
            os.close(descriptors[0])
            return True
        os.close(descriptors[0])
        line.send(str(pid).encode())


def main(number: int) -> None:
    """Import what a server needs, then let servers be born."""
    from bot import __main__ as program  # noqa: PLC0415 - what this is about
    from bot.commands import serving  # noqa: F401, PLC0415 - the same

    gc.collect()
    gc.freeze()  # what is imported is shared with those born
    line = socket.socket(fileno=number)
    serves = _attend(line)
    line.close()
    if serves:
        program.main(["serve"])


if __name__ == "__main__":
    main(int(sys.argv[1]))
