"""Answers to questions: the number first, what was understood, the list behind it, a chart where a trend is asked."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.blocks import Block, View, actions, button, context, marked, modal, paragraphs, safe, section, short
from bot.messages import Message
from bot.messages.charts import CATEGORIES_MAX, bars
from bot.messages.questionnotes import notes
from bot.messages.questionrows import row_line
from bot.messages.questionways import listed_rows
from bot.messages.questionwords import (
    bar_label,
    example,
    headline,
    part_line,
    reading_words,
)
from bot.rules.answernames import names_of
from bot.rules.answers import MOST, PAGE, SHOWN, Answer, Pair, Part
from bot.rules.contacts import HOURS_STEP
from bot.rules.questions import KIND, MONTH, OFFERED, SPAN, WEEK, Group, Heard
from bot.rules.views import Fact

CHOOSE = ("ask.first", "ask.second", "ask.third")
ALL, MORE, BACK = "ask.all", "ask.more", "ask.back"
LOG_IT = "ask.log"
VIEW = "ask.answer"
DRAWN = (MONTH, WEEK, KIND, SPAN)
UNKNOWN = "I don't know that question. You can ask:"
DENIED = "I can't tell you that here. You can ask:"
NEAR = "I'm not sure what you ask. Did you mean:"
WHICH = "Which one do you mean?"
BOTH = "Is that a question, or something to log?"
WHOLE_NAME = "Or ask again with the whole name."
AGAIN = "Or ask in other words, with names of your own schools and people; “help” tells what I know."


def answer_message(answer: Answer, kept: int, *, charts: bool) -> Message:
    """An answer. kept: the row behind [Show all], 0 where ten rows are all."""
    head, understood, more = headline(answer), understood_words(answer), notes(answer)
    lines, buttons = _lines(answer), _buttons(answer, kept)
    blocks: list[Block] = [marked(f"*{safe(head)}*"), context(understood)]
    chart = _chart(answer) if charts else None
    blocks += [chart] if chart else []
    blocks += _listed(answer, lines)
    blocks += [context("\n".join(more))] if more else []
    blocks += [actions(buttons)] if buttons else []
    left = _left(answer)
    return Message(safe("\n".join([head, understood, *lines, *([left] if left else []), *more])), tuple(blocks))


def understood_words(answer: Answer) -> str:
    """What the question was understood to ask."""
    return reading_words(answer.reading, answer.named, answer.today, answer.view)


def _lines(answer: Answer) -> list[str]:
    return _told(answer)[: CATEGORIES_MAX if answer.parts and _is_drawn(answer) else SHOWN]


def _told(answer: Answer) -> list[str]:
    """All lines; rows that follow each other in one paragraph each with a mark, since they are long."""
    if answer.parts:
        return [part_line(one, answer) for one in answer.parts]
    lines = [row_line(one, answer) for one in answer.rows]
    return lines if len(lines) < 2 or isinstance(answer.rows[0], Fact) else [f"• {one}" for one in lines]


def _listed(answer: Answer, lines: Sequence[str]) -> list[Block]:
    """The lines; a row's with its way on."""
    left = _left(answer)
    told = [context(left)] if left else []
    rows = paragraphs(lines) if answer.parts else listed_rows(answer.rows[:SHOWN], answer)
    return [*rows, *told]


def _left(answer: Answer) -> str:
    """How much of the list isn't shown."""
    if answer.parts:
        shown, total = len(_lines(answer)), len(answer.parts)
    else:
        shown, total = min(SHOWN, len(answer.rows)), answer.total
    if total <= shown:
        return ""
    more = " or more" if total >= MOST and not answer.parts else ""
    entries = " entries" if answer.rows and not answer.parts and isinstance(answer.rows[0], Fact) else ""
    return f"These are {shown} of {total:,}{more}{entries}."


def _buttons(answer: Answer, kept: int) -> list[Block]:
    return [button("Show all", ALL, str(kept))] if kept and _left(answer) else []


def _is_drawn(answer: Answer) -> bool:
    return answer.reading.by in DRAWN or answer.reading.question == "activities"


def _chart(answer: Answer) -> Block | None:
    """Bars of the parts; what they are out of beside them."""
    parts = answer.parts[:CATEGORIES_MAX]
    if len(parts) < 2 or not _is_drawn(answer) or not any(one.amount for one in parts):
        return None
    labels = [bar_label(one, answer) for one in parts]
    label = answer.reading.about.label
    series = [(_series(answer), [_value(one, answer) for one in parts])]
    if all(one.of is not None for one in parts):
        series.append(("Due", [float(one.of or 0) for one in parts]))
    return bars(short(label, 50), labels, series, "Hours" if answer.reading.question == "hours" else "Number")


def _series(answer: Answer) -> str:
    return {"hours": "Hours", "visits": "Held", "missed": "Missed", "moved": "Moved"}.get(
        answer.reading.question, "Contacts"
    )


def _value(part: Part, answer: Answer) -> float:
    if answer.reading.question != "hours":
        return float(part.amount)
    return round(part.amount / 60 / HOURS_STEP) * HOURS_STEP


def offers(
    heard: Heard, kept: int, pairs: Sequence[Pair], view: str, today: date, groups: Mapping[str, Group] | None = None
) -> Message:
    """Not certain: the nearest questions, or the schools that fit, as buttons; pressing one answers."""
    shown = heard.offers[:OFFERED]
    named = [names_of(one.pairs, pairs, groups or {}, view) for one in shown]
    labels = [
        ", ".join(names) if heard.which else reading_words(one, names, today)
        for one, names in zip(shown, named, strict=True)
    ]
    lead = WHICH if heard.which else NEAR
    last = WHOLE_NAME if len(heard.which) > OFFERED else "" if heard.which else AGAIN
    buttons = [button(short(words, 75), at, str(kept)) for words, at in zip(labels, CHOOSE, strict=False)]
    blocks = [section(lead), *(actions([one]) for one in buttons), *([context(last)] if last else [])]
    return Message(safe("\n".join([lead, *(f"· {one}" for one in labels), *([last] if last else [])])), tuple(blocks))


def examples_message(lead: str, questions: Sequence[str], pairs: Sequence[Pair], view: str, today: date) -> Message:
    """What this person can ask, in at most eight lines."""
    running = [one for one in pairs if one.runs(today)] or list(pairs)
    lines = [lead, *(f"· {example(one, running, view, today)}" for one in questions)]
    return Message(safe("\n".join(lines)), (section("\n".join(lines)),))


def either(kept: int, line: int, understood: str) -> Message:
    """What may be a question or a contact: the one who typed it says which."""
    buttons = [
        button(short(f"Answer: {understood}", 75), CHOOSE[0], str(kept)),
        button("Log it", LOG_IT, str(line)),
    ]
    text = f"{BOTH}\n· Answer: {understood}\n· Log it"
    return Message(safe(text), (section(BOTH), actions(buttons)))


def page(answer: Answer, number: int, kept: int, metadata: str) -> View:
    """One page of all rows."""
    first = number * PAGE
    lines = _told(answer)
    shown = lines[first : first + PAGE]
    blocks: list[Block] = [marked(f"*{safe(headline(answer))}*"), context(understood_words(answer))]
    rows = answer.rows[first : first + PAGE]
    blocks += paragraphs(shown) if answer.parts else listed_rows(rows, answer)
    ways = [button("Back", BACK, str(kept))] if number else []
    ways += [button("More", MORE, str(kept))] if len(lines) > first + PAGE else []
    place = f"{first + 1}–{first + len(shown)} of {len(lines):,}" if shown else "Nothing is left here."
    if len(lines) >= MOST and not answer.parts:
        place += ", the most that are listed"
    return modal(VIEW, "Answer", None, [*blocks, context(place), *([actions(ways)] if ways else [])], metadata)
