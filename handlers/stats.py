"""`/offer stats`, and the same from App Home."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.stats import stats_shown, stats_view
from bot.process.stats import figures
from handlers.door import transaction
from handlers.forms import show_form
from handlers.payloads import Body, Click, Command


async def show(ack: AsyncAck, command: Command, typed: str, context: AsyncBoltContext) -> None:
    """Answer with the figures, for the asker alone."""
    del command, typed
    async with transaction(context) as tx:
        found = await figures(tx, by=context["person"])
    await ack(**stats_shown(found).payload())


async def open_from_home(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the figures from App Home."""
    async with transaction(context) as tx:
        found = await figures(tx, by=context["person"])
    show_form(context, Click.of(body).trigger_id, stats_view(found))
    await ack()
