"""Arranging the call script: the order of interviewers and of their points, and words of the caller's own.

Nobody's points are taken out or changed by it, and it stays when feedback changes or the call is handed over.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages.arranging import PartShown, PointPlaced
from bot.process.access import Action, allow
from bot.process.call_scripts import check_has_script
from bot.process.refusals import AlreadyDone, WrongField
from bot.rules.amounts import refused_amounts
from bot.rules.arranging import Shift, moved
from bot.rules.call_script import heading_of
from bot.rules.words import PointKind, Surface, WordsPlace
from storage.call_scripts import KeptWords, Statement, kept_words, speaking_order, statements
from storage.candidacies import Candidacy, lock
from storage.database import Transaction
from storage.outbox import redraw
from storage.panels import Seat, seats
from storage.people import Person, people

GONE = "That isn't in the script any more: its author took it back, or left the panel. Open *Arrange* again."


@dataclass(frozen=True)
class Arranged:
    """A script's parts in their order, and what was added in somebody's own words by the caller."""

    candidacy: Candidacy
    parts: list[PartShown]
    opening: str | None
    invitation: str | None


@dataclass(frozen=True)
class PointsArranged:
    """One interviewer's points in their order, and what is added after them."""

    part: PartShown
    points: list[PointPlaced]
    words: str | None


async def open_arranging(tx: Transaction, *, candidacy_id: int, by: Person) -> Arranged:
    """Return the script as it is arranged, for whoever may arrange it."""
    return await _arranged(tx, await _take(tx, candidacy_id, by))


async def open_points(tx: Transaction, *, candidacy_id: int, seat_id: int, by: Person) -> PointsArranged:
    """Return one interviewer's points, for whoever may arrange them."""
    return await _points(tx, await _take(tx, candidacy_id, by), seat_id)


async def move_interviewer(tx: Transaction, *, candidacy_id: int, seat_id: int, shift: Shift, by: Person) -> Arranged:
    """Move an interviewer's part within the script."""
    row = await _take(tx, candidacy_id, by)
    order = speaking_order(row, await seats(tx, row.id))
    for place, seat in enumerate(moved(order, _found(order, seat_id), shift)):
        seat.call_place = place
    await _save(tx, row)
    return await _arranged(tx, row)


async def move_point(tx: Transaction, *, candidacy_id: int, point_id: int, shift: Shift, by: Person) -> PointsArranged:
    """Move a point among its author's strengths, or among their points to grow on."""
    row = await _take(tx, candidacy_id, by)
    spoken = [one.row for one in await statements(tx, row) if one.row]
    point = next((one for one in spoken if one.id == point_id), None)
    if point is None:
        raise AlreadyDone(GONE)
    beside = [one for one in spoken if (one.seat_id, one.kind) == (point.seat_id, point.kind)]
    for place, one in enumerate(moved(list(dict.fromkeys(beside)), point, shift)):
        one.place = place
    await _save(tx, row)
    return await _points(tx, row, point.seat_id)


async def keep_own_words(
    tx: Transaction, *, candidacy_id: int, opening: str | None, invitation: str | None, by: Person
) -> None:
    """Keep what the caller says of their own at the opening and the invitation."""
    row = await _take(tx, candidacy_id, by)
    _check_no_amount(opening=opening, invitation=invitation)
    await _keep(tx, row, WordsPlace.OPENING, None, opening, by)
    await _keep(tx, row, WordsPlace.INVITATION, None, invitation, by)
    await _save(tx, row)


async def keep_words_after(tx: Transaction, *, candidacy_id: int, seat_id: int, words: str | None, by: Person) -> None:
    """Keep what the caller says of their own after an interviewer's points."""
    row = await _take(tx, candidacy_id, by)
    _found(await seats(tx, row.id), seat_id)
    _check_no_amount(words=words)
    await _keep(tx, row, WordsPlace.INTERVIEWER, seat_id, words, by)
    await _save(tx, row)


def _check_no_amount(**typed: str | None) -> None:
    """Raise WrongField for what looks like an amount: on the call none is spoken of."""
    wrong = refused_amounts(typed)
    if wrong:
        raise WrongField(**wrong)


async def _take(tx: Transaction, candidacy_id: int, by: Person) -> Candidacy:
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.OFFER_CALL, by, row)
    await check_has_script(tx, row, by)
    return row


async def _save(tx: Transaction, row: Candidacy) -> None:
    await tx.session.flush()
    await redraw(tx, Surface.CALL_SCRIPT, row.id)


async def _keep(
    tx: Transaction, row: Candidacy, place: WordsPlace, seat_id: int | None, words: str | None, by: Person
) -> None:
    """Keep own words in the place of those there were; what somebody else wrote stays theirs until it is changed."""
    known = await _words(tx, row)
    kept = known.get((place, seat_id))
    if kept is not None and kept.text == words:
        return
    if kept is not None and words is None:
        await tx.session.delete(kept)
    elif kept is not None and words is not None:
        kept.text, kept.by_id = words, by.id
    elif words is not None:
        kept = KeptWords(workspace_id=tx.workspace_id, candidacy_id=row.id, place=place, seat_id=seat_id, text=words)
        kept.by_id = by.id
        tx.session.add(kept)


async def _words(tx: Transaction, row: Candidacy) -> dict[tuple[WordsPlace, int | None], KeptWords]:
    return {(one.place, one.seat_id): one for one in await kept_words(tx, row.id)}


async def _arranged(tx: Transaction, row: Candidacy) -> Arranged:
    panel = speaking_order(row, await seats(tx, row.id))
    spoken = await statements(tx, row)
    parts = [await _part(tx, row, seat, spoken) for seat in panel]
    words = await _words(tx, row)
    opening, invitation = words.get((WordsPlace.OPENING, None)), words.get((WordsPlace.INVITATION, None))
    return Arranged(row, parts, opening.text if opening else None, invitation.text if invitation else None)


async def _points(tx: Transaction, row: Candidacy, seat_id: int) -> PointsArranged:
    seat = _found(await seats(tx, row.id), seat_id)
    spoken = [one for one in await statements(tx, row) if one.seat.id == seat_id]
    placed = {one.row.id: PointPlaced(one.row.id, one.point.kind, one.point.text) for one in spoken if one.row}
    words = (await _words(tx, row)).get((WordsPlace.INTERVIEWER, seat_id))
    return PointsArranged(await _part(tx, row, seat, spoken), list(placed.values()), words.text if words else None)


async def _part(tx: Transaction, row: Candidacy, seat: Seat, spoken: list[Statement]) -> PartShown:
    name = (await people(tx, [seat.person_id]))[seat.person_id].name
    kinds = [one.point.kind for one in spoken if one.seat.id == seat.id]
    heading = heading_of(name, is_caller=seat.person_id == row.caller_id, unnamed=seat.is_unnamed)
    return PartShown(seat.id, heading, kinds.count(PointKind.GOOD), kinds.count(PointKind.GROW))


def _found(panel: Sequence[Seat], seat_id: int) -> Seat:
    found = next((one for one in panel if one.id == seat_id), None)
    if found is None:
        raise AlreadyDone(GONE)
    return found
