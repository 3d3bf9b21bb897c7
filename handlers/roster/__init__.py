"""The roster by hand: found, added to, changed, handed over, taken back, by those in charge of a program."""

from bot.messages import desk, rosternews
from bot.messages import roster as words
from bot.messages import rosterpages as pages
from handlers.roster import behind, fields, forms, handoff, opening
from handlers.turn import Routes

command = opening.command


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    routes.actions[words.OPEN] = opening.open_roster
    routes.actions[pages.SHOW] = opening.show_other
    routes.actions[pages.FIND] = opening.open_found
    routes.options[f"{pages.PAGE}.{pages.FINDING}"] = opening.offer
    routes.actions[words.PAIR] = opening.open_pair
    routes.actions[words.PERSON] = opening.open_person
    routes.actions[words.UNDO] = opening.undo
    routes.actions |= dict.fromkeys((pages.MESSAGE_COACH, pages.MESSAGE_LEADER), opening.nothing)
    routes.actions |= dict.fromkeys((words.ADD_PAIR, words.ADD_PERSON), forms.open_new)
    routes.actions |= dict.fromkeys(forms.PAIR_ACTS, forms.open_pair_form)
    routes.actions[words.CHANGE_PERSON] = forms.open_person_form
    routes.actions |= dict.fromkeys((fields.MORE, fields.NEW_SCHOOL), forms.reshape)
    routes.actions[pages.BACK] = forms.go_back
    routes.options |= {f"{fields.FORM}.{field}": forms.offer for field in forms.SEARCHED}
    routes.views[fields.FORM] = forms.submit
    routes.views[pages.CONFIRM] = forms.carry_out
    routes.actions |= dict.fromkeys(desk.TITLES, behind.open_list)
    routes.actions |= dict.fromkeys((desk.OLDER, desk.NEWER), behind.turn_page)
    routes.actions[rosternews.HANDOFF] = handoff.open_handoff
