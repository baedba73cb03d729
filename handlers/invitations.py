"""The invitation's buttons: hold, edit, send, and inviting after a call that wasn't simply good."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.invitations import edit_invitation_form, invite_anyway_form, joined_text
from bot.process.invitations import (
    EditedInvitation,
    edit_invitation,
    hold_invitation,
    invite_now,
    open_edit_invitation,
    open_invite_anyway,
    send_invitation_now,
)
from bot.process.refusals import WrongField
from handlers.door import transaction
from handlers.forms import show_form
from handlers.payloads import Body, Click, Submission


async def hold(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep the invitation back."""
    async with transaction(context) as tx:
        await hold_invitation(tx, candidacy_id=Click.of(body).id, by=context["person"])
    await ack()


async def open_edit(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Hold the invitation, and show what it says to be changed."""
    click = Click.of(body)
    async with transaction(context) as tx:
        row, letter, seen = await open_edit_invitation(tx, candidacy_id=click.id, by=context["person"])
    view = edit_invitation_form(row.id, seen, row.candidate_name, letter)
    show_form(context, click.trigger_id, view)
    await ack()


async def edit(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep what the invitation is to say, and where it goes."""
    form = Submission.of(body)
    email, subject = form.text("email"), form.text("subject")
    if email is None:
        raise WrongField(email="Where does it go?")
    if subject is None:
        raise WrongField(subject="Give it a subject.")
    text = joined_text({name: form.text(name) for name in form.fields})
    if not text:
        raise WrongField(text_0="Write what it says.")
    edited, ids = EditedInvitation(email, subject, text), form.ids
    async with transaction(context) as tx:
        await edit_invitation(tx, edited, candidacy_id=ids["candidacy"], seen=ids["seen"], by=context["person"])
    await ack()


async def send_now(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Send the invitation at once, as the pressed card shows it."""
    candidacy_id, mark = Click.of(body).marked_id
    async with transaction(context) as tx:
        await send_invitation_now(tx, candidacy_id=candidacy_id, by=context["person"], mark=mark)
    await ack()


async def invite(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Invite after a call that wasn't simply good."""
    async with transaction(context) as tx:
        await invite_now(tx, candidacy_id=Click.of(body).id, by=context["person"])
    await ack()


async def open_anyway(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Ask why a candidate is invited after a bad call."""
    click = Click.of(body)
    async with transaction(context) as tx:
        row = await open_invite_anyway(tx, candidacy_id=click.id, by=context["person"])
    view = invite_anyway_form(row.id, row.candidate_name, row.candidate_email)
    show_form(context, click.trigger_id, view)
    await ack()


async def invite_anyway(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Invite after a bad call, with the reason."""
    form = Submission.of(body)
    reason, candidacy_id = form.text("reason"), form.ids["candidacy"]
    async with transaction(context) as tx:
        await invite_now(tx, candidacy_id=candidacy_id, by=context["person"], reason=reason)
    await ack()
