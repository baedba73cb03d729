"""The table of contents: every Slack entry point on one line."""

import re

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp

from bot.messages import debrief_forms
from bot.messages import debriefs as debrief_messages
from bot.messages import decisions as decision_messages
from bot.messages.answers import OPEN_ANSWER, RECORD_ANSWER, TOLD_OF_END
from bot.messages.settings import OPEN_SETTINGS, SAVE_SETTINGS
from bot.messages.undelivered import SEND_AGAIN
from handlers import answers, commands, debriefs, decisions, home, people, settings, undelivered
from handlers.door import Door
from handlers.errors import answer_error


def register(app: AsyncApp, door: Door) -> None:
    """Connect every entry point; only the first that matches runs, so what takes the rest stands last."""
    app.use(door.enter)
    app.error(answer_error)

    app.event("app_home_opened")(home.opened)
    app.event("user_change")(people.user_changed)
    app.command("/debrief")(commands.debrief_command)
    app.action(debrief_messages.OPEN_DEBRIEF)(debriefs.open_empty_form)
    app.view(debrief_messages.OPEN_DEBRIEF)(debriefs.save)
    app.action(debrief_messages.DEBRIEF_MENU)(debriefs.menu)
    app.action(debrief_messages.EDIT_DEBRIEF)(debriefs.open_edit_form)
    app.view(debrief_forms.CHOOSE["edit"])(debriefs.edit_chosen)
    app.view(debrief_messages.EDIT_DEBRIEF)(debriefs.save_edit)
    app.view(debrief_messages.CLOSE_DEBRIEF)(debriefs.close)
    app.action(debrief_messages.GO_ON_WITHOUT)(debriefs.go_on)
    app.action(debrief_messages.REPLACE_INTERVIEWER)(debriefs.replace)
    app.action(decision_messages.OPEN_DECISION)(decisions.open_form)
    app.view(debrief_forms.CHOOSE["decide"])(decisions.decide_chosen)
    app.view(decision_messages.DECIDE)(decisions.save)
    app.view(decision_messages.REVERSE_DECISION)(decisions.reverse)
    app.action(decision_messages.TELL_CANDIDATE)(decisions.told)
    app.action(decision_messages.READ_POINTS)(decisions.show_points)
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
