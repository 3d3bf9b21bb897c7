"""What the tests of bad input share: the form with every field open, and the rows that a refusal may not touch."""

import contextlib
import copy
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Connection, Table, func, select, update

from bot.app import Assistant
from handlers.coachlog.form import ADD_OTHERS, ADD_PRIVATE, ADD_STEP
from playground.people import Person
from playground.records import Message, View
from storage.audit import audit
from storage.contacts import contacts
from storage.database import Db
from storage.engagements import engagements
from storage.outbox import outbox
from tests.promises.counting import connected
from tests.promises.inside import Hamlet, inside
from tests.storage.contacting import Program

TRANSPORTS = ("http", "socket")
MARKUP = "<!channel> <https://x.example.org|y> <@UCOORD> & *bold* `code`"
FILLED: dict[str, Any] = {"presence": "yes", "activities": ["A2"], "minutes": 90, "note": "Exit tickets are weak."}
MORE = ((ADD_OTHERS, "others"), (ADD_STEP, "next_steps.0.what"), (ADD_PRIVATE, "private_note"))
WORDS = {"others": "Two teachers", "next_steps.0.what": "Draft an exit ticket", "private_note": "She is tired."}


class Rows(NamedTuple):
    """How many rows there are."""

    contacts: int
    audit: int
    outbox: int

    def plus(self, contacts: int = 0, audit: int = 0, outbox: int = 0) -> "Rows":
        """So many more of each."""
        return Rows(self.contacts + contacts, self.audit + audit, self.outbox + outbox)

    @property
    def after_a_visit(self) -> "Rows":
        """With one contact more, audited, and owed: two messages, the channel's line and two Homes."""
        return self.plus(contacts=1, audit=1, outbox=5)


def rows(app: Assistant) -> Rows:
    """What is stored now, counted beside the assistant."""
    with connected(app.settings.database_url) as connection:
        return Rows(*(_count(connection, table) for table in (contacts, audit, outbox)))


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def change_pair(made: Hamlet, number: int, **values: Any) -> None:
    """Change an engagement, as an import would meanwhile."""
    with connected(made.url) as connection:
        connection.execute(update(engagements).where(engagements.c.id == number).values(**values))
        connection.commit()


def hand_over(made: Hamlet) -> None:
    """Give the first coach's leader to the second coach, as an import would meanwhile."""
    other = engagements.alias()
    change_pair(made, 1, coach_id=select(other.c.coach_id).where(other.c.id == 2).scalar_subquery())


async def engage_many(made: Hamlet, count: int) -> None:
    """Give the first coach so many schools more, all with the same leader."""
    store = (await made.app.duties.workspaces())[0].delivery.store

    def engage(db: Db) -> None:
        program = Program(db, 1, {"UL1": 2, "UC1": 3}, {})
        for number in range(2, count + 2):
            program.engage(f"School {number} North", "UL1", "UC1")

    await store.write(engage)


async def whole_form(made: Hamlet, coach: Person) -> View:
    """The form with every field open, filled in so that it could be saved."""
    await coach.command("/coachlog")
    await made.world.wait_for(lambda: coach.modal)
    for button, field in MORE:
        await coach.click(None, button)
        await made.world.wait_for(lambda: field in _asked(coach))  # noqa: B023 - at once
    await coach.fill(None, {**FILLED, **WORDS})
    assert coach.modal
    return coach.modal


async def opened(made: Hamlet, person: Person) -> View:
    """The form or page on top, once there is one."""
    return await made.world.wait_for(lambda: person.modal)


def _asked(coach: Person) -> list[str]:
    return [block["block_id"] for block in coach.modal.blocks] if coach.modal else []


async def refused(made: Hamlet, coach: Person, said: dict[str, str], audited: int = 0) -> None:
    """Submit: this is said, under these fields alone; the form holds what it held, and nothing is stored of it."""
    assert coach.modal
    before, held = rows(made.app), copy.deepcopy(coach.modal.state)
    assert (await coach.submit(force=True)).meaning == "errors"
    await made.app.tasks.drain(30)
    assert coach.errors == said
    assert coach.modal.state == held
    assert rows(made.app) == before.plus(audit=audited)


async def saved(made: Hamlet, coach: Person, **mended: Any) -> dict[str, Any]:
    """Mend what was wrong and submit: exactly one contact is stored and told; the contact."""
    before, messages = rows(made.app), len(coach.dm())
    await coach.fill(None, mended)
    verdict = await coach.submit()
    assert verdict.meaning == "closed", verdict
    assert rows(made.app) == before.after_a_visit
    counted = await made.settled()
    assert len(coach.dm()) == messages + 1
    return max(counted.contacts, key=lambda row: int(row["id"]))


def marked(piece: Any) -> list[str]:
    """Every text of blocks that Slack reads as markup."""
    if isinstance(piece, list):
        return [text for one in piece for text in marked(one)]
    if not isinstance(piece, dict):
        return []
    own = [piece["text"]] if piece.get("type") == "mrkdwn" else []
    return own + [text for one in piece.values() for text in marked(one)]


async def whispered(made: Hamlet, person: Person) -> Message:
    """The one answer that only this person sees, in the conversation with the app."""

    def found() -> list[Message]:
        return [one for one in person.messages(person.im) if one.ephemeral_to]

    await made.world.wait_for(found)
    await made.app.tasks.drain(30)
    (only,) = found()
    return only


@contextlib.asynccontextmanager
async def coaches(
    request: pytest.FixtureRequest, transport: str, database: str = "sqlite_url"
) -> AsyncIterator[Hamlet]:
    """Two coaches with a leader each, over a transport, on a database."""
    folder = request.getfixturevalue("tmp_path")
    async with inside(request.getfixturevalue(database), folder, 2, transport) as made:
        yield made
