"""The offer call's buttons and forms, and `/offer call`."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.blocks import View, safe
from bot.messages.call_forms import LogKnown, hand_over_form, log_form, put_off_form
from bot.messages.call_scripts import plain_script
from bot.messages.invitations import invite_anyway_form
from bot.process.invitations import hold_invitation, invite_now, open_invite_anyway, send_invitation_now
from bot.process.offer_calls import CallLog, hand_over_call, log_call, open_call, put_off_call, read_script, show_call
from bot.process.refusals import WrongField
from bot.rules.words import Sentiment
from handlers.door import meet, transaction
from handlers.errors import told
from handlers.payloads import Click, Submission
from storage.candidacies import Candidacy
from storage.offer_calls import OfferCall


async def open_log(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Open the log, filled with what is known and what was logged."""
    async with transaction(context) as tx:
        row, call = await open_call(tx, candidacy_id=Click.of(body).id, by=context["person"])
    _open(body, context, log_form(_known(row, call)))
    await ack()


async def log(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Keep the log; the card shows it, and what goes out."""
    form = Submission.of(body)
    sentiment, said = form.choice("sentiment"), form.text("said")
    if sentiment is None:
        raise WrongField(sentiment="Choose how they took it.")
    if said is None:
        raise WrongField(said="Write down what they said, in a few words at least.")
    filled = CallLog(
        sentiment=Sentiment(sentiment),
        said=said,
        next_on=form.date("next_on"),
        left_out=form.text("left_out"),
        asked_for=form.text("asked_for"),
        phone=form.text("phone"),
        zone=form.text("zone"),
        email=form.text("email"),
    )
    ids = form.ids
    async with transaction(context) as tx:
        await log_call(tx, filled, candidacy_id=ids["candidacy_id"], seen=ids["seen"], by=context["person"])
    await ack()


async def open_no_answer(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Ask when to try again."""
    await _open_put_off(body, context, was_tried=True)
    await ack()


async def open_later(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Ask when to call instead."""
    await _open_put_off(body, context, was_tried=False)
    await ack()


async def put_off(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Move the call; the card says when it is due."""
    form = Submission.of(body)
    day, at = form.date("day"), form.time("at")
    if day is None:
        raise WrongField(day="Choose a day.")
    if at is None:
        raise WrongField(at="Choose a time.")
    ids = form.ids
    async with transaction(context) as tx:
        await put_off_call(
            tx,
            candidacy_id=ids["candidacy_id"],
            day=day,
            at=at,
            was_tried=bool(ids["was_tried"]),
            by=context["person"],
        )
    await ack()


async def open_hand_over(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Ask who makes the call instead."""
    async with transaction(context) as tx:
        row, _ = await open_call(tx, candidacy_id=Click.of(body).id, by=context["person"])
    _open(body, context, hand_over_form(row.id, row.candidate_name))
    await ack()


async def hand_over(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Make the chosen person the caller."""
    form = Submission.of(body)
    chosen = form.user("to")
    if chosen is None:
        raise WrongField(to="Choose who makes the call.")
    to = (await meet(context, [chosen]))[chosen]
    async with transaction(context) as tx:
        await hand_over_call(tx, candidacy_id=form.ids["candidacy_id"], to=to, by=context["person"])
    await ack()


async def show_plain(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Show the script as plain text."""
    async with transaction(context) as tx:
        row, script = await read_script(tx, candidacy_id=Click.of(body).id, by=context["person"])
    _open(body, context, plain_script(script, f"Call {row.candidate_name}"))
    await ack()


async def hold(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Keep the invitation back."""
    async with transaction(context) as tx:
        await hold_invitation(tx, candidacy_id=Click.of(body).id, by=context["person"])
    await ack()


async def send_now(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Send the invitation at once."""
    async with transaction(context) as tx:
        await send_invitation_now(tx, candidacy_id=Click.of(body).id, by=context["person"])
    await ack()


async def invite(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Invite after a call that wasn't simply good."""
    async with transaction(context) as tx:
        await invite_now(tx, candidacy_id=Click.of(body).id, by=context["person"])
    await ack()


async def open_anyway(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Ask why a candidate is invited after a bad call."""
    async with transaction(context) as tx:
        row = await open_invite_anyway(tx, candidacy_id=Click.of(body).id, by=context["person"])
    _open(body, context, invite_anyway_form(row.id, row.candidate_name, row.candidate_email))
    await ack()


async def invite_anyway(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    """Invite after a bad call, with the reason."""
    form = Submission.of(body)
    reason, candidacy_id = form.text("reason"), form.ids["candidacy_id"]
    async with transaction(context) as tx:
        await invite_now(tx, candidacy_id=candidacy_id, by=context["person"], reason=reason)
    await ack()


async def script_shown(candidacy_id: int, context: AsyncBoltContext) -> View:
    """Show the script and its buttons in the asker's direct messages; returns a view that says so."""
    async with transaction(context) as tx:
        row, address = await show_call(tx, candidacy_id=candidacy_id, by=context["person"])
    said = f"The call script for {safe(row.candidate_name)} is in your direct messages with me"
    if address is None:
        return told(f"{said}, at the end, with everything you can do.")
    return told(f"{said}, with everything you can do: *<{address}|open the script>*.")


async def _open_put_off(body: dict[str, Any], context: AsyncBoltContext, *, was_tried: bool) -> None:
    async with transaction(context) as tx:
        row, _ = await open_call(tx, candidacy_id=Click.of(body).id, by=context["person"])
        now = tx.now
    view = put_off_form(row.id, row.candidate_name, was_tried=was_tried, zone=context["person"].zone, now=now)
    _open(body, context, view)


def _open(body: dict[str, Any], context: AsyncBoltContext, view: View) -> None:
    context["door"].soon(context.client.views_open(trigger_id=body["trigger_id"], view=view))


def _known(row: Candidacy, call: OfferCall | None) -> LogKnown:
    return LogKnown(
        candidacy_id=row.id,
        candidate=row.candidate_name,
        seen=call.id if call else 0,
        phone=row.candidate_phone,
        zone=row.candidate_zone,
        email=row.candidate_email,
        sentiment=call.sentiment if call else None,
        said=call.said if call else None,
        next_on=call.next_on if call else None,
        left_out=call.left_out if call else None,
        asked_for=call.asked_for if call else None,
    )
