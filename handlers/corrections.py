"""Sorting a reply, putting right how feedback was read, and moving it to the candidacy it is about."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.blocks import View
from bot.messages.corrections import (
    ALL,
    change_form,
    choice_field,
    piece_field,
    sorting_form,
    words_field,
)
from bot.process import corrections
from bot.process.corrections import Changing, Said, WordingChanged
from bot.process.refusals import WrongField
from handlers.door import transaction
from handlers.forms import show_form
from handlers.payloads import Body, Click, Submission


async def open_change(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form with every point as it stands."""
    click = Click.of(body)
    async with transaction(context) as tx:
        view = _change_form(await corrections.open_change(tx, seat_id=click.id, by=context["person"]))
    show_form(context, click.trigger_id, view)
    await ack()


async def change(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep one form of changes and go on to the next; what has changed meanwhile is shown anew."""
    submission = Submission.of(body)
    ids = submission.ids
    said = {
        number: Said(choice, submission.text(words_field(number, ids["seen"])))
        for number in range(ids["start"], ids["next"])
        if (choice := submission.choice(choice_field(number, ids["seen"])))
    }
    try:
        async with transaction(context) as tx:
            changing = await corrections.change_feedback(
                tx, seat_id=ids["seat"], seen=ids["seen"], said=said, by=context["person"]
            )
        view = _change_form(changing, ids["next"]) if ids["next"] < len(changing.pieces) else None
    except WordingChanged:
        async with transaction(context) as tx:
            changing = await corrections.open_change(tx, seat_id=ids["seat"], by=context["person"])
        view = _change_form(changing, is_anew=True)
    await _show(ack, view)


async def open_sorting(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form in which a reply without marks is sorted."""
    click = Click.of(body)
    async with transaction(context) as tx:
        row, about = await corrections.open_sorting(tx, feedback_id=click.id, by=context["person"])
        view = sorting_form(row.id, row.version, about.candidate_name, row.pieces)
    show_form(context, click.trigger_id, view)
    await ack()


async def sort(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep what one form says of a reply and go on to the next; a reply changed meanwhile is shown anew."""
    submission = Submission.of(body)
    ids, by = submission.ids, context["person"]
    feedback_id = ids["feedback"]
    said = _sorted(submission)
    try:
        async with transaction(context) as tx:
            _, about = await corrections.open_sorting(tx, feedback_id=feedback_id, by=by)
            row = await corrections.sort_feedback(tx, feedback_id=feedback_id, version=ids["version"], said=said, by=by)
        start, is_anew = ids["next"], False
    except WordingChanged:
        async with transaction(context) as tx:
            row, about = await corrections.open_sorting(tx, feedback_id=feedback_id, by=by)
        start, is_anew = 0, True
    name, pieces = about.candidate_name, row.pieces
    is_done = start >= len(pieces)
    await _show(ack, None if is_done else sorting_form(row.id, row.version, name, pieces, start, is_anew=is_anew))


async def dismiss(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Take a reply as conversation."""
    async with transaction(context) as tx:
        await corrections.dismiss_feedback(tx, feedback_id=Click.of(body).id, by=context["person"])
    await ack()


async def place(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Move a reply to the candidacy it is about; a third number says that all direct messages go with it."""
    feedback_id, seat_id, *with_direct = Click.of(body).ids
    async with transaction(context) as tx:
        await corrections.place_feedback(
            tx, feedback_id=feedback_id, seat_id=seat_id, with_direct=bool(with_direct), by=context["person"]
        )
    await ack()


def _change_form(changing: Changing, start: int = 0, *, is_anew: bool = False) -> View:
    pieces = [(one.piece, one.hold_reason) for one in changing.pieces]
    return change_form(
        changing.seat_id,
        changing.seen,
        changing.candidate,
        pieces,
        start,
        is_team_only=changing.is_team_only,
        is_anew=is_anew,
    )


def _sorted(submission: Submission) -> dict[int, str]:
    """Return what is said of each piece of this form; raises WrongField where nothing is."""
    ids, of_all = submission.ids, submission.choice(ALL)
    said = {number: submission.choice(piece_field(number)) or of_all for number in range(ids["start"], ids["next"])}
    wrong = {piece_field(number): "Choose what this is." for number, choice in said.items() if choice is None}
    if wrong:
        raise WrongField(**wrong)
    return {number: choice for number, choice in said.items() if choice is not None}


async def _show(ack: AsyncAck, view: View | None) -> None:
    await (ack(response_action="update", view=view) if view else ack())
