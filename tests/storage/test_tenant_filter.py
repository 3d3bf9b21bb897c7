"""Every statement that storage keeps names its workspace, in each of its parts; and nobody goes around Db."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Delete, Select, Update, delete, select, update
from sqlalchemy.sql import visitors
from sqlalchemy.sql.selectable import FromClause, Join

import storage
from storage.contacts import contacts
from storage.database import WORKSPACE, Scoped, tenant
from storage.people import people

FOLDER = Path(storage.__file__).parent
MODULES = [one.name for one in pkgutil.iter_modules([str(FOLDER)])]
# Who may speak to the whole database, and why.
SYSTEM = {
    "database": "Db itself",
    "statements": "Db's own way to the driver",
    "store": "makes connections",
    "lanes": "begins transactions",
    "connecting": "makes connections",
    "workspaces": "the table of the workspaces",
    "installations": "a workspace comes, before there is a Db for it",
    "oauth_states": "no workspace is known yet",
    "ticks": "the clock is everybody's",
    "status": "counts over all workspaces",
    "survey": "reads over all workspaces",
    "invariants": "checks over all workspaces",
    "posted": "checks over all workspaces",
    "pastinvariants": "checks over all workspaces",
    "pasttriggers": "triggers of the database's own",
    "visitinvariants": "checks over all workspaces",
    "verify": "checks over all workspaces",
    "feeds": "a link tells whose it is, before there is a Db for it",
    "sealed": "every sealed column, for new keys",
    "rotation": "new keys for every workspace",
}


def kept() -> Iterator[tuple[str, Scoped]]:
    """Every statement at the top of a module."""
    for module in MODULES:
        for name, value in vars(importlib.import_module(f"storage.{module}")).items():
            if isinstance(value, Scoped):
                yield f"{module}.{name}", value


def sources(froms: list[FromClause]) -> Iterator[FromClause]:
    for one in froms:
        if isinstance(one, Join):
            yield from sources([one.left, one.right])
        else:
            yield one


def unfiltered(statement: Any) -> list[str]:
    """The tenant tables that a part of a statement reads or changes without naming the workspace."""
    found = []
    for part in visitors.iterate(statement):
        if not isinstance(part, Select | Update | Delete):
            continue
        named = part.get_final_froms() if isinstance(part, Select) else [part.table]
        where = str(part.whereclause)
        found += [
            str(getattr(one, "name", one))
            for one in sources(list(named))
            if "workspace_id" in one.c and f"{getattr(one, 'name', '')}.workspace_id = :{WORKSPACE}" not in where
        ]
    return found


def test_every_kept_statement_names_its_workspace_in_each_part() -> None:
    statements = list(kept())
    assert len(statements) > 50
    assert {name: bare for name, scoped in statements if (bare := unfiltered(scoped.statement))} == {}


@pytest.mark.parametrize(
    "bare",
    [
        select(people.c.id),
        update(people).values(name="x"),
        delete(people),
        select(contacts.c.id).where(contacts.c.coach_id.in_(select(people.c.id))),
        select(contacts.c.id).join(people, people.c.id == contacts.c.coach_id),
        select(contacts.c.id).outerjoin_from(contacts, people.alias("other"), people.c.id == contacts.c.coach_id),
        update(contacts).where(contacts.c.coach_id.in_(select(people.c.id))).values(minutes=1),
    ],
)
def test_a_bare_statement_would_be_found_and_gets_its_filter(bare: Any) -> None:
    assert unfiltered(bare)
    assert unfiltered(tenant(bare).statement) == []


def test_only_the_named_modules_speak_to_the_whole_database() -> None:
    assert {name for name in MODULES if speaks(FOLDER / f"{name}.py")} <= SYSTEM.keys()


def speaks(path: Path) -> bool:
    """Whether a module runs a statement on a connection itself."""
    if not path.exists():
        return False
    calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    direct = ("execute", "exec_driver_sql", "executemany", "scalars")
    return any(
        isinstance(call.func, ast.Attribute)
        and call.func.attr in direct
        and ast.unparse(call.func.value).endswith(("connection", "cursor()"))
        for call in calls
    )
