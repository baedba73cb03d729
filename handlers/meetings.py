"""Presses and forms about meetings: the contact's answers, an outsider's as a coordinator records it, and the place."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.approval_forms import reply_form
from bot.messages.meetings import other_times_form
from bot.messages.places import place_form
from bot.process import approvals, meetings
from bot.process.refusals import WrongField
from handlers.door import transaction
from handlers.forms import show_form
from handlers.payloads import Body, Click, Submission
from handlers.places import place_of


async def open_reply(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form for an outsider's answer."""
    click = Click.of(body)
    async with transaction(context) as tx:
        shown = await approvals.open_reply(tx, meeting_id=click.id, by=context["person"])
    show_form(context, click.trigger_id, reply_form(shown))
    await ack()


async def record_reply(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Record an outsider's answer."""
    form = Submission.of(body)
    reply = meetings.Reply(form.choice("reply") or "", form.date("date"), form.time("time"), form.text("note"))
    async with transaction(context) as tx:
        await meetings.record_reply(tx, reply, meeting_id=form.ids["meeting"], by=context["person"])
    await ack()


async def open_place(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form for the place."""
    click = Click.of(body)
    async with transaction(context) as tx:
        row, kind = await meetings.open_place(tx, meeting_id=click.id, by=context["person"])
    view = place_form(row.id, row.place, kind)
    show_form(context, click.trigger_id, view)
    await ack()


async def set_place(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Write the place."""
    form = Submission.of(body)
    place = place_of(form)
    if place is None or form.text("place") is None:
        raise WrongField(place="Where do they meet, or how?")
    async with transaction(context) as tx:
        await meetings.set_place(tx, meeting_id=form.ids["meeting"], place=place, by=context["person"])
    await ack()


async def accept(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Accept one of the proposed times, as the contact."""
    meeting_id, proposed_id = Click.of(body).ids
    async with transaction(context) as tx:
        await meetings.accept_time(tx, meeting_id=meeting_id, proposed_id=proposed_id, by=context["person"])
    await ack()


async def open_other_times(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the contact's form for other times."""
    click = Click.of(body)
    async with transaction(context) as tx:
        case = await meetings.open_other_times(tx, meeting_id=click.id, by=context["person"])
    view = other_times_form(case.meeting.id, case.coordinator.name, case.meeting.reason)
    show_form(context, click.trigger_id, view)
    await ack()


async def other_times(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep what the contact wrote about other times."""
    form = Submission.of(body)
    wrote = form.text("times")
    if wrote is None:
        raise WrongField(times="When would it suit you?")
    async with transaction(context) as tx:
        await meetings.other_times(tx, meeting_id=form.ids["meeting"], wrote=wrote, by=context["person"])
    await ack()


async def cant_meet(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Decline, as the contact."""
    async with transaction(context) as tx:
        await meetings.cant_meet(tx, meeting_id=Click.of(body).id, by=context["person"])
    await ack()
