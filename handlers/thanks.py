"""The form that passes on a candidate's thanks."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.thanks import thanks_form
from bot.process import thanks
from bot.process.refusals import WrongField
from handlers.door import transaction
from handlers.forms import show_form
from handlers.payloads import Body, Click, Submission


async def open_form(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form."""
    click = Click.of(body)
    async with transaction(context) as tx:
        row, contacts = await thanks.open_thanks_form(tx, candidacy_id=click.id, by=context["person"])
    view = thanks_form(row.id, row.candidate_name, contacts)
    show_form(context, click.trigger_id, view)
    await ack()


async def pass_on(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Pass the words on."""
    form = Submission.of(body)
    contact, words = form.choice("contact"), form.text("words")
    if contact is None or words is None:
        raise WrongField(**{"contact" if contact is None else "words": "This is needed."})
    async with transaction(context) as tx:
        await thanks.pass_on_thanks(
            tx, candidacy_id=form.ids["candidacy"], contact_id=int(contact), words=words, by=context["person"]
        )
    await ack()
