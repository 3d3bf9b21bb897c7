"""What people do most, each as one act that may fail, and the way to tell that it is done."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playground.people import Person
from tests.promises.inside import Hamlet, form_of
from tests.promises.village import VISIT

WORDS = ("Please", "try", "again", "look")


@dataclass(frozen=True)
class Flow:
    """before: what happens first, with nothing broken. act: what may fail. done: whether it is there.

    told: whether the person who acts is told in words when it isn't done.
    """

    name: str
    before: Callable[[Hamlet, Person], Awaitable[None]]
    act: Callable[[Hamlet, Person], Awaitable[None]]
    done: Callable[[Hamlet, Person], bool]
    told: bool = True


async def _nothing(_made: Hamlet, coach: Person) -> None:
    if coach.modal:
        await coach.close()


async def _command(_made: Hamlet, coach: Person) -> None:
    await coach.command("/coachlog")


async def _filled(made: Hamlet, coach: Person) -> None:
    await form_of(coach, f"Note {len(made.count().contacts)}")


async def _submit(_made: Hamlet, coach: Person) -> None:
    await coach.submit()


async def _logged(made: Hamlet, coach: Person) -> None:
    number = len(made.count().contacts)
    await form_of(coach, f"Kept {number}")
    await coach.submit()
    await form_of(coach, f"Taken back {number}")
    await coach.submit()
    assert not coach.modal


async def _undo(_made: Hamlet, coach: Person) -> None:
    await coach.command("/coachlog", "undo")


async def _new_home(made: Hamlet, coach: Person) -> None:
    await _nothing(made, coach)
    made.world.workspaces["T1"].homes.clear()


async def _home(_made: Hamlet, coach: Person) -> None:
    await coach.open_home()


def _taken_back(made: Hamlet, _coach: Person) -> bool:
    last = max(made.count().contacts, key=lambda row: int(row["id"]))
    return last["removed_at"] is not None


FLOWS = (
    Flow("a form opened by the command", _nothing, _command, lambda _made, coach: coach.modal is not None),
    Flow("a form submitted", _filled, _submit, lambda _made, coach: coach.modal is None),
    Flow("a contact taken back", _logged, _undo, _taken_back),
    Flow("Home opened", _new_home, _home, lambda _made, coach: coach.home() is not None, told=False),
)


def words_to(coach: Person) -> str:
    """All that stands before the person now: what only they see, what is under the fields, Slack's own banner."""
    hidden = [message.text for message in coach.messages(coach.im) if message.ephemeral_to]
    page = str(coach.modal.blocks) if coach.modal and not coach.modal.submit else ""
    return " ".join([*hidden, *coach.errors.values(), coach.trouble or "", page])


__all__ = ["FLOWS", "VISIT", "WORDS", "Flow", "words_to"]
