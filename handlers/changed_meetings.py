"""The presses and forms that undo what was agreed: moved, cancelled, missed, or given back by the contact."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.changed_meetings import cancel_form, move_form
from bot.messages.meetings import giving_back_form
from bot.process import meetings, missed_meetings
from handlers.door import transaction
from handlers.forms import show_form
from handlers.payloads import Body, Click, Submission


async def open_move(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form that moves a meeting."""
    click = Click.of(body)
    async with transaction(context) as tx:
        shown = await meetings.open_agreed(tx, meeting_id=click.id, by=context["person"])
    show_form(context, click.trigger_id, move_form(shown))
    await ack()


async def move(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Give a meeting's time back and ask again."""
    form = Submission.of(body)
    async with transaction(context) as tx:
        await meetings.move_meeting(
            tx, meeting_id=form.ids["meeting"], reason=form.text("reason"), by=context["person"]
        )
    await ack()


async def open_cancel(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form that calls a meeting off."""
    click = Click.of(body)
    async with transaction(context) as tx:
        shown = await meetings.open_agreed(tx, meeting_id=click.id, by=context["person"])
    show_form(context, click.trigger_id, cancel_form(shown))
    await ack()


async def cancel(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Call a meeting off."""
    form = Submission.of(body)
    async with transaction(context) as tx:
        await meetings.cancel_meeting(
            tx,
            meeting_id=form.ids["meeting"],
            words=form.text("words"),
            reason=form.text("reason"),
            by=context["person"],
        )
    await ack()


async def missed(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Note that somebody didn't come, and ask for new times."""
    async with transaction(context) as tx:
        await missed_meetings.missed_meeting(tx, meeting_id=Click.of(body).id, by=context["person"])
    await ack()


async def report_missed(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Note, for the contact, that they didn't talk, and ask for new times."""
    async with transaction(context) as tx:
        await missed_meetings.report_missed(tx, meeting_id=Click.of(body).id, by=context["person"])
    await ack()


async def open_giving_back(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form of a contact who can't keep what was agreed."""
    click = Click.of(body)
    async with transaction(context) as tx:
        case = await missed_meetings.open_giving_back(tx, meeting_id=click.id, by=context["person"])
    about = case.candidacy
    view = giving_back_form(case.meeting.id, case.coordinator.name, about.candidate_name, about.candidate_email)
    show_form(context, click.trigger_id, view)
    await ack()


async def give_back(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Give an agreed time back."""
    form = Submission.of(body)
    async with transaction(context) as tx:
        await missed_meetings.give_back_time(
            tx, meeting_id=form.ids["meeting"], wrote=form.text("times"), by=context["person"]
        )
    await ack()
