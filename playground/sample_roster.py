"""A sample programme of 72 schools, made from a seed: what `coachlog demo` imports. Roles stand for names.

22 districts of 1 to 12 schools (three cities hold 40 %), half elementary, 22 % middle, 28 % high schools; 18 coaches
with 2 to 6 schools each; one rematch and two transfers in the fall. The files in sample_files/ are made by this.
"""

import csv
import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

SEED = 2026
BEGINS, ENDS = date(2026, 8, 31), date(2028, 6, 16)
REMATCHED_ON, TRANSFERRED_ON = date(2026, 10, 19), date(2026, 11, 2)
CITIES = (("Mill River", "EEEEEMMHH"), ("Harbor City", "EMEMEEEEMHHH"), ("Cedar Falls", "EEEEMMHH"))
TOWNS = (
    *(("Northfield", "EEMH"), ("Ashbrook", "EEMH"), ("Stony Hill", "EMH"), ("Green Valley", "EMH")),
    *(("Lakeview", "EMH"), ("Oak Ridge", "EMH"), ("West Meadow", "EMH"), ("Pinecrest", "EH"), ("Fairlawn", "EH")),
    *(("Rockland", "EH"), ("Willow Creek", "EH"), ("Elmwood", "EH"), ("Summit", "EH"), ("Clearwater", "EM")),
    *(("Maple Grove", "EM"), ("Eastbrook", "E"), ("Sandy Point", "E"), ("Highland", "E"), ("Long Meadow", "E")),
)
LEVELS = {"E": "elementary", "M": "middle", "H": "high"}
STREETS = (
    *(
        "Maple Street",
        "Hillside",
        "Riverside",
        "Park Avenue",
        "Oak Street",
        "Meadow Lane",
        "Church Street",
        "Sunnyside",
    ),
    *("Cedar Street", "North Street", "Valley View", "Elm Street", "South Street", "Orchard Hill", "Spring Street"),
    *("Birch Lane", "Chestnut Hill", "Brookside", "Center Street", "Mountain View", "Prospect Street", "Forest Road"),
    *(
        "Water Street",
        "Country Club Road",
        "Union Street",
        "Franklin",
        "Roosevelt",
        "Jefferson",
        "Madison",
        "Monroe",
        "Adams",
        "Lakeside",
    ),
)
# Coach C's four schools stand where the worked examples expect them: Principal 14 leads Lincoln Elementary.
FIXED = {10: "Harbor Middle", 11: "Pine Street Elementary", 12: "Lincoln Middle", 13: "Lincoln Elementary"}
FIXED |= {0: "Washington Elementary", 14: "Washington Elementary"}
FIXED_VISITS = {10: (2, "13:00", 90), 11: (3, "09:00", 75), 12: (0, "13:00", 105), 13: (1, "09:00", 90)}
LOADS = (5, 5, 4)  # schools of coaches A, B and C; the rest is shuffled
OTHER_LOADS = (2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 5, 6, 6)
REMATCHED, TRANSFERRED = 62, (40, 51)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
STARTS = {"am": ("08:30", "09:00", "09:30"), "pm": ("12:30", "13:00", "13:30")}
MINUTES = (60, 75, 90, 90, 95, 105, 120, 120)


@dataclass(frozen=True, slots=True)
class Pairing:
    """One row of engagements.csv. visit_day: 0 is Monday."""

    district: str
    school: str
    level: str
    leader_email: str
    coach_email: str
    starts_on: date
    ends_on: date
    visit_day: int
    visit_start: str
    visit_minutes: int
    supervisor_email: str


@dataclass(frozen=True, slots=True)
class Closure:
    """One row of closures.csv."""

    day: date
    until: date
    scope: str
    name: str


CLOSURES = (
    Closure(date(2026, 9, 7), date(2026, 9, 7), "programme", "Labor Day"),
    Closure(date(2026, 10, 12), date(2026, 10, 12), "programme", "October holiday"),
    Closure(date(2026, 10, 23), date(2026, 10, 23), "Harbor City", "Staff learning day"),
    Closure(date(2026, 11, 3), date(2026, 11, 3), "programme", "Election Day"),
    Closure(date(2026, 11, 11), date(2026, 11, 11), "programme", "Veterans Day"),
    Closure(date(2026, 11, 25), date(2026, 11, 27), "programme", "Thanksgiving recess"),
    Closure(date(2026, 12, 4), date(2026, 12, 4), "Lincoln Middle", "Heating repair"),
    Closure(date(2026, 12, 24), date(2027, 1, 1), "programme", "Winter recess"),
    Closure(date(2027, 1, 18), date(2027, 1, 18), "programme", "Martin Luther King Jr. Day"),
    Closure(date(2027, 2, 15), date(2027, 2, 16), "programme", "February recess"),
    Closure(date(2027, 3, 19), date(2027, 3, 19), "Mill River", "Staff learning day"),
    Closure(date(2027, 3, 26), date(2027, 3, 26), "programme", "Spring holiday"),
    Closure(date(2027, 4, 12), date(2027, 4, 16), "programme", "April recess"),
    Closure(date(2027, 5, 31), date(2027, 5, 31), "programme", "Memorial Day"),
)

PROGRAMME = """\
# The sample program. Channels are chosen after the import, in Slack.
name: Principal Coaching Program
code: sample
zone: America/New_York
school_year:
  from: 2026-08-31
  to: 2027-06-18
test_windows:
  - from: 2027-03-29
    to: 2027-04-09
    name: Spring testing
frameworks:
  - practices
  - cpsel
cadence:
  visits_per_week: 1
dose:
  hours_per_month: 4.5
  hours_per_year: 45
kinds_that_count:
  - visit
  - session
  - video
  - team_meeting
report_unit: coach
period_rule: 1-15, 16-end
due_rule:
  business_days: 2
  at: "17:00"
log_late_hours: 48
nudge_caps:
  per_person_per_week: 3
capacity:
  weeks: 4
  hours_per_week: 35
confidentiality: >-
  Coordinators see that coaching happens and on which goals, not what was said.
  What a coach and a leader write to each other stays between the two.
retention_months: 84
"""


def sample_files(seed: int = SEED) -> dict[str, bytes]:
    """The files of the sample programme, by name."""
    return {
        "programme.yml": PROGRAMME.encode(),
        "people.csv": _csv(("email", "name", "roles", "time_zone", "district", "phone"), _people(seed)),
        "engagements.csv": _csv(Pairing.__slots__, map(_engagement_cells, pairings(seed))),
        "closures.csv": _csv(Closure.__slots__, ((one.day, one.until, one.scope, one.name) for one in CLOSURES)),
    }


def pairings(seed: int = SEED) -> list[Pairing]:
    """Every engagement of the sample: 72 that go on, and three that ended in the fall."""
    rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
    sites = _sites(rng)
    loads = [*LOADS, *rng.sample(OTHER_LOADS, len(OTHER_LOADS))]
    coaches = [number for number, load in enumerate(loads) for _ in range(load)]
    visits = _visits(rng, coaches)
    found = []
    for number, (district, school, level) in enumerate(sites):
        supervisor = f"supervisor.{_district_number(district)}@example.org"
        leads, coaches_it = principal(number), coach(coaches[number])
        day, start, minutes = visits[number]
        found.append(Pairing(district, school, level, leads, coaches_it, BEGINS, ENDS, day, start, minutes, supervisor))
    return _rematch(_transfer(found), coaches)


def principal(number: int) -> str:
    """The e-mail of a principal, counted from 0."""
    return f"principal.{number + 1}@example.org"


def coach(number: int) -> str:
    """The e-mail of a coach, counted from 0."""
    return f"coach.{chr(ord('a') + number)}@example.org"


def _district_number(name: str) -> int:
    return [district for district, _ in (*CITIES, *TOWNS)].index(name) + 1


def _sites(rng: random.Random) -> list[tuple[str, str, str]]:
    """(district, school, level) of each school, district by district."""
    streets = iter(rng.sample(STREETS, len(STREETS)))
    found: list[tuple[str, str, str]] = []
    for district, levels in (*CITIES, *TOWNS):
        used: dict[str, int] = {}
        for letter in levels:
            fixed = FIXED.get(len(found))
            name = fixed or (f"{next(streets)} Elementary" if letter == "E" else _higher(district, letter, used))
            found.append((district, name, LEVELS[letter]))
    return found


def _higher(district: str, letter: str, used: dict[str, int]) -> str:
    """Middle and high schools are called after their district, the further ones after a direction."""
    kind = "Middle" if letter == "M" else "High"
    used[letter] = used.get(letter, 0) + 1
    return f"{district} {('', 'East ', 'West ')[used[letter] - 1]}{kind}"


def _visits(rng: random.Random, coaches: Sequence[int]) -> list[tuple[int, str, int]]:
    """A weekly visit (day, start, minutes) for each school; no coach is in two places at once."""
    taken: dict[int, set[tuple[int, str]]] = {}
    for number, (day, start, _) in FIXED_VISITS.items():
        taken.setdefault(coaches[number], set()).add((day, "am" if start < "12" else "pm"))
    found = []
    for number, one in enumerate(coaches):
        slots = [(day, half) for day in range(5) for half in STARTS if (day, half) not in taken.setdefault(one, set())]
        day, half = rng.choice(slots)
        visit = FIXED_VISITS.get(number) or (day, rng.choice(STARTS[half]), rng.choice(MINUTES))
        if number not in FIXED_VISITS:
            taken[one].add((day, half))
        found.append(visit)
    return found


def _transfer(rows: list[Pairing]) -> list[Pairing]:
    """Two principals change places: each school keeps its coach and its visit."""
    eve = TRANSFERRED_ON - timedelta(days=3)
    found = list(rows)
    for here, there in (TRANSFERRED, TRANSFERRED[::-1]):
        found[here] = replace(rows[here], ends_on=eve)
        found.append(replace(rows[here], leader_email=rows[there].leader_email, starts_on=TRANSFERRED_ON))
    return found


def _rematch(rows: list[Pairing], coaches: Sequence[int]) -> list[Pairing]:
    """One pairing didn't work; the next coach who has room takes over, at a time of their own."""
    old = rows[REMATCHED]
    room = [one for one in sorted(set(coaches)) if coaches.count(one) in range(2, 5) and coach(one) != old.coach_email]
    new = next(one for one in room if one != LOADS.index(4))
    busy = {(row.visit_day, row.visit_start < "12") for row in rows if row.coach_email == coach(new)}
    day, morning = next((day, half) for day in range(5) for half in (True, False) if (day, half) not in busy)
    taken_over = replace(
        old,
        coach_email=coach(new),
        starts_on=REMATCHED_ON,
        visit_day=day,
        visit_start="09:00" if morning else "13:00",
    )
    rows[REMATCHED] = replace(old, ends_on=REMATCHED_ON - timedelta(days=3))
    return [*rows, taken_over]


def _people(seed: int) -> list[tuple[str, ...]]:
    zone = "America/New_York"
    home: dict[str, str] = {}
    for row in pairings(seed):
        home[row.leader_email] = row.district
    rows: list[tuple[str, ...]] = [
        (principal(one), f"Principal {one + 1}", "leader", "", home[principal(one)], "") for one in range(72)
    ]
    rows += [
        (coach(one), f"Coach {chr(ord('A') + one)}", "coach", "", "", f"203-555-01{one + 10}") for one in range(18)
    ]
    rows += [
        (f"coordinator.{one}@example.org", f"Coordinator {one}", "coordinator", zone, "", "") for one in range(1, 5)
    ]
    rows += [
        ("lead.coach@example.org", "Lead Coach", "lead_coach", zone, "", ""),
        ("office@example.org", "Program Office", "office", zone, "", ""),
        ("admin@example.org", "Administrator", "admin", zone, "", ""),
    ]
    for number, (district, _) in enumerate((*CITIES, *TOWNS), 1):
        rows.append((f"liaison.{number}@example.org", f"Liaison {number}", "liaison", "", district, ""))
    return rows


def _engagement_cells(row: Pairing) -> tuple[object, ...]:
    return tuple(WEEKDAYS[row.visit_day] if name == "visit_day" else getattr(row, name) for name in Pairing.__slots__)


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()
