"""Shows people the forms they asked for, after the answer; what fails is told to them by the door."""

from slack_bolt.async_app import AsyncBoltContext
from slack_sdk.errors import SlackApiError

from bot.messages.blocks import View

GONE = frozenset({"not_found", "view_not_found"})
"""What Slack says of a form that was closed meanwhile."""


def show_form(context: AsyncBoltContext, trigger_id: str, view: View, *, is_over: bool = False) -> None:
    """Open a form; with `is_over` on top of the one in which it was asked for."""
    show = context.client.views_push if is_over else context.client.views_open
    context["door"].soon(show(trigger_id=trigger_id, view=view))


def update_form(context: AsyncBoltContext, view_id: str | None, view: View) -> None:
    """Have a form that is open show something else; nothing where there is none, or none any more."""
    if view_id is not None:
        context["door"].soon(_update(context, view_id, view))


async def _update(context: AsyncBoltContext, view_id: str, view: View) -> None:
    try:
        await context.client.views_update(view_id=view_id, view=view)
    except SlackApiError as error:
        if error.response.get("error") not in GONE:
            raise
