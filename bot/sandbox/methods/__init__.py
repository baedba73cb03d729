"""The Web API methods of the workspace, by name."""

from bot.sandbox.methods import chat, conversations, reactions, users, views
from bot.sandbox.methods.context import Method

_NOUNS = (chat, conversations, reactions, users, views)

METHODS: dict[str, Method] = {each.name: each for noun in _NOUNS for each in noun.METHODS}
