"""The buttons and forms of an interviewer's own feedback."""

from contextlib import suppress

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.blocks import View
from bot.messages.feedback_forms import feedback_form
from bot.process import drafts, feedback
from bot.process.drafts import OpenForm
from bot.process.refusals import NotSaved
from bot.rules.feedback_form import Given
from bot.rules.words import Vote
from handlers.door import transaction
from handlers.forms import show_form
from handlers.payloads import Body, Click, Submission, Typing


async def open_form(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form from an interviewer's direct messages, filled with what they gave or typed so far."""
    click = Click.of(body)
    async with transaction(context) as tx:
        view = shown(await drafts.open_form(tx, seat_id=click.id, by=context["person"]))
    show_form(context, click.trigger_id, view)
    await ack()


async def open_own_form(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form from the debrief card, which everyone sees: the seat is the presser's own."""
    click = Click.of(body)
    async with transaction(context) as tx:
        seat_id = await feedback.own_seat(tx, candidacy_id=click.id, by=context["person"])
        view = shown(await drafts.open_form(tx, seat_id=seat_id, by=context["person"]))
    show_form(context, click.trigger_id, view)
    await ack()


async def give(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep a form."""
    submission = Submission.of(body)
    seat_id, seen = submission.ids["seat"], submission.ids.get("seen")
    async with transaction(context) as tx:
        await feedback.give_feedback(tx, seat_id=seat_id, given=given_in(submission), by=context["person"], seen=seen)
    await ack()


async def keep_draft(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep what was typed so far; what fails to be stored comes again with the next key, so nobody is told."""
    typing = Typing.of(body)
    ids = typing.form.ids
    with suppress(NotSaved):
        async with transaction(context) as tx:
            await drafts.keep_draft(
                tx,
                seat_id=ids["seat"],
                seen=ids["seen"],
                given=given_in(typing.form),
                typed_ts=typing.ts,
                by=context["person"],
            )
    await ack()


async def confirm(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Note that it was read rightly."""
    async with transaction(context) as tx:
        await feedback.confirm_feedback(tx, seat_id=Click.of(body).id, by=context["person"])
    await ack()


async def keep_inside_team(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep all of it inside the team, or pass it on after all; the button says which."""
    seat_id, choice = Click.of(body).ids
    async with transaction(context) as tx:
        await feedback.keep_inside_team(tx, seat_id=seat_id, is_team_only=choice == 1, by=context["person"])
    await ack()


async def hide_name(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Leave the author unnamed, or name them again; the button says which."""
    seat_id, choice = Click.of(body).ids
    async with transaction(context) as tx:
        await feedback.hide_name(tx, seat_id=seat_id, is_unnamed=choice == 1, by=context["person"])
    await ack()


def shown(opened: OpenForm, *, has_unmarked: bool = False) -> View:
    """Return the form as it opens."""
    return feedback_form(
        opened.seat_id,
        opened.candidate,
        opened.given,
        seen=opened.seen,
        draft_at=opened.draft_at,
        has_unmarked=has_unmarked,
    )


def given_in(submission: Submission) -> Given:
    """Return what stands in the form."""
    vote = submission.choice("vote")
    return Given(
        good=joined(submission, "good"),
        grow=joined(submission, "grow"),
        team_only=joined(submission, "team_only"),
        vote=Vote(vote) if vote else None,
    )


def joined(submission: Submission, name: str) -> str:
    """Return a field with its continuations."""
    parts = [submission.text(block) for block in submission.fields if block == name or block.startswith(f"{name}_")]
    return "\n".join(part for part in parts if part)
