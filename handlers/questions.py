"""Presses and forms about what is still open for a candidate."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.questions import change_form, question_form, settle_form
from bot.process import questions
from bot.process.refusals import WrongField
from bot.rules.words import QuestionState
from handlers.door import meet, transaction
from handlers.forms import show_form
from handlers.payloads import Body, Click, Submission


async def all_answered(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Note that nothing is open any more."""
    async with transaction(context) as tx:
        await questions.everything_is_answered(tx, candidacy_id=Click.of(body).id, by=context["person"])
    await ack()


async def open_form(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form for a question."""
    click = Click.of(body)
    async with transaction(context) as tx:
        row, owner, due = await questions.open_question_form(tx, candidacy_id=click.id, by=context["person"])
    view = question_form(row.id, row.candidate_name, owner.slack_id, due)
    show_form(context, click.trigger_id, view)
    await ack()


async def record(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep a question."""
    form = Submission.of(body)
    text, owner, due_on = form.text("question"), form.user("owner"), form.date("due_on")
    if text is None:
        raise WrongField(question="What would they like to know?")
    if owner is None:
        raise WrongField(owner="Who finds the answer?")
    if due_on is None:
        raise WrongField(due_on="By when?")
    known = await meet(context, [owner])
    async with transaction(context) as tx:
        asked = questions.Asked(text, known[owner], due_on, manager_may_read="yes" in form.choices("manager"))
        await questions.record_question(tx, asked, candidacy_id=form.ids["candidacy"], by=context["person"])
    await ack()


async def open_settle(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form that settles a question."""
    click = Click.of(body)
    async with transaction(context) as tx:
        kept = await questions.open_settle_form(tx, question_id=click.id, by=context["person"])
    view = settle_form(kept.id, kept.text, is_from_page=kept.is_from_page)
    show_form(context, click.trigger_id, view)
    await ack()


async def settle(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Settle a question."""
    form = Submission.of(body)
    state, note = form.choice("state"), form.text("note")
    if state is None or note is None:
        raise WrongField(**{"state" if state is None else "note": "This is needed to settle the question."})
    async with transaction(context) as tx:
        await questions.settle_question(
            tx, question_id=form.ids["question"], state=QuestionState(state), note=note, by=context["person"]
        )
    await ack()


async def open_change(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form that gives a question to somebody else, or another date."""
    click = Click.of(body)
    async with transaction(context) as tx:
        kept, owner = await questions.open_change_form(tx, question_id=click.id, by=context["person"])
    view = change_form(kept.id, kept.text, owner.slack_id, kept.due_on)
    show_form(context, click.trigger_id, view)
    await ack()


async def change(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Give a question to somebody else, or another date."""
    form = Submission.of(body)
    owner, due_on = form.user("owner"), form.date("due_on")
    if owner is None or due_on is None:
        raise WrongField(**{"owner" if owner is None else "due_on": "This is needed."})
    known = await meet(context, [owner])
    async with transaction(context) as tx:
        await questions.change_question(
            tx, question_id=form.ids["question"], owner=known[owner], due_on=due_on, by=context["person"]
        )
    await ack()
