"""The part of a roster that a change by hand can touch, against the whole of it."""

from datetime import date
from itertools import product

from bot.rules.roster.handforms import FORMS
from bot.rules.roster.hands import hand_of
from storage.people import roles
from storage.programmes import list_programmes
from storage.rosternear import near_form
from storage.rosterstate import known_of, load_state
from tests.storage.byhand import MONDAY
from tests.storage.contacting import TODAY, Program, add_person


def test_what_a_change_can_touch_is_all_that_the_rules_would_look_at(program: Program) -> None:
    """Above and below one another, at one school, in a circle: the same sentences as with the whole roster."""
    ids, crowd = program.people, [f"U{number}" for number in range(6)]
    for number, user in enumerate(crowd):
        ids[user] = add_person(program.db, user, f"Person {number}", f"p{number}@example.org")
        for role in ("coach", "leader"):
            program.db.add(roles, programme_id=program.id, person_id=ids[user], role=role)
    program.engage("One", "U0", "U1", supervisor_email="p2@example.org")
    program.engage("Two", "U2", "U5", supervisor_email="p3@example.org")
    program.engage("Three", "U3", "U4")
    program.engage("Four", "U4", "U0", ends_on=date(2026, 10, 1), supervisor_email="p5@example.org")
    whole = known_of(program.db, load_state(program.db, "assoc"))
    found = set()
    for leader, coach in product(crowd[1:5], crowd[:4]):
        for school, above in ((3, None), (5, "p0@example.org"), (6, "P3@example.org")):
            filled = {"leader": ids[leader], "coach": ids[coach], "school": school, "supervisor_email": above}
            form = FORMS["added"].model_validate({**filled, "starts_on": MONDAY})
            near = near_form(program.db, list_programmes(program.db)[0], 0, form)
            said = [hand_of(form, known, 0).problems(TODAY) for known in (near, whole)]
            assert said[0] == said[1], (leader, coach, school, above)
            found |= {one.reason for one in said[0]}
    assert len(found) > 8
