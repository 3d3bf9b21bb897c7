"""Who sees what, cell by cell, against a table of its own: role by object by state, for each thing one may do."""

from dataclasses import replace
from datetime import date
from itertools import combinations, product

import pytest

from bot.rules.sharing import (
    ROLES,
    THINGS,
    TIERS,
    Reader,
    Thing,
    both_agree,
    may,
    parts_seen,
    portfolio_item,
    reads_as,
    view_of,
)
from bot.rules.views import Fact, Keys, Record, State, Step

ACTIONS = ("read", "write", "count", "status", "titles", "aggregate", "preview", "sign", "review")
READERS: dict[str, Reader] = {
    **{role: Reader(frozenset({role})) for role in ROLES},
    **{f"{one}'s own": Reader(frozenset({one, "author"})) for one in ("leader", "coach", "present", "coordinator")},
    "stranger": Reader(),
    "author alone": Reader(frozenset({"author"})),
}
STATES: dict[str, dict[str, bool]] = {
    "as it is": {},
    "shared": {"shared": True},
    "portfolio": {"portfolio": True},
    "given": {"given": True},
    "removed": {"removed": True},
    "shared, then removed": {"shared": True, "removed": True},
    "portfolio, then removed": {"portfolio": True, "removed": True},
}

# Who may read what, as the handbook says it (section 2): everybody not named here may not. "x while y": only then.
READ: dict[str, tuple[str, ...]] = {
    "private_note": ("leader's own", "coach's own"),
    "message_link": ("leader's own", "coach's own"),
    "contact_facts": ("leader", "present", "coach", "lead_coach", "coordinator", "office", "next"),
    "attendance": ("leader", "coach", "lead_coach", "coordinator", "office"),
    "hours_bank": ("leader", "coach", "lead_coach", "coordinator", "office", "liaison"),
    "discussion": ("leader", "coach", "coordinator while shared"),
    "collaborative_log": (
        "leader",
        "coach",
        "lead_coach while portfolio",
        "coordinator while portfolio",
        "coordinator while shared",
        "office while portfolio",
    ),
    "commitments": ("leader", "coach"),
    "remark": ("leader's own", "coach", "present's own"),
    "earlier_version": ("leader", "coach"),
    "deletion_reason": ("leader", "coach"),
    "field_note": ("leader", "coach"),
    "field_note_private": ("leader's own", "coach's own"),
    "sharing_keys": ("leader", "coach"),
    "readers": ("leader", "coach"),
    "agreement": ("leader", "coach", "lead_coach", "coordinator", "next"),
    "improvement_goals": ("leader", "coach", "lead_coach", "coordinator", "liaison"),
    "plan_goals": ("leader", "coach", "lead_coach", "coordinator", "office"),
    "plan_steps": ("leader", "coach"),
    "survey_results": ("leader", "coach"),
    "reflection_rating": ("leader", "coach", "coordinator while portfolio", "office while portfolio"),
    "reflection_answer": ("leader's own", "coach while given"),
    "reflection_evidence": ("leader's own", "coach while given"),
    "status_report": ("coach", "lead_coach", "coordinator"),
    "concern_flag": ("coach", "lead_coach", "coordinator"),
    "relationship_concern": ("leader's own", "lead_coach", "coordinator"),
    "portfolio_status": ("leader", "coach", "coordinator", "office"),
    "coach_file": ("coach's own", "lead_coach", "coordinator"),
    "pulse": ("leader's own",),
    "digest": ("leader's own", "coach's own", "lead_coach", "coordinator", "liaison"),
    "audit_trail": ("leader's own", "coach's own", "coordinator", "admin"),
    "resource": ("leader", "present", "coach", "lead_coach", "coordinator", "office", "liaison"),
}
WRITE: dict[str, tuple[str, ...]] = {
    "private_note": ("leader's own", "coach's own"),
    "message_link": ("leader's own", "coach's own"),
    "contact_facts": ("coach",),
    "attendance": ("coach",),
    "discussion": ("coach",),
    "collaborative_log": ("leader", "coach"),
    "commitments": ("leader", "coach"),
    "remark": ("leader's own", "coach", "present's own"),
    "deletion_reason": ("coach",),
    "field_note": ("coach",),
    "field_note_private": ("leader's own", "coach's own"),
    "sharing_keys": ("leader", "coach"),
    "improvement_goals": ("leader", "coach"),
    "plan_goals": ("leader", "coach"),
    "plan_steps": ("leader", "coach"),
    "reflection_rating": ("leader",),
    "reflection_answer": ("leader's own",),
    "reflection_evidence": ("leader's own",),
    "status_report": ("coach",),
    "concern_flag": ("coach",),
    "relationship_concern": ("leader's own",),
    "portfolio_status": ("office",),
    "coach_file": ("coach's own", "coordinator"),
    "pulse": ("leader's own",),
    "digest": ("leader's own", "coach's own"),
    "audit_trail": ("leader's own", "coach's own"),
}
# Beyond those who read: who has less than reading, and what.
LESS: dict[str, dict[str, tuple[str, ...]]] = {
    "count": {
        "contact_facts": ("liaison", "admin"),
        "attendance": ("liaison", "admin"),
        "hours_bank": ("admin",),
        "commitments": ("lead_coach", "coordinator"),
        "plan_steps": ("lead_coach", "coordinator"),
    },
    "status": {
        "reflection_rating": ("coordinator", "office"),
        "reflection_answer": ("coordinator",),
        "coach_file": ("liaison",),
    },
    "titles": {"agreement": ("liaison",), "plan_goals": ("liaison", "supervisor")},
    "aggregate": {
        "survey_results": ("lead_coach", "coordinator", "liaison"),
        "pulse": ("coach", "lead_coach", "coordinator"),
    },
    "preview": {"status_report": ("leader",)},
}
ELSE: dict[str, dict[str, tuple[str, ...]]] = {
    "sign": {"agreement": ("leader", "coach")},
    "review": {"status_report": ("coordinator",)},
}


def expected(who: str, thing: str, state: str, action: str) -> bool:
    """What this table says."""
    if "removed" in state:
        return action == "read" and thing == "contact_facts" and _named(who, READ[thing], "as it is")
    if action == "write":
        return _named(who, WRITE.get(thing, ()), state)
    if action in ELSE:
        return _named(who, ELSE[action].get(thing, ()), state)
    return _named(who, READ[thing], state) or _named(who, LESS.get(action, {}).get(thing, ()), state)


def _named(who: str, allowed: tuple[str, ...], state: str) -> bool:
    role = who.removesuffix("'s own")
    return any(one in {who, role, f"{role} while {state}"} for one in allowed)


def test_the_table_names_everything_there_is() -> None:
    assert set(THINGS) == READ.keys() == TIERS.keys()
    assert set(TIERS.values()) == {"T0", "T1", "T2", "T3", "T4"}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("thing", THINGS)
def test_every_role_may_do_with_it_in_every_state_what_the_table_says(thing: str, action: str) -> None:
    wrong = [
        (who, state)
        for (who, reader), (state, flags) in product(READERS.items(), STATES.items())
        if may(reader, Thing(thing, **flags), action) != expected(who, thing, state, action)
    ]
    assert wrong == []


def test_no_word_of_tier_zero_is_for_anybody_but_its_author() -> None:
    for thing, (state, flags) in product([one for one, tier in TIERS.items() if tier == "T0"], STATES.items()):
        for roles in (frozenset(some) for size in range(4) for some in combinations(ROLES, size)):
            given = thing == "reflection_answer" and state == "given" and "coach" in roles
            assert may(Reader(roles), Thing(thing, **flags)) == given, (thing, state, roles)


def test_several_roles_see_what_one_of_them_sees_and_no_more() -> None:
    for one, two in combinations(ROLES, 2):
        for thing, flags in product(THINGS, STATES.values()):
            seen = [may(Reader(frozenset(parts)), Thing(thing, **flags)) for parts in ({one}, {two}, {one, two})]
            assert seen[2] == (seen[0] or seen[1]), (one, two, thing)


DAY = date(2026, 11, 17)


@pytest.mark.parametrize(
    ("keys", "shared"),
    [
        (Keys(), False),
        (Keys(1, "coach", DAY), False),
        (Keys(1, "leader", None, DAY), False),
        (Keys(1, "coach", DAY, DAY), True),
        (Keys(1, "coach", DAY, DAY, DAY, "leader"), False),
        (Keys(1, "coach", DAY, None, DAY, ""), False),
    ],
)
def test_words_are_shared_while_both_keys_are_turned_and_not_taken_back(keys: Keys, shared: bool) -> None:
    assert both_agree(keys) == shared


def test_only_a_collaborative_log_is_a_portfolio_item_and_only_where_the_program_says_so() -> None:
    declared = {kind: portfolio_item(kind, {"portfolio_logs": True}) for kind in ("session", "visit", "call", "cohort")}
    assert declared == {"session": True, "visit": False, "call": False, "cohort": False}
    assert not portfolio_item("session", {})
    assert not portfolio_item("session", {"portfolio_logs": True}, made=False)


FACT = Fact(
    7, "session", DAY, "09:00", 90, None, ("A2",), "yes", "Lincoln", "Principal 14", "Coach C", False, 1,
    focus=("cpsel:2B",), next_on=DAY,
)  # fmt: skip
WHOLE = Record(
    FACT, "others-w", "note-w", "private-w", (Step("coach", "step-w", DAY),), True, (("successes", "details-w"),),
    ("facilitative",), True, True, ("Principal 15",), (2,), "link-w", agreed=1, keys=Keys(1, "coach", DAY),
)  # fmt: skip
PAIR_WORDS = {"others-w", "note-w", "details-w"}

# What of a contact each reader's page holds: of a visit, while shared; of a collaborative log, while shared, as item.
SEEN: dict[str, tuple[set[str], ...]] = {
    "coach's own": ({*PAIR_WORDS, "step-w", "private-w", "link-w"},) * 5,
    "leader": ({*PAIR_WORDS, "step-w"},) * 5,
    "coordinator": (set(), PAIR_WORDS, set(), {*PAIR_WORDS, "step-w"}, {*PAIR_WORDS, "step-w"}),
    "lead_coach": (set(), set(), set(), set(), {*PAIR_WORDS, "step-w"}),
    "office": (set(), set(), set(), set(), {*PAIR_WORDS, "step-w"}),
    "present": (set(),) * 5,
}
KINDS = (State(), State(shared=True), State(True), State(True, shared=True), State(True, portfolio=True))


@pytest.mark.parametrize("who", SEEN)
def test_a_contacts_page_holds_the_words_of_its_readers_tier_and_no_others(who: str) -> None:
    for state, words in zip(KINDS, SEEN[who], strict=True):
        seen = view_of(READERS[who], replace(WHOLE, state=state))
        assert seen is not None
        held = {word for word in (*PAIR_WORDS, "step-w", "private-w", "link-w") if word in str(seen)}
        assert held == words, state
        assert (seen.fact.focus, seen.fact.next_on) == (
            (FACT.focus, FACT.next_on) if words >= PAIR_WORDS else ((), None)
        )
        assert seen.reads == who.removesuffix("'s own")


@pytest.mark.parametrize("who", ["liaison", "supervisor", "admin", "stranger", "author alone"])
def test_everybody_else_has_no_page_of_a_contact(who: str) -> None:
    assert all(view_of(READERS[who], replace(WHOLE, state=state)) is None for state in KINDS)


def test_of_what_was_taken_back_nothing_is_left_to_see() -> None:
    for state in KINDS:
        assert parts_seen(READERS["coach's own"], replace(state, removed=True)) == {"facts"}
        seen = view_of(READERS["leader"], replace(WHOLE, state=replace(state, removed=True)))
        assert seen is not None
        assert "-w" not in str(seen)


def test_the_page_is_told_the_part_that_says_most() -> None:
    assert reads_as(Reader(frozenset({"coordinator", "leader"}))) == "leader"
    assert reads_as(Reader(frozenset({"office", "coordinator"}))) == "coordinator"
    assert reads_as(Reader()) == ""
