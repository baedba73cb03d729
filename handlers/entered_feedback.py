"""Entering feedback for somebody else."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.blocks import View
from bot.messages.corrections import sorting_form
from bot.messages.entered_feedback import entering_form
from bot.process import entered_feedback
from bot.process.entered_feedback import Entering, Entry
from bot.process.refusals import WrongField
from bot.rules.words import FeedbackState, Vote
from handlers.door import transaction
from handlers.feedback import joined
from handlers.forms import show_form
from handlers.payloads import Body, Click, Submission


async def open_form(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form from the button that names an interviewer; its value is their seat."""
    click = Click.of(body)
    async with transaction(context) as tx:
        entering = await entered_feedback.open_entering_for(tx, seat_id=click.id, by=context["person"])
    show_form(context, click.trigger_id, _form(entering))
    await ack()


async def form_of(candidacy_id: int, context: AsyncBoltContext) -> View:
    """Return the form of a candidacy, nobody being chosen yet."""
    async with transaction(context) as tx:
        return _form(await entered_feedback.open_entering(tx, candidacy_id=candidacy_id, by=context["person"]))


async def enter(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep what was entered; without marks its sorting takes the place of the form."""
    form = Submission.of(body)
    text = joined(form, "text")
    if not text:
        raise WrongField(text="Paste or write what they said.")
    author, vote = form.choice("author"), form.choice("vote")
    name = " ".join((form.text("name") or "").split())
    entry = Entry(int(author) if author else None, name or None, form.text("email"), text, Vote(vote) if vote else None)
    async with transaction(context) as tx:
        row, about = await entered_feedback.enter_feedback(
            tx, entry, candidacy_id=form.ids["candidacy"], by=context["person"]
        )
    if row.state is FeedbackState.TO_SORT:
        view = sorting_form(row.id, row.version, about.candidate_name, row.pieces)
        await ack(response_action="update", view=view)
    else:
        await ack()


def _form(entering: Entering) -> View:
    return entering_form(
        entering.candidacy_id,
        entering.candidate,
        entering.panel,
        seat_id=entering.seat_id,
        entered=entering.text,
        vote=entering.vote,
    )
