"""The form that passes on a candidate's thanks."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.thanks import thanks_form
from bot.process import thanks
from bot.process.refusals import WrongField
from handlers.door import transaction
from handlers.forms import show_form
from handlers.payloads import Click, Submission

Body = dict[str, Any]


async def open_form(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form."""
    async with transaction(context) as tx:
        row, contacts = await thanks.open_thanks_form(tx, candidacy_id=Click.of(body).id, by=context["person"])
    view = thanks_form(row.id, row.candidate_name, contacts)
    show_form(context, body["trigger_id"], view)
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
