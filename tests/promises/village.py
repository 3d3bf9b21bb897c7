"""A program of many coaches, each with one leader, on a playground and in a database."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from bot.rules.programme import Channels, Rules
from playground.people import Person
from playground.sample import populate
from playground.state import World
from storage.database import Db
from storage.engagements import engagements
from storage.keys import Keyring
from storage.people import people, roles
from storage.programmes import programmes
from storage.rosterwrite import TABLES
from storage.schools import districts, schools
from storage.store import Storage
from storage.welcoming import take_as_welcomed
from storage.workspaces import NewWorkspace, install

NOW = datetime(2026, 11, 17, 15, 35, tzinfo=UTC)  # Tuesday, 10:35 AM in New York
MANIFEST = Path(__file__).parents[2] / "manifest.yml"
CHANNEL = "CCOORD"
VISIT = {"presence": "yes", "activities": ["A2"], "minutes": 90}
_LENGTHS = itertools.cycle(range(20, 320))


def a_visit(note: str) -> dict[str, Any]:
    """A visit filled in, no two of one length: a coach who logs the same twice is asked whether she means it."""
    return {**VISIT, "minutes": next(_LENGTHS), "note": note}


@dataclass(frozen=True, slots=True)
class Names:
    """What people, schools and channels of one workspace are called. mark: a word that stands in every one of them."""

    mark: str = ""

    def coach(self, number: int) -> dict[str, Any]:
        return self._person(f"UC{number}", f"Coach {number}", f"coach.{number}")

    def leader(self, number: int) -> dict[str, Any]:
        return self._person(f"UL{number}", f"Principal {number}", f"principal.{number}")

    def coordinator(self) -> dict[str, Any]:
        return self._person("UCOORD", "Coordinator 1", "coordinator.1")

    def school(self, number: int) -> str:
        return f"School {number}{self.mark and f' {self.mark}'}"

    def _person(self, user: str, name: str, handle: str) -> dict[str, Any]:
        address = f"{handle}{self.mark and f'.{self.mark.lower()}'}@example.org"
        return {"id": user, "name": f"{name}{self.mark and f' {self.mark}'}", "email": address}

    def everyone(self, pairs: int) -> Iterator[dict[str, Any]]:
        yield {"id": "UADMIN", "name": "Admin A", "email": "admin@example.org", "admin": True}
        yield {"id": "USTRANGE", "name": "Guest G", "email": "guest@example.org"}
        yield self.coordinator()
        for number in range(1, pairs + 1):
            yield self.coach(number)
            yield self.leader(number)


def manifest() -> dict[str, Any]:
    """What the app asks Slack for, read by the quick parser."""
    found: dict[str, Any] = yaml.load(MANIFEST.read_text(), Loader=yaml.CSafeLoader)
    return found


def make_world(pairs: int, team: str = "T1", names: Names | None = None, **options: Any) -> World:
    """A playground with one workspace of so many coaches, the app installed."""
    world = World(manifest(), start=NOW, rate_limits=False, **options)
    add_team(world, pairs, team, names or Names())
    return world


def add_team(world: World, pairs: int, team: str, names: Names) -> None:
    """One workspace more, whose people and channels have the ids of every other."""
    channels = ({"id": CHANNEL, "name": "coordinators"}, {"id": "CGENERAL", "name": "general"})
    populate(world, team, f"Example {team}", names.everyone(pairs), channels)


def coaches(world: World, pairs: int, team: str = "T1") -> list[Person]:
    """The coaches of a workspace."""
    return [world.person(team, f"UC{number}") for number in range(1, pairs + 1)]


async def install_team(storage: Storage, world: World, team: str) -> int:
    """Put a workspace of the playground into the database; the id of its row."""
    held = world.app.installations[team]
    new = NewWorkspace(team, world.workspaces[team].name, held.bot_token, held.bot_user_id, installer="UADMIN")
    return await storage.system(install, new, NOW)


async def settle_team(url: str, key: str, world: World, pairs: int, team: str = "T1", mark: str = "") -> None:
    """Put a workspace and its program into the database of a server that isn't running yet."""
    storage = Storage(url, Keyring([key]))
    try:
        workspace = await install_team(storage, world, team)
        await storage.workspace(workspace).write(settle, pairs, Names(mark))
    finally:
        storage.close()


def settle(db: Db, pairs: int, names: Names) -> list[int]:
    """Put the program into the database; the engagement ids, coach 1 first."""
    programme = db.add(
        programmes,
        code="assoc",
        name=f"Association program {names.mark}".strip(),
        zone="America/New_York",
        year_from=date(2026, 8, 31),
        year_to=date(2027, 6, 18),
        rules=Rules(channels=Channels(coordinators=CHANNEL)).model_dump(mode="json", by_alias=True),
    )
    district = db.add(districts, programme_id=programme, name=f"District 1 {names.mark}".strip())
    _person(db, programme, names.coordinator(), "coordinator")
    made = [_pair(db, programme, district, names, number) for number in range(1, pairs + 1)]
    take_as_welcomed(db, NOW)
    db.count_anew(TABLES)  # as an import does
    return made


def _person(db: Db, programme: int, one: dict[str, Any], role: str) -> int:
    person = db.add(people, email=one["email"], name=one["name"], slack_user_id=one["id"], zone="America/New_York")
    db.add(roles, programme_id=programme, person_id=person, role=role)
    return person


def _pair(db: Db, programme: int, district: int, names: Names, number: int) -> int:
    return db.add(
        engagements,
        programme_id=programme,
        school_id=db.add(schools, district_id=district, name=names.school(number)),
        leader_id=_person(db, programme, names.leader(number), "leader"),
        coach_id=_person(db, programme, names.coach(number), "coach"),
        starts_on=date(2026, 9, 1),
        visit_day=1,
        visit_start="09:00",
        visit_minutes=90,
    )
