"""A direct message that may be a question, a contact to log, or both; and the messages that answer questions."""

from dataclasses import dataclass
from datetime import datetime

from bot.errors import Refusal
from bot.language import read_line
from bot.messages import Message
from bot.messages.help import nothing_to_ask
from bot.messages.questions import (
    DENIED,
    UNKNOWN,
    answer_message,
    either,
    examples_message,
    offers,
)
from bot.messages.questionwords import reading_words
from bot.rules.answernames import names_of
from bot.rules.lines import Draft, Pair
from bot.rules.questions import examples
from storage.database import Db
from storage.engagements import pairs_of_user
from storage.lines import propose_line
from storage.outbox import NewOwed, Owed, owe
from storage.people import Actor, find_person
from storage.questions import Asked, ask_again, hear, keep, keep_reading

KIND = "asked"
SURE = 2  # fields that must be read before a message counts as a contact


def message_of(asked: Asked) -> Message | None:
    """What is said to a question; None to somebody who may ask nothing. asked: kept, where it has buttons."""
    scope = asked.scope
    if scope is None:
        return None
    if asked.answer is not None:
        return answer_message(asked.answer, asked.kept, charts=asked.charts)
    if asked.heard.offers and not asked.denied:
        return offers(asked.heard, asked.kept, scope.pairs, scope.view, scope.today, scope.groups)
    lead = DENIED if asked.denied else UNKNOWN
    return examples_message(lead, examples(scope.view, scope.parts), scope.pairs, scope.view, scope.today)


@dataclass(frozen=True, slots=True)
class Later:
    """A question whose answer is reckoned when it is sent, so that nobody waits for it. kept: the reading's row."""

    person: int
    kept: int


def heard_question(db: Db, actor: Actor, now: datetime, said_at: datetime, text: str) -> Message | Later | None:
    """What is to be said to a direct message that asks something; None where it asks nothing that is known.

    said_at: when it was written, which is what its days count from.
    """
    asked = hear(db, actor, said_at, text)
    if asked.scope is None or not _asks(asked):
        return None
    if not asked.certain or asked.denied:
        return message_of(keep(db, now, asked))
    if not asked.heard.asks and _is_contact(db, actor, said_at, text):
        proposal = propose_line(db, actor, said_at, text, SURE)
        if proposal is not None:
            return either(keep_reading(db, now, asked), proposal.id, heard_words(asked))
    return Later(asked.scope.person, keep_reading(db, now, asked))


def heard_words(asked: Asked) -> str:
    """What a certain question was understood to ask."""
    scope, reading = asked.scope, asked.heard.reading
    if scope is None or reading is None:
        return ""
    named = names_of(reading.pairs, scope.pairs, scope.groups, scope.view)
    return reading_words(reading, named, scope.today)


def owe_later(db: Db, now: datetime, key: str, later: Later) -> None:
    """Owe the answer to a question."""
    owe(db, now, [NewOwed(KIND, key, later.person, subject_id=later.kept)])


def _compose(db: Db, owed: Owed, now: datetime) -> Message | None:
    """The answer as it is when it is sent; nothing to somebody whose it no longer is to know."""
    try:
        return message_of(ask_again(db, Actor(owed.user or ""), now, owed.subject_id or 0))
    except Refusal:
        return None


QUESTIONS = {KIND: _compose}


def _asks(asked: Asked) -> bool:
    """Whether something is to be said to it as a question: it is certain, or it is one by its form and near to one."""
    return asked.certain or bool(asked.heard.which) or (asked.heard.asks and bool(asked.heard.offers))


def unknown_question(db: Db, actor: Actor, now: datetime, text: str) -> Message | None:
    """What can be asked instead, to a question that is none of the set; None to what isn't a question by its form."""
    asked = hear(db, actor, now, text)
    if not asked.heard.asks:
        return None
    person = find_person(db, actor) if asked.scope is None else None
    return nothing_to_ask(person.roles) if person else message_of(asked)


def _is_contact(db: Db, actor: Actor, now: datetime, text: str) -> bool:
    """Whether it may as well tell of a contact: it says when, how long or what was done, which a question doesn't."""
    pairs = [Pair(one.id, one.school, one.leader, one.zone) for one in pairs_of_user(db, actor, now)]
    draft = read_line(text, pairs, now) if pairs else None
    return draft is not None and not draft.doubt and draft.readable >= SURE and _tells(draft)


def _tells(draft: Draft) -> bool:
    said = (draft.minutes, draft.start, draft.presence, draft.made)
    day = draft.day is not None and not draft.day.guessed
    return bool(any(said) or day or draft.activities.value or draft.steps)
