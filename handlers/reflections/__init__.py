"""Questions to think about, in direct messages (form F23): answered, skipped, shared, used as evidence, removed."""

from functools import partial

from bot.messages import reflections as words
from bot.rules.prompts import RHYTHMS
from bot.rules.reflecting import SCALE
from handlers.reflections import asking, keeping, listing, views
from handlers.turn import Routes


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    routes.actions[words.WRITE] = asking.open_form
    routes.actions[words.SKIP] = asking.skip_question
    routes.actions[words.ANOTHER] = asking.another_question
    routes.actions[words.WHY] = asking.why_question
    for number, action in zip(SCALE, words.RATE, strict=True):
        routes.actions[action] = partial(asking.rate_question, number=number)
    for weeks in RHYTHMS:
        routes.actions[words.RHYTHM_TO[weeks]] = partial(asking.choose_rhythm, weeks=weeks)
    routes.actions[words.RHYTHM] = asking.open_rhythm
    routes.views[views.FORM] = asking.submit_answer
    routes.views[views.RHYTHM] = asking.submit_rhythm
    routes.actions[words.SHARE] = keeping.open_share
    routes.actions[words.UNSHARE] = keeping.stop_sharing
    routes.actions[words.PROVE] = keeping.open_evidence
    routes.actions[words.UNPROVE] = keeping.take_back
    routes.actions[words.REMOVE] = keeping.remove_answer
    routes.views[views.SHARING] = keeping.submit_share
    routes.views[views.EVIDENCE] = keeping.look_at_evidence
    routes.views[views.SURE] = keeping.submit_evidence
    routes.actions[words.READ] = listing.open_answer
    routes.actions |= dict.fromkeys((words.LIST, words.OLDER, words.NEWER), listing.own)
    routes.actions |= dict.fromkeys((words.GIVEN_LIST, words.GIVEN_OLDER, words.GIVEN_NEWER), listing.given)
