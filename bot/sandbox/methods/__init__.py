"""The Web API methods of the workspace, by name."""

from bot.sandbox.methods import chat, conversations, users, views
from bot.sandbox.methods.context import Method

METHODS: dict[str, Method] = {
    each.name: each for each in [*chat.METHODS, *conversations.METHODS, *users.METHODS, *views.METHODS]
}
