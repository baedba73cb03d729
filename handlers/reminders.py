"""What interviewers answer when they are asked and reminded: later, or that they can't."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.reminders import REMIND_LATER_TODAY, decline_form
from bot.process.reminders import decline_feedback, open_decline, remind_later
from handlers.door import transaction
from handlers.forms import show_form
from handlers.payloads import Body, Click, Submission


async def open_decline_form(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form in which an interviewer says that they can't."""
    click = Click.of(body)
    async with transaction(context) as tx:
        view = decline_form(await open_decline(tx, seat_id=click.id, by=context["person"]), click.id)
    show_form(context, click.trigger_id, view)
    await ack()


async def decline(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Note that an interviewer can't."""
    form = Submission.of(body)
    async with transaction(context) as tx:
        await decline_feedback(tx, seat_id=form.ids["seat"], words=form.text("reason"), by=context["person"])
    await ack()


async def later(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Put a reminder off: two hours, or to the next morning."""
    click = Click.of(body)
    async with transaction(context) as tx:
        is_today = click.action_id == REMIND_LATER_TODAY
        await remind_later(tx, seat_ids=click.ids, is_today=is_today, by=context["person"])
    await ack()
