"""`coachlog keys rotate`: with a key file, with COACHLOG_KEYS, half-way, and beside a running assistant."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from storage.audit import audit
from storage.keyfile import read_keys, replace_keys
from storage.keys import Keyring, new_key
from storage.sealed import sealed_tables
from storage.store import open_engine
from tests.bot.running import Site, connected, log_a_visit, report, until
from tests.promises.serving import served
from tests.promises.village import coaches

ROUNDS = 10_000


async def test_a_new_key_is_made_in_the_key_file_and_the_old_one_removed(there: Site, tmp_path: Path) -> None:
    own = {"DATABASE_URL": f"sqlite:///{tmp_path}/own.db", "COACHLOG_KEYS": ""}
    assert (await there.run("tick", **own)).code == 0
    (old,) = read_keys(there.home)
    ended = await there.run("keys", "rotate", **own)
    assert ended.code == 0, ended.err
    assert ended.out == "Sealed 1 rows with a new key, and removed the old one.\n"
    (new,) = read_keys(there.home)
    assert new != old
    assert (await there.run("verify", **own)).code == 0
    with open_engine(own["DATABASE_URL"]).connect() as connection:
        assert "keys.rotated" in connection.execute(select(audit.c.verb)).scalars().all()


async def test_a_rotation_that_was_begun_is_finished_with_the_key_it_made(there: Site, tmp_path: Path) -> None:
    own = {"DATABASE_URL": f"sqlite:///{tmp_path}/own.db", "COACHLOG_KEYS": ""}
    assert (await there.run("tick", **own)).code == 0
    begun = [new_key(), *read_keys(there.home)]
    replace_keys(there.home, begun)
    assert report(await there.run("keys", "rotate", "--json", **own))["finished"] is True
    assert read_keys(there.home) == begun[:1]


async def test_a_rotation_keeps_the_old_key_when_a_row_does_not_open(there: Site, tmp_path: Path) -> None:
    own = {"DATABASE_URL": f"sqlite:///{tmp_path}/own.db", "COACHLOG_KEYS": ""}
    assert (await there.run("tick", **own)).code == 0
    with open_engine(own["DATABASE_URL"]).begin() as connection:
        broken = Keyring(read_keys(there.home)).seal("x", "elsewhere")
        connection.exec_driver_sql("UPDATE workspaces SET bot_token = ?", (broken,))
    ended = await there.run("keys", "rotate", **own)
    assert ended.code == 1
    assert ended.line.startswith("A row doesn't open with any of the keys")
    assert len(read_keys(there.home)) == 2


async def test_with_keys_in_the_environment_the_way_is_told_and_gone(there: Site) -> None:
    await log_a_visit(there)
    how = await there.run("keys", "rotate")
    assert how.code == 0
    keys = re.findall(r"COACHLOG_KEYS=(\S+) for", how.out)[0]
    assert keys.endswith(f",{there.key}")
    with open_engine(there.url).connect() as connection:
        held = sum(one.count(connection) for one in sealed_tables())
    done = report(await there.run("keys", "rotate", "--json", COACHLOG_KEYS=keys))
    assert done["finished"] is True
    assert done["rows"] == held >= 2
    new = keys.split(",")[0]
    assert (await there.run("verify", COACHLOG_KEYS=new)).code == 0
    assert "The data was sealed with a key that isn't here" in (await there.run("verify")).line


async def test_a_running_assistant_takes_up_the_new_key_and_goes_on(there: Site) -> None:
    replace_keys_of(there)
    coach = coaches(there.world, 1)[0]
    async with connected(there, COACHLOG_KEYS="") as running:
        await coach.command("/coachlog")
        await coach.fill(await there.world.wait_for(lambda: coach.modal), {"presence": "yes", "note": "Before"})
        await running.duties.tidy()
        rotating = asyncio.create_task(there.run("keys", "rotate", "--json", COACHLOG_KEYS=""))
        await until(lambda: len(read_keys(there.home)) == 2)
        for _ in range(ROUNDS):
            if rotating.done():
                break
            await running.duties.tidy()
        assert report(await rotating)["finished"] is True
        assert (await coach.submit()).meaning == "closed", "a form that was open meanwhile"
    assert len(read_keys(there.home)) == 1
    assert (await there.run("verify", COACHLOG_KEYS="")).code == 0


def replace_keys_of(site: Site) -> None:
    """Let the site live by a key file instead of COACHLOG_KEYS."""
    site.home.mkdir(mode=0o700)
    replace_keys(site.home, [site.key])


async def test_a_rotation_waits_for_no_process_that_is_gone(there: Site) -> None:
    replace_keys_of(there)
    later = (there.world.clock.now() + timedelta(hours=2)).isoformat()
    async with served(there.server()):
        pass  # killed, so that it never said good-bye
    done = report(await there.run("keys", "rotate", "--json", COACHLOG_KEYS="", COACHLOG_NOW=later))
    assert done["finished"] is True
