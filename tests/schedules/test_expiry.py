"""What is kept for a while only is gone afterwards, and not before."""

from datetime import timedelta
from functools import partial

from sqlalchemy import func, select

from bot.rules.roster.report import Report
from bot.rules.roster.rows import Problem
from schedules.expiry import Expiry
from storage.database import Db
from storage.drafts import drafts, open_draft
from storage.people import Actor
from storage.setup import enter_setup
from storage.store import Storage
from storage.uploads import keep_upload, uploads
from storage.workspaces import NewWorkspace, install
from tests.storage.rostering import KEYRING, NOW
from tests.storage.settingup import founder


def fill(db: Db) -> None:
    enter_setup(db, Actor("UADMIN"), NOW, founder())
    open_draft(db, NOW, "UADMIN", "programme")
    keep_upload(db, Actor("UADMIN"), NOW, "", Report((Problem("a.csv", 1, None, "Wrong."),)))


def left(db: Db) -> list[int]:
    return [int(db.value(select(func.count(table.c.id)))) for table in (drafts, uploads)]


async def test_files_go_after_a_day_and_drafts_after_a_week(sqlite_url: str) -> None:
    storage = Storage(sqlite_url, KEYRING)
    try:
        workspace = await storage.system(install, NewWorkspace("T1", "Example", "xoxb-1", "UBOT"), NOW)
        store = storage.workspace(workspace)
        await store.write(fill)
        for days, expected in ((0.9, [1, 1]), (1, [1, 0]), (6.9, [1, 0]), (7.1, [0, 0])):
            await Expiry(store, partial(NOW.__add__, timedelta(days=days))).run_once()
            assert await store.read(left) == expected
    finally:
        storage.close()
