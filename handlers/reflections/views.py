"""The pages and forms about questions and answers. Who can read it is said before anything is typed."""

from collections.abc import Sequence

from bot import blocks as b
from bot.frameworks import elements_of
from bot.messages import reflections as words
from bot.rules.contacts import brief
from bot.rules.prompts import RHYTHMS
from bot.rules.reflecting import FORM_MAX, SCALE, Answer, Asked

FORM, PAGE, KEPT = "answer.form", "answer.page", "answer.kept"
SHARING, EVIDENCE, SURE = "answer.sharing", "answer.evidence", "answer.evidence_sure"
OWN_LIST, GIVEN_LIST = "answer.own_list", "answer.given_list"
WHY, RHYTHM = "prompt.why_page", "prompt.rhythm_form"
PER_PAGE = 10
RADIOS = 10
NEVER_SHARED = "Only you can read this. It is kept here, and nothing of it stands in Slack. Name no student."
ALONE = (
    "Only you can read this until you share it. It is kept here, and nothing of it stands in Slack. Name no student."
)


def write_form(answer: Answer, metadata: str) -> b.View:
    """Form F23."""
    asked, scaled = answer.asked, words.scaled(answer.asked)
    blocks = [b.context(NEVER_SHARED if asked.craft else ALONE), b.section(words.question(asked))]
    if scaled:
        options = [b.option(str(one), str(one)) for one in SCALE]
        chosen = str(answer.scale) if answer.scale else None
        blocks.append(b.ask("scale", "From 1 to 5", b.radio(options, chosen), optional=True, hint=words.LOW_HIGH))
    field = b.text_input(lines=True, initial=answer.form_words or None)
    blocks.append(b.ask("answer", "Your answer", field, optional=scaled, hint=f"At most {FORM_MAX:,} characters."))
    if answer.words and answer.words != answer.form_words:
        blocks.append(b.context("What you wrote in the thread stays as it is; this is added to it."))
    return b.modal(FORM, "Write privately", "Keep it", blocks, metadata)


def kept_page(asked: Asked) -> b.View:
    """After her act: how the answer stands, and what she can do with it."""
    said = words.kept_line(asked)
    return b.modal(KEPT, "Your answer", None, list(said.blocks))


def answer_page(answer: Answer) -> b.View:
    """An answer as it is read."""
    asked = answer.asked
    blocks = [b.section(words.question(asked)), b.context(_when(answer)), *answer_blocks(answer)]
    if not answer.own:
        who = f"Only you and {asked.leader} can read this, as long as {asked.leader} shares it."
        return b.modal(PAGE, "A reflection", None, [*blocks, b.divider(), b.context(who)])
    row = [*words.kept_buttons(asked), b.button("Edit", words.WRITE, str(asked.id))]
    blocks += [b.divider(), b.context(words.kept_words(asked)), b.actions(row)]
    return b.modal(PAGE, "Your answer", None, blocks)


def _when(answer: Answer) -> str:
    asked = answer.asked
    when = f"Asked on {brief(asked.day)}" if answer.own else f"{asked.leader} · {brief(asked.day)}"
    read = f" {words.opened_words(asked.coach, answer.read_on)}" if answer.read_on else ""
    return f"{when}.{read}" if answer.own else when


def answer_blocks(answer: Answer) -> list[b.Block]:
    """The words of an answer, the number, and the sentence that is evidence."""
    blocks = [b.section(f"{answer.scale} of 5")] if answer.scale else []
    blocks += b.paragraphs(pieces(answer.words))
    if answer.evidence and answer.asked.element:
        blocks += [b.title("Evidence"), b.section(f"“{b.short(answer.evidence, b.TEXT_MAX - 2)}”")]
        blocks.append(b.context(words.element_words(answer.asked.element)))
    return blocks


def pieces(text: str) -> list[str]:
    """A text in pieces that a paragraph holds, however long it is."""
    most = b.TEXT_MAX - 100
    lines = [line for line in text.split("\n") if line]
    return [line[at : at + most] for line in lines for at in range(0, len(line), most)]


def share_form(answer: Answer, flagged: bool, metadata: str) -> b.View:
    """Exactly what the coach would read, and the decision."""
    coach = answer.asked.coach
    blocks = [b.section(f"{coach} would read this:"), b.divider(), b.section(words.question(answer.asked))]
    blocks += [*answer_blocks(answer), b.divider()]
    if flagged:
        blocks.append(b.section("Some words may tell who a student is. You can close this and edit your answer first."))
    rest = "You can stop it at any time. If you change your answer, it is only yours again until you share it anew."
    return b.modal(SHARING, f"Share with {b.short(coach, 13)}", "Share it", [*blocks, b.context(rest)], metadata)


def evidence_form(asked: Asked, found: Sequence[str], frameworks: tuple[str, ...], metadata: str) -> b.View:
    """One sentence, and what it stands for."""
    options = [b.option(one, str(place), one[b.OPTION_MAX :]) for place, one in enumerate(found)]
    first = "0" if len(options) == 1 else None
    sentence = b.radio(options, first) if len(options) <= RADIOS else b.select(options, None, "Choose a sentence")
    elements = [b.option(one.words, one.code) for one in elements_of(frameworks)]
    alone = f"You and {asked.coach} will be able to read this one sentence, and nothing else of your answer."
    shared = f"{asked.coach} can read your whole answer already. This says what one sentence of it shows."
    blocks = [
        b.context(shared if asked.given else alone),
        b.ask("sentence", "The sentence", sentence),
        b.ask("element", "What it shows", b.select(elements, None, "Choose a standard or practice")),
    ]
    return b.modal(EVIDENCE, "Use as evidence", "Look at it", blocks, metadata)


def evidence_sure(asked: Asked, sentence: str, element: str, metadata: str) -> b.View:
    """What the coach would read of it, and the decision."""
    blocks = [
        b.section(f"{asked.coach} would read this sentence:"),
        b.section(f"“{b.short(sentence, b.TEXT_MAX - 2)}”"),
        b.context(f"As evidence for {words.element_words(element)}"),
        b.context("You can take it back at any time."),
    ]
    return b.modal(SURE, "Use as evidence", "Use it", blocks, metadata)


def own_list(found: Sequence[Asked], skip: int, more: bool) -> b.View:
    """Her questions and answers, ten at a time."""
    blocks = [words.row(one) for one in found] or [b.section("No question has come yet.")]
    blocks += _ways(skip, more, words.OLDER, words.NEWER)
    blocks.append(b.context("Only you can read your answers, but for what you shared."))
    return b.modal(OWN_LIST, "Your reflections", None, blocks)


def given_list(found: Sequence[Asked], skip: int, more: bool) -> b.View:
    """What leaders share with their coach, ten at a time."""
    blocks = [words.given_row(one) for one in found] or [b.section("Nothing is shared with you just now.")]
    blocks += _ways(skip, more, words.GIVEN_OLDER, words.GIVEN_NEWER)
    return b.modal(GIVEN_LIST, "Shared with you", None, blocks)


def _ways(skip: int, more: bool, older: str, newer: str) -> list[b.Block]:
    ways = [b.button("Newer", newer, str(max(0, skip - PER_PAGE)))] if skip else []
    ways += [b.button("Older", older, str(skip + PER_PAGE))] if more else []
    return [b.actions(ways)] if ways else []


def why_page(lines: Sequence[str]) -> b.View:
    """Why this question."""
    change = b.actions([b.button("Change how often", words.RHYTHM)])
    return b.modal(WHY, "Why this question", None, [*map(b.section, lines), change])


def rhythm_form(weeks: int, metadata: str) -> b.View:
    """How often questions come."""
    options = [b.option(label, str(one)) for one, label in RHYTHMS.items()]
    hint = (
        "On Wednesdays at 3:30 PM your time; another day where school is closed or you are away. Nobody else is told."
    )
    field = b.ask("weeks", "How often should a question come?", b.radio(options, str(weeks)), hint=hint)
    return b.modal(RHYTHM, "Questions to you", "Save", [field], metadata)


def rhythm_saved(weeks: int) -> b.View:
    """After the choice."""
    return b.modal(WHY, "Questions to you", None, [b.section(words.rhythm_words(weeks))])
