"""A contact in one line: read, shown back to the person alone, then saved, edited or thrown away."""

from bot import blocks as b
from bot.errors import NotSavedYet, Unsure
from bot.language.reading import READ_MAX
from bot.messages import Message
from bot.messages import lines as messages
from bot.rules.lines import Draft, form_values, guesses
from handlers.coachlog import concerns, form, opening
from handlers.errors import in_background
from handlers.turn import Turn
from storage.engagements import pairs_of_user
from storage.lines import choose_pair, discard_line, intent_of, propose_line, read_draft, save_line, saved_as


async def propose(turn: Turn, words: str) -> None:
    """Show back what was read. What has nothing readable in it, or is long, goes into the form's note as it is."""
    if len(words) > READ_MAX:
        await opening.open_with_note(turn, words)
        return
    try:
        proposal = await turn.store.write(propose_line, turn.actor, turn.now, words)
    except NotSavedYet:
        proposal = None  # the form holds the words meanwhile
    if proposal is None:
        await opening.open_with_note(turn, words)
    else:
        said = messages.card(proposal)
        await turn.ack(text=said.text, blocks=list(said.blocks))


async def save(turn: Turn) -> None:
    """Save what was shown; three of the buttons answer whether the principal was there as well."""
    line, presence = turn.row_id(), messages.PRESENT.get(turn.action["action_id"])
    try:
        made = await turn.store.write(save_line, turn.actor, turn.now, turn.sent_at, line, presence)
    except Unsure as unsure:
        await turn.ack()
        concerns.ask_about_line(turn, line, presence, unsure)
        return
    await turn.ack()
    in_background(turn, lambda later: _replace(later, messages.saved(made.id, made.outcome == "same")))


async def choose(turn: Turn) -> None:
    """Say which of the pairs that fit is meant; the draft is shown anew."""
    place = messages.CHOOSE.index(turn.action["action_id"])
    proposal = await turn.store.write(choose_pair, turn.actor, turn.now, turn.row_id(), place)
    await turn.ack()
    in_background(turn, lambda later: _replace(later, messages.card(proposal)))


async def discard(turn: Turn) -> None:
    """Throw the draft away."""
    line = turn.row_id()
    gone = await turn.store.write(discard_line, turn.actor, line)
    await turn.ack()
    if gone:
        in_background(turn, lambda later: _replace(later, messages.discarded()))
    else:
        in_background(turn, lambda later: _say_saved(later, line))


async def _say_saved(turn: Turn, line: int) -> None:
    contact = await turn.store.read(saved_as, turn.actor, line)
    await _replace(turn, messages.saved(contact or 0, again=True))


async def edit(turn: Turn) -> None:
    """Open the form with what was read; once it is saved, the form of the saved contact."""
    line = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open(later, line))


async def _open(turn: Turn, line: int) -> None:
    contact = await turn.store.read(saved_as, turn.actor, line)
    if contact is not None:
        await opening.open_contact(turn, contact)
        return
    draft: Draft = await turn.store.read(read_draft, turn.actor, line)
    pairs = await turn.store.read(pairs_of_user, turn.actor, turn.now)
    shape = form.Shape(intent_of(line), draft.kind.value if draft.kind else "visit", len(draft.steps))
    await opening.show_form(turn, pairs, shape, form_values(draft) | {"guesses": guesses(draft)})


async def _replace(turn: Turn, said: Message) -> None:
    blocks = list(said.blocks) or [b.section(said.text)]
    await turn.respond(text=said.text, blocks=blocks, replace_original=True)
