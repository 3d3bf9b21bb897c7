"""The page that asks to look once more before a contact is saved: each concern, the flagged words, neutral ones."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from bot import blocks as b
from bot import forms
from bot.errors import Unsure
from bot.rules.concerns import CODES, STUDENTS
from bot.rules.students import KINDS
from handlers.errors import in_background, show
from handlers.turn import Turn
from storage.contactdrafts import Typed
from storage.savingforms import Flagged, Sending, flagged_in, hold_for_a_look, hold_line, save_looked_at

CONCERNS = "contact.concerns"
NEUTRAL, OWN = "neutral", "own"
LISTED = 12  # findings; the rest is counted
STAYS = "Nothing is saved yet. “Back” leads to the form; what you typed is still there."
CARD = "Nothing is saved yet. What you typed is kept; “Back” closes this page."


def build(concerns: Sequence[tuple[str, str]], flagged: Sequence[Flagged], metadata: str, stays: str = STAYS) -> b.View:
    """The page. concerns: (code, sentence); words are shown here and nowhere else."""
    blocks = [b.section(sentence) for code, sentence in concerns if code != STUDENTS]
    students = next((sentence for code, sentence in concerns if code == STUDENTS), "")
    if students:
        blocks += [b.section(students), *_findings(flagged), _wording()]
    blocks.append(b.context(stays))
    return b.modal(CONCERNS, "Please look once more", "Save", blocks, metadata, close="Back")


def _findings(flagged: Sequence[Flagged]) -> list[b.Block]:
    lines = [
        f"{one.label} · {KINDS[found.kind]}\n“{b.short(found.words, 100)}” → “{found.neutral}”"
        for one in flagged
        for found in one.findings
    ]
    left = len(lines) - LISTED
    more = [b.context(f"And {left} more.")] if left > 0 else []
    return [*b.paragraphs(lines[:LISTED]), *more]


def _wording() -> b.Block:
    options = [b.option("Use the neutral wording", NEUTRAL), b.option("Keep my words", OWN)]
    hint = "No log should tell who a student is. Your choice is counted, never your words."
    return b.ask("wording", "Which words shall be saved?", b.radio(options, NEUTRAL), hint=hint)


async def ask(turn: Turn, typed: Typed, unsure: Unsure) -> None:
    """Answer a submission with the page, above the form."""
    found = await turn.store.write(hold_for_a_look, turn.actor, turn.now, typed, codes_of(unsure))
    await turn.ack(response_action="push", view=build(unsure.concerns, found, _packed(turn, typed, codes_of(unsure))))


def ask_about_line(turn: Turn, line: int, presence: str | None, unsure: Unsure) -> None:
    """After ack: open the page for a typed line whose Save raised concerns; its submission saves the line."""
    in_background(turn, partial(_ask_about_line, line=line, presence=presence, unsure=unsure))


async def _ask_about_line(turn: Turn, line: int, presence: str | None, unsure: Unsure) -> None:
    codes = codes_of(unsure)
    typed, found = await turn.store.write(hold_line, turn.actor, turn.now, turn.sent_at, line, presence, codes)
    await show(turn, build(unsure.concerns, found, _packed(turn, typed, codes), CARD))


def codes_of(unsure: Unsure) -> frozenset[str]:
    """The codes of what is asked."""
    return frozenset(code for code, _ in unsure.concerns)


def _packed(turn: Turn, typed: Typed, codes: frozenset[str]) -> str:
    return turn.pack({"i": typed.intent, "c": typed.shape.get("c"), "x": " ".join(sorted(codes))}, CONCERNS)


async def submit(turn: Turn) -> None:
    """Save what was looked at, and close the form beneath. What turned up meanwhile is asked as well."""
    data = turn.unpack()
    confirmed = frozenset(data["x"].split()) & CODES
    neutral = forms.values(turn.view).get("wording") != OWN
    sending = Sending(data["i"], turn.sent_at, turn.body.get("trigger_id", ""), data["c"], confirmed)
    work = partial(save_looked_at, neutral=neutral and STUDENTS in confirmed)
    try:
        await turn.store.write(work, turn.actor, turn.now, sending)
    except Unsure as unsure:
        await _ask_more(turn, data, confirmed, unsure)
    else:
        await turn.ack(response_action="clear")


async def _ask_more(turn: Turn, data: dict[str, Any], confirmed: frozenset[str], unsure: Unsure) -> None:
    found = await turn.store.read(flagged_in, turn.actor, data["i"])
    codes = " ".join(sorted(confirmed | codes_of(unsure)))
    metadata = turn.pack({"i": data["i"], "c": data["c"], "x": codes}, CONCERNS)
    await turn.ack(response_action="update", view=build(unsure.concerns, found, metadata))
