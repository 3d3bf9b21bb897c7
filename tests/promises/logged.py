"""Contacts with a word of its own in every text, recorded without a form."""

from datetime import date, timedelta

from sqlalchemy import select

from bot.rules.concerns import CODES
from bot.rules.contacts import DETAILS
from bot.rules.exports import Wanted
from bot.rules.remarks import QUESTIONED
from storage.contacts import NewContact, NewStep
from storage.exports import ask_export
from storage.fieldnotes import FORMS
from storage.fieldnoting import Writing, save_note
from storage.people import Actor
from storage.recording import Intent, record_contact
from storage.remarks import NewRemark, Sending, remark
from storage.tables import metadata
from tests.promises.counting import connected
from tests.promises.inside import Hamlet

PAIR_WORDS = {
    "note": "canary-note-1",
    "others": "canary-others-4",
    "step": "canary-step-3",
    "remark": "canary-remark-5",
    "field_note": "canary-walkthrough-6",
    **{name: f"canary-detail-{name}" for name in DETAILS},
}
OWN_WORDS = {"private_note": "canary-private-2", "own_note": "canary-decision-7"}
BESIDE = {"step", "remark", "field_note", "own_note"}  # of these words, none is the contact's own


async def recorded(made: Hamlet, coach: int, words: dict[str, str], days_ago: int = 1, kind: str = "session") -> int:
    """Record a contact of one of the village's coaches with the only leader she has; its id."""
    now = made.world.clock.now()
    day = (now - timedelta(days=days_ago)).date()
    intent = Intent(f"intent-{coach}-{kind}-{now.timestamp()}-{days_ago}", now, confirmed=CODES)
    store = (await made.app.duties.workspaces())[0].delivery.store
    saved = await store.write(record_contact, Actor(f"UC{coach}"), now, intent, _contact(coach, kind, day, words))
    return saved.id


async def asked(made: Hamlet, leader: str, contact: int, words: str = PAIR_WORDS["remark"]) -> int:
    """Let a leader question a contact; the id of her question."""
    store, now = (await made.app.duties.workspaces())[0].delivery.store, made.world.clock.now()
    said, sending = NewRemark(words=words), Sending(f"ask-{contact}", looked=True)
    await store.write(remark, Actor(leader), now, contact, QUESTIONED, said, sending)
    return contact


async def exported(made: Hamlet, user: str) -> int:
    """Let somebody ask for an export of their own contacts; its id."""
    store, now = (await made.app.duties.workspaces())[0].delivery.store, made.world.clock.now()
    wanted = Wanted("mine", "csv", now.date() - timedelta(days=30), now.date(), True)
    return await store.write(ask_export, Actor(user), now, f"export-{user}", wanted, 1)


async def noted(made: Hamlet, coach: int, contact: int) -> tuple[int, int]:
    """Let a coach write a field note for the pair, and one of their own; their ids."""
    store, now = (await made.app.duties.workspaces())[0].delivery.store, made.world.clock.now()
    walk = {"purpose": "p", "pattern": PAIR_WORDS["field_note"], "feedback": "f", "named": "no"}
    own = {"about": "other", "room": "r", "part": ["listener"], "note": OWN_WORDS["own_note"]}
    ids = []
    for kind, filled in (("walkthrough", walk), ("decision", own)):
        new, writing = FORMS[kind].model_validate(filled), Writing(f"{kind}-{contact}", contact, kind)
        ids.append(await store.write(save_note, Actor(f"UC{coach}"), now, writing, new))
    return ids[0], ids[1]


def _contact(engagement: int, kind: str, day: date, words: dict[str, str]) -> NewContact:
    texts = {name: said for name, said in words.items() if name not in BESIDE}
    due = day + timedelta(days=7 if day.weekday() < 5 else 9)
    step = NewStep(owner="leader", what=words["step"], due_on=due) if "step" in words else None
    return NewContact.model_validate(
        {
            "engagement": engagement,
            "kind": kind,
            "day": day,
            "minutes": 60,
            "presence": "yes",
            "focus": ("cpsel:2B",),
            "next_open": True,
            "no_steps": step is None,
            "next_steps": [step] if step else [],
            **texts,
        }
    )


async def every_object(made: Hamlet) -> dict[str, str]:
    """A contact of coach 1 with every text, her pair, and a typed line; the ids by table."""
    await recorded(made, 1, {**PAIR_WORDS, **OWN_WORDS})
    await made.people[0].command("/coachlog", "45m call School 1 yesterday 3pm; canary-said-5")
    await asked(made, "UL1", 1)
    await exported(made, "UC1")
    _, own = await noted(made, 1, 1)
    await made.settled()
    tables = ("contacts", "engagements", "drafts", "remarks", "next_steps", "exports", "field_notes")
    return {**{table: _newest(made, table) for table in tables}, "own note": str(own)}


def _newest(made: Hamlet, table: str) -> str:
    rows = metadata.tables[table]
    with connected(made.url) as connection:
        found = connection.execute(select(rows.c.id).order_by(rows.c.id)).scalars().all()
    assert found, table
    return str(found[0])
