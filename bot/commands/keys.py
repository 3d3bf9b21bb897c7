"""`coachlog keys`: new keys for what is sealed."""

import asyncio
import contextlib
import fcntl
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from bot.commands.common import bar, desk, json_option, no, run, say_json, settings
from bot.errors import Unavailable
from bot.settings import Clock, Settings
from storage.invariants import sealed_words_open
from storage.keyfile import read_keys, replace_keys
from storage.keys import Keyring, Unreadable, new_key
from storage.rotation import behind_with_keys, count_stale, note_rotation, reseal
from storage.verify import check, looking

WAIT_SECONDS = 100.0  # for running processes: each takes the new key up at its next tick, within 30
LOOK_EVERY = 0.5
DAMAGED = (
    "A row doesn't open with any of the keys, so the old keys stay. Run `coachlog verify` to see which, and put back "
    "the key it was sealed with; then run this again."
)
BUSY = (
    "An assistant still runs with other keys, so the old ones stay, and nothing is lost. Restart it with the keys that "
    "are set here; then run this again."
)


@dataclass(frozen=True, slots=True)
class Rotation:
    """What became of it. rows: how many were sealed anew; finished: everything opens with the newest key alone."""

    finished: bool
    rows: int
    told: str


@click.group()
def keys() -> None:
    """Care for the keys that notes and tokens are sealed with."""


@keys.command()
@json_option
def rotate(as_json: bool) -> None:
    """Seal everything with a new key. It may be stopped and run again; a running assistant needs no restart.

    With a key file in COACHLOG_HOME the new key is made in it, and the old one is removed once nothing needs it.
    With COACHLOG_KEYS set the command says how, since only you can change what is set.
    """
    found = settings()
    done = run(_of_setting(found) if found.keys else _of_file(found))
    if as_json:
        say_json(asdict(done))
    else:
        click.echo(done.told)
    if not done.finished:
        no()


async def _of_setting(found: Settings) -> Rotation:
    if len(found.keys) == 1:
        return Rotation(True, 0, _how(found.keys[0]))
    async with desk(found):
        ring = Keyring(found.keys)
        if behind_with_keys(found.database_url, ring, Clock(found.start_at).now()):
            return Rotation(False, 0, BUSY)
        rows = _reseal(found, ring)
        _verify(found, found.keys[0])
        note_rotation(found.database_url, ring, Clock(found.start_at).now())
    told = f"Sealed {rows:,} rows anew. Everything opens with the first key; take the others out of COACHLOG_KEYS."
    return Rotation(True, rows, told)


def _how(key: str) -> str:
    return (
        "COACHLOG_KEYS is set, so the new key goes there, in front of the old one:\n"
        f"  1. Set COACHLOG_KEYS={new_key()},{key} for every process, and restart them.\n"
        "  2. Run `coachlog keys rotate` again: it seals everything with the new key.\n"
        "  3. Take the old key out, and restart them."
    )


async def _of_file(found: Settings) -> Rotation:
    async with desk(found):
        with _alone(found.home):
            held = read_keys(found.home)
            if len(held) == 1:  # with more, a rotation was begun before and is finished now
                held = [new_key(), *held]
                replace_keys(found.home, held)
            ring = Keyring(held)
            rows = _reseal(found, ring)
            if not await _all_follow(found, ring):
                return Rotation(False, rows, BUSY)
            rows += _reseal(found, ring)
            _verify(found, held[0])
            note_rotation(found.database_url, ring, Clock(found.start_at).now())
            replace_keys(found.home, held[:1])
    return Rotation(True, rows, f"Sealed {rows:,} rows with a new key, and removed the old one.")


def _reseal(found: Settings, ring: Keyring) -> int:
    with bar("Sealing anew", count_stale(found.database_url, ring)) as done:
        try:
            return reseal(found.database_url, ring, done)
        except Unreadable:
            raise Unavailable(DAMAGED) from None


def _verify(found: Settings, newest: str) -> None:
    """Everything must open with the newest key alone before another is let go."""
    with looking(found.database_url, Keyring([newest])) as look:
        if check(look, sealed_words_open):
            raise Unavailable(DAMAGED)


async def _all_follow(found: Settings, ring: Keyring) -> bool:
    """Wait until every running process seals with the newest key."""
    clock = Clock(found.start_at)
    until = time.monotonic() + WAIT_SECONDS
    with bar("Waiting for the running assistant", round(WAIT_SECONDS / LOOK_EVERY)) as done:
        while behind_with_keys(found.database_url, ring, clock.now()):
            if time.monotonic() > until:
                return False
            await asyncio.sleep(LOOK_EVERY)
            done(1)
    return True


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One rotation at a time."""
    with (home / "keys.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unavailable("Another rotation is at work. Wait for its end.") from None
        yield
