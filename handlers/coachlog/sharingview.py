"""The pages about who reads a contact: two keys to its words, as whom to see it, and who has read it."""

from collections.abc import Sequence
from dataclasses import replace

from bot import blocks as b
from bot.messages import sharing as words
from bot.messages.contacts import SEE_SAVED
from bot.rules.contacts import readable
from bot.rules.sharing import Reader, view_of
from bot.rules.views import Reading, Record
from handlers.coachlog.recordview import record_blocks
from storage.readers import PAGE

SHARING = "share.page"
READERS_PAGE = "readers.page"
LOOK = "This is what the program's coordinators would read:"


def sharing_row(record: Record) -> list[b.Block]:
    """On the contact's page, for the two in it: how its sharing stands, and what they can do about it."""
    if record.reads not in {"coach", "leader"}:
        return []
    contact, open_request = str(record.fact.id), bool(record.keys.request) and record.keys.ended is None
    buttons = []
    if open_request and not record.state.shared and _own_key(record) is None:
        buttons.append(b.button("Look and decide", words.SHARE, contact, style="primary"))
    elif open_request:
        stop = "Stop sharing" if record.state.shared else "Take it back"
        buttons.append(b.button(stop, words.STOP, contact))
    elif has_words(record) and not record.state.portfolio:
        buttons.append(b.button("Share with the program…", words.SHARE, contact))
    buttons.append(b.button("See it as…", SEE_SAVED, contact))
    buttons.append(b.button("Who has read this?", words.READERS, contact))
    line = [] if not record.keys.request else [b.context(words.keys_line(record.fact, record.keys, record.reads))]
    return [*line, b.actions(buttons, "sharing")]


def _own_key(record: Record) -> object:
    return record.keys.coach if record.reads == "coach" else record.keys.leader


def has_words(record: Record) -> bool:
    """Whether there is anything in it that coordinators don't see anyway."""
    return bool(record.note or record.others or record.details)


def as_reader(record: Record, role: str, *, shared: bool | None = None) -> Record | None:
    """The contact as somebody in this part would see it. shared: as if both keys were turned, or not."""
    state = record.state if shared is None else replace(record.state, shared=shared)
    return view_of(Reader(frozenset({role})), replace(record, state=state))


def share_page(record: Record, metadata: str) -> b.View:
    """What the coordinators would read, and the one decision about it."""
    seen = as_reader(record, "coordinator", shared=True)
    other = record.fact.leader if record.reads == "coach" else record.fact.coach
    open_request = bool(record.keys.request) and record.keys.ended is None
    blocks = [b.section(f"{words.keys_line(record.fact, record.keys, record.reads)}\n{LOOK}"), b.divider()]
    blocks += record_blocks(seen) if seen else []
    rest = "Private notes are never shared. Either of you can stop it at any time, and an edit asks you both anew."
    if not open_request:
        rest = f"Coordinators read it only once {other} agrees too. {rest}"
    agree = "Agree" if open_request else f"Ask {b.short(other, 50)}"
    contact = str(record.fact.id)
    yes, no = b.button(agree, words.AGREE, contact, "primary"), b.button("Not now", words.NOT_NOW, contact)
    blocks += [b.divider(), b.context(rest), b.actions([yes, no], "decide")]
    return b.modal(SHARING, f"Share {readable(record.fact.id)}", None, blocks, metadata)


def readers_page(
    found: Sequence[Reading], skip: int, more: bool, zone: str, contact: int | None, metadata: str
) -> b.View:
    """Who read one contact, or all of a person's (contact None), the newest first; own readings aren't in it."""
    lines = [words.reading_line(one, zone, named=contact is None) for one in found]
    blocks = [b.section(line) for line in lines] or [b.section(words.NOBODY if skip == 0 else "Nothing older.")]
    ways = [b.button("Newer", words.READERS_NEWER, str(max(0, skip - PAGE)))] if skip else []
    ways += [b.button("Older", words.READERS_OLDER, str(skip + PAGE))] if more else []
    blocks += [b.actions(ways)] if ways else []
    blocks.append(b.context(words.READERS_HINT))
    title = "Who has read this" if contact is not None else "Who read my records"
    return b.modal(READERS_PAGE, title, None, blocks, metadata)
