"""Deciding, taking a decision back, and telling the candidate of a no hire."""

import asyncio
import time
from contextlib import suppress

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.blocks import View
from bot.messages.decision_forms import BEYOND_OPENINGS, decide_form, decided_form
from bot.process.decisions import Deciding, decide, open_decision
from bot.process.no_hires import tell_candidate
from bot.process.refusals import WrongField
from bot.process.reversals import reverse_decision
from bot.rules.words import Choice
from handlers.door import Door, meet, transaction
from handlers.forms import show_form
from handlers.payloads import Body, Click, Submission
from handlers.read_back import read_back_thread
from storage.people import Person

TO_READ_BACK = 1.0
"""Seconds given to reading what was missed before the form opens; a form must open within 3 of the press."""


async def open_form(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form from a button whose value is the candidacy."""
    click = Click.of(body)
    await open_for(click.id, click.trigger_id, context)
    await ack()


async def open_for(candidacy_id: int, trigger_id: str, context: AsyncBoltContext) -> None:
    """Open the form for one candidacy: to decide, or what was decided with the way back."""
    view = await form_of(candidacy_id, context)
    show_form(context, trigger_id, view)


async def save(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep the decision."""
    form = Submission.of(body)
    choice = form.choice("choice")
    if choice is None:
        raise WrongField(choice="Choose one.")
    backup = form.user("backup")
    known = await meet(context, [backup]) if backup else {}
    deciding = Deciding(
        choice=Choice(choice),
        reason=_reason(form),
        revisit_on=form.date("revisit_on"),
        phone=form.text("phone"),
        good_hours=form.text("good_hours"),
        zone=form.text("zone"),
        email=form.text("email"),
        backup=known[backup] if backup else None,
        is_beyond_openings=bool(form.choices(BEYOND_OPENINGS)),
    )
    async with transaction(context) as tx:
        await decide(tx, deciding, candidacy_id=form.ids["candidacy"], seen=form.ids["made"], by=context["person"])
    await ack()


async def reverse(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Take the decision back."""
    form = Submission.of(body)
    async with transaction(context) as tx:
        await reverse_decision(
            tx,
            candidacy_id=form.ids["candidacy"],
            seen=form.ids["made"],
            reason=_reason(form),
            by=context["person"],
        )
    await ack()


async def told(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Note that the candidate knows of the no hire."""
    async with transaction(context) as tx:
        await tell_candidate(tx, decision_id=Click.of(body).id, by=context["person"])
    await ack()


async def form_of(candidacy_id: int, context: AsyncBoltContext) -> View:
    """Return the form for one candidacy: to decide, or what was decided with the way back."""
    by: Person = context["person"]
    await _read_back(candidacy_id, context)
    async with transaction(context) as tx:
        shown, known, filling = await open_decision(tx, candidacy_id=candidacy_id, by=by)
    if shown.is_decided and shown.decision is not None:
        return decided_form(shown, shown.decision, by.zone)
    return decide_form(shown, by.id, known, filling)


async def _read_back(candidacy_id: int, context: AsyncBoltContext) -> None:
    """Read replies that were missed, as far as there is time; what is not read now is read within the hour."""
    door: Door = context["door"]
    left = context["arrived"] + TO_READ_BACK - time.monotonic()
    with suppress(TimeoutError):
        async with asyncio.timeout(max(0.0, left)):
            await read_back_thread(door.database, context.client, context["workspace_id"], candidacy_id)


def _reason(form: Submission) -> str:
    reason = form.text("reason")
    if reason is None:
        raise WrongField(reason="Say why; it is kept for the record and not posted.")
    return reason
