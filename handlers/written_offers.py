"""`/offer sent`: the days of the written offer."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.blocks import View
from bot.messages.written_offers import OfferShown, written_offer_form
from bot.process.times import today
from bot.process.written_offers import WrittenOffer, open_written_offer, record_written_offer
from handlers.door import transaction
from handlers.payloads import Body, Submission


async def form_of(candidacy_id: int, context: AsyncBoltContext) -> View:
    """Return the form for one candidacy."""
    by = context["person"]
    async with transaction(context) as tx:
        row = await open_written_offer(tx, candidacy_id=candidacy_id, by=by)
        now = today(tx, by.zone)
    known = OfferShown(
        row.id, row.candidate_name, row.offer_due_on, row.offer_sent_on, row.offer_expires_on, row.offer_note
    )
    return written_offer_form(known, now)


async def record(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep the days."""
    form = Submission.of(body)
    offer = WrittenOffer(
        sent_on=form.date("sent_on"),
        expires_on=form.date("expires_on"),
        due_on=form.date("due_on"),
        note=form.text("note"),
    )
    async with transaction(context) as tx:
        await record_written_offer(tx, offer, candidacy_id=form.ids["candidacy"], by=context["person"])
    await ack()
