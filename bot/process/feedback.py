"""What interviewers do with their own feedback: give it by form, confirm it, keep it inside the team.

A reply counts as it was read; a form counts as it was filled in. A form opens with every point the seat has, and what
is saved from it takes the place of what was read in replies: those stay as they were written, marked as replaced, and
an edit of one asks its author again. Replies that come after a form count beside it.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.process.access import Action, allow, allow_own_seat
from bot.process.decisions import feedback_changed
from bot.process.held_points import follow_held_points
from bot.process.refusals import NotNow, NotThere, WrongField
from bot.process.say import refresh_asked
from bot.rules.corrections import Marked, Piece, keep_corrections, pieces_read
from bot.rules.feedback_form import FormPoint, Given
from bot.rules.feedback_reader import read_reply
from bot.rules.sharing import sharing_of
from bot.rules.words import FeedbackState, PointKind, Source, Stage, Surface
from storage.candidacies import Candidacy, candidacy, lock
from storage.database import Transaction
from storage.deliveries import by_key
from storage.drafts import drop_draft
from storage.feedback import Feedback, Point, add_feedback, feedback_of, form_of, points_of, replace_points
from storage.feedback_versions import keep_version, newest_wordings
from storage.outbox import To, redraw, show_card
from storage.panels import Seat, seat, seat_of
from storage.people import Person

LOST = "That reply has changed or gone meanwhile; my message to you shows how it stands now."


async def open_feedback(tx: Transaction, *, seat_id: int, by: Person) -> tuple[Seat, Candidacy, Given]:
    """Return what the form shows: the seat, its candidacy, and everything given so far."""
    row, about = await take_own(tx, seat_id, by)
    return row, about, await _given(tx, row)


async def own_seat(tx: Transaction, *, candidacy_id: int, by: Person) -> int:
    """Return the id of the person's seat on a candidacy; raises NotAllowed, saying who may, when they hold none."""
    found = await seat_of(tx, candidacy_id, by.id)
    if found is None:
        await allow(tx, Action.GIVE_FEEDBACK, by, await candidacy(tx, candidacy_id))
        raise NotThere(LOST)
    return found.id


async def give_feedback(tx: Transaction, *, seat_id: int, given: Given, by: Person, seen: int | None = None) -> None:
    """Keep a form as the seat's feedback, in the place of what its replies were read as; an empty one takes it back.

    `seen` is the newest wording the form was opened on: what was replied after it goes on counting beside the form.
    """
    row, about = await take_own(tx, seat_id, by)
    before = [one for one in await feedback_of(tx, [seat_id]) if one.state is FeedbackState.COUNTED]
    if not given.points and not given.vote and not before:
        raise WrongField(good="Please write at least one thing that was good or to grow on.")
    form = await form_of(tx, seat_id)
    if form is None:
        form = await add_feedback(tx, seat_id, Source.FORM)
    is_empty = not given.points and not given.vote
    form.state = FeedbackState.WITHDRAWN if is_empty else FeedbackState.COUNTED
    form.text, form.vote = given.text, given.vote
    await tx.session.flush()
    await keep_version(tx, form, f"{form.version + 1:06}", given.text)
    await set_points(tx, form, row, given.points)
    newest = await newest_wordings(tx, [one.id for one in before])
    for reply in before:
        if reply.id != form.id and (seen is None or newest.get(reply.id, 0) <= seen):
            reply.state, reply.vote, reply.notes = FeedbackState.REPLACED, None, []
            await show_points(tx, reply, row)
    await drop_draft(tx, seat_id)
    await changed(tx, about, row)


async def confirm_feedback(tx: Transaction, *, seat_id: int, by: Person) -> None:
    """Note that the author says it was read rightly; what was only proposed is theirs from now on."""
    row, about = await take_own(tx, seat_id, by)
    if row.confirmed_at is not None:
        return
    row.confirmed_at = tx.now
    for one in await feedback_of(tx, [seat_id]):
        one.pieces = [replace(piece, said=piece.read) if piece.awaits_yes else piece for piece in one.pieces]
    await _share_again(tx, row, confirms=True)
    await follow_feedback(tx, about, row)


async def keep_inside_team(tx: Transaction, *, seat_id: int, is_team_only: bool, by: Person) -> None:
    """Keep all points of a seat inside the team, or pass on again what its author didn't mark as private."""
    row, about = await take_own(tx, seat_id, by)
    if row.is_team_only is is_team_only:
        return
    row.is_team_only = is_team_only
    await _share_again(tx, row)
    await follow_feedback(tx, about, row)


async def hide_name(tx: Transaction, *, seat_id: int, is_unnamed: bool, by: Person) -> None:
    """Leave the author unnamed to the candidate, or name them again."""
    row, about = await take_own(tx, seat_id, by)
    if row.is_unnamed is is_unnamed:
        return
    row.is_unnamed, row.call_place = is_unnamed, None
    await follow_feedback(tx, about, row)


async def read_again(
    tx: Transaction, row: Feedback, holder: Seat, blocks: Sequence[dict[str, object]] | None = None
) -> None:
    """Read a reply's present wording; what its author made of pieces that are read as before stays."""
    reading = read_reply(row.text, blocks)
    row.pieces = keep_corrections(pieces_read(reading, row.text), row.pieces)
    row.vote = reading.vote
    await take_reading(tx, row, holder)


async def take_reading(tx: Transaction, row: Feedback, holder: Seat) -> None:
    """Take a reply as it was read: marked, it counts; else its author is asked, unless they have said what it is."""
    is_marked = row.vote is not None or any(one.read.kind for one in row.pieces)
    if not row.text.strip() and row.attached:
        row.state = FeedbackState.WORDLESS
    elif row.is_unplaced or row.state is FeedbackState.REPLACED:
        row.state = FeedbackState.TO_SORT
    elif is_marked:
        row.state = FeedbackState.COUNTED
    elif not row.text.strip():
        row.state = FeedbackState.TALK
    elif row.state is not FeedbackState.TALK:
        row.state = state_sorted(row)
    await show_points(tx, row, holder)


def state_sorted(row: Feedback) -> FeedbackState:
    """Return the state of a reply without marks, by what its author has said of its pieces."""
    if any(one.said is None for one in row.pieces):
        return FeedbackState.TO_SORT
    has_points = any(one.stands.kind for one in row.pieces)
    return FeedbackState.COUNTED if has_points else FeedbackState.TALK


async def set_points(tx: Transaction, row: Feedback, holder: Seat, points: Sequence[FormPoint]) -> None:
    """Put points that their author marked in the place of those there were."""
    row.pieces = [Piece(Marked(one.text, one.kind, one.is_private)) for one in points]
    await show_points(tx, row, holder)


async def show_points(tx: Transaction, row: Feedback, holder: Seat) -> None:
    """Put the points and notes that stand now in the place of those there were; only what counts has any."""
    counted = row.pieces if row.state is FeedbackState.COUNTED else []
    points = [
        Point(
            kind=one.stands.kind,
            text=one.stands.text,
            **_shared(
                one.stands.kind,
                one.stands.text,
                holder,
                is_private=one.stands.is_private,
                is_proposed=one.awaits_yes,
            ),
        )
        for one in counted
        if one.stands.kind
    ]
    row.notes = [one.stands.text for one in counted if one.stands.kind is None]
    await replace_points(tx, row.id, points)
    await show_mark(tx, row, holder)


async def show_mark(tx: Transaction, row: Feedback, holder: Seat) -> None:
    """Have a reply in the channel marked while it counts, and the mark taken away when it no longer does."""
    if row.source is not Source.THREAD:
        return
    to = To(channel=row.channel)
    if await by_key(tx, f"{Surface.REACTION}:{row.id}:{to.lane}"):
        await redraw(tx, Surface.REACTION, row.id)
    elif row.state is FeedbackState.COUNTED:
        await show_card(tx, Surface.REACTION, row.id, to, candidacy_id=holder.candidacy_id)


async def changed(tx: Transaction, about: Candidacy, holder: Seat) -> None:
    """Let everything follow a change of what an author said; they are to say again that it was read rightly."""
    holder.confirmed_at = None
    await follow_feedback(tx, about, holder)


async def follow_feedback(tx: Transaction, about: Candidacy, holder: Seat) -> None:
    """Show the author how their feedback stands and let everything that depends on it follow."""
    await tx.session.flush()
    await follow_held_points(tx, about, holder)
    if holder.removed_at is None:
        await show_card(tx, Surface.FEEDBACK_RECEIPT, holder.id, To(person_id=holder.person_id), candidacy_id=about.id)
    await refresh_asked(tx, holder)
    await feedback_changed(tx, about, may_reveal=True)
    await redraw(tx, Surface.HOME, holder.person_id)


async def take_own(tx: Transaction, seat_id: int, by: Person) -> tuple[Seat, Candidacy]:
    """Lock the seat's candidacy and see that the person may change this very seat's feedback now."""
    found = await seat(tx, seat_id)
    about = await lock(tx, found.candidacy_id)
    found = await seat(tx, seat_id)
    await allow_own_seat(tx, found, about, by)
    if about.stage is Stage.CLOSED:
        raise NotNow("This candidacy is closed, so its feedback stays as it is.")
    return found, about


async def _given(tx: Transaction, holder: Seat) -> Given:
    counted = [one for one in await feedback_of(tx, [holder.id]) if one.state is FeedbackState.COUNTED]
    order = {one.id: number for number, one in enumerate(counted)}
    points = sorted(await points_of(tx, list(order)), key=lambda one: (order[one.feedback_id], one.position))
    votes = [one.vote for one in counted if one.vote]
    return Given.of([FormPoint(one.kind, one.text, one.is_private) for one in points], votes[-1] if votes else None)


async def _share_again(tx: Transaction, holder: Seat, *, confirms: bool = False) -> None:
    """Work out anew who may hear each of the seat's points."""
    for point in await points_of(tx, [one.id for one in await feedback_of(tx, [holder.id])]):
        is_proposed = point.is_proposed and not confirms
        shared = _shared(point.kind, point.text, holder, is_private=point.is_private, is_proposed=is_proposed)
        for column, value in shared.items():
            setattr(point, column, value)
    await tx.session.flush()


def _shared(
    kind: PointKind, text: str, holder: Seat, *, is_private: bool = False, is_proposed: bool = False
) -> dict[str, object]:
    """Return a point's columns that say who may hear it."""
    stays = is_private or is_proposed or holder.is_team_only
    sharing, reason = sharing_of(kind, text, stays_inside=stays)
    return {"sharing": sharing, "hold_reason": reason, "is_private": is_private, "is_proposed": is_proposed}
