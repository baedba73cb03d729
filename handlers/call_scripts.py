"""The call script as plain text, arranging it, and noting that what came after the call was passed on."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.arranging import POINTS, arranging_form, points_form
from bot.messages.blocks import View
from bot.messages.call_scripts import plain_script
from bot.process.arranging import (
    Arranged,
    PointsArranged,
    keep_own_words,
    keep_words_after,
    move_interviewer,
    move_point,
    open_arranging,
    open_points,
)
from bot.process.call_scripts import pass_on, read_script
from bot.rules.arranging import Shift
from handlers.door import transaction
from handlers.forms import show_form, update_form
from handlers.payloads import Body, Click, Submission


async def show_plain(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Show the script as plain text."""
    click = Click.of(body)
    view = await _plain(click.id, context)
    show_form(context, click.trigger_id, view)
    await ack()


async def read_on(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Go on where one form was full."""
    ids = Submission.of(body).ids
    await ack(response_action="update", view=await _plain(ids["candidacy"], context, ids["start"]))


async def passed_on(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Note that the candidate has heard what came after the call; the card says what is left."""
    candidacy_id, seen = Click.of(body).ids
    async with transaction(context) as tx:
        await pass_on(tx, candidacy_id=candidacy_id, seen=seen, by=context["person"])
    await ack()


async def open_form(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Show how the script is arranged."""
    click = Click.of(body)
    async with transaction(context) as tx:
        arranged = await open_arranging(tx, candidacy_id=click.id, by=context["person"])
    show_form(context, click.trigger_id, _form(arranged))
    await ack()


async def move_part(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Move an interviewer's part, or open the order of their points."""
    click = Click.of(body)
    word, candidacy_id, seat_id = click.value.split(":")
    about, by = {"candidacy_id": int(candidacy_id), "seat_id": int(seat_id)}, context["person"]
    if word == POINTS:
        async with transaction(context) as tx:
            points = await open_points(tx, **about, by=by)
        view = _points_form(about["candidacy_id"], points)
        show_form(context, click.trigger_id, view, is_over=click.is_in_form)
    else:
        async with transaction(context) as tx:
            arranged = await move_interviewer(tx, **about, shift=Shift(word), by=by)
        _show_again(context, click, _form(arranged))
    await ack()


async def move_one_point(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Move a point among its author's."""
    click = Click.of(body)
    word, candidacy_id, point_id = click.value.split(":")
    about = int(candidacy_id)
    async with transaction(context) as tx:
        points = await move_point(
            tx, candidacy_id=about, point_id=int(point_id), shift=Shift(word), by=context["person"]
        )
    _show_again(context, click, _points_form(about, points))
    await ack()


async def keep_words(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep the caller's own words at the opening and the invitation."""
    form = Submission.of(body)
    about, own = form.ids["candidacy"], {field: form.text(field) for field in ("opening", "invitation")}
    async with transaction(context) as tx:
        await keep_own_words(tx, candidacy_id=about, **own, by=context["person"])
    await ack()


async def keep_points(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep the caller's own words after an interviewer's points."""
    form = Submission.of(body)
    ids, words = form.ids, form.text("words")
    async with transaction(context) as tx:
        await keep_words_after(
            tx, candidacy_id=ids["candidacy"], seat_id=ids["seat"], words=words, by=context["person"]
        )
    await ack()


async def _plain(candidacy_id: int, context: AsyncBoltContext, start: int = 0) -> View:
    async with transaction(context) as tx:
        row, script = await read_script(tx, candidacy_id=candidacy_id, by=context["person"])
    return plain_script(script, f"Call {row.candidate_name}", row.id, start)


def _show_again(context: AsyncBoltContext, click: Click, view: View) -> None:
    """Show a form as it is now, in its own place."""
    if click.view_id:
        update_form(context, click.view_id, view)
    else:
        show_form(context, click.trigger_id, view)


def _form(arranged: Arranged) -> View:
    row = arranged.candidacy
    return arranging_form(row.id, row.candidate_name, arranged.parts, arranged.opening, arranged.invitation)


def _points_form(candidacy_id: int, arranged: PointsArranged) -> View:
    return points_form(candidacy_id, arranged.part, arranged.points, arranged.words)
