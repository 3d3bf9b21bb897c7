"""How each promise about reflections is broken on purpose, for tests of `coachlog verify`."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import update

from storage import audit
from storage.reflections import reflections
from tests.storage.small import NOW, Small


def reflection(**values: object) -> Callable[[Small], None]:
    """An answer of the pair's leader, shared, changed behind everyone's back."""

    def change(town: Small) -> None:
        times = {"asked_at": NOW, "until": NOW + timedelta(days=4), "changed_at": NOW, "shared_at": NOW}
        whose = {"engagement_id": town.pair, "person_id": town.leader, "prompt": "p5-moved", "occurrence": "one"}
        row = town.db.add(reflections, **whose, **times, state="answered", repeated=False, lapsed=False)
        audit.note(town.db, NOW, "ULEAD", "reflection.shared", row)
        town.connection.execute(update(reflections).values(**values))

    return change


def somebody_elses(town: Small) -> None:
    reflection(person_id=town.coach)(town)


def never_agreed(town: Small) -> None:
    reflection(id=987)(town)


REFLECTION_BREAKS: dict[str, Callable[[Small], object]] = {
    "reflections_are_their_leaders": somebody_elses,
    "only_answers_are_shared": reflection(state="removed"),
    "sharing_is_an_audited_act": never_agreed,
}
