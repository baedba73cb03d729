"""Clearing a call: *Clear to call*, and *Not yet* with its reason."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.clearances import not_yet_form
from bot.process.clearances import clear_call, hold_call_back, open_not_yet
from bot.process.refusals import WrongField
from handlers.door import transaction
from handlers.forms import show_form
from handlers.payloads import Body, Click, Submission


async def clear(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Take the word; the card says so, and the caller hears it."""
    async with transaction(context) as tx:
        await clear_call(tx, clearance_id=Click.of(body).id, by=context["person"])
    await ack()


async def open_form(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Ask why the call has to wait."""
    click = Click.of(body)
    async with transaction(context) as tx:
        row, again_on = await open_not_yet(tx, clearance_id=click.id, by=context["person"])
    view = not_yet_form(click.id, row.candidate_name, again_on)
    show_form(context, click.trigger_id, view)
    await ack()


async def hold_back(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Pass the reason on to the hiring manager and the caller."""
    form = Submission.of(body)
    reason = form.text("reason")
    if reason is None:
        raise WrongField(reason="Say what is missing: the hiring manager and the caller read it.")
    until = form.date("until")
    if until is None:
        raise WrongField(until="On which day shall I ask again?")
    clearance_id, by = form.ids["clearance"], context["person"]
    async with transaction(context) as tx:
        await hold_call_back(tx, clearance_id=clearance_id, reason=reason, until=until, by=by)
    await ack()
