"""A small program on a playground over loopback, with the real assistant connected to it."""

import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import uvicorn

from bot.app import Assistant, assistant
from bot.rules.programme import Channels, Rules
from bot.settings import load
from playground.people import Person
from playground.sample import populate
from playground.server import Loopback, Playground
from playground.state import World
from storage.database import Db
from storage.engagements import engagements
from storage.keys import new_key
from storage.people import people, roles
from storage.planning import plan_ahead
from storage.programmes import programmes
from storage.schools import districts, schools
from storage.store import Store
from storage.usualvisits import adopt_usual
from storage.welcoming import take_as_welcomed
from tests.patience import be_patient
from tests.promises.village import manifest

NOW = datetime(2026, 11, 17, 15, 35, tzinfo=UTC)  # Tuesday, 10:35 AM in New York
PUBLIC = "https://coachlog.example.org"
PEOPLE = (
    {"id": "UADMIN", "name": "Admin A", "email": "admin@example.org", "admin": True},
    {"id": "UCOACH", "name": "Coach C", "email": "coach.c@example.org"},
    {"id": "UOTHER", "name": "Coach D", "email": "coach.d@example.org"},
    {"id": "ULEAD", "name": "Principal 14", "email": "principal.14@example.org"},
    {"id": "ULEAD2", "name": "Principal 15", "email": "principal.15@example.org"},
    {"id": "UCOORD", "name": "Coordinator 1", "email": "coordinator.1@example.org"},
    {"id": "USTRANGE", "name": "Guest G", "email": "guest@example.org"},
)
CHANNELS = ({"id": "CCOORD", "name": "coaching-coordinators"}, {"id": "CGENERAL", "name": "general"})


@dataclass
class Town:
    """A running playground and assistant. pairs: engagement ids by school."""

    world: World
    app: Assistant
    store: Store
    pairs: dict[str, int]
    team: str = "T1"

    def person(self, user: str) -> Person:
        return self.world.person(self.team, user)


def settle(db: Db) -> dict[str, int]:
    """Put the small program into the database; engagement ids by school."""
    rules = Rules(channels=Channels(coordinators="CCOORD")).model_dump(mode="json", by_alias=True)
    programme = db.add(
        programmes,
        code="assoc",
        name="Association program",
        zone="America/New_York",
        year_from=date(2026, 8, 31),
        year_to=date(2027, 6, 18),
        rules=rules,
    )
    district = db.add(districts, programme_id=programme, name="District 1")
    ids = {
        one["id"]: db.add(
            people, email=one["email"], name=one["name"], slack_user_id=one["id"], zone="America/New_York"
        )
        for one in PEOPLE
        if one["id"] != "USTRANGE"
    }
    held = {"UCOACH": "coach", "UOTHER": "coach", "ULEAD": "leader", "ULEAD2": "leader", "UCOORD": "coordinator"}
    db.add_many(
        roles, [{"programme_id": programme, "person_id": ids[user], "role": role} for user, role in held.items()]
    )
    found: dict[str, int] = {}
    for name, leader, coach in (("Lincoln Elementary", "ULEAD", "UCOACH"), ("Harbor Middle", "ULEAD2", "UOTHER")):
        school = db.add(schools, district_id=district, name=name)
        found[name] = db.add(
            engagements,
            programme_id=programme,
            school_id=school,
            leader_id=ids[leader],
            coach_id=ids[coach],
            starts_on=date(2026, 9, 1),
            visit_day=1,
            visit_start="09:00",
            visit_minutes=90,
        )
    take_as_welcomed(db, NOW)
    return found


def planned(db: Db) -> dict[str, int]:
    """The same, with the weekly visits planned, as the night before would have."""
    found = settle(db)
    adopt_usual(db, NOW)
    plan_ahead(db, NOW)
    return found


@contextlib.asynccontextmanager
async def serving(app: Assistant) -> AsyncIterator[int]:
    """The assistant's HTTP on a free port."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, else Nagle adds 40 ms
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    server = Loopback(uvicorn.Config(app.web, log_level="critical", lifespan="off"))
    await server.begin(listener)
    try:
        yield listener.getsockname()[1]
    finally:
        await server.end(listener)


@contextlib.asynccontextmanager
async def running(
    url: str, transport: str, home: Path, fill: Callable[[Db], dict[str, int]] = settle
) -> AsyncIterator[Town]:
    """A playground and the assistant on a database, connected over one of the two transports.

    fill: puts a program into the database; engagement ids by school.
    """
    world = World(manifest(), start=NOW, rate_limits=False)
    populate(world, "T1", "Coaching", PEOPLE, CHANNELS)
    async with Playground(world, page=False) as playground:
        environ = {
            "SLACK_API_URL": playground.api_url,
            "SLACK_BOT_TOKEN": world.app.bot_token,
            "SLACK_SIGNING_SECRET": world.app.signing_secret,
            "SLACK_APP_TOKEN": world.app.app_token if transport == "socket" else "",
            "DATABASE_URL": url,
            "COACHLOG_HOME": str(home),
            "COACHLOG_PUBLIC_URL": PUBLIC,
            "COACHLOG_KEYS": new_key(),
            "COACHLOG_TEST": "1",
        }
        async with assistant(load(environ), world.clock.now) as app, contextlib.AsyncExitStack() as stack:
            if transport == "http":
                port = await stack.enter_async_context(serving(app))
                world.app.request_url = f"http://127.0.0.1:{port}/slack/events"
            workspace = (await app.duties.workspaces())[0].delivery.store
            yield Town(world, app, workspace, await workspace.write(fill))


@pytest.fixture(autouse=True)
def patience(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is decided by a slow machine, and nothing waits for what the test isn't about."""
    be_patient(request, monkeypatch)


@pytest.fixture(params=["http", "socket"])
async def town(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """The small program, over both transports, on SQLite. Where the assistant speaks of its own accord, the visits are
    planned before it first looks."""
    fill = planned if request.node.get_closest_marker("unasked") else settle
    async with running(sqlite_url, request.param, tmp_path / "home", fill) as made:
        yield made


@pytest.fixture(params=["http", "socket"])
async def bare_town(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """The same people without a program, over both transports, on SQLite."""
    async with running(sqlite_url, request.param, tmp_path / "home", lambda _db: {}) as made:
        yield made
