"""Every rule about a roster as a whole: its rows among themselves, and against what is stored."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from pydantic import BaseModel

from bot.rules.contacts import spell
from bot.rules.roster import cells
from bot.rules.roster.known import Known, key_of
from bot.rules.roster.pairs import Pair, all_pairs, colleagues, overlaps, own_problems
from bot.rules.roster.rows import NewPersonRow, Placed, Problem, Roster, at, in_order
from bot.rules.roster.scopes import Places, closure_key
from bot.rules.roster.supervision import supervision_problems

R = TypeVar("R", bound=BaseModel)

IN_CHARGE = ("coordinator", "admin")


def problems_of(roster: Roster, known: Known, today: date) -> list[Problem]:
    """All that is wrong, file by file and row by row. today: in the programme's zone."""
    pairs = all_pairs(roster.engagements, known)
    places = Places(roster, known)
    found = [
        *roster.problems,
        *_programme(roster, known),
        *_repeated(roster, places),
        *_slack_ids(roster.people, known),
        *_of_others(roster.people, known),
        *_levels(roster),
        *(problem for pair in pairs for problem in own_problems(pair)),
        *_roles_of_pairs(roster, known, pairs, today),
        *_someone_in_charge(roster, known),
        *overlaps(pairs),
        *colleagues(pairs),
        *supervision_problems(pairs),
        *places.problems,
    ]
    return in_order(list(dict.fromkeys(found)), roster.files)


def _programme(roster: Roster, known: Known) -> Iterator[Problem]:
    if known.programme or roster.programme or roster.programme_refused:
        return
    file = roster.files[0] if roster.files else "roster"
    if known.programmes:
        codes = ", ".join(one.code for one in known.programmes)
        reason = f"There are several programs ({codes}). Send the YAML file of the one that is meant as well."
    else:
        reason = (
            "There is no program yet. Send its YAML file (name, code, zone, school_year) together with these files."
        )
    yield Problem(file, None, None, reason)


def _repeated(roster: Roster, places: Places) -> Iterator[Problem]:
    yield from _repeats(roster.people, "email", lambda row: row.email, "This e-mail")
    yield from _repeats(roster.engagements, "leader_email", key_of, "This engagement")
    yield from _repeats(roster.closures, "day", lambda row: closure_key(row, places), "This closure")


def _repeats(
    rows: Sequence[Placed[R]], column: str, key: Callable[[R], Hashable | None], what: str
) -> Iterator[Problem]:
    first: dict[Hashable, Placed[R]] = {}
    for placed in rows:
        mark = key(placed.value)
        if mark is None:
            continue
        earlier = first.setdefault(mark, placed)
        if earlier is not placed:
            where = f"row {earlier.place.row}"
            where += f" of {earlier.place.file}" if earlier.place.file != placed.place.file else ""
            yield at(placed.place, column, f"{what} is already in {where}. Keep one of the two rows.")


def _slack_ids(people: Sequence[Placed[NewPersonRow]], known: Known) -> Iterator[Problem]:
    owner = {one.slack_user_id: one.email for one in known.people.values() if one.slack_user_id}
    taken: dict[str, Placed[NewPersonRow]] = {}
    for placed in people:
        row = placed.value
        if row.slack_user_id is None:
            continue
        earlier = taken.setdefault(row.slack_user_id, placed)
        stored = known.people.get(row.email)
        if earlier.value.email != row.email:
            reason = f"This Slack member ID is also in row {earlier.place.row}. Each person has their own; correct one."
        elif owner.get(row.slack_user_id, row.email) != row.email:
            reason = (
                f"This Slack member ID belongs to {owner[row.slack_user_id]} already. Correct it, or leave it empty."
            )
        elif stored and stored.slack_user_id not in (None, row.slack_user_id):
            reason = f"This person is matched to {stored.slack_user_id} in Slack already. Leave the cell empty."
        else:
            continue
        yield at(placed.place, "slack_user_id", reason)


def _of_others(people: Sequence[Placed[NewPersonRow]], known: Known) -> Iterator[Problem]:
    """Whoever is in another program isn't tied to a Slack user from here, which would let that user read their notes.

    Nor is somebody renamed who is only there.
    """
    for placed in people:
        row, stored = placed.value, known.people.get(placed.value.email)
        if stored is None or not stored.elsewhere:
            continue
        if row.slack_user_id not in (None, stored.slack_user_id):
            reason = "This person is in another program too. Leave the cell empty; they are matched by their e-mail."
            yield at(placed.place, "slack_user_id", reason)
        if not stored.roles and row.name != stored.name:
            reason = f"This person is in another program, as {cells.shown(stored.name)}. Write the same name here."
            yield at(placed.place, "name", reason)


def _levels(roster: Roster) -> Iterator[Problem]:
    first: dict[tuple[str, str], tuple[str, int]] = {}
    for placed in roster.engagements:
        row = placed.value
        if row.level is None:
            continue
        level, number = first.setdefault(
            (cells.folded(row.district), cells.folded(row.school)), (row.level, placed.place.row)
        )
        if cells.folded(level) != cells.folded(row.level):
            reason = f"Row {number} says {cells.shown(level)} for the same school. Write one level in both."
            yield at(placed.place, "level", reason)


def _roles_of_pairs(roster: Roster, known: Known, pairs: Iterable[Pair], today: date) -> Iterator[Problem]:
    rows = {placed.value.email: placed for placed in roster.people}
    unclear = roster.damaged["people"] | _twice(placed.value.email for placed in roster.people)
    for pair in pairs:
        for role, email in (("leader", pair.leader), ("coach", pair.coach)):
            if email in unclear or (roster.unread and email not in rows):
                continue
            if pair.place:
                if reason := _lacks(email, role, rows, known):
                    yield at(pair.place, f"{role}_email", reason)
            elif pair.last_day >= today and email in rows and role not in rows[email].value.roles:
                verb = "coaches" if role == "coach" else "is coached"
                reason = (
                    f"{rows[email].value.name} still {verb} at {pair.school}, since {spell(pair.starts_on)}. "
                    f"Keep the role {role}, or end that engagement first."
                )
                yield at(rows[email].place, "roles", reason)


def _twice(emails: Iterable[str]) -> set[str]:
    return {email for email, times in Counter(emails).items() if times > 1}


def _lacks(email: str, role: str, rows: dict[str, Placed[NewPersonRow]], known: Known) -> str | None:
    if email in rows:
        name, held = rows[email].value.name, frozenset(rows[email].value.roles)
    elif email in known.people:
        name, held = known.people[email].name, known.people[email].roles
    else:
        return f"Nobody has the e-mail {email}. Add the person to the people file, or correct the address."
    if role in held:
        return None
    return f"{name} ({email}) doesn't hold the role {role}. Add it in the people file, or name someone else."


def _someone_in_charge(roster: Roster, known: Known) -> Iterator[Problem]:
    """An import never takes the last coordinator or admin away."""
    before = {email for email, one in known.people.items() if not one.roles.isdisjoint(IN_CHARGE)}
    now = {placed.value.email: placed for placed in roster.people}
    left = [email for email in before if email not in now]
    left += [email for email, placed in now.items() if not set(IN_CHARGE).isdisjoint(placed.value.roles)]
    if before and not left:
        placed = now[min(before)]
        reason = "Nobody would be coordinator or admin anymore. Keep one of these roles for somebody."
        yield at(placed.place, "roles", reason)
