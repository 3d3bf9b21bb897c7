"""The end of a contact's page: what its people said about it since, how often it changed, what the reader may do."""

from bot import blocks as b
from bot.messages.contacts import EDIT, UNDO
from bot.rules.contacts import readable
from bot.rules.remarks import ADDED, ANSWERED, CONFIRMED, QUESTIONED, Aftermath, Remark
from bot.rules.times import at_words
from bot.rules.views import Record

ADD, ASK, CONFIRM = "remark.add", "remark.question", "remark.confirm"
ANSWER, TAKE_BACK = "remark.answer", "remark.take_back"
DELETE, CHANGES = "contact.delete", "contact.changes"
SHOWN = 20  # remarks on the page, the newest

SAID = {ADDED: "{who} added", CONFIRMED: "{who} confirmed it", QUESTIONED: "{who} asked", ANSWERED: "{who} answered"}
REMEMBERED = "“That's how I remember it.”"


def parts(record: Record, after: Aftermath) -> list[b.Block]:
    """All that follows the words of the record, for the reader it was made for."""
    return [*_remarks(record, after), *_link(record), *_changed(record, after), *_acts(record, after)]


def _remarks(record: Record, after: Aftermath) -> list[b.Block]:
    if not after.remarks:
        return []
    left = len(after.remarks) - SHOWN
    earlier = [b.context(f"{left} earlier remarks aren't shown.")] if left > 0 else []
    rows = [_remark(record, after, one) for one in after.remarks[-SHOWN:]]
    return [b.header("Said since"), *earlier, *rows, b.context(_reads(record))]


def _reads(record: Record) -> str:
    """Who reads the remarks, in the reader's terms."""
    if not record.author:
        return f"Only you and {record.fact.coach} can read what you say here."
    if record.there:
        return "You and the leader who speaks can read this. No other leader does."
    return f"Only you and {record.fact.leader} can read this."


def _remark(record: Record, after: Aftermath, one: Remark) -> b.Block:
    who = "You" if one.own else one.who
    said = SAID[one.kind].format(who=who)
    text = f"{said}, {at_words(one.at, after.zone)}{' – open' if one.open else ''}\n{one.words or REMEMBERED}"
    return b.section(text, _answer(record, one))


def _answer(record: Record, one: Remark) -> b.Block | None:
    if one.own:
        spoken = f"Take back what you said about {readable(record.fact.id)}"
        return b.button("Take back", TAKE_BACK, str(one.id), spoken=spoken)
    if record.author and one.kind == QUESTIONED:
        style = "primary" if one.open else None
        return b.button("Answer", ANSWER, str(one.id), style, spoken=f"Answer {one.who}")
    return None


def _link(record: Record) -> list[b.Block]:
    """Where it was logged from. The address is one that Slack gave us."""
    return [b.marked(f"From a message: <{record.link}|open it in Slack>")] if record.link else []


def _changed(record: Record, after: Aftermath) -> list[b.Block]:
    if not after.changed:
        return []
    times = "once" if after.changed == 1 else f"{after.changed} times"
    see = b.button("See changes", CHANGES, str(record.fact.id), spoken=f"See how {readable(record.fact.id)} changed")
    return [b.section(f"Changed {times}.", see)]


def _acts(record: Record, after: Aftermath) -> list[b.Block]:
    contact = str(record.fact.id)
    buttons = []
    if after.speaks:
        if not after.confirmed:
            asked = any(one.own and one.open for one in after.remarks)
            buttons.append(b.button("That's how I remember it", CONFIRM, contact, None if asked else "primary"))
        buttons += [b.button("Add to it", ADD, contact), b.button("Question it", ASK, contact)]
    if record.author:
        buttons.append(b.button("Edit", EDIT, contact))
    if after.taking_back:
        undo = b.button("Undo", UNDO, contact)
        buttons.append(undo if after.taking_back == "undo" else b.button("Delete", DELETE, contact))
    return [b.actions(buttons)] if buttons else []
