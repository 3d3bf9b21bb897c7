"""Settings (form F34): when somebody is written to, being away, which kinds, and what will come."""

from bot.messages import wishes as messages
from handlers.settings import forms, page
from handlers.turn import Routes


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    routes.actions[messages.OPEN] = page.open_settings
    routes.actions[messages.COMING] = page.open_coming
    routes.actions[messages.HERE] = page.press_here
    routes.actions[messages.HOURS] = forms.open_hours
    routes.actions[messages.AWAY] = forms.open_away
    routes.actions[messages.KINDS] = forms.open_kinds
    routes.views[forms.HOURS] = forms.submit_hours
    routes.views[forms.AWAY] = forms.submit_away
    routes.views[forms.KINDS] = forms.submit_kinds
    routes.options[f"{forms.HOURS}.zone"] = forms.offer_zones
