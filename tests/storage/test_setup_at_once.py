"""The set-up pressed by two at the same moment, in two transactions, on both databases."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine

from bot.errors import Denied, Refusal
from bot.rules.roster.reading import read_roster
from storage.database import Db
from storage.drafts import open_draft
from storage.people import Actor
from storage.programmeform import DRAFT, finish_programme, keep_step
from storage.programmes import list_programmes
from storage.setup import enter_setup
from storage.uploads import check_upload, import_upload, keep_upload, pack
from tests.bot.test_setup_rules import GIVEN
from tests.storage.rostering import NOW, files, opened, workspace
from tests.storage.settingup import ADMIN, FIRST, founder, verbs


def prepared(engine: Engine, work: Callable[[Db], int]) -> int:
    """Committed beforehand."""
    with engine.begin() as connection:
        return work(workspace(connection))


def at_once(engine: Engine, works: list[Callable[[Db], object]]) -> list[object]:
    """Each in a transaction of its own, begun together; what each gave, or the name of its refusal."""
    together = threading.Barrier(len(works))

    def run(work: Callable[[Db], object]) -> object:
        together.wait()
        try:
            with engine.begin() as connection:
                return work(workspace(connection))
        except (Denied, Refusal) as refusal:
            return type(refusal).__name__

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def draft_of_a_program(db: Db) -> int:
    enter_setup(db, ADMIN, NOW, founder())
    draft = open_draft(db, NOW, ADMIN.user_id, DRAFT).id
    for part, filled in GIVEN.items():
        keep_step(db, ADMIN, NOW, draft, part, filled, FIRST)
    return draft


def checked_files(db: Db) -> int:
    enter_setup(db, ADMIN, NOW, founder())
    given = files()
    programme, report = check_upload(db, ADMIN, NOW, read_roster(given))
    return keep_upload(db, ADMIN, NOW, pack(given), report, programme).id


def test_two_admins_who_start_together_do_not_both_become_the_installer(database_url: str) -> None:
    with opened(database_url) as engine:
        prepared(engine, lambda db: db.workspace_id)
        came = at_once(
            engine,
            [
                lambda db: enter_setup(db, Actor("UONE"), NOW, founder("UONE")).founding,
                lambda db: enter_setup(db, Actor("UTWO"), NOW, founder("UTWO")).founding,
            ],
        )
        assert sorted(map(str, came)) == ["Denied", "True"]


def test_saving_a_program_twice_at_once_makes_one(database_url: str) -> None:
    with opened(database_url) as engine:
        draft = prepared(engine, draft_of_a_program)
        first, second = at_once(engine, [lambda db: finish_programme(db, ADMIN, NOW, draft)] * 2)
        assert first == second
        assert prepared(engine, lambda db: len(list_programmes(db))) == 1


def test_importing_twice_at_once_imports_once(database_url: str) -> None:
    with opened(database_url) as engine:
        upload = prepared(engine, checked_files)
        roster = read_roster(files())
        done = at_once(engine, [lambda db: import_upload(db, ADMIN, NOW, upload, roster).report.written] * 2)
        assert done == [True, True]
        assert prepared(engine, lambda db: verbs(db).count("roster.imported")) == 1
