"""The rows of roster files (interface section 5), each with the place it stands, and what is wrong with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.rules.roster import cells
from bot.rules.roster.programmefile import ProgrammeFile

NAME_MAX, LEVEL_MAX, PHONE_MAX = 120, 40, 40

_name = cells.words(NAME_MAX)
Email = Annotated[str, cells.needed(cells.email, "an e-mail address like name@example.org")]
MaybeEmail = Annotated[str | None, cells.optional(cells.email)]
Name = Annotated[str, cells.needed(_name, "a name")]
MaybeName = Annotated[str | None, cells.optional(_name)]
Day = Annotated[date, cells.needed(cells.day, "a date like 2026-08-31")]
MaybeDay = Annotated[date | None, cells.optional(cells.day)]


class Row(BaseModel):
    """One row of a roster file. A cell left empty is None: not said, so what is stored stays."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NewPersonRow(Row):
    """A person; the e-mail, in lower case, is the key. roles: all that the person holds in the program."""

    email: Email
    name: Name
    roles: Annotated[tuple[str, ...], cells.needed(cells.roles, "at least one role, such as coach or leader")]
    slack_user_id: Annotated[str | None, cells.optional(cells.user)] = None
    time_zone: Annotated[str | None, cells.optional(cells.zone)] = None
    district: MaybeName = None
    phone: Annotated[str | None, cells.optional(cells.words(PHONE_MAX))] = None


class NewEngagementRow(Row):
    """A pair at a school; leader, coach, school and first day are the key. visit_day: 0 is Monday."""

    district: Name
    school: Name
    level: Annotated[str | None, cells.optional(cells.words(LEVEL_MAX))] = None
    leader_email: Email
    coach_email: Email
    starts_on: Day
    ends_on: MaybeDay = None
    visit_day: Annotated[int | None, cells.optional(cells.weekday)] = None
    visit_start: Annotated[str | None, cells.optional(cells.time)] = None
    visit_minutes: Annotated[int | None, cells.optional(cells.minutes)] = None
    supervisor_email: MaybeEmail = None


class NewClosureRow(Row):
    """Days without school. scope: "programme", or the name of a district or school. until: the last day, or None."""

    day: Day
    until: MaybeDay = None
    scope: Annotated[str, cells.needed(cells.words(2 * NAME_MAX + 3), "programme, or a district's or school's name")]
    name: Name


MODELS: dict[str, type[Row]] = {"people": NewPersonRow, "engagements": NewEngagementRow, "closures": NewClosureRow}
COLUMNS: dict[str, tuple[str, ...]] = {kind: tuple(model.model_fields) for kind, model in MODELS.items()}
REQUIRED: dict[str, tuple[str, ...]] = {
    kind: tuple(name for name, field_ in model.model_fields.items() if field_.is_required())
    for kind, model in MODELS.items()
}


class Place(NamedTuple):
    """Where a row stands: the file, and the row number as the spreadsheet shows it (the header is row 1)."""

    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: file, row and column where there is one, and one sentence with what to do."""

    file: str
    row: int | None
    column: str | None
    reason: str

    def line(self) -> str:
        """The problem as people read it."""
        where = [self.file]
        where += [f"row {self.row}"] if self.row is not None else []
        where += [self.column] if self.column else []
        return cells.inert(f"{', '.join(where)}: {self.reason}")


def at(place: Place, column: str | None, reason: str) -> Problem:
    """A problem of one cell."""
    return Problem(place.file, place.row, column, reason)


R = TypeVar("R", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Placed(Generic[R]):
    """A row, and where it stands."""

    place: Place
    value: R


@dataclass(slots=True)
class Roster:
    """All that the files say, and all that is wrong with them so far.

    damaged: what stands in refused rows, by kind, so that what refers to it isn't reported as well.
    unread: whether a whole file was refused, which may hold what others refer to.
    """

    people: list[Placed[NewPersonRow]] = field(default_factory=list)
    engagements: list[Placed[NewEngagementRow]] = field(default_factory=list)
    closures: list[Placed[NewClosureRow]] = field(default_factory=list)
    programme: Placed[ProgrammeFile] | None = None
    programme_refused: bool = False
    files: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    damaged: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in MODELS})
    unread: bool = False


def read_row(model: type[R], place: Place, raw: Mapping[str, str]) -> tuple[Placed[R] | None, list[Problem]]:
    """Make one row of its cells; every cell that isn't right is a problem of its own."""
    try:
        return Placed(place, model.model_validate(raw)), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        return None, [
            at(place, str(one["loc"][0]), str(one.get("ctx", {}).get("error", one["msg"]))) for one in details
        ]


def in_order(problems: Sequence[Problem], files: Sequence[str]) -> list[Problem]:
    """Problems as one works through them: file by file, row by row."""
    rank = {name: number for number, name in enumerate(files)}
    return sorted(problems, key=lambda one: (rank.get(one.file, len(rank)), one.row or 0, one.column or ""))
