"""An answer is shared, and a sentence made evidence, by her act each time: as it was looked at, and undone at once."""

import pytest

from bot.errors import Denied, Refusal, Tampered
from storage.answering import (
    evidence_choices,
    preview_evidence,
    preview_sharing,
    prove,
    share,
    take_evidence_back,
    unshare,
)
from storage.reflecting import given_to
from storage.reflections import NewEvidence
from tests.storage.contacting import COACH, LEADER
from tests.storage.reflecting import ANSWER, EVIDENCE, Asking, proven, read, shared, verbs


def test_sharing_is_of_what_was_looked_at_and_ends_at_once(asking: Asking) -> None:
    reflection = asking.asked()
    asking.say()
    db = asking.program.db
    answer, flagged = preview_sharing(db, LEADER, reflection)
    assert not flagged
    asking.edit("Changed.")
    with pytest.raises(Refusal, match="changed while you looked"):
        share(db, LEADER, asking.now, reflection, answer.mark)
    answer, _ = preview_sharing(db, LEADER, reflection)
    share(db, LEADER, asking.now, reflection, answer.mark)
    share(db, LEADER, asking.now, reflection, answer.mark)
    assert read(asking, reflection, COACH).words == "Changed."
    assert [one.id for one in given_to(db, COACH)[0]] == [reflection]
    (note,) = asking.owed("reflection_shared")
    assert "Principal 14 shared a reflection with you" in asking.compose(note).text
    unshare(db, LEADER, asking.now, reflection)
    unshare(db, LEADER, asking.now, reflection)
    with pytest.raises(Denied):
        read(asking, reflection, COACH)
    assert given_to(db, COACH) == ((), False)
    assert asking.compose(note) is None
    assert verbs(asking)[-2:] == ["reflection.shared", "reflection.unshared"]


def test_changed_words_are_hers_alone_again_and_she_is_told(asking: Asking) -> None:
    reflection = shared(asking)
    asking.say("And one thing more.", ts="1764102750.000100")
    with pytest.raises(Denied):
        read(asking, reflection, COACH)
    assert "You changed it after sharing it, so Coach C can't read it anymore." in asking.line()


def test_one_sentence_is_evidence_and_nothing_else_is_read_of_it(asking: Asking) -> None:
    reflection = asking.asked()
    asking.say()
    db = asking.program.db
    asked, mark, found, frameworks = evidence_choices(db, LEADER, reflection)
    assert found == ["The exit tickets moved her practice.", "I want to keep that."]
    assert "cpsel" in frameworks
    assert preview_evidence(db, LEADER, reflection, EVIDENCE, mark)[1] == found[0]
    prove(db, LEADER, asking.now, reflection, EVIDENCE, mark)
    seen = read(asking, reflection, COACH)
    assert (seen.evidence, seen.words, seen.whole, seen.asked.element) == (found[0], "", False, "cpsel:2B")
    assert "evidence for CPSEL 2B" in asking.line()
    take_evidence_back(db, LEADER, asking.now, asked.id)
    with pytest.raises(Denied):
        read(asking, reflection, COACH)


@pytest.mark.parametrize("new", [NewEvidence(sentence=7, element="cpsel:2B"), NewEvidence(sentence=0, element="x:1")])
def test_evidence_that_the_form_does_not_offer_is_refused(asking: Asking, new: NewEvidence) -> None:
    reflection = asking.asked()
    asking.say()
    _, mark, _, _ = evidence_choices(asking.program.db, LEADER, reflection)
    with pytest.raises(Tampered):
        prove(asking.program.db, LEADER, asking.now, reflection, new, mark)


@pytest.mark.parametrize(("edit", "stands"), [("I want to keep that.", False), (f"{ANSWER} More.", True)])
def test_evidence_stands_as_long_as_its_sentence_does(asking: Asking, edit: str, stands: bool) -> None:
    reflection = asking.asked()
    asking.say()
    proven(asking, reflection)
    asking.edit(edit)
    assert (asking.questions()[0].evidence is not None) == stands
