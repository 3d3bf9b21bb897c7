"""The Web API, one family of methods a file."""

from playground.methods import apps, chat, conversations, files, reactions, users, views
from playground.methods.call import Method

METHODS: dict[str, Method] = {
    **apps.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **reactions.METHODS,
    **users.METHODS,
    **views.METHODS,
}
