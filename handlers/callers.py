"""Who calls and when: *No answer*, *Later*, *Hand over* and *I make this call*."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.callers import THEIR_WISH, PuttingOff, calls_to_take, hand_over_form, put_off_form
from bot.process import callers
from bot.process.callers import hand_over_call, open_hand_over, take_call
from bot.process.put_offs import NewTime, open_put_off, put_off_call
from bot.process.refusals import WrongField
from handlers.door import meet, transaction
from handlers.forms import show_form
from handlers.payloads import Body, Click, Command, Subcommand, Submission


async def open_no_answer(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Ask when to try again."""
    await _open_put_off(body, context, was_tried=True)
    await ack()


async def open_later(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Ask when to call instead."""
    await _open_put_off(body, context, was_tried=False)
    await ack()


async def put_off(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Move the call; the card says when it is due."""
    form = Submission.of(body)
    day, at, ids = form.date("day"), form.time("at"), form.ids
    if day is None:
        raise WrongField(day="Choose a day.")
    if at is None:
        raise WrongField(at="Choose a time.")
    new = NewTime(day, at, was_tried=bool(ids["was_tried"]), is_their_wish=bool(form.choices(THEIR_WISH)))
    async with transaction(context) as tx:
        await put_off_call(tx, new, candidacy_id=ids["candidacy"], by=context["person"])
    await ack()


async def open_handing_over(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Ask who makes the call instead."""
    click = Click.of(body)
    async with transaction(context) as tx:
        row, caller, backup = await open_hand_over(tx, candidacy_id=click.id, by=context["person"])
    chosen = backup.slack_id if backup else None
    show_form(context, click.trigger_id, hand_over_form(row.id, row.candidate_name, caller.name, chosen))
    await ack()


async def hand_over(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Make the chosen person the caller."""
    form = Submission.of(body)
    chosen, backup = form.user("to"), form.user("backup")
    if chosen is None:
        raise WrongField(to="Choose who makes the call.")
    known = await meet(context, [one for one in (chosen, backup) if one])
    async with transaction(context) as tx:
        await hand_over_call(
            tx,
            candidacy_id=form.ids["candidacy"],
            to=known[chosen],
            backup=known[backup] if backup else None,
            by=context["person"],
        )
    await ack()


def or_taking(opening: Subcommand) -> Subcommand:
    """Make `/offer call` point a backup, who may not read the script yet, to *I make this call*."""

    async def subcommand(ack: AsyncAck, command: Command, typed: str, context: AsyncBoltContext) -> None:
        async with transaction(context) as tx:
            found = await callers.calls_to_take(tx, typed, by=context["person"])
        if found:
            message = calls_to_take([(row.id, row.candidate_name, caller.name) for row, caller in found])
            await ack(**message.payload())
        else:
            await opening(ack, command, typed, context)

    return subcommand


async def take(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Make the call one's own; the script comes, and whoever had it is told."""
    async with transaction(context) as tx:
        await take_call(tx, candidacy_id=Click.of(body).id, by=context["person"])
    await ack()


async def _open_put_off(body: Body, context: AsyncBoltContext, *, was_tried: bool) -> None:
    async with transaction(context) as tx:
        row, proposed = await open_put_off(tx, candidacy_id=Click.of(body).id, by=context["person"])
        now = tx.now
    click = Click.of(body)
    shown = PuttingOff(
        candidacy_id=row.id,
        candidate=row.candidate_name,
        was_tried=was_tried,
        zone=context["person"].zone,
        candidate_zone=row.candidate_zone,
        good_hours=row.good_hours,
        proposed=proposed,
        now=now,
    )
    show_form(context, click.trigger_id, put_off_form(shown))
