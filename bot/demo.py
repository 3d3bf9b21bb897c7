"""`coachlog demo`: the sample program on a Slack of its own, in the browser."""

import asyncio
import contextlib
import csv
import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from socket import socket
from typing import Any

import yaml

from bot.app import Assistant, assistant
from bot.messages.calendars import PATH
from bot.settings import Settings
from playground.sample import populate
from playground.sample_history import generate_history
from playground.sample_reports import generate_reports
from playground.server import Playground, listening
from playground.state import World
from storage.history import Past, add_history
from storage.nudgesending import next_nudge
from storage.outbox import next_due
from storage.pastreports import PastReport, PastSection, add_reports
from storage.roster import import_roster, propose_import
from storage.visithistory import plan_history
from storage.welcoming import take_as_welcomed

START = datetime(2026, 11, 17, 15, 35, tzinfo=UTC)  # Tuesday, 10:35 AM in New York: a visit has just ended
IMPORT_SECONDS = 60.0
TEAM = "T0DEMO"
CHANNELS = {"coordinators": "CCOORD", "coaches": "CCOACHES", "community": "CCOMMUNITY", "ops": "COPS"}
TITLES = {
    "coach": "Coach", "leader": "Principal", "coordinator": "Coordinator", "lead_coach": "Lead coach",
    "office": "Program office", "liaison": "District liaison", "admin": "Administrator",
}  # fmt: skip
ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "playground" / "sample_files"
NOT_IN_SLACK = {"liaison.21@example.org", "liaison.22@example.org"}
GUEST = {"id": "UGUEST", "name": "Guest G", "email": "guest.g@example.org", "title": "Not in the program"}


@contextlib.asynccontextmanager
async def demo(home: Path, port: int, start: datetime = START, *, past: bool = True) -> AsyncIterator[Playground]:
    """A playground and an assistant in it, with the sample program imported; everything starts afresh.

    home: each port has a folder in it, which is emptied only once the port is ours, and gone at the end.
    port: where the page is served on this machine; 0 takes a free one. Raises OSError when it is taken.
    start: what the clock shows first; past: the sample comes with what was recorded before.
    """
    with listening(port) as listener:
        folder = home / str(listener.getsockname()[1])
        try:
            async with _running(folder, listener, start, past) as playground:
                yield playground
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.asynccontextmanager
async def _running(home: Path, listener: socket, start: datetime, past: bool) -> AsyncIterator[Playground]:
    world = _fresh_world(home, start)
    async with Playground(world, listener=listener) as playground:
        settings = Settings(
            home=home,
            database_url=f"sqlite:///{home / 'coachlog.db'}",
            api_url=playground.api_url,
            bot_token=world.app.bot_token,
            app_token=world.app.app_token,
            public_url=world.url,
        )
        async with assistant(settings, world.clock.now) as running:
            await _settle(running)
            if past:
                await _bring_in(running)
            _connect(world, running)
            playground.also([one for one in running.web.routes if getattr(one, "path", "") == PATH])
            yield playground


def _fresh_world(home: Path, start: datetime) -> World:
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(mode=0o700, parents=True)
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text())
    world = World(manifest, start=start, journal_path=home / "journal.jsonl")
    _populate(world)
    return world


def _populate(world: World) -> None:
    with (SAMPLE / "people.csv").open(newline="") as file:
        people = [_person(row) for row in csv.DictReader(file) if row["email"] not in NOT_IN_SLACK]
    coordinating = [one["id"] for one in people if one["title"] in {"Coordinator", "Lead coach", "Administrator"}]
    coaches = [one["id"] for one in people if one["title"] in {"Coach", "Lead coach", "Coordinator"}]
    channels: list[dict[str, Any]] = [
        {"id": CHANNELS["coordinators"], "name": "coaching-coordinators", "members": coordinating},
        {"id": CHANNELS["coaches"], "name": "coaches", "members": coaches},
        {"id": CHANNELS["community"], "name": "community"},
        {"id": CHANNELS["ops"], "name": "coachlog-ops", "members": coordinating},
    ]
    populate(world, TEAM, "Principal Coaching", [*people, GUEST], channels)


def _person(row: dict[str, str]) -> dict[str, Any]:
    first = row["roles"].split()[0]
    user = "U" + row["email"].split("@")[0].replace(".", "").replace("-", "").upper()
    return {
        "id": user, "name": row["name"], "email": row["email"], "title": TITLES[first],
        "tz": row["time_zone"] or "America/New_York", "admin": first == "admin",
    }  # fmt: skip


async def _settle(running: Assistant) -> None:
    """Import the shipped roster files, and match its people."""
    workspace = (await running.duties.workspaces())[0]
    files = [(path.name, path.read_bytes()) for path in sorted(SAMPLE.iterdir()) if path.name != "programme.yml"]
    rules = (SAMPLE / "programme.yml").read_text() + yaml.safe_dump({"channels": CHANNELS})
    files.append(("programme.yml", rules.encode()))
    now, store = running.now(), workspace.delivery.store.patient(IMPORT_SECONDS)
    proposal = await store.read(propose_import, now, files)
    report = await store.write(import_roster, "demo", now, proposal)
    await store.write(take_as_welcomed, now)
    if report.problems:
        raise RuntimeError(f"the sample can't be imported: {report.problems[0]}")
    await workspace.matching.match_now()


async def _bring_in(running: Assistant) -> None:
    """Bring in eight weeks of visits, contacts and reports."""
    workspace = (await running.duties.workspaces())[0]
    now, store = running.now(), workspace.delivery.store.patient(IMPORT_SECONDS)
    past = [
        Past(**{k: v for k, v in asdict(one).items() if k not in {"district", "school"}})
        for one in generate_history(now)
    ]
    await store.write(add_history, "demo", now, "sample", past)
    await store.write(plan_history, "demo", now)
    await store.write(add_reports, "demo", [_report(asdict(one)) for one in generate_reports(now)])


def _report(one: dict[str, Any]) -> PastReport:
    sections = tuple(PastSection(**section) for section in one.pop("sections"))
    return PastReport(**one, sections=sections)


def _connect(world: World, running: Assistant) -> None:
    """Let the playground's clock move the assistant's duties."""

    async def turned(_now: datetime) -> None:
        await running.duties.tick()

    async def upcoming() -> datetime | None:
        stores = [one.delivery.store for one in await running.duties.workspaces()]
        due = [at for store in stores for ask in (next_due, next_nudge) if (at := await store.read(ask)) is not None]
        return min(due, default=None)

    world.clock.on_turn(turned)
    world.next_duty = upcoming


async def run_demo(home: Path, port: int, say: Callable[[str], None]) -> None:
    """Serve the demo until it is interrupted."""
    async with demo(home, port) as playground:
        say(f"Coachlog is running. Open {playground.url} in a browser. Press Ctrl+C to stop.")
        await asyncio.Event().wait()
