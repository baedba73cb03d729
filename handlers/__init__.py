"""The table of contents: every Slack entry point on one line."""

import re

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp

from handlers.door import Door
from handlers.errors import answer_error


def register(app: AsyncApp, door: Door) -> None:
    """Connect every entry point; only the first that matches runs, so what takes the rest stands last."""
    app.use(door.enter)
    app.error(answer_error)
    _the_rest(app)


def _the_rest(app: AsyncApp) -> None:
    app.event(re.compile(".*"))(acknowledge)
    app.action(re.compile(".*"))(acknowledge)
    app.view(re.compile(".*"))(acknowledge)
    app.view_closed(re.compile(".*"))(acknowledge)


async def acknowledge() -> BoltResponse:
    """Acknowledge what nobody asked for."""
    return BoltResponse(status=200)
