"""The end of a candidacy: `/offer answer`, its form, and *I've told them*."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.answers import answer_form
from bot.process.answers import Ending, open_answer, record_answer, told_of_end
from bot.process.refusals import WrongField
from bot.rules.words import Answer
from handlers.door import transaction
from handlers.payloads import Click, Submission


async def open_form(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Open the form from a button whose value is the candidacy."""
    click = Click.of(body)
    await open_for(click.id, click.trigger_id, context)
    await ack()


async def open_for(candidacy_id: int, trigger_id: str, context: AsyncBoltContext) -> None:
    """Open the form for one candidacy."""
    async with transaction(context) as tx:
        row, recorded = await open_answer(tx, candidacy_id=candidacy_id, by=context["person"])
    view = answer_form(row.id, row.candidate_name, recorded.answer if recorded else row.answer)
    context["door"].soon(context.client.views_open(trigger_id=trigger_id, view=view))


async def record(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Keep the answer; everyone concerned is told."""
    form = Submission.of(body)
    chosen = form.choice("answer")
    if chosen is None:
        raise WrongField(answer="Choose how it ended.")
    ending = Ending(Answer(chosen), form.text("reason"), form.date("starts_on"), form.text("work_email"))
    async with transaction(context) as tx:
        await record_answer(tx, ending, candidacy_id=form.ids["candidacy_id"], by=context["person"])
    await ack()


async def told(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Note that the candidate was told by a person."""
    async with transaction(context) as tx:
        await told_of_end(tx, candidacy_id=Click.of(body).id, by=context["person"])
    await ack()
