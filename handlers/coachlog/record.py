"""The page on which a contact is read, as its reader sees it."""

from bot import blocks as b
from bot.rules.contacts import readable
from bot.rules.remarks import Aftermath
from bot.rules.views import Record
from handlers.coachlog import afterwards
from handlers.coachlog.recordview import record_blocks
from handlers.coachlog.sharingview import sharing_row

RECORD = "contact.record"


def record_page(record: Record, after: Aftermath | None = None) -> b.View:
    """A contact as its reader sees it; the author may change it or take it back, the pair decide who else reads it."""
    blocks = record_blocks(record) + afterwards.parts(record, after or Aftermath()) + sharing_row(record)
    return b.modal(RECORD, readable(record.fact.id), None, blocks)
