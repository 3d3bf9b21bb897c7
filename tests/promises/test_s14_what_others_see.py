"""S14: twelve weeks of logs, and all that coordinators, lead coaches, the office, sponsors and admins are shown.

What they may read is written down here from the table of tiers, apart from the assistant's own. Break-glass, announced
to both 20 times of 20, is tried in tests/storage/test_openings.py.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from playground.people import Person
from storage.database import Db
from storage.people import people, roles
from tests.promises import sizes
from tests.promises.forging import pressed
from tests.promises.inside import Hamlet, inside
from tests.promises.logged import OWN_WORDS, PAIR_WORDS, asked, recorded
from tests.promises.village import CHANNEL

BESIDE = ("contact.changes", "share.open", "readers.open", "see.saved")
CANARY = re.compile(r"canary\d+-[a-z]+")
DIGESTS = ("digest.page", "digest.quiet", "digest.steps")
GROUPS = ("next steps overdue", "Walkthrough")  # figures that only groups of five may have; here are two pairs
COLLABORATIVE = ("note", "step", "check_in", "successes", "obstacles", "next_focus", "resources")
# Who looks on, and the part they have in the program besides: the table of section 2, in one column each.
WATCHERS = {"UCOORD": "coordinator", "UADMIN": "", "USTRANGE": ""}
READS_SHARED = {"coordinator"}


@dataclass
class Seen:
    """What each watcher was shown so far. shared: the contacts whose words the program may read now; digests: who may
    read digests."""

    of: dict[str, list[str]] = field(default_factory=lambda: {user: [] for user in WATCHERS})
    shared: set[int] = field(default_factory=set)
    digests: frozenset[str] = frozenset({"UCOORD"})


def words_of(contact: int) -> dict[str, str]:
    """A word of its own for every text of one contact."""
    every = {**PAIR_WORDS, **OWN_WORDS}
    return {name: f"canary{contact}-{name.replace('_', '')}" for name in every}


@pytest.mark.parametrize("part", ["lead_coach", "office", "liaison"])
async def test_nobody_outside_a_pair_reads_more_than_the_tiers_allow(
    part: str, sqlite_url: str, tmp_path: Path
) -> None:
    async with inside(sqlite_url, tmp_path, 2) as made:
        await _weeks(made, part)


async def test_the_same_holds_on_every_database(database_url: str, tmp_path: Path) -> None:
    async with inside(database_url, tmp_path, 2) as made:
        await _weeks(made, "liaison", weeks=2)


async def _weeks(made: Hamlet, part: str, weeks: int = sizes.S14_WEEKS) -> None:
    store = (await made.app.duties.workspaces())[0].delivery.store
    await store.write(_enroll, part)
    seen = Seen(digests=frozenset({"UCOORD", "USTRANGE"} if part == "lead_coach" else {"UCOORD"}))
    for week in range(weeks):
        for pair in (1, 2):
            await _week_of_a_pair(made, seen, pair, number=2 * week + pair)
        await made.world.clock.advance(timedelta(days=7))
        await made.settled()
        await _look_around(made, seen, upto=2 * week + 2)
    assert "canary1-note" in _found(seen.of["UCOORD"])
    assert any("L-0002" in told for told in seen.of["UCOORD"])
    assert any("Visits held" in told or "No visits were planned" in told for told in seen.of["UCOORD"])


def _enroll(db: Db, part: str) -> None:
    programme = db.run(select(roles.c.programme_id)).scalars().first()
    person = db.add(
        people, email="guest@example.org", name="Guest G", slack_user_id="USTRANGE", zone="America/New_York"
    )
    db.add(roles, programme_id=programme, person_id=person, role=part)


async def _week_of_a_pair(made: Hamlet, seen: Seen, pair: int, number: int) -> None:
    """A session with a word in every text, questioned by its leader; the first pair shares hers, and ends some."""
    words = words_of(number)
    contact = await recorded(made, pair, {name: said for name, said in words.items() if name != "remark"})
    assert contact == number
    await asked(made, f"UL{pair}", contact, words["remark"])
    if pair == 1:
        for user in ("UC1", "UL1"):
            await _turn_key(made, made.world.person("T1", user), contact)
        seen.shared.add(contact)
    for ended in sorted(seen.shared)[:-2]:
        await pressed(made, made.world.person("T1", "UL1"), "share.stop", str(ended))
        seen.shared.remove(ended)


async def _turn_key(made: Hamlet, person: Person, contact: int) -> None:
    await pressed(made, person, "share.open", str(contact))
    await person.click(None, "share.agree")
    await made.app.tasks.drain(30)
    await person.close(whole=True)


async def _look_around(made: Hamlet, seen: Seen, upto: int) -> None:
    """Everybody outside the pairs looks at everything there is, and at every contact of the last weeks."""
    for user, part in WATCHERS.items():
        person = made.world.person("T1", user)
        since = made.world.journal.seq
        await person.open_home()
        for words in ("last", "export", "help", "undo", "digest week", ""):
            await person.command("/coachlog", words)
            await person.close(whole=True) if person.modal else None
        await person.shortcut("home.week")
        await made.app.tasks.drain(30)
        for contact in range(max(1, upto - 3), upto + 1):
            for action in ("contact.open", BESIDE[contact % len(BESIDE)]):
                await person.close(whole=True) if person.modal else None
                await pressed(made, person, action, str(contact))
        for action in DIGESTS:
            await person.close(whole=True) if person.modal else None
            await pressed(made, person, action, "1")
        told = [*_shown_since(made, since), *_posted_to(made, person)]
        seen.of[user] += told
        allowed = {w for one in seen.shared for w in _shareable(one)} if part in READS_SHARED else set()
        assert set(_found(_shown_since(made, since))) <= allowed, user
        assert not set(_found(_posted_to(made, person))), user
        if user not in seen.digests:
            assert not [one for one in told if "Visits held" in one], user
        assert not [one for one in told for group in GROUPS if "As of" in one and group in one], user


def _shareable(contact: int) -> Iterator[str]:
    """What of a contact both keys open: the collaborative log, and nothing of what stands around it."""
    words = words_of(contact)
    return (words[name] for name in COLLABORATIVE)


def _shown_since(made: Hamlet, since: int) -> list[str]:
    calls = [one for one in made.world.journal.since(since) if one["type"] == "call"]
    return [json.dumps(one["args"], ensure_ascii=False) for one in calls]


def _posted_to(made: Hamlet, person: Person) -> list[str]:
    """Every message in the person's own conversation, and in the coordinators' channel."""
    channels = made.world.workspaces["T1"].channels
    held = [*channels[CHANNEL].messages.values(), *person.dm()]
    return [f"{one.text} {json.dumps(one.blocks, ensure_ascii=False)}" for one in held]


def _found(told: list[str]) -> list[str]:
    """The words of contacts in what was told."""
    return [word for one in told for word in CANARY.findall(one)]
