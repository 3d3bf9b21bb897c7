"""Closed Homes, corrections and applied events go after 30 days, other closed messages after 18 months."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from schedules.expiry import Expiry
from storage.database import Db
from storage.inbox import inbox, receive_event
from storage.outbox import NewOwed, outbox, owe
from tests.schedules.delivering import Post, post
from tests.storage.rostering import NOW


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Post]:
    async with post(database_url) as made:
        yield made


def fill(db: Db) -> None:
    for number in range(7):
        owe(db, NOW, [NewOwed("home", f"h{number}"), NewOwed("retouch", f"r{number}", subject_id=1)])
        receive_event(db, NOW, f"e{number}", "message", {})
    owe(db, NOW, [NewOwed("confirmation", "c", subject_id=1)])
    db.change(update(outbox).where(outbox.c.key != "h6").values(state="sent"))
    db.change(update(inbox).where(inbox.c.event_key != "e0").values(state="done"))


def left(db: Db) -> tuple[list[str], list[str]]:
    return (
        [row.key for row in db.all(select(outbox.c.key).order_by(outbox.c.id))],
        [row.event_key for row in db.all(select(inbox.c.event_key).order_by(inbox.c.id))],
    )


async def test_old_rows_go_and_what_is_open_or_may_be_corrected_stays(office: Post) -> None:
    await office.store.write(fill)
    for days, expected in ((29.9, 22), (30.1, 4)):
        await Expiry(office.store, partial(NOW.__add__, timedelta(days=days))).run_once()
        kept = await office.store.read(left)
        assert len(kept[0]) + len(kept[1]) == expected
    assert kept == (["h6", "c"], ["e0", "e6"])


KINDS = {"confirmation": "sent", "leader_note": "unknown", "channel_line": "failed", "answer": "expired", "x": "void"}


def tell(db: Db, at: datetime) -> None:
    states = {**KINDS, "waiting": "pending", "going": "sending", "newest": "sent"}
    for key, state in states.items():
        owe(db, at, [NewOwed(key, key, subject_id=1)])
        db.change(update(outbox).where(outbox.c.key == key).values(state=state))


@pytest.mark.parametrize(
    ("told", "kept_at", "gone_at"),
    [
        ("2026-11-17T15:35Z", "2028-05-17T15:35Z", "2028-05-17T15:36Z"),
        ("2026-08-31T09:00Z", "2028-02-29T09:00Z", "2028-03-01T00:00Z"),
        ("2026-08-28T09:00Z", "2028-02-28T09:00Z", "2028-02-28T10:00Z"),
    ],
)
async def test_closed_messages_of_every_kind_go_after_eighteen_months_and_not_before(
    office: Post, told: str, kept_at: str, gone_at: str
) -> None:
    await office.store.write(tell, datetime.fromisoformat(told))
    open_still = ["waiting", "going", "newest"]
    for at, expected in ((kept_at, [*KINDS, *open_still]), (gone_at, open_still)):
        await Expiry(office.store, partial(datetime.fromisoformat, at)).run_once()
        assert (await office.store.read(left))[0] == expected
