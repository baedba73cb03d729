"""The message shortcut, and the choice of a candidacy where several are possible."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.corrections import sorting_form
from bot.messages.feedback_forms import placing_form
from bot.process import shortcuts
from bot.process.refusals import WrongField
from bot.process.shortcuts import ToFill, ToSort
from handlers.door import Door, transaction
from handlers.feedback import joined, shown
from handlers.forms import show_form
from handlers.mentions import names_in
from handlers.messages import reply_of
from handlers.payloads import Body, OnMessage, Submission


async def use_as_feedback(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form, or the sorting, with the words of a message of one's own."""
    asked = OnMessage.of(body)
    door: Door = context["door"]
    names = await names_in(door.database, context.client, context["workspace_id"], [asked.written])
    message = reply_of(asked.written, names)
    is_own = asked.written.slack_id == context["person"].slack_id and not asked.written.is_by_bot
    async with transaction(context) as tx:
        found = await shortcuts.use_as_feedback(tx, message, is_own=is_own, by=context["person"])
        if isinstance(found, ToFill):
            view = shown(found.form, has_unmarked=found.has_unmarked)
        elif isinstance(found, ToSort):
            row = found.reply
            view = sorting_form(row.id, row.version, found.about.candidate_name, row.pieces)
        else:
            view = placing_form(found.places, found.words)
    show_form(context, asked.trigger_id, view)
    await ack()


async def place(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Go on from the choice of a candidacy to the form, with the words in it."""
    submission = Submission.of(body)
    seat_id = submission.choice("seat")
    if seat_id is None:
        raise WrongField(seat="Choose the candidate.")
    async with transaction(context) as tx:
        found = await shortcuts.fill_in(tx, joined(submission, "words"), seat_id=int(seat_id), by=context["person"])
        view = shown(found.form, has_unmarked=found.has_unmarked)
    await ack(response_action="update", view=view)
