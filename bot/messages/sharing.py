"""What is said about who can read a contact: on its page, and when its pair shares it with the program."""

from datetime import date

from bot.blocks import actions, button, context, safe, section
from bot.messages import Message
from bot.messages.contacts import OPEN, line
from bot.rules.contacts import brief, readable
from bot.rules.sharing import GLASS
from bot.rules.times import at_words
from bot.rules.views import Fact, Keys, Reading, Record

SEE = "see.form"
SHARE = "share.open"
AGREE = "share.agree"
NOT_NOW = "share.not_now"
STOP = "share.stop"
READERS = "readers.open"
READERS_OLDER = "readers.older"
READERS_NEWER = "readers.newer"
MY_READERS = "readers.mine"

FACTS_ONLY = "Coordinators see that it happened, not what was said."
SMALL_SUMS = "Sums of fewer than five schools are never shown."
NOBODY = "Nobody else has opened it yet."
READERS_HINT = (
    "Each time somebody opens what you two wrote, or what was reported of it, it is noted here. Your own readings are "
    "left out."
)
GONE = "Somebody who has left"
WHAT_WORDS = {
    "agreement.read": "your agreement and goals",
    "handoff.read": "what you had agreed and when you met",
    "report.read": "the status report",
    "log.opened": "opened your log for an hour",
    "district.goals_read": "what goals are in the district, without names",
}
ROLE_WORDS = {
    "coach": "coach",
    "leader": "leader",
    "lead_coach": "lead coach",
    "coordinator": "coordinator",
    "office": "program office",
    "admin": "administrator",
    "liaison": "district liaison",
    "supervisor": "the leader's supervisor",
    "next": "the coach who follows",
    "": "no longer in this role",
}


def readers_hint(leader: str, *, portfolio: bool) -> str:
    """Over a session's words, before they are typed: who will read them."""
    if portfolio:
        who = f"You, {leader} and the program's coordinators can read this page: it is a portfolio item."
    else:
        who = f"Only you and {leader} can read this page."
    return f"{who} Please name no students."


def note_label(record: Record) -> str:
    """The heading over the note."""
    return "Note for the two of you" if record.reads in {"coach", "leader"} else "Their note"


def who_reads(record: Record) -> str:
    """Who can read it, in this reader's terms."""
    if record.reads in {"coach", "leader"}:
        return _pair_reads(record)
    fact = record.fact
    if not record.words:
        if record.reads == "present":
            return f"You were there. What was said is between {fact.coach} and {fact.leader}."
        return f"What was said is between {fact.coach} and {fact.leader}. You see that it happened."
    if record.reads == GLASS:
        return "You read this because you opened their log. It is written down, and both are told."
    why = "It is a portfolio item." if record.state.portfolio else "Both of them agreed that you may."
    return f"You can read this. {why} The two of them see that you opened it."


def _pair_reads(record: Record) -> str:
    if record.state.portfolio:
        return "The two of you can read this, and so can the program's coordinators: it is a portfolio item."
    if record.state.shared:
        return "The two of you can read this, and so can the program's coordinators, because you both agreed."
    return f"Only the two of you can read this. {FACTS_ONLY}"


def keys_line(fact: Fact, keys: Keys, side: str) -> str:
    """How the two keys stand, in words. side: of the reader, "coach" or "leader"."""
    names = {"coach": fact.coach, "leader": fact.leader, side: "You"}
    other = "leader" if side == "coach" else "coach"
    turned = {"coach": keys.coach, "leader": keys.leader}
    if not keys.request:
        return "Not shared with the program."
    if keys.ended is not None:
        return _ended(names, keys)
    if turned[side] and turned[other]:
        return f"You agreed on {_on(turned[side])}, {names[other]} on {_on(turned[other])}. Coordinators can read it."
    if turned[side]:
        return f"You agreed on {_on(turned[side])}. Waiting for {names[other]}."
    if turned[other]:
        return f"{names[other]} agreed on {_on(turned[other])}, and asks you."
    return "Its words were changed, so it is no longer shared. You are both asked anew."


def _on(day: date | None) -> str:
    return brief(day) if day else ""


def _ended(names: dict[str, str], keys: Keys) -> str:
    if keys.coach and keys.leader:
        return f"{names[keys.ended_by]} stopped sharing it on {_on(keys.ended)}. Coordinators can't read it."
    if keys.ended_by == keys.asked_by:
        return f"{names[keys.ended_by]} took the question back on {_on(keys.ended)}. Not shared with the program."
    return f"{names[keys.ended_by]} said “not now” on {_on(keys.ended)}. Not shared with the program."


def asked(fact: Fact, asker: str) -> Message:
    """To the other of the pair: that their agreement is asked, and one touch to look."""
    said = f"{asker} would like to share the words of {readable(fact.id)} with the program: {line(fact)}."
    more = "Nobody reads them unless you agree too. Look first at what the coordinators would read."
    return _with_look(said, more, fact)


def asked_anew(fact: Fact) -> Message:
    """To each of the pair, after an edit of words they had agreed to share."""
    said = f"The words of {readable(fact.id)} were changed: {line(fact)}. It is no longer shared with the program."
    return _with_look(said, "What was agreed was the text before. You are both asked anew.", fact)


def _with_look(said: str, more: str, fact: Fact) -> Message:
    look = actions([button("Look and decide", SHARE, str(fact.id))])
    return Message(safe(f"{said}\n{more}"), (section(said), context(more), look))


def agreed(fact: Fact, other: str) -> Message:
    """To the one who asked: that it is shared now."""
    said = f"{other} agreed to share {readable(fact.id)}: {line(fact)}. The program's coordinators can read it now."
    return _with_open(said, "Either of you can stop that at any time.", fact)


def ended(fact: Fact, other: str) -> Message:
    """To the other of the pair: that it is shared no longer."""
    said = f"{other} stopped sharing {readable(fact.id)}: {line(fact)}. Only the two of you can read it again."
    return _with_open(said, "", fact)


def _with_open(said: str, more: str, fact: Fact) -> Message:
    parts = [section(said), *([context(more)] if more else []), actions([button("Open", OPEN, str(fact.id))])]
    return Message(safe("\n".join(part for part in (said, more) if part)), tuple(parts))


def reading_line(one: Reading, zone: str, *, named: bool) -> str:
    """One reading in the list. named: with the contact that was read."""
    which = f" · {readable(one.contact) if one.contact else _what(one)}" if named else ""
    return f"{one.who or GONE}, {ROLE_WORDS[one.role]}{which}\n{at_words(one.at, zone)}"


def _what(one: Reading) -> str:
    what = WHAT_WORDS[one.what]
    return f"{what}, {one.about}" if one.about else what
