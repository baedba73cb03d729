"""Reading all feedback, and revealing a blind debrief early."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.blocks import View
from bot.messages.reveals import points_view, reveal_form
from bot.process.refusals import WrongField
from bot.process.reveals import open_reveal, read_points, reveal_now
from handlers.door import transaction
from handlers.forms import show_form
from handlers.payloads import Body, Click, Submission


async def show_points(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Show the feedback to whoever may read it."""
    click = Click.of(body)
    view = await points_of(click.id, context)
    show_form(context, click.trigger_id, view)
    await ack()


async def show_more(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Go on where one form was full."""
    ids = Submission.of(body).ids
    await ack(response_action="update", view=await points_of(ids["candidacy"], context, ids["start"]))


async def points_of(candidacy_id: int, context: AsyncBoltContext, start: int = 0) -> View:
    """Return all feedback of a candidacy, or what follows there, for whoever may read it."""
    async with transaction(context) as tx:
        return points_view(*await read_points(tx, candidacy_id=candidacy_id, by=context["person"]), start)


async def open_form(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Ask why it is revealed now; over the form to decide, where it was pressed there."""
    click = Click.of(body)
    view = await form_of(click.id, context)
    show_form(context, click.trigger_id, view, is_over=click.is_in_form)
    await ack()


async def form_of(candidacy_id: int, context: AsyncBoltContext) -> View:
    """Return the form that asks why a candidacy's feedback is revealed now."""
    async with transaction(context) as tx:
        return reveal_form(await open_reveal(tx, candidacy_id=candidacy_id, by=context["person"]))


async def reveal(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Reveal it; the form to decide below is closed with this one, for it shows what was hidden."""
    form = Submission.of(body)
    reason = form.text("reason")
    if reason is None:
        raise WrongField(reason="Say why; everyone on the panel reads it.")
    async with transaction(context) as tx:
        await reveal_now(tx, candidacy_id=form.ids["candidacy"], reason=reason, by=context["person"])
    await ack(response_action="clear")
