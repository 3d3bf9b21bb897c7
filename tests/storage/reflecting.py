"""What the tests of reflections share: a question that was sent, what she says in its thread, and what is owed."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bot.rules.nudges import QUESTIONS
from bot.rules.reflecting import Answer
from storage.answering import evidence_choices, preview_sharing, prove, share
from storage.answers import LINE
from storage.composing import compose
from storage.effects import apply_event
from storage.inbox import receive_event, waiting_events
from storage.nudges import nudges
from storage.nudgesending import due_people, send_to
from storage.outbox import Owed, outbox
from storage.people import Actor
from storage.prompting import end_questions, offer_rhythms, people_to_ask, plan_questions, plan_reminders
from storage.reflecting import read_reflection
from storage.reflections import NewEvidence, reflections
from tests.storage.contacting import LEADER, Program

ASK = datetime(2026, 11, 25, 20, 31, tzinfo=UTC)  # Wednesday, 3:31 PM in New York
ANSWER = "The exit tickets moved her practice. I want to keep that."
THREAD = "1764102660.000100"
EVIDENCE = NewEvidence(sentence=0, element="cpsel:2B")


@dataclass
class Asking:
    """The small program with its clock."""

    program: Program
    now: datetime = ASK - timedelta(hours=2)
    events: int = field(default=0)

    def plan(self) -> None:
        """What the duty does once an hour, and the ticker after it."""
        db = self.program.db
        for work in (end_questions, plan_reminders, offer_rhythms):
            work(db, self.now)
        plan_questions(db, self.now, people_to_ask(db, self.now))
        send_to(db, self.now, due_people(db, self.now, 50))
        db.run(update(outbox).where(outbox.c.kind == "nudges", outbox.c.state == "pending").values(state="sent"))

    def asked(self) -> int:
        """Plan, and send at the hour; the question of Principal 14, posted."""
        self.plan()
        self.now = ASK
        self.plan()
        row = self.questions()[0]
        self.posted(row.id)
        return int(row.id)

    def posted(self, reflection: int, ts: str = THREAD, state: str = "sent") -> None:
        """Slack has the message that asks, and says so, or doesn't."""
        message = self.program.db.value(
            select(nudges.c.outbox_id)
            .where(nudges.c.kind.in_(QUESTIONS), nudges.c.subject_id == reflection)
            .order_by(nudges.c.id.desc())
        )
        known = {"sent_channel": "DLEAD", "sent_ts": ts} if state == "sent" else {}
        self.program.db.run(update(outbox).where(outbox.c.id == message).values(state=state, **known))

    def questions(self, user: str = "ULEAD") -> list[Any]:
        """The rows of a leader, oldest first."""
        mine = reflections.c.person_id == self.program.people[user]
        return list(self.program.db.all(select(reflections).where(mine).order_by(reflections.c.id)))

    def tell(self, told: dict[str, Any]) -> None:
        """Slack delivers an event, and it is applied."""
        self.events += 1
        self.now += timedelta(seconds=1)
        receive_event(self.program.db, self.now, f"Ev{self.events}", "message", told)
        for one in waiting_events(self.program.db, self.now):
            apply_event(self.program.db, self.now, one)

    def say(self, text: str = ANSWER, ts: str = "1764102700.000100", **changes: Any) -> None:
        """She writes in the thread."""
        self.tell(message(text, ts, **changes))

    def edit(self, text: str, ts: str = "1764102700.000100", at: str = "1764102800.000100") -> None:
        """She edits it."""
        self.tell(edited(text, ts, at))

    def delete(self, ts: str = "1764102700.000100") -> None:
        """She deletes it."""
        inner = message("", ts)
        self.tell({**inner, "subtype": "message_deleted", "deleted_ts": ts, "previous_message": inner, "ts": "9"})

    def line(self) -> str:
        """What the quiet line says now; "" where there is none."""
        said = [self.compose(row) for row in self.owed(LINE)]
        assert len(said) < 2
        return said[0].text if said and said[0] else ""

    def owed(self, kind: str) -> list[Any]:
        """The messages of a kind, whatever became of them."""
        return list(self.program.db.all(select(outbox).where(outbox.c.kind == kind).order_by(outbox.c.id)))

    def compose(self, row: Any) -> Any:
        """What a message says when it is sent now."""
        owed = Owed(row.id, row.kind, row.key, row.person_id, row.channel, row.subject_id, None, 0, None, None)
        return compose(self.program.db, owed, self.now)

    def all_owed(self) -> str:
        """Everything that is owed, as it would be sent now."""
        rows = [one for one in self.program.db.all(select(outbox)) if one.kind not in {"home", "retouch", "answer"}]
        return "\n".join(str(said) for said in map(self.compose, rows) if said)


def message(text: str, ts: str, **changes: Any) -> dict[str, Any]:
    """A message of hers in the question's thread."""
    told = {"user": LEADER.user_id, "text": text, "ts": ts, "thread_ts": THREAD}
    return {"type": "message", "channel": "DLEAD", "channel_type": "im", **told, **changes}


def edited(text: str, ts: str, at: str) -> dict[str, Any]:
    """An edit of it."""
    inner = message(text, ts, edited={"user": LEADER.user_id, "ts": at})
    outer = {"type": "message", "channel": "DLEAD", "channel_type": "im", "hidden": True, "ts": at}
    return {**outer, "subtype": "message_changed", "message": inner, "previous_message": message("", ts)}


def read(asking: Asking, reflection: int, actor: Actor = LEADER) -> Answer:
    return read_reflection(asking.program.db, actor, reflection)


def shared(asking: Asking) -> int:
    """A question, answered and shared."""
    reflection = asking.asked()
    asking.say()
    answer, _ = preview_sharing(asking.program.db, LEADER, reflection)
    share(asking.program.db, LEADER, asking.now, reflection, answer.mark)
    return reflection


def proven(asking: Asking, reflection: int) -> None:
    """Its first sentence, made evidence."""
    _, mark, _, _ = evidence_choices(asking.program.db, LEADER, reflection)
    prove(asking.program.db, LEADER, asking.now, reflection, EVIDENCE, mark)


def verbs(asking: Asking) -> list[str]:
    """What was done with reflections, oldest first."""
    return [one for one in asking.program.verbs() if one.startswith("reflection.")]
