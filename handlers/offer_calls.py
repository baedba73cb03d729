"""The offer call's buttons and forms, and `/offer call`."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.blocks import View, safe
from bot.messages.call_forms import CORRECTED, LogKnown, PointToLog, log_form
from bot.process.offer_calls import CallLog, LogOpened, log_call, open_log, show_call
from bot.process.refusals import WrongField
from bot.rules.call_logs import LogEntry
from bot.rules.words import PlaceKind, Sentiment, Signal, Stage, WhyNotInvited
from handlers.door import transaction
from handlers.errors import told
from handlers.forms import show_form
from handlers.payloads import Body, Click, Submission
from storage.offer_calls import OfferCall


async def open_form(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the log, filled with what is known and what was logged."""
    click = Click.of(body)
    async with transaction(context) as tx:
        opened = await open_log(tx, candidacy_id=click.id, by=context["person"])
    show_form(context, click.trigger_id, log_form(_known(opened, context["person"].zone)))
    await ack()


async def log(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep the log; the card shows it, and what goes out."""
    form = Submission.of(body)
    sentiment, said = form.choice("sentiment"), form.text("said")
    if sentiment is None:
        raise WrongField(sentiment="Choose how they took it.")
    if said is None:
        raise WrongField(said="Write down what they said, in a few words at least.")
    why = form.choice("not_invited")
    place = form.choice("place")
    filled = CallLog(
        sentiment=Sentiment(sentiment),
        said=said,
        next_on=form.date("next_on"),
        left_out=form.text("left_out"),
        asked_for=form.text("asked_for"),
        phone=form.text("phone"),
        zone=form.text("zone"),
        email=form.text("email"),
        feels=form.text("feels"),
        unsure=form.text("unsure"),
        signals=tuple(one for one in Signal if one.value in form.choices("signals")),
        place_kind=PlaceKind(place) if place else None,
        why_not_invited=WhyNotInvited(why) if why else None,
        not_invited_note=form.text("not_invited_note"),
        points_left_out=frozenset(int(one) for one in form.choices("points_left_out")),
        is_correction=form.choice("which_call") == CORRECTED,
    )
    ids = form.ids
    async with transaction(context) as tx:
        await log_call(tx, filled, candidacy_id=ids["candidacy"], seen=ids["seen"], by=context["person"])
    await ack()


async def script_shown(candidacy_id: int, context: AsyncBoltContext) -> View:
    """Show the script and its buttons in the asker's direct messages; returns a view that says so."""
    async with transaction(context) as tx:
        row, address = await show_call(tx, candidacy_id=candidacy_id, by=context["person"])
    said = f"The call script for {safe(row.candidate_name)} is in your direct messages with me"
    if address is None:
        return told(f"{said}, at the end, with everything you can do.")
    return told(f"{said}, with everything you can do: *<{address}|open the script>*.")


def _known(opened: LogOpened, zone: str) -> LogKnown:
    row, call, reason = opened.candidacy, opened.call, opened.why_not_invited
    return LogKnown(
        candidacy_id=row.id,
        candidate=row.candidate_name,
        seen=call.id if call else 0,
        is_correction=call is not None and row.stage is not Stage.OFFER_CALL,
        now=_entry(opened, call) if call else None,
        before=[_entry(opened, one) for one in opened.before],
        phone=row.candidate_phone,
        zone=row.candidate_zone,
        email=row.candidate_email,
        place_kind=row.place_kind,
        points=[PointToLog(one.id, one.author, one.kind, one.text, one.is_left_out) for one in opened.points],
        why_not_invited=reason.why if reason else None,
        not_invited_note=reason.note if reason else None,
        reader_zone=zone,
        is_due_again=opened.is_due_again,
    )


def _entry(opened: LogOpened, call: OfferCall) -> LogEntry:
    return LogEntry(
        by=opened.names[call.logged_by_id],
        at=call.logged_at,
        sentiment=call.sentiment,
        said=call.said,
        feels=call.feels,
        unsure=call.unsure,
        signals=tuple(Signal(one) for one in call.signals),
        asked_for=call.asked_for,
        points_left_out=tuple(sorted(opened.left_out.get(call.id, ()))),
        left_out=call.left_out,
        next_on=call.next_on,
    )
