"""`/coachplan`: a pair's agreement (form F8), its goals and plan (forms F12 and F13)."""

from functools import partial

from bot.messages import agreements as words
from bot.messages import plans
from bot.messages.planhelp import help_to_plan, nothing_found
from bot.rules.plans import DROPPED, MET
from handlers.coachplan import goals, page, signing, writing
from handlers.errors import in_background, tell
from handlers.turn import Routes, Turn
from storage.people import find_person
from storage.planpages import list_pairs

COMMAND = "/coachplan"
ABOUT = {"agreement", "agreements", "plan", "plans", "goal", "goals", "with", "for", "my", "the"}


async def command(turn: Turn) -> None:
    """No text shows what is agreed and planned; help says what can be done; a name shows that pair."""
    text = " ".join(str(turn.body.get("text", "")).split())
    await turn.ack()
    if text.casefold() == "help":
        in_background(turn, _help)
    else:
        in_background(turn, lambda later: _show(later, text))


async def _show(turn: Turn, text: str) -> None:
    typed = " ".join(word for word in text.casefold().split() if word not in ABOUT)
    found = await turn.store.read(list_pairs, turn.actor, turn.now, 0, typed)
    if typed and not found.total:
        every = await turn.store.read(list_pairs, turn.actor, turn.now)
        if every.total:
            await tell(turn, nothing_found(text))
            return
        found = every
    await page.show_listing(turn, found)


async def _help(turn: Turn) -> None:
    person = await turn.store.read(find_person, turn.actor)
    if person is None:
        await page.explain(turn)
    else:
        await tell(turn, help_to_plan(person.roles))


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    routes.commands[COMMAND] = command
    routes.actions |= {plans.SHOW: page.open_list, words.OPEN: page.open_pair}
    routes.actions |= dict.fromkeys((page.NEXT, page.BACK), page.turn_list)
    routes.actions |= {words.WRITE: writing.open_form, writing.BACK: writing.go_back}
    routes.views |= {writing.FIRST: writing.submit_first, writing.SECOND: writing.submit_second}
    routes.actions[words.READ] = signing.open_reading
    routes.views[signing.READING] = signing.submit
    routes.actions |= {action: partial(signing.act, verb=verb) for action, verb in signing.ACTS.items()}
    routes.actions |= {plans.ADD: goals.open_blank, plans.CHANGE: goals.open_change}
    routes.views[goals.FORM] = goals.submit
    routes.actions[plans.MET] = partial(goals.close, state=MET)
    routes.actions[plans.DROP] = partial(goals.close, state=DROPPED)
    routes.actions |= {plans.REOPEN: goals.reopen, plans.REVIEWED: goals.review, plans.UNDO_REVIEW: goals.undo_review}
