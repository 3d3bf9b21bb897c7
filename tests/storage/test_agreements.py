"""Agreements: two signatures, editions that stay, undo and withdrawal, who reads what, and nothing said twice."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.errors import Denied, FieldErrors, Refusal, Unsure
from bot.forms import parse
from bot.rules.agreements import IN_FORCE, NONE, OFFERED, REPLACED, WITHDRAWN, AgreementState
from storage.agreeing import (
    offer_again,
    offer_agreement,
    sign_agreement,
    still_holds,
    take_back_signature,
    withdraw_agreement,
)
from storage.agreementforms import begin_agreement, keep_page
from storage.agreementrows import agreement_state
from storage.agreements import NewAgreement, NewPage, agreements
from storage.engagements import engagements
from storage.guarding import NEUTRAL
from storage.people import Actor, people, roles
from storage.planpages import list_pairs, pair_page, read_agreement
from storage.programmes import programmes
from storage.schools import districts
from tests.storage.agreed import FOCUS, NORM, SIGN_WORDS, agree, aim, an_agreement, offer, offering
from tests.storage.contacting import (
    COACH,
    COORDINATOR,
    LEADER,
    LEADER2,
    NOW,
    OTHER,
    STRANGER,
    Program,
    add_person,
    later,
)

EVERYBODY_ELSE = (OTHER, LEADER2, COORDINATOR, STRANGER, Actor("UADMIN"))


def states(program: Program) -> list[str]:
    return [row.state for row in program.db.all(select(agreements).order_by(agreements.c.edition))]


def told(program: Program) -> list[str]:
    return [key.split(":")[0] for key in program.owed() if key.startswith("agreement")]


def test_it_is_in_force_with_two_signatures_and_a_change_needs_both_again(program: Program) -> None:
    first = offer(program)
    assert agreement_state(program.db, program.pair) == AgreementState(OFFERED, first, 1, None, None, first, "leader")
    assert offer(program) == first  # sent in again
    assert sign_agreement(program.db, COACH, NOW, first) == program.pair  # the writer's signature is there already
    assert states(program) == [OFFERED]
    sign_agreement(program.db, LEADER, NOW, first)
    sign_agreement(program.db, LEADER, NOW, first)
    assert agreement_state(program.db, program.pair).in_force_on == date(2026, 11, 17)
    second = offer(program, LEADER, "two", base=first, focus="Data teams")
    stands = agreement_state(program.db, program.pair)
    assert (stands.state, stands.id, stands.offered, stands.waits_for) == (IN_FORCE, first, second, "coach")
    sign_agreement(program.db, COACH, later(1), second)
    assert states(program) == [REPLACED, IN_FORCE]
    assert read_agreement(program.db, LEADER, first)[0].focus == (FOCUS, "Data teams")  # an earlier edition stays
    assert told(program) == ["agreement_offered", "agreement_signed"] * 2
    verbs = [verb for verb in program.verbs() if verb.startswith("agreement")]
    assert verbs == ["agreement.offered", "agreement.signed"] * 2


def test_an_answer_may_be_another_edition_and_nobody_overwrites_one_unread(program: Program) -> None:
    first = offer(program)
    with pytest.raises(Refusal, match="Coach C wrote edition 1 meanwhile, which waits for a signature"):
        offer(program, LEADER, "blind")
    offer(program, LEADER, "answer", base=first)
    assert states(program) == [REPLACED, OFFERED]
    with pytest.raises(Refusal, match="A newer edition replaced that one"):
        sign_agreement(program.db, LEADER, NOW, first)


def test_it_can_be_taken_back_until_the_other_one_signed_and_offered_again(program: Program) -> None:
    made = offer(program)
    withdraw_agreement(program.db, COACH, NOW, made)
    withdraw_agreement(program.db, COACH, NOW, made)
    assert states(program) == [WITHDRAWN]
    with pytest.raises(Refusal, match="Coach C took that edition back"):
        sign_agreement(program.db, LEADER, NOW, made)
    with pytest.raises(Denied):
        read_agreement(program.db, LEADER, made)
    offer_again(program.db, COACH, later(1), made)
    with pytest.raises(Refusal, match="offered that edition, and it waits"):
        withdraw_agreement(program.db, LEADER, NOW, made)
    sign_agreement(program.db, LEADER, later(2), made)
    with pytest.raises(Refusal, match="both of you signed it"):
        withdraw_agreement(program.db, COACH, later(3), made)


def test_the_last_signature_can_be_undone_for_a_day_and_what_stood_before_stands_again(program: Program) -> None:
    first = agree(program)
    second = offer(program, intent="two", base=first)
    sign_agreement(program.db, LEADER, later(5), second)
    with pytest.raises(Refusal, match="can't be undone anymore"):
        take_back_signature(program.db, COACH, later(6), second)
    take_back_signature(program.db, LEADER, later(6), second)
    assert states(program) == [IN_FORCE, OFFERED]
    assert agreement_state(program.db, program.pair).waits_for == "leader"
    sign_agreement(program.db, LEADER, later(7), second)
    with pytest.raises(Refusal, match="can't be undone anymore"):
        take_back_signature(program.db, LEADER, later(7) + timedelta(days=1, minutes=1), second)


def test_only_the_two_write_and_sign_and_others_read_what_was_in_force(program: Program) -> None:
    made = offer(program)
    for actor in EVERYBODY_ELSE:
        for act in (sign_agreement, withdraw_agreement, offer_again, take_back_signature, still_holds):
            with pytest.raises(Denied):
                act(program.db, actor, NOW, made)
        with pytest.raises(Denied):
            offer_agreement(program.db, actor, NOW, offering(program, "theirs"), an_agreement())
        with pytest.raises(Denied):
            keep_page(program.db, actor, NOW, program.pair, "first", {})
        with pytest.raises(Denied):
            read_agreement(program.db, actor, made)
        with pytest.raises(Denied):
            sign_agreement(program.db, actor, NOW, 987654)
    assert states(program) == [OFFERED]
    sign_agreement(program.db, LEADER, NOW, made)
    one, page = read_agreement(program.db, COORDINATOR, made)
    assert (one.norms, page.side) == (NORM, "")
    for actor in set(EVERYBODY_ELSE) - {COORDINATOR}:
        with pytest.raises(Denied):
            read_agreement(program.db, actor, made)
        with pytest.raises(Denied):
            pair_page(program.db, actor, NOW, program.pair)


def test_a_liaison_sees_the_focus_and_how_often_they_meet_of_the_own_district_alone(program: Program) -> None:
    made, db = agree(program), program.db
    aim(program)
    district = db.value(select(districts.c.id))
    liaison = add_person(db, "ULIAISON", "Liaison 1", "liaison@example.org")
    db.add(roles, programme_id=program.id, person_id=liaison, role="liaison")
    with pytest.raises(Denied):
        pair_page(db, Actor("ULIAISON"), NOW, program.pair)
    db.run(update(people).where(people.c.id == liaison).values(district_id=district))
    page = pair_page(db, Actor("ULIAISON"), NOW, program.pair)
    assert page.agreement is not None
    assert (page.agreement.focus, page.agreement.cadence) == ((FOCUS, "Data teams"), "Tuesdays at 9")
    assert not [word for word in (NORM, SIGN_WORDS, "Straight", "Notes counted", "Goal 2") if word in str(page)]
    assert [one.text for one in page.plan.goals] == ["More feedback"]
    listed = [one.pair for one in list_pairs(db, Actor("ULIAISON"), NOW).lines]
    assert listed == [program.pairs["Harbor Middle"], program.pair]  # the one without an agreement first
    with pytest.raises(Denied):
        read_agreement(db, Actor("ULIAISON"), made)


def test_words_are_sealed_and_those_that_may_tell_of_a_student_are_looked_at(program: Program) -> None:
    told_of: dict[str, Any] = {"norms": "We talk about Maya, grade 4, every week."}
    with pytest.raises(Unsure):
        offer(program, **told_of)
    look = offering(program, wording=NEUTRAL)
    made = offer_agreement(program.db, COACH, NOW, look, an_agreement(**told_of))
    assert "Maya" not in read_agreement(program.db, LEADER, made)[0].norms
    row = program.db.first(select(agreements))
    assert row is not None
    stored = b"".join(bytes(row._mapping[name]) for name in ("focus", "cadence", "words", "flows"))
    assert not [word for word in (FOCUS, SIGN_WORDS, "Tuesdays", "Your program") if word.encode() in stored]


def test_the_form_begins_with_what_is_likely_then_with_the_newest_edition_or_what_was_kept(program: Program) -> None:
    begun = begin_agreement(program.db, COACH, NOW, program.pair)
    assert begun.second["cadence"].startswith("Every Tuesday at 9:00 AM, 90 minutes, at Lincoln Elementary")
    assert begun.second["review_on"] == "2027-02-15"
    made = agree(program)
    begun = begin_agreement(program.db, LEADER, NOW, program.pair)
    assert (begun.base, begun.edition, begun.first["norms"]) == (made, 2, NORM)
    assert begun.second["measured"] == SIGN_WORDS
    draft = keep_page(program.db, LEADER, NOW, program.pair, "first", {"focus": "Mine", "norms": "N"})
    assert begin_agreement(program.db, LEADER, NOW, program.pair).first == {"focus": "Mine", "norms": "N"}
    assert begin_agreement(program.db, COACH, NOW, program.pair).first["norms"] == NORM
    assert pair_page(program.db, LEADER, NOW, program.pair).begun
    assert draft


def test_an_ended_pair_keeps_its_agreement_as_it_is(program: Program) -> None:
    made = offer(program)
    program.db.run(update(engagements).values(ends_on=date(2026, 11, 16)))
    with pytest.raises(Refusal, match="This pair has ended"):
        sign_agreement(program.db, LEADER, NOW, made)
    assert pair_page(program.db, LEADER, NOW, program.pair).writes is False


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"focus": "a\nb\nc\nd"}, "focus"),
        ({"focus": " - \n"}, "focus"),
        ({"focus": "x" * 151}, "focus"),
        ({"measured": None, "others": " "}, "measured"),
        ({"measured": "1\n2\n3", "others": "4\n5\n6"}, "measured"),
        ({"cadence": " "}, "cadence"),
        ({"norms": ""}, "norms"),
    ],
)
def test_what_is_wrong_is_said_under_its_field(changes: dict[str, str], field: str) -> None:
    filled = {**an_agreement().model_dump(exclude_none=True), **changes}
    with pytest.raises(FieldErrors) as problem:
        parse(NewAgreement, filled)
    assert field in problem.value.errors
    first = {name: filled[name] for name in NewPage.model_fields if filled.get(name) is not None}
    if field in NewPage.model_fields:
        with pytest.raises(FieldErrors):
            parse(NewPage, first)


@pytest.mark.parametrize("day", [date(2026, 11, 17), date(2028, 1, 1)])
def test_it_is_looked_at_again_on_a_day_to_come(program: Program, day: date) -> None:
    with pytest.raises(Refusal) as problem:
        offer(program, review_on=day)
    assert problem.value.field == "review_on"
    assert agreement_state(program.db, program.pair).state == NONE


def test_a_portfolio_program_says_who_reads_session_logs(program: Program) -> None:
    made = offer(program)
    assert "portfolio" not in read_agreement(program.db, COACH, made)[0].flows
    rules = program.db.value(select(programmes.c.rules))
    program.db.run(update(programmes).values(rules={**rules, "portfolio_logs": True}))
    again = offer(program, intent="two", base=made)
    assert "Session logs are portfolio items here" in read_agreement(program.db, COACH, again)[0].flows
    assert "portfolio" not in read_agreement(program.db, COACH, made)[0].flows  # as it was shown
