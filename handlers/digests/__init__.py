"""Digests: the lists behind their numbers, a digest on a page, as it stood, and `/coachlog digest`."""

from bot.messages import digestlists as pages
from bot.messages import digests as messages
from bot.messages import districts as words
from handlers.digests import asking, districts, lists, stood
from handlers.turn import Routes


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    routes.actions |= dict.fromkeys(lists.BEHIND, lists.open_behind)
    routes.actions |= dict.fromkeys((pages.NEXT, pages.BACK, pages.DISTRICT, pages.COACH), lists.turn_page)
    routes.options |= dict.fromkeys((f"{pages.LIST}.filters",), lists.offer)
    routes.actions[messages.PAGE] = lists.open_page
    routes.actions[messages.STOOD] = stood.as_it_stood
    routes.actions[messages.LATEST] = asking.latest
    routes.actions[words.GOALS] = districts.open_goals
    routes.actions |= dict.fromkeys((words.NEXT, words.BACK), districts.turn_goals)
