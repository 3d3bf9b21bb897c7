"""Asking: a typed question read and answered by the asker's own rights; what is offered is kept until it is chosen.

Of the words typed nothing is kept. A reading, which is ids and days, is kept only behind a button that needs it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from bot.errors import Denied, Refusal
from bot.language.asides import whose_side
from bot.language.concepts import looks_asked
from bot.language.questions import read_question
from bot.language.words import alike
from bot.rules.answers import SHOWN, Answer
from bot.rules.questions import DISTRICT, Heard, Reading, may_ask
from storage.charts import takes_charts
from storage.database import Db
from storage.drafts import add_draft, see_draft
from storage.moments import one_moment
from storage.people import Actor
from storage.questionanswers import answer_of
from storage.questionscope import Scope, scope_of
from storage.wishing import wants_text_only

KIND = "ask"
GONE = "That answer is more than a week old. Please ask again."
_READINGS: TypeAdapter[list[Reading]] = TypeAdapter(list[Reading])


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what became of it. scope: None for somebody who may ask nothing here.

    answer: where it is certain; denied: it is, and not theirs to know; kept: the row behind its buttons, 0 for none.
    """

    scope: Scope | None
    heard: Heard
    answer: Answer | None = None
    denied: bool = False
    charts: bool = False
    kept: int = 0

    @property
    def certain(self) -> bool:
        """Whether it is known what is asked."""
        return self.heard.reading is not None

    @property
    def readings(self) -> tuple[Reading, ...]:
        """What its buttons lead to: the whole answer, or each of what is offered."""
        if self.answer is not None:
            return (self.answer.reading,) if _is_long(self.answer) else ()
        return self.heard.offers


def _is_long(answer: Answer) -> bool:
    return max(len(answer.rows), len(answer.parts)) > SHOWN


@one_moment
def ask(db: Db, actor: Actor, now: datetime, text: str) -> Asked:
    """Read a question and answer it."""
    asked = hear(db, actor, now, text)
    if asked.scope is None or asked.heard.reading is None or asked.denied:
        return asked
    return _answered(db, asked.scope, asked.heard)


def hear(db: Db, actor: Actor, now: datetime, text: str) -> Asked:
    """Read a question, without its answer."""
    scope = scope_of(db, actor, now, whose_side(text))
    if scope is None:
        return Asked(None, Heard(asks=looks_asked(alike(text))))
    heard = _of_all(scope, read_question(text, scope.named, scope.today, scope.groups, scope.year))
    if heard.reading is None:
        return Asked(scope, _allowed(scope, heard))
    return Asked(scope, heard, denied=not _may(scope, heard.reading))


def _of_all(scope: Scope, heard: Heard) -> Heard:
    """A liaison who names the own district asks about all there is."""
    every = {one.id for one in scope.pairs} if scope.view == DISTRICT else set()

    def whole(reading: Reading) -> Reading:
        return replace(reading, pairs=()) if every and {*reading.pairs} == every else reading

    reading = whole(heard.reading) if heard.reading else None
    return replace(heard, reading=reading, near=tuple(map(whole, heard.near)), which=tuple(map(whole, heard.which)))


def _answered(db: Db, scope: Scope, heard: Heard) -> Asked:
    answer = answer_of(db, scope, heard.reading) if heard.reading else None
    charts = takes_charts(db, scope.now) and not wants_text_only(db, scope.person)
    return Asked(scope, heard, answer, charts=charts)


def _may(scope: Scope, reading: Reading) -> bool:
    """Whether it is theirs to know of any of the programs that it is about."""
    about = {one.programme_id for one in scope.pairs if not reading.pairs or one.id in reading.pairs}
    if not about:
        return may_ask(reading.question, scope.view, scope.parts)
    return any(scope.may(reading.question, one) for one in about)


def _allowed(scope: Scope, heard: Heard) -> Heard:
    """Only what they may ask is offered."""
    near, which = (tuple(one for one in those if _may(scope, one)) for those in (heard.near, heard.which))
    return replace(heard, near=near, which=which)


def keep(db: Db, now: datetime, asked: Asked) -> Asked:
    """Keep what its buttons lead to, sealed, for a week. Only the readings: ids and days."""
    return replace(asked, kept=_keep(db, now, asked.scope, asked.readings)) if asked.scope and asked.readings else asked


def keep_reading(db: Db, now: datetime, asked: Asked) -> int:
    """Keep a certain reading that is to be answered later; the row."""
    reading = asked.heard.reading
    return _keep(db, now, asked.scope, (reading,)) if asked.scope and reading else 0


def _keep(db: Db, now: datetime, scope: Scope, readings: Sequence[Reading]) -> int:
    said = _READINGS.dump_python(list(readings), mode="json")
    filled: dict[str, dict[str, Any]] = {KIND: {"own": scope.view, "readings": said}}
    return add_draft(db, now, scope.actor.user_id, KIND, filled).id


@one_moment
def ask_again(db: Db, actor: Actor, now: datetime, kept: int, place: int = 0) -> Asked:
    """The answer to what was offered at a place, by the rights that the actor has now. Raises Refusal, Denied."""
    own, readings = _kept(db, actor, kept)
    scope = scope_of(db, actor, now, own)
    if not 0 <= place < len(readings):
        raise Denied("ask.choose")
    reading = readings[place]
    if scope is None or scope.view != own or not _is_theirs(scope, reading):
        raise Denied("ask.choose")
    return replace(_answered(db, scope, Heard(reading, asks=True)), kept=kept)


def choose(db: Db, actor: Actor, now: datetime, kept: int, place: int) -> Asked:
    """The answer to what was chosen of what was offered, with what its own button needs."""
    asked: Asked = ask_again(db, actor, now, kept, place)
    return keep(db, now, replace(asked, kept=0))


def _kept(db: Db, actor: Actor, kept: int) -> tuple[str, Sequence[Reading]]:
    try:
        held = see_draft(db, actor.user_id, KIND, kept)
    except Denied:
        raise Denied("ask", sentence=GONE) from None
    if KIND not in held.filled:
        raise Refusal(GONE)
    said = held.filled[KIND]
    return str(said["own"]), _READINGS.validate_python(said["readings"])


def _is_theirs(scope: Scope, reading: Reading) -> bool:
    return _may(scope, reading) and {*reading.pairs} <= {one.id for one in scope.pairs}
