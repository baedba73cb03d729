"""The table of contents: every Slack entry point on one line."""

import re

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp

from bot.messages.answers import OPEN_ANSWER, RECORD_ANSWER, TOLD_OF_END
from bot.messages.settings import OPEN_SETTINGS, SAVE_SETTINGS
from bot.messages.undelivered import SEND_AGAIN
from handlers import answers, home, people, settings, undelivered
from handlers.door import Door
from handlers.errors import answer_error


def register(app: AsyncApp, door: Door) -> None:
    """Connect every entry point; only the first that matches runs, so what takes the rest stands last."""
    app.use(door.enter)
    app.error(answer_error)

    app.event("app_home_opened")(home.opened)
    app.event("user_change")(people.user_changed)
    app.action(OPEN_SETTINGS)(settings.open_form)
    app.view(SAVE_SETTINGS)(settings.save)
    app.action(SEND_AGAIN)(undelivered.again)
    app.action(OPEN_ANSWER)(answers.open_form)
    app.view(RECORD_ANSWER)(answers.record)
    app.action(TOLD_OF_END)(answers.told)
    _the_rest(app)


def _the_rest(app: AsyncApp) -> None:
    app.event(re.compile(".*"))(acknowledge)
    app.action(re.compile(".*"))(acknowledge)
    app.view(re.compile(".*"))(acknowledge)
    app.view_closed(re.compile(".*"))(acknowledge)


async def acknowledge() -> BoltResponse:
    """Acknowledge what nobody asked for."""
    return BoltResponse(status=200)
