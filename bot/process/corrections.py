"""What authors say of how their words were read: sort a reply, put points right, move what was meant for another.

What they say stays in place of what was read, and outlives edits of the words around it; the reply itself stays as it
was written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.process.access import allow_own_seat
from bot.process.entered_feedback import take_entered, tell_entered
from bot.process.feedback import LOST, changed, show_points, state_sorted, take_own, take_reading
from bot.process.refusals import AlreadyDone, NotThere, Refusal
from bot.process.reveals import warn_of_readers
from bot.rules.corrections import CHOICES, Marked, Piece, chosen, seen_mark
from bot.rules.held_points import HoldReason
from bot.rules.words import FeedbackState, Source
from storage.candidacies import Candidacy, candidacy, lock
from storage.database import Transaction
from storage.feedback import Feedback, by_id, feedback_of, points_of
from storage.panels import Seat, held_seats, seat
from storage.people import Person

MOVABLE = frozenset({FeedbackState.COUNTED, FeedbackState.TO_SORT, FeedbackState.WORDLESS})
"""What may be moved to another candidacy: what matters where it is."""


class WordingChanged(Refusal):
    """The words a form was opened on are no longer the ones that stand; the form is to be filled anew."""


@dataclass(frozen=True)
class Said:
    """What a form says of one piece: one of CHOICES, and its words where they could be put differently."""

    choice: str
    words: str | None = None


@dataclass(frozen=True)
class Changeable:
    """One piece that stands, and why it is held back, if it is."""

    piece: Piece
    hold_reason: HoldReason | None = None


@dataclass(frozen=True)
class Changing:
    """Everything of a seat's feedback that can be changed; `seen` tells this state of it from any other."""

    seat_id: int
    candidate: str
    pieces: Sequence[Changeable]
    seen: int
    is_team_only: bool


async def open_change(tx: Transaction, *, seat_id: int, by: Person) -> Changing:
    """Return what the form shows: every piece of what counts, as it stands."""
    holder, about = await take_own(tx, seat_id, by)
    changing = await _changing(tx, holder, about)
    if not changing.pieces:
        raise NotThere("There is nothing of yours to change here at the moment; *Give feedback* takes it.")
    return changing


async def change_feedback(
    tx: Transaction, *, seat_id: int, seen: int, said: Mapping[int, Said], by: Person
) -> Changing:
    """Keep what the author says of some pieces, by their place in the form, and return all as it stands then.

    Raises WordingChanged when it isn't any more what the form showed.
    """
    holder, about = await take_own(tx, seat_id, by)
    before = await _changing(tx, holder, about)
    if before.seen != seen:
        raise WordingChanged("What you gave has changed meanwhile, so I saved nothing of this form.")
    place, has_changed = 0, False
    for row in await _counted(tx, holder):
        pieces = list(row.pieces)
        for number, piece in enumerate(pieces):
            if place in said:
                pieces[number] = chosen(piece, said[place].choice, said[place].words)
            place += 1
        if pieces != row.pieces:
            if [one.stands.text for one in pieces] != [one.stands.text for one in row.pieces]:
                row.reworded_at = tx.now
            row.pieces, has_changed = pieces, True
            await show_points(tx, row, holder)
    if has_changed:
        await changed(tx, about, holder)
    return await _changing(tx, holder, about)


async def open_sorting(tx: Transaction, *, feedback_id: int, by: Person) -> tuple[Feedback, Candidacy]:
    """Return a reply that waits to be sorted, with its candidacy."""
    row, _, about = await _own_reply(tx, feedback_id, by)
    if row.state is not FeedbackState.TO_SORT or row.is_unplaced:
        raise AlreadyDone(LOST)
    return row, about


async def sort_feedback(
    tx: Transaction, *, feedback_id: int, version: int, said: Mapping[int, str], by: Person
) -> Feedback:
    """Keep what a reply's author says of some of its pieces; once nothing is left to say, it counts, or was just talk.

    `version` is the wording they saw; raises WordingChanged when it is another by now.
    """
    row, holder, about = await _own_reply(tx, feedback_id, by)
    if row.state is not FeedbackState.TO_SORT or row.is_unplaced:
        raise AlreadyDone(LOST)
    if row.version != version:
        raise WordingChanged("You have changed that reply meanwhile, so I saved nothing of this form.")
    row.pieces = [_sorted(one, said[number]) if number in said else one for number, one in enumerate(row.pieces)]
    row.state = state_sorted(row)
    if row.state is FeedbackState.TALK:
        row.vote = None
    await show_points(tx, row, holder)
    await warn_of_readers(tx, about, holder, row)
    await changed(tx, about, holder)
    if row.entered_by_id == by.id:
        await tell_entered(tx, row, holder, about, by)
    return row


async def dismiss_feedback(tx: Transaction, *, feedback_id: int, by: Person) -> None:
    """Take a reply as conversation; pressed twice it is the same."""
    row, holder, about = await _own_reply(tx, feedback_id, by)
    if row.state is FeedbackState.TALK:
        return
    if row.state is not FeedbackState.TO_SORT or row.is_unplaced:
        raise AlreadyDone(LOST)
    row.state, row.vote = FeedbackState.TALK, None
    await show_points(tx, row, holder)
    await changed(tx, about, holder)


async def place_feedback(
    tx: Transaction, *, feedback_id: int, seat_id: int, by: Person, with_direct: bool = False
) -> None:
    """Move a reply to the candidacy its author says it is about, or with it all they sent directly for the same one."""
    row = await by_id(tx, feedback_id)
    first = await seat(tx, row.seat_id)
    await allow_own_seat(tx, first, await candidacy(tx, first.candidacy_id), by)
    for candidacy_id in sorted({first.candidacy_id, (await _chosen_seat(tx, seat_id, by)).candidacy_id}):
        await lock(tx, candidacy_id)
    chosen_seat = await _chosen_seat(tx, seat_id, by)  # it may have been taken off meanwhile
    row, first, before = await _own_reply(tx, feedback_id, by)
    if row.seat_id == seat_id and not row.is_unplaced:
        return
    if row.state not in MOVABLE or row.source in {Source.FORM, Source.ENTERED}:
        raise NotThere(LOST)
    others = [one for one in await feedback_of(tx, [first.id]) if one.source is Source.DIRECT and one.state in MOVABLE]
    for one in [row, *(other for other in others if with_direct and other.id != row.id)]:
        one.seat_id, one.is_unplaced = seat_id, False
        await take_reading(tx, one, chosen_seat)
    await changed(tx, before, first)
    await changed(tx, await candidacy(tx, chosen_seat.candidacy_id), chosen_seat)


async def _chosen_seat(tx: Transaction, seat_id: int, by: Person) -> Seat:
    found = next((one for one in await held_seats(tx, by.id) if one.id == seat_id), None)
    if found is None:
        raise NotThere(
            "That candidacy is closed or you are no longer on its panel, so I left your message where it was."
        )
    return found


async def _own_reply(tx: Transaction, feedback_id: int, by: Person) -> tuple[Feedback, Seat, Candidacy]:
    """Return what the person wrote, or entered for somebody else, with its seat and candidacy, locked."""
    row = await by_id(tx, feedback_id)
    is_entered = row.entered_by_id == by.id
    holder, about = await (take_entered(tx, row, by) if is_entered else take_own(tx, row.seat_id, by))
    return await by_id(tx, feedback_id), holder, about


async def _counted(tx: Transaction, holder: Seat) -> list[Feedback]:
    return [one for one in await feedback_of(tx, [holder.id]) if one.state is FeedbackState.COUNTED]


async def _changing(tx: Transaction, holder: Seat, about: Candidacy) -> Changing:
    rows = await _counted(tx, holder)
    points = await points_of(tx, [one.id for one in rows])
    pieces = []
    for row in rows:
        held = iter([one.hold_reason for one in points if one.feedback_id == row.id])
        for piece in row.pieces:
            reason = next(held, None) if piece.stands.kind else None
            pieces.append(Changeable(piece, HoldReason(reason) if reason else None))
    seen = seen_mark((one.id, one.version, one.pieces) for one in rows)
    return Changing(holder.id, about.candidate_name, pieces, seen, holder.is_team_only)


def _sorted(piece: Piece, choice: str) -> Piece:
    kind, is_private = CHOICES[choice]
    return replace(piece, said=Marked(piece.read.text, kind, is_private))
