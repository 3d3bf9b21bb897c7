"""Questions to think about and what becomes of their answers, in words; never a word of an answer."""

from collections.abc import Sequence
from datetime import date

from bot.blocks import Block, actions, button, context, divider, header, safe, section, short
from bot.frameworks import elements, every_prompt
from bot.messages import Message
from bot.messages.nudges import Piece
from bot.rules.contacts import brief
from bot.rules.prompts import AFTER_SESSIONS, NEVER, PHASES, RHYTHMS
from bot.rules.reflecting import ANSWERED, EXPIRED, OPEN, REMOVED, SCALE, SKIPPED, Asked, ReflectionsHome

WRITE, SKIP, ANOTHER, WHY = "prompt.write", "prompt.skip", "prompt.another", "prompt.why"
RATE = tuple(f"prompt.rate_{number}" for number in SCALE)
SHARE, UNSHARE, PROVE, UNPROVE, REMOVE = (
    "answer.share",
    "answer.unshare",
    "answer.prove",
    "answer.unprove",
    "answer.remove",
)
READ, LIST, OLDER, NEWER = "answer.open", "answer.list", "answer.older", "answer.newer"
GIVEN_LIST, GIVEN_OLDER, GIVEN_NEWER = "answer.given", "answer.given_older", "answer.given_newer"
RHYTHM = "prompt.rhythm"
RHYTHM_TO = {weeks: f"prompt.rhythm_{weeks}" for weeks in RHYTHMS}
HOW = "Answer here in the thread, or press Write privately. Only you can read it until you share it."
HOW_SCALED = (
    "Choose a number, answer here in the thread, or press Write privately. Only you can see it until you share it."
)
ALONE = "Answer here in the thread, or press Write privately. Only you can read it; it can't be shared."
ALONE_SCALED = "Choose a number, answer here in the thread, or press Write privately. Only you can see it."
NOT_SHARED = "That answer isn't shared with you. Its writer may share it, and take that back, at any time."
GONE = "You removed that answer, so there is nothing to open."
LEAVES_NONE = (
    "What you write in the thread is also a Slack message, and an employer may be able to export those. "
    "Write privately leaves none."
)
LOW_HIGH = "1 is low, 5 is high."


def question(asked: Asked) -> str:
    """The words of a question; one that is no longer in the bank says so."""
    known = every_prompt().get(asked.prompt)
    return known.words if known else "A question that is no longer asked"


def scaled(asked: Asked) -> bool:
    """Whether it can be answered by a number."""
    known = every_prompt().get(asked.prompt)
    return bool(known and known.scale)


def about(asked: Asked) -> str:
    """What a question is about: P5 Monitor classrooms, useful feedback."""
    known = every_prompt().get(asked.prompt)
    code = known.code if known else ""
    found = elements().get(f"{'goals' if code.startswith('G') else 'practices'}:{code}")
    return found.words if found else "your work"


def prompt_piece(asked: Asked, *, again: bool) -> Piece:
    """The question itself. again: it was asked two days ago, and this is the one reminder."""
    lead = "Still open, if you have a minute:" if again else ""
    how = _how(asked)
    rest = "If not, it makes room for the next one by itself." if again else ""
    words = question(asked)
    text = "\n".join(one for one in (lead, words, how, rest) if one)
    blocks = [section("\n".join(one for one in (lead, words) if one)), context(" ".join(filter(None, (how, rest))))]
    blocks += _scale(asked) if scaled(asked) else []
    return Piece(text, blocks=(*blocks, actions(_ways(asked))), full=True)


def _how(asked: Asked) -> str:
    if asked.craft:
        return ALONE_SCALED if scaled(asked) else ALONE
    return HOW_SCALED if scaled(asked) else HOW


def _scale(asked: Asked) -> list[Block]:
    row = [button(str(number), RATE[number - 1], str(asked.id), spoken=f"{number} of 5") for number in SCALE]
    return [context(LOW_HIGH), actions(row, "scale")]


def prompt_buttons(asked: Asked) -> Block:
    """What can be done about a question on the Home; the message that asks it says why in its footer."""
    return actions([*_ways(asked), button("Why this question?", WHY, str(asked.id))])


def _ways(asked: Asked) -> list[Block]:
    row = str(asked.id)
    return [
        button("Write privately", WRITE, row, "primary"),
        button("Skip", SKIP, row),
        button("Another question", ANOTHER, row),
    ]


def skipped_piece(asked: Asked) -> Piece:
    """In place of a question that was skipped."""
    buttons = (button("Answer it after all", WRITE, str(asked.id)), button("Another question", ANOTHER, str(asked.id)))
    return Piece(f"Skipped. Nobody is told. The question was: {question(asked)}", buttons)


def answered_piece(asked: Asked) -> Piece:
    """In place of a question that was answered, or is over."""
    if asked.state == ANSWERED:
        return Piece(f"{question(asked)}\n{kept_words(asked)}", (button("Open", READ, str(asked.id)),))
    return Piece(question(asked), (button("Answer it", WRITE, str(asked.id)),))


def none_left() -> str:
    """To somebody who has turned away every question of the bank."""
    return "There is no other question left that you haven't had within six weeks. Skip this one, and the next comes."


def answered_already() -> str:
    """To somebody who skips or changes a question they have answered."""
    return "You have answered this one. Coachlog's Home shows your answer; there you can also remove it."


def kept_line(asked: Asked) -> Message:
    """The one quiet line under an answer, as it stands."""
    if asked.state == REMOVED:
        text = "Removed: nothing of it is kept here. Your own message stays in Slack until you delete it there."
        return Message(text, (section(text),))
    text = kept_words(asked)
    return Message(safe(text), (section(text), actions(kept_buttons(asked))))


def kept_words(asked: Asked) -> str:
    """How an answer stands: who can read it, and what of it is evidence."""
    parts = []
    if asked.given:
        parts.append(f"Kept, and shared: you and {asked.coach} can read it.")
    elif asked.lapsed:
        parts.append(f"Kept, only for you. You changed it after sharing it, so {asked.coach} can't read it anymore.")
    else:
        parts.append("Kept, only for you.")
    if asked.element:
        parts.append(f"One sentence of it is evidence for {element_words(asked.element)}; {asked.coach} can read that.")
    return " ".join(parts)


def kept_buttons(asked: Asked) -> list[Block]:
    """What she can do with an answer."""
    row, coach = str(asked.id), short(asked.coach, 40)
    if asked.craft:
        return [button("Open", READ, row), button("All of them", LIST), _remove(row)]
    share = button("Stop sharing", UNSHARE, row) if asked.given else button(f"Share with {coach}", SHARE, row)
    prove = (
        button("Take the evidence back", UNPROVE, row)
        if asked.element
        else button("Use a sentence as evidence", PROVE, row)
    )
    return [share, *([prove] if asked.parts else []), _remove(row)]


def _remove(row: str) -> Block:
    sure = {
        "title": {"type": "plain_text", "text": "Remove your answer?"},
        "text": {"type": "plain_text", "text": "It is deleted here, with its evidence. This can't be undone."},
        "confirm": {"type": "plain_text", "text": "Remove"},
        "deny": {"type": "plain_text", "text": "Keep it"},
    }
    return {**button("Remove", REMOVE, row), "confirm": sure}


def element_words(code: str) -> str:
    """An element as people say it; one that is gone from the frameworks by its code."""
    found = elements().get(code)
    return found.words if found else code


def nothing_to_keep(reflection: int) -> Message:
    """To an answer without words: a picture, a file."""
    text = "I keep words only, and that message has none. Write a sentence in this thread, or press Write privately."
    return Message(text, (section(text), actions([button("Write privately", WRITE, str(reflection))])))


def answer_elsewhere(asked: Asked) -> Message:
    """To somebody who writes beside the thread while a question is open: it is no log line and wasn't kept."""
    text = (
        "I kept nothing of that. If it answers my question, write it in the question's thread, or press Write "
        f"privately. The question is: {question(asked)}"
    )
    return Message(safe(text), (section(text), actions([button("Write privately", WRITE, str(asked.id))])))


def shared_note(asked: Asked) -> Message:
    """To the coach: that an answer was shared, and the one touch to read it."""
    text = f"{asked.leader} shared a reflection with you, of {brief(asked.day)}."
    who = f"Only you and {asked.leader} can read it, as long as {asked.leader} shares it."
    return Message(
        safe(f"{text}\n{who}"), (section(text), context(who), actions([button("Read it", READ, str(asked.id))]))
    )


def rhythm_piece(weeks: int) -> Piece:
    """After two questions that went by: whether another rhythm suits better. No report to anyone."""
    text = "Two questions went by. That is fine, and nobody else is told. Would another rhythm suit you better?"
    others = [one for one in RHYTHMS if one != weeks]
    buttons = [button(RHYTHMS[one], RHYTHM_TO[one]) for one in others]
    return Piece(text, tuple(buttons))


def rhythm_words(weeks: int) -> str:
    """How often questions come, to their reader."""
    if weeks == NEVER:
        return "No questions come. Your answers stay as they are."
    if weeks == AFTER_SESSIONS:
        return "A question comes after a session, at 3:30 PM your time, at most one a week."
    often = RHYTHMS.get(weeks, f"Every {weeks} weeks").lower()
    return f"A question comes {often}, on Wednesday at 3:30 PM your time."


def why_words(asked: Asked, weeks: int, phase: str, focus: Sequence[str]) -> list[str]:
    """Why this question, to the one who is asked."""
    if asked.craft:
        return [
            "It is about your own coaching. One such question comes every other Friday at 3:30 PM your time, none "
            "twice in six weeks; “Stop this kind” under it ends them.",
            "Only you can read your answer, and it can't be shared. Nobody is told whether there is one.",
            LEAVES_NONE,
        ]
    worked = f" You and {asked.coach} worked on {', '.join(focus)} lately." if focus else ""
    return [
        f"It is about {about(asked)}.{worked}",
        f"Your coaching now is about {PHASES[phase]}. What fits comes more often; nothing comes twice in six weeks.",
        rhythm_words(weeks),
        "Only you can read your answer until you share it. Coordinators may know whether there is one, and no more.",
        LEAVES_NONE,
    ]


def state_words(asked: Asked) -> str:
    """How a question stands, in a word."""
    if asked.state == ANSWERED:
        whose = f"shared with {asked.coach}" if asked.given else "only for you"
        return f"{whose}, evidence" if asked.element else whose
    return {OPEN: "open", SKIPPED: "skipped", EXPIRED: "not answered", REMOVED: "removed"}.get(asked.state, "")


def row(asked: Asked) -> Block:
    """One question in her list: what was asked, when, how it stands."""
    text = f"{short(question(asked), 120)}\n{brief(asked.day)} · {state_words(asked)}"
    if asked.state == REMOVED:
        return section(text)
    act = button("Open", READ, str(asked.id)) if asked.state == ANSWERED else button("Answer", WRITE, str(asked.id))
    return section(text, {**act, "accessibility_label": short(f"{act['text']['text']}: {question(asked)}", 75)})


def on_leader_home(facts: ReflectionsHome) -> list[Block]:
    """The open question first, then the newest answers, and how often questions come."""
    blocks: list[Block] = [divider(), header("Questions to think about")]
    if facts.open:
        blocks += [section(question(facts.open)), prompt_buttons(facts.open)]
    blocks += [row(one) for one in facts.recent]
    if not facts.open and not facts.recent:
        blocks.append(section("No question has come yet. Your answers will be here, and only you can read them."))
    more = [button("All of them", LIST)] if facts.total > len(facts.recent) else []
    return [*blocks, context(rhythm_words(facts.weeks)), actions([*more, button("Change how often", RHYTHM)])]


def given_row(asked: Asked) -> Block:
    """One shared answer in the coach's list."""
    what = "a reflection" if asked.given else "a sentence, as evidence"
    text = f"{asked.leader} shared {what}\n{brief(asked.day)}"
    return section(text, button("Read", READ, str(asked.id), spoken=f"Read what {asked.leader} shared"))


def on_coach_home(given: Sequence[Asked], total: int) -> list[Block]:
    """What leaders shared with their coach, the newest first; nothing where there is nothing."""
    if not given:
        return []
    more = [actions([button("All of them", GIVEN_LIST)])] if total > len(given) else []
    return [divider(), header("Shared with you"), *(given_row(one) for one in given), *more]


def opened_words(coach: str, day: date) -> str:
    """On her page: that her coach has read it."""
    return f"{coach} opened it on {brief(day)}."
