"""Who sees what: the tiers and the table of who may read, write or count each thing, in this one place.

Tiers: T0 its author alone · T1 the pair · T2 the program · T3 the sponsor · T4 everybody in the program.
Every query, message, Home, page and export asks here; nobody decides it a second time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.rules.contacts import KINDS
from bot.rules.views import Fact, Keys, Record, State

ROLES = (
    *("leader", "present", "coach", "lead_coach", "coordinator", "office", "liaison", "supervisor", "admin"),
    "next",
)
AUTHOR = "author"
GLASS = "glass"  # an administrator who opened a pair's log for an hour, of which both were told
OVERSEE = ("coordinator", "lead_coach", "office")  # who may open a contact of their program, most entitled first

# One line a thing. leader, coach: of the pair it belongs to; present: a further leader who was there; liaison: of the
# leader's own district; next: the coach to whom the roster handed the leader on; the others: of the program
# it belongs to. A remark is its thread's leader's own. What a cell grants is in _GRANTS.
_TABLE = """
thing                tier leader  present coach lead_coach coordinator      office    liaison   supervisor admin  next
private_note         T0   own     -       own   -          -                -         -         -          -      -
message_link         T0   own     -       own   -          -                -         -         -          -      -
contact_facts        T2   read    read    write read       read             read      counts    -          counts read
attendance           T2   read    -       write read       read             read      counts    -          counts -
hours_bank           T2   read    -       read  read       read             read      read      -          counts -
discussion           T1   read    -       write -          shared           -         -         -          -      -
collaborative_log    T1   write   -       write portfolio  portfolio+shared portfolio -         -          -      -
commitments          T1   write   -       write counts     counts           -         -         -          -      -
remark               T1   own     own     write -          -                -         -         -          -      -
earlier_version      T1   read    -       read  -          -                -         -         -          -      -
deletion_reason      T1   read    -       write -          -                -         -         -          -      -
field_note           T1   read    -       write -          -                -         -         -          -      -
field_note_private   T0   own     -       own   -          -                -         -         -          -      -
sharing_keys         T1   write   -       write -          -                -         -         -          -      -
readers              T1   read    -       read  -          -                -         -         -          -      -
agreement            T1   sign    -       sign  read       read             -         titles    -          -      read
improvement_goals    T3   write   -       write read       read             -         read      -          -      -
plan_goals           T2   write   -       write read       read             read      titles    titles     -      -
plan_steps           T1   write   -       write counts     counts           -         -         -          -      -
survey_results       T1   read    -       read  aggregate  aggregate        -         aggregate -          -      -
reflection_rating    T1   write   -       read  -          status+portfolio status+portfolio -  -          -      -
reflection_answer    T0   own     -       given -          status           -         -         -          -      -
reflection_evidence  T1   own     -       given -          -                -         -         -          -      -
status_report        T2   preview -       write read       review           -         -         -          -      -
concern_flag         T2   -       -       write read       read             -         -         -          -      -
relationship_concern T2   own     -       -     read       read             -         -         -          -      -
portfolio_status     T2   read    -       read  -          read             write     -         -          -      -
coach_file           T2   -       -       own   read       write            -         status    -          -      -
pulse                T0   own     -       aggregate aggregate aggregate     -         -         -          -      -
digest               T2   own     -       own   read       read             -         read      -          -      -
audit_trail          T2   own     -       own   -          read             -         -         -          read   -
resource             T4   read    read    read  read       read             read      read      -          -      -
"""

_READING = frozenset({"read", "count", "status", "titles", "aggregate", "preview"})
_GRANTS: dict[str, frozenset[str]] = {
    "-": frozenset(),
    "read": _READING,
    "write": _READING | {"write"},
    "own": _READING | {"write"},
    "sign": _READING | {"sign"},
    "review": _READING | {"review"},
    "counts": frozenset({"count"}),
    "status": frozenset({"status"}),
    "titles": frozenset({"titles"}),
    "aggregate": frozenset({"aggregate"}),
    "preview": frozenset({"preview"}),
    "shared": _READING,
    "portfolio": _READING,
    "given": _READING,
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at one thing: every part they have in it, of ROLES and AUTHOR. Without a part they are a stranger."""

    parts: frozenset[str] = frozenset()

    @property
    def pair(self) -> bool:
        """Whether they are one of the two."""
        return not self.parts.isdisjoint(("coach", "leader"))


@dataclass(frozen=True, slots=True)
class Thing:
    """What is looked at, and how it stands. shared: both keys are turned; portfolio: the program declared it a
    portfolio item before it was written; given: its author gave this one item to the coach."""

    kind: str
    shared: bool = False
    portfolio: bool = False
    removed: bool = False
    given: bool = False


def _lines() -> dict[str, dict[str, str]]:
    head, *rows = (line.split() for line in _TABLE.strip().splitlines())
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


_CELLS = _lines()
THINGS = tuple(_CELLS)
TIERS = {thing: cells["tier"] for thing, cells in _CELLS.items()}


# What break-glass opens: what the pair share of their contacts, and nothing that is one person's alone.
BEHIND_GLASS = frozenset({"contact_facts", "attendance", "discussion", "collaborative_log", "commitments"})


def may(reader: Reader, thing: Thing, action: str = "read") -> bool:
    """Whether somebody may do this to a thing. Of a contact that was taken back, only that there was one is left."""
    if thing.removed and (thing.kind, action) != ("contact_facts", "read"):
        return False
    if GLASS in reader.parts:
        return action == "read" and thing.kind in BEHIND_GLASS
    cells = _CELLS[thing.kind]
    held = [cell for role in reader.parts if role in cells for cell in cells[role].split("+")]
    return any(action in _GRANTS[cell] and _holds(cell, reader, thing) for cell in held)


def _holds(cell: str, reader: Reader, thing: Thing) -> bool:
    """Whether the condition in a cell is met."""
    conditions = {
        "own": AUTHOR in reader.parts,
        "shared": thing.shared,
        "portfolio": thing.portfolio,
        "given": thing.given,
    }
    return conditions.get(cell, True)


def may_open(reader: Reader, state: State) -> bool:
    """Whether somebody may see at least that a contact took place, or was taken back."""
    return may(reader, _thing("contact_facts", state))


def portfolio_item(kind: str, rules: Mapping[str, Any], *, made: bool = True) -> bool:
    """Whether a contact written under these rules of the program is a portfolio item, as candidates were told."""
    return made and KINDS[kind].collaborative and bool(rules.get("portfolio_logs"))


def both_agree(keys: Keys) -> bool:
    """Whether the pair's words reach the program: both keys are turned, and neither was taken back."""
    return keys.coach is not None and keys.leader is not None and keys.ended is None


def parts_seen(reader: Reader, state: State) -> frozenset[str]:
    """The parts of a contact that somebody may see: facts, attendance, words, steps, private_note, message_link,
    keys, readers; what isn't named here isn't even opened."""
    kind = "collaborative_log" if state.collaborative else "discussion"
    asked = {
        "facts": "contact_facts",
        "attendance": "attendance",
        "words": kind,
        "steps": "commitments",
        "private_note": "private_note",
        "message_link": "message_link",
        "keys": "sharing_keys",
        "readers": "readers",
    }
    seen = {part for part, thing in asked.items() if may(reader, _thing(thing, state))}
    if state.collaborative and "words" in seen:
        seen.add("steps")  # what both sides do next is part of a collaborative log
    return frozenset(seen)


def _thing(kind: str, state: State) -> Thing:
    return Thing(kind, state.shared, state.portfolio, state.removed)


def reads_as(reader: Reader) -> str:
    """The part that says most about what they see, for the page's own words; "" for a stranger."""
    order = ("coach", "leader", *OVERSEE, "present", "liaison", "supervisor", "admin", GLASS)
    return next((part for part in order if part in reader.parts), "")


def bare(fact: Fact) -> Fact:
    """What happened, for those who may not read the words: without what it was about and when they meet next."""
    return replace(fact, focus=(), next_on=None)


def view_of(reader: Reader, record: Record) -> Record | None:
    """The contact as this reader sees it; None where there is nothing for them."""
    seen = parts_seen(reader, record.state)
    if "facts" not in seen:
        return None
    words = "words" in seen
    return replace(
        record,
        fact=record.fact if words else bare(record.fact),
        author="coach" in reader.parts,
        reads=reads_as(reader),
        words=words,
        others=record.others if words else None,
        note=record.note if words else None,
        details=record.details if words else (),
        stances=record.stances if words else (),
        next_open=record.next_open if words else False,
        no_steps=record.no_steps if words else False,
        steps=record.steps if "steps" in seen else (),
        there=record.there if "attendance" in seen else (),
        attendees=record.attendees if reader.pair else (),
        private_note=record.private_note if "private_note" in seen else None,
        link=record.link if "message_link" in seen else None,
        keys=record.keys if "keys" in seen else Keys(),
        agreed=record.agreed if may(reader, _thing("commitments", record.state), "count") else 0,
    )
