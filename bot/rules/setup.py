"""Form F1 in parts: what each step of the program's form asks, and what its answers make of the program."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from bot.errors import FieldErrors
from bot.rules.programme import Cadence, Capacity, Channels, Dose, DueRule, NudgeCaps, Plain, Rules, TestWindow
from bot.rules.roster.cells import clean
from bot.rules.roster.programmefile import YEAR_DAYS_MAX
from bot.rules.setupfields import Channel, Code, Line, kept, known_kinds, known_zone

WINDOWS_MAX = 8
WINDOW_NAME_MAX = 60


@dataclass(frozen=True, slots=True)
class Values:
    """A program as its form knows it."""

    name: str
    code: str
    zone: str
    year_from: date
    year_to: date
    rules: Rules = field(default_factory=Rules)


class Basics(Plain):
    """Who the program is, and its year."""

    name: Line
    code: Code
    zone: Annotated[str, AfterValidator(known_zone)]
    year_from: date
    year_to: date

    @model_validator(mode="after")
    def _year_in_order(self) -> "Basics":
        if not 0 < (self.year_to - self.year_from).days <= YEAR_DAYS_MAX:
            raise FieldErrors({"year_to": f"Choose a day after the first one, at most {YEAR_DAYS_MAX} days later."})
        return self

    @classmethod
    def of(cls, values: Values) -> "Basics":
        """What is stored, as the form's answers."""
        return cls.model_construct(
            name=values.name,
            code=values.code,
            zone=values.zone,
            year_from=values.year_from,
            year_to=values.year_to,
        )

    def onto(self, values: Values) -> Values:
        """The program with these answers."""
        return replace(values, **self.model_dump())


class Coaching(Plain):
    """How often, how much, and what counts. Hours for each leader."""

    visits_per_week: Annotated[int, Field(ge=0, le=5)]
    hours_per_month: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
    hours_per_month_band: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] | None = None
    hours_per_year: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
    minutes_per_day_cap: Annotated[int, Field(ge=1, le=1440)] | None = None
    kinds_that_count: Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(known_kinds)]
    report_unit: Literal["coach", "school"]

    @model_validator(mode="after")
    def _year_holds_a_month(self) -> "Coaching":
        if self.hours_per_year < self.hours_per_month:
            raise FieldErrors({"hours_per_year": "Enter at least the hours of one month."})
        if self.hours_per_month_band is not None and self.hours_per_month_band < self.hours_per_month:
            raise FieldErrors({"hours_per_month_band": "Enter at least the hours a month, or leave it empty."})
        return self

    @classmethod
    def of(cls, values: Values) -> "Coaching":
        """What is stored, as the form's answers."""
        rules = values.rules
        return cls.model_construct(
            visits_per_week=rules.cadence.visits_per_week,
            **dict(rules.dose),
            kinds_that_count=rules.kinds_that_count,
            report_unit=rules.report_unit,
        )

    def onto(self, values: Values) -> Values:
        """The program with these answers."""
        return _with_rules(
            values,
            cadence=Cadence(visits_per_week=self.visits_per_week),
            dose=Dose(**{name: getattr(self, name) for name in Dose.model_fields}),
            kinds_that_count=self.kinds_that_count,
            report_unit=self.report_unit,
        )


class Places(Plain):
    """The channels the program speaks in, those that are used. contact_lines: each contact is one in coordinators'."""

    coordinators: Channel | None = None
    contact_lines: Literal["yes", "no"] = "yes"
    coaches: Channel | None = None
    community: Channel | None = None
    ops: Channel | None = None

    @classmethod
    def of(cls, values: Values) -> "Places":
        """What is stored, as the form's answers."""
        lines = "yes" if values.rules.contact_lines else "no"
        return cls.model_construct(**values.rules.channels.model_dump(), contact_lines=lines)

    def onto(self, values: Values) -> Values:
        """The program with these answers."""
        channels = Channels(**self.model_dump(exclude={"contact_lines"}))
        return _with_rules(values, channels=channels, contact_lines=self.contact_lines == "yes")

    def chosen(self) -> dict[str, str]:
        """The channels by field, those that are used."""
        return {field: held for field, held in self.model_dump(exclude={"contact_lines"}).items() if held}


class Deadlines(Plain):
    """When things are late, how often the assistant may remind, and when a coach's weeks are too full."""

    due_business_days: Annotated[int, Field(ge=0, le=20)]
    due_at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    log_late_hours: Annotated[int, Field(ge=1, le=336)]
    nudges_per_week: Annotated[int, Field(ge=0, le=20)]
    capacity_weeks: Annotated[int, Field(ge=0, le=8)] = 4
    capacity_hours: Annotated[float, Field(ge=1, le=60, allow_inf_nan=False)] = 35

    @classmethod
    def of(cls, values: Values) -> "Deadlines":
        """What is stored, as the form's answers."""
        rules = values.rules
        return cls.model_construct(
            due_business_days=rules.due_rule.business_days,
            due_at=rules.due_rule.at,
            log_late_hours=rules.log_late_hours,
            nudges_per_week=rules.nudge_caps.per_person_per_week,
            capacity_weeks=rules.capacity.weeks,
            capacity_hours=rules.capacity.hours_per_week,
        )

    def onto(self, values: Values) -> Values:
        """The program with these answers."""
        return _with_rules(
            values,
            due_rule=DueRule(business_days=self.due_business_days, at=self.due_at),
            log_late_hours=self.log_late_hours,
            nudge_caps=NudgeCaps(per_person_per_week=self.nudges_per_week),
            capacity=Capacity(weeks=self.capacity_weeks, hours_per_week=self.capacity_hours),
        )


class Window(Plain):
    """One test window as the form asks it."""

    start: date
    end: date
    name: Annotated[str, Field(max_length=WINDOW_NAME_MAX), AfterValidator(kept), AfterValidator(clean)] = "Testing"


class Privacy(Plain):
    """What people are told about confidentiality, how long records are kept, and when schools are testing."""

    confidentiality: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=3000), AfterValidator(kept)
    ]
    retention_months: Annotated[int, Field(ge=1, le=240)]
    portfolio_logs: Literal["no", "yes"] = "no"
    report_two_keys: Literal["none", "ok", "objection_72h"] = "none"
    test_windows: Annotated[tuple[Window, ...], Field(max_length=WINDOWS_MAX)] = ()

    @model_validator(mode="after")
    def _windows_in_order(self) -> "Privacy":
        late = [place for place, one in enumerate(self.test_windows) if one.end < one.start]
        if late:
            raise FieldErrors({f"test_windows.{place}.end": "Choose the first day or a later one." for place in late})
        return self

    @classmethod
    def of(cls, values: Values) -> "Privacy":
        """What is stored, as the form's answers."""
        rules = values.rules
        return cls.model_construct(
            confidentiality=rules.confidentiality,
            retention_months=rules.retention_months,
            portfolio_logs="yes" if rules.portfolio_logs else "no",
            report_two_keys=rules.report_two_keys,
            test_windows=tuple(
                Window.model_construct(start=one.start, end=one.end, name=one.name) for one in rules.test_windows
            ),
        )

    def onto(self, values: Values) -> Values:
        """The program with these answers."""
        windows = [TestWindow(start=one.start, end=one.end, name=one.name) for one in self.test_windows]
        return _with_rules(
            values,
            confidentiality=self.confidentiality,
            retention_months=self.retention_months,
            portfolio_logs=self.portfolio_logs == "yes",
            report_two_keys=self.report_two_keys,
            test_windows=tuple(sorted(windows, key=lambda one: (one.start, one.end))),
        )


Part: TypeAlias = Basics | Coaching | Places | Deadlines | Privacy
PARTS: dict[str, type[Basics] | type[Coaching] | type[Places] | type[Deadlines] | type[Privacy]] = {
    "basics": Basics,
    "coaching": Coaching,
    "channels": Places,
    "deadlines": Deadlines,
    "privacy": Privacy,
}
ORDER = tuple(PARTS)


def _with_rules(values: Values, **changes: Any) -> Values:
    return replace(values, rules=values.rules.model_copy(update=changes))


def answers(part: str, values: Values) -> dict[str, Any]:
    """What is stored in one part, by the form's block ids."""
    return flat(PARTS[part].of(values).model_dump(mode="json"))


def flat(answers: dict[str, Any]) -> dict[str, Any]:
    """{"test_windows": [{"start": …}]} as {"test_windows.0.start": …}: the form's block ids, empty ones left out."""
    found: dict[str, Any] = {}
    for name, value in answers.items():
        if value and isinstance(value, list) and isinstance(value[0], dict):
            found |= {f"{name}.{place}.{key}": one for place, row in enumerate(value) for key, one in row.items()}
        elif value is not None and value != []:
            found[name] = value
    return found


def school_year(day: date) -> tuple[date, date]:
    """The year a new program most likely means: July to June around this day."""
    first = day.year if day.month >= 6 else day.year - 1
    return date(first, 7, 1), date(first + 1, 6, 30)


def after(part: str) -> str | None:
    """The part that follows, or None after the last."""
    place = ORDER.index(part) + 1
    return ORDER[place] if place < len(ORDER) else None


def before(part: str) -> str | None:
    """The part ahead of this one, or None before the first."""
    place = ORDER.index(part)
    return ORDER[place - 1] if place else None
