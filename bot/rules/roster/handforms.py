"""What the forms of the roster by hand ask; what is typed is checked as a file's cell would be."""

from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict

from bot.errors import Denied, FieldErrors
from bot.rules.roster import byhand
from bot.rules.roster.byhand import visit_cells

KEEP, WITHDRAW = "keep", "withdraw"
NONE = "none"  # chosen to clear what is stored
DIGITS_MAX = 19


def _row(value: Any) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) < DIGITS_MAX):
        raise Denied("value")
    return int(text)


def _word(value: Any) -> Any:
    return None if value is None or not str(value).strip() else str(value)


def _unless_none(value: Any) -> Any:
    return None if value == NONE else _word(value)


Choice: TypeAlias = Annotated[int, BeforeValidator(_row)]
Words: TypeAlias = Annotated[str | None, BeforeValidator(_word)]
Cleared: TypeAlias = Annotated[str | None, BeforeValidator(_unless_none)]
Weekday: TypeAlias = Literal["0", "1", "2", "3", "4", "none"]
Reason: TypeAlias = Literal["finished", "left", "coach_left", "fit", "school", "other"]


class Form(BaseModel):
    """A filled-in form; what is typed is checked as a file's cell would be."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Visit(Form):
    """A weekly visit, said in part or not at all."""

    visit_day: Weekday | None = None
    visit_start: Words = None
    visit_minutes: Words = None

    @property
    def ends_weekly(self) -> bool:
        """Whether there is to be none; day and time then say nothing."""
        return self.visit_day == NONE

    @property
    def cells(self) -> byhand.Cells:
        """As a row has it."""
        if self.ends_weekly:
            return visit_cells(None, None, None)
        cells = visit_cells(None if self.visit_day is None else int(self.visit_day), self.visit_start, None)
        return cells | {"visit_minutes": self.visit_minutes or ""}

    def check_whole(self, day: int | None = None, start: str | None = None) -> None:
        """Raises FieldErrors where no visit could be planned from it. day, start: what is stored and stays."""
        if self.ends_weekly:
            return
        has_day, has_start = self.visit_day is not None or day is not None, bool(self.visit_start or start)
        if has_start and not has_day:
            raise FieldErrors({"visit_day": "Choose the day, too, so that visits can be planned."})
        if not has_start and (has_day or self.visit_minutes):
            raise FieldErrors({"visit_start": "Choose a day and a start, too, so that visits can be planned."})


class AddPair(Visit):
    """A new pair. new_school, district: of a school that isn't in the roster yet."""

    leader: Choice
    coach: Choice
    school: Choice | None = None
    new_school: Words = None
    district: Choice | None = None
    starts_on: date
    ends_on: date | None = None
    supervisor_email: Words = None


class ChangePair(Visit):
    """All that may be changed of a pair; a visit left empty stays as it is, and ends where NONE is chosen."""

    school: Choice
    starts_on: date
    ends_on: date | None = None
    supervisor_email: Words = None


class EndPair(Form):
    """The last day of a pair, and why it ends."""

    ends_on: date
    reason: Reason


class HandOver(Form):
    """From when on somebody else coaches a leader. visits: whether the weekly time goes on."""

    coach: Choice
    from_day: date
    visits: Literal["keep", "withdraw"] = "keep"
    reason: Reason


class MoveLeader(Form):
    """From when on a leader leads another school, and who coaches there."""

    school: Choice | None = None
    new_school: Words = None
    district: Choice | None = None
    from_day: date
    coach: Choice
    visits: Literal["keep", "withdraw"] = "withdraw"
    supervisor_email: Words = None


class PersonForm(Form):
    """A person, as a row of the people file. What is empty, or NONE, of somebody in the roster is cleared."""

    name: Words = None
    email: Words = None
    roles: tuple[str, ...] = ()
    time_zone: Cleared = None
    district: Annotated[Choice | None, BeforeValidator(_unless_none)] = None
    phone: Words = None


FORMS: dict[str, type[Form]] = {
    byhand.ADDED: AddPair,
    byhand.CHANGED: ChangePair,
    byhand.ENDED: EndPair,
    byhand.REASSIGNED: HandOver,
    byhand.MOVED: MoveLeader,
    byhand.PERSON_ADDED: PersonForm,
    byhand.PERSON_CHANGED: PersonForm,
}
