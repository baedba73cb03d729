"""The end of a candidacy: `/offer answer`, its form, and *I've told them*."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.answers import AnswerKnown, answer_form
from bot.messages.blocks import View
from bot.process.answers import Ending, open_answer, record_answer
from bot.process.refusals import WrongField
from bot.process.untold_ends import told_of_end
from bot.rules.words import Answer, WhyNotInvited
from handlers.door import transaction
from handlers.payloads import Body, Click, Submission


async def form_of(candidacy_id: int, context: AsyncBoltContext) -> View:
    """Return the form for one candidacy."""
    async with transaction(context) as tx:
        opened = await open_answer(tx, candidacy_id=candidacy_id, by=context["person"])
    row, recorded = opened.row, opened.recorded
    known = AnswerKnown(recorded.answer, recorded.starts_on, recorded.work_email) if recorded else None
    if known is None and row.answer is not None:
        known = AnswerKnown(row.answer)
    return answer_form(row.id, row.candidate_name, known, opened.ahead, lacks_reason=opened.lacks_reason)


async def record(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep the answer; everyone concerned is told."""
    form = Submission.of(body)
    chosen = form.choice("answer")
    if chosen is None:
        raise WrongField(answer="Choose how it ended.")
    why = form.choice("not_invited")
    ending = Ending(
        Answer(chosen),
        form.text("reason"),
        form.date("starts_on"),
        form.text("work_email"),
        WhyNotInvited(why) if why else None,
        form.text("not_invited_note"),
    )
    async with transaction(context) as tx:
        await record_answer(tx, ending, candidacy_id=form.ids["candidacy"], by=context["person"])
    await ack()


async def told(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Note that the candidate was told by a person."""
    async with transaction(context) as tx:
        await told_of_end(tx, candidacy_id=Click.of(body).id, by=context["person"])
    await ack()
