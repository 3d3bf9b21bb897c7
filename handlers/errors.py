"""The one place where an exception becomes words."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Coroutine
from dataclasses import replace
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot import blocks as b
from bot.errors import Denied, FieldErrors, NotSavedYet, Refusal, slack_error
from bot.logs import where
from bot.messages import Message
from handlers.turn import Listener, Turn
from storage.audit import record_denial

log = logging.getLogger("coachlog.handlers")

SORRY = "Something went wrong on our side. Please try again in a moment."
SORRY_FORM = "Something went wrong on our side. Your text is still here. Please try again."
LATE = "Slack took too long to open that. Please try once more."
UNSURE = "That took longer than I may wait, so it may or may not be done. Please look again in a minute."
SLACK_REFUSED = "Slack didn't answer as it should. Please try again in a moment."
BUSY = "I couldn't do that just now. Please try again in a moment."
AUDIT = 0.3  # seconds of an answer's three that keeping a denial may take; after them it goes on beside
WORDS = 0.3  # likewise for words that Slack has to be called for
FULL = "push_limit_reached"
CLOSED_VIEW = {"not_found", "view_not_found", "hash_conflict"}
TRIGGER = {"expired_trigger_id", "exchanged_trigger_id", "trigger_exchanged", "invalid_trigger_id"}


async def guard(listener: Listener, turn: Turn, *, answered: bool = False) -> None:
    """Run a listener; whatever it raises is answered in words, and a denied attempt is audited.

    answered: Slack has its answer already. An event that fails before isn't answered, so Slack delivers it again.
    """
    again = "event" in turn.body and not answered
    try:
        await (listener(turn) if answered else turn.in_time(listener(turn)))
    except Refusal as refusal:
        if again:
            raise
        if isinstance(refusal, Denied):
            await asyncio.wait({turn.tasks.start(_audit(turn, refusal))}, timeout=AUDIT)
        await _answer(turn, _refuse(turn, refusal))
    except SlackApiError as problem:
        await _answer(turn, _slack_failed(turn, slack_error(problem)))
    except Exception as problem:  # the last resort: words for the person, a name for the log
        failed = {"error": type(problem).__name__, "where": where(problem)}
        log.error("listener failed", extra=failed)  # noqa: TRY400 - a traceback may carry a note
        if again:
            raise
        await _answer(turn, _be_sorry(turn, problem))


async def _answer(turn: Turn, words: Coroutine[Any, Any, None]) -> None:
    """Give an answer; where Slack is slow to take it, that goes on beside our answer to Slack."""
    left = turn.until - asyncio.get_running_loop().time()
    await asyncio.wait({turn.tasks.start(_give(turn, words))}, timeout=max(left, WORDS))


async def _give(turn: Turn, words: Awaitable[None]) -> None:
    """One that Slack doesn't take is logged and let go: what was done before it is done."""
    try:
        await words
    except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as problem:
        code = slack_error(problem) if isinstance(problem, SlackApiError) else ""
        log.warning("answer not given", extra={"error": code or type(problem).__name__})
        await turn.ack()
    except Exception as problem:  # noqa: BLE001 - the words themselves could not be delivered
        unsaid = {"error": type(problem).__name__, "where": where(problem)}
        log.error("nobody told", extra=unsaid)  # noqa: TRY400 - a traceback may carry a note
        await turn.ack()


def in_background(turn: Turn, listener: Listener) -> None:
    """Run the rest of a turn that is acknowledged; what goes wrong is still answered in words."""

    async def acked(*_: Any, **words: Any) -> None:
        if words.get("text"):
            await turn.respond(text=words["text"], response_type="ephemeral")

    turn.tasks.start(guard(listener, replace(turn, ack=acked), answered=True))


async def in_words(turn: Turn, problem: Exception) -> str:
    """What went wrong after the answer, as one sentence; a denied attempt is audited, a surprise is logged by name."""
    if isinstance(problem, NotSavedYet):
        return UNSURE
    if isinstance(problem, Refusal):
        if isinstance(problem, Denied):
            await _audit(turn, problem)
        return problem.sentence
    if isinstance(problem, SlackApiError):
        log.warning("slack refused", extra={"error": slack_error(problem)})
        return SLACK_REFUSED
    log.error("background work failed", extra={"error": type(problem).__name__, "where": where(problem)})
    return SORRY


def _is_submission(turn: Turn) -> bool:
    return turn.body.get("type") == "view_submission"


async def _audit(turn: Turn, denied: Denied) -> None:
    log.warning("denied", extra={"what": denied.what})
    try:
        await turn.store.write(record_denial, turn.now, turn.actor.user_id, denied.what)
    except NotSavedYet:
        log.critical("denial not audited", extra={"what": denied.what})


async def _refuse(turn: Turn, refusal: Refusal) -> None:
    if _is_submission(turn):
        await _refuse_submission(turn, refusal)
    elif turn.body.get("type") == "block_suggestion":
        await turn.ack(options=[])
    else:
        await say(turn, BUSY if isinstance(refusal, NotSavedYet) else refusal.sentence)


async def _refuse_submission(turn: Turn, refusal: Refusal) -> None:
    errors = under_fields(turn, refusal)
    if errors:
        await turn.ack(response_action="errors", errors=errors)
    else:
        page = b.modal("notice", "Coachlog", None, [b.section(refusal.sentence)])
        await turn.ack(response_action="update" if is_full(turn) else "push", view=page)


def under_fields(turn: Turn, refusal: Refusal) -> dict[str, str]:
    """The sentences by field. One whose field isn't on the form goes under the first field, so that it is read."""
    shown = [block["block_id"] for block in turn.view.get("blocks", []) if block.get("type") == "input"]
    wanted = refusal.errors if isinstance(refusal, FieldErrors) else {refusal.field or "": refusal.sentence}
    placed = {field: sentence for field, sentence in wanted.items() if field in shown}
    stray = [sentence for field, sentence in wanted.items() if field not in shown]
    if stray and shown:
        first = shown[0]
        placed[first] = " ".join([*([placed[first]] if first in placed else []), *stray])
    return placed


async def say(turn: Turn, sentence: str) -> None:
    """Answer so that only this person sees it, wherever the turn came from."""
    if "command" in turn.body:
        await turn.ack(text=b.safe(sentence))
    else:
        await tell(turn, Message(b.safe(sentence), (b.section(sentence),)))


async def tell(turn: Turn, said: Message) -> None:
    """Answer with a message that only this person sees; where there is no place for one, on a page.

    An event has neither: whoever listens to it does what is to be done about its failing.
    """
    await turn.ack()
    if turn.body.get("response_url"):
        blocks = list(said.blocks) or None
        await turn.respond(text=said.text, blocks=blocks, response_type="ephemeral", replace_original=False)
    elif turn.body.get("trigger_id"):
        await show(turn, b.modal("notice", "Coachlog", None, said.blocks))


async def show(turn: Turn, view: b.View) -> Any:
    """Open a page or form, above the one the person is in, if there is one; Slack's answer.

    Slack holds three pages above each other: a fourth takes the place of the third, unless something is typed there.
    """
    inside = turn.inside.get("type") == "modal"
    if inside and is_full(turn) and not _asks(turn.inside):
        return await turn.client.views_update(view_id=turn.inside["id"], view=view)
    open_view = turn.client.views_push if inside else turn.client.views_open
    return await open_view(trigger_id=turn.body.get("trigger_id", ""), view=view)


def is_full(turn: Turn) -> bool:
    """Whether the person is in the third of the three pages that Slack holds above each other."""
    below = turn.inside.get("previous_view_id")
    return bool(below) and below != turn.inside.get("root_view_id")


def _asks(view: b.View) -> bool:
    return any(block.get("type") == "input" for block in view.get("blocks", ()))


async def _be_sorry(turn: Turn, problem: Exception) -> None:
    otherwise = SLACK_REFUSED if isinstance(problem, aiohttp.ClientError | TimeoutError) else SORRY
    await _refuse(turn, Refusal(SORRY_FORM if _is_submission(turn) else otherwise))


async def _slack_failed(turn: Turn, code: str) -> None:
    if code in CLOSED_VIEW:
        return
    log.warning("slack refused", extra={"error": code})
    if _is_submission(turn):
        await _refuse(turn, Refusal(SORRY_FORM))
    elif turn.body.get("response_url"):
        sentence = LATE if code in TRIGGER else SLACK_REFUSED
        await turn.respond(text=sentence, response_type="ephemeral", replace_original=False)
    elif turn.body.get("trigger_id") and code not in TRIGGER:
        with contextlib.suppress(SlackApiError):
            await say(turn, SLACK_REFUSED)
