"""When a colleague is a full member no more: whoever can help with what they were needed for hears of it, once."""

from bot.messages.panels import owner_gone
from bot.messages.reminders import Missing
from bot.process.access import reachable
from bot.process.callers import bring_call_of
from bot.process.clearances import bring_clearances_of
from bot.process.missed_meetings import candidacies_needing, return_meetings
from bot.process.questions import return_questions
from bot.process.reminders import cancel_reminders, tell_missing
from bot.process.say import refresh, tell
from bot.process.suggestions import propose_anew, waiting_on
from bot.rules.words import Stage, Surface
from storage.alternates import candidacies_with_alternate
from storage.candidacies import Candidacy, lock
from storage.clearances import waiting_clearances
from storage.contacts import contact_of_person
from storage.database import Transaction
from storage.debriefs import debrief
from storage.meeting_requests import candidacies_to_propose_for
from storage.outbox import redraw
from storage.panels import candidacies_of, seat
from storage.people import Person
from storage.questions import open_questions_of
from storage.workspaces import settings


async def follow_departure(tx: Transaction, *, gone: Person) -> None:
    """Stop reminding somebody who has left or is a guest now, and ask for others in their places, each once."""
    theirs = [one.id for one in await candidacies_of(tx, gone.id) if one.stage is not Stage.CLOSED]
    for candidacy_id in sorted({*theirs, *await _concerned(tx, gone)}):
        await lock(tx, candidacy_id)  # all in one order, before anybody who may be asked instead is taken
    for candidacy_id in theirs:
        row = await lock(tx, candidacy_id)
        await _from_panel(tx, row, gone)
        await _from_owners(tx, row, gone)
        await bring_call_of(tx, row, gone)
        await refresh(tx, row)
    await bring_clearances_of(tx, gone)
    await return_questions(tx, gone=gone)
    await return_meetings(tx, gone=gone)
    known = await contact_of_person(tx, gone.id)
    if known is not None:
        for candidacy_id in await candidacies_with_alternate(tx, known.id):
            await redraw(tx, Surface.COORDINATOR_CARD, candidacy_id)
        await propose_anew(tx, await waiting_on(tx, known.id), {known.id})


async def _concerned(tx: Transaction, gone: Person) -> set[int]:
    """Return the ids of the candidacies in which they have something to do besides: calls, questions, meetings."""
    clearing = {one.candidacy_id for one in await waiting_clearances(tx) if one.person_id == gone.id}
    asked = {row.id for _, row in await open_questions_of(tx, gone.id)}
    known = await contact_of_person(tx, gone.id)
    if known is None:
        return clearing | asked
    proposed = await candidacies_to_propose_for(tx, known.id)
    return {*clearing, *asked, *await candidacies_needing(tx, known), *proposed}


async def _from_panel(tx: Transaction, row: Candidacy, gone: Person) -> None:
    shown = await debrief(tx, row.id)
    place = shown.seat_of(gone.id)
    if place is None or not place.is_awaited or shown.is_decided or row.stage is not Stage.DEBRIEF:
        return
    await cancel_reminders(tx, row, await seat(tx, place.id))
    for reader_id in await reachable(tx, {row.hiring_manager_id, row.opener_id}):
        await tell_missing(tx, row, shown, place, Missing.GONE, key=f"gone:{reader_id}", reader_id=reader_id)


async def _from_owners(tx: Transaction, row: Candidacy, gone: Person) -> None:
    shown, head = await debrief(tx, row.id), (await settings(tx)).head_of_talent_id
    others = (row.opener_id, row.hiring_manager_id, row.coordinator_id)
    helpers = await reachable(tx, (row.opener_id, head)) or await reachable(tx, others)
    for who, decides in ((shown.hiring_manager, True), (shown.coordinator, False)):
        if who.id != gone.id:
            continue
        for reader_id in helpers:
            note = owner_gone(shown, who, decides=decides)
            key = f"candidacy:{row.id}:{'manager' if decides else 'coordinator'}_gone:{gone.id}:{reader_id}"
            await tell(tx, reader_id, note, key=key, candidacy=row)
