"""The history of a contact: every change, newest first, ten on a page."""

from collections.abc import Sequence

from bot import blocks as b
from bot.rules.changes import Change, Version
from bot.rules.contacts import readable
from bot.rules.times import at_words
from bot.rules.views import Record
from handlers.coachlog.afterwards import CHANGES
from handlers.errors import in_background, show
from handlers.turn import Routes, Turn
from storage.aftermath import read_history
from storage.records import note_reading, read_record

OLDER = "contact.changes_older"
SHOWN = 10
VALUE_MAX = 1400  # of each of two texts in one paragraph
APART = "It was with somebody else then, so what it said isn't shown."


def page(turn: Turn, contact: int, zone: str, versions: Sequence[Version], before: int = 0) -> b.View:
    """Ten changes. before: the version that this page comes after; 0 for the newest."""
    left = [one for one in versions if not before or one.id < before]
    blocks = [block for one in left[:SHOWN] for block in _version(one, zone)][1:]
    if len(left) > SHOWN:
        blocks.append(b.actions([b.button("Older changes", OLDER, str(left[SHOWN - 1].id))]))
    title = f"{readable(contact)}, changes"
    return b.modal(CHANGES, title, None, blocks or [b.section("Nothing changed.")], turn.pack({"c": contact}, CHANGES))


def _version(one: Version, zone: str) -> list[b.Block]:
    did = "amended it" if one.amended else "changed it"
    lines = [_change(change) for change in one.changes] or [APART]
    if one.reason:
        lines.insert(0, f"Reason: {one.reason}")
    return [b.divider(), b.context(f"{one.who} {did}, {at_words(one.at, zone)}"), *b.paragraphs(lines)]


def _change(one: Change) -> str:
    return f"{one.label}: {b.short(one.before, VALUE_MAX)} → {b.short(one.after, VALUE_MAX)}"


async def open_changes(turn: Turn) -> None:
    """Open the history, for the two people in it."""
    contact = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open(later, contact))


async def _open(turn: Turn, contact: int) -> None:
    zone, versions = await _history(turn, contact)
    await show(turn, page(turn, contact, zone, versions))


async def _history(turn: Turn, contact: int) -> tuple[str, tuple[Version, ...]]:
    """Every change; that somebody reads what another person had written is written down first."""
    zone, versions = await turn.store.read(read_history, turn.actor, contact)
    record: Record = await turn.store.read(read_record, turn.actor, contact)
    if versions and not record.author:
        await turn.store.write(note_reading, turn.actor, turn.now, contact)
    return zone, versions


async def older(turn: Turn) -> None:
    """Ten changes more."""
    before, contact = turn.row_id(), turn.unpack()["c"]
    await turn.ack()
    in_background(turn, lambda later: _older(later, contact, before))


async def _older(turn: Turn, contact: int, before: int) -> None:
    zone, versions = await _history(turn, contact)
    await turn.client.views_update(view_id=turn.view["id"], view=page(turn, contact, zone, versions, before))


def register(routes: Routes) -> None:
    """All of these ids."""
    routes.actions |= {CHANGES: open_changes, OLDER: older}
