"""Set-up in Slack, for people without a shell: the program's form, the roster files, and who coordinates."""

from bot.messages.home import SETUP
from bot.rules.setup import ORDER
from handlers.setup import files, form, opening, pages, people, steps
from handlers.turn import Routes


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    routes.actions[SETUP] = opening.open_setup
    routes.actions[pages.SHOW] = opening.show_other
    routes.actions[pages.ADD] = opening.add_programme
    routes.actions[form.BACK] = steps.go_back
    routes.actions[form.ADD_WINDOW] = steps.add_window
    for part in ORDER:
        routes.actions[pages.EDIT[part]] = opening.open_part
        routes.views[form.callback(part)] = steps.submit
    routes.options[f"{form.callback('basics')}.zone"] = opening.offer_zones
    routes.actions[pages.FILES] = files.open_files
    routes.actions[form.FROM_FILE] = files.open_first
    routes.views[files.FORM] = files.submit
    routes.actions[pages.IMPORT] = files.press_import
    routes.actions[pages.MATCH] = files.press_match
    routes.actions[pages.COORDINATORS] = people.open_people
    routes.views[people.FORM] = people.submit
