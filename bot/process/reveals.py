"""Who reads all feedback, and since when: in a blind debrief nobody does before its reveal, which comes once."""

from bot.messages import reveals as messages
from bot.process.access import Action, allow, reachable
from bot.process.refusals import AlreadyDone, NotNow
from bot.process.say import refresh, refresh_receipts, tell
from bot.rules.debriefs import Debrief
from bot.rules.words import Choice, FeedbackState, Sharing, Source, Stage
from storage.audit import record
from storage.candidacies import Candidacy, candidacy, lock
from storage.database import Transaction
from storage.debriefs import debrief
from storage.decisions import Decision
from storage.feedback import Feedback, feedback_of, points_of
from storage.panels import Seat
from storage.people import Person
from storage.reveals import written_after

REVEAL = "reveal_feedback"
"""How the audit trail calls it."""


async def read_points(tx: Transaction, *, candidacy_id: int, by: Person) -> tuple[Debrief, list[messages.ReadPoint]]:
    """Return all feedback of a candidacy for whoever may read it; panel members give their own first."""
    row = await candidacy(tx, candidacy_id)
    await allow(tx, Action.READ_POINTS_BEFORE_REVEAL if row.is_hidden else Action.READ_POINTS, by, row)
    shown = await debrief(tx, candidacy_id)
    if shown.votes_are_hidden_from(by.id):
        raise NotNow("You are on this panel: give your own feedback first, then you can read the others'.")
    seat_ids = [place.id for place in shown.seats]
    written = {one.id: one.seat_id for one in await feedback_of(tx, seat_ids)}
    late = {one.id for one in await written_after(tx, seat_ids, row.revealed_at)}
    authors = {place.id: place.author for place in shown.seats}
    points = sorted(await points_of(tx, list(written)), key=lambda one: written[one.feedback_id])
    return shown, [
        messages.ReadPoint(
            author=authors[written[one.feedback_id]],
            kind=one.kind,
            text=one.text,
            stays_inside=one.sharing is not Sharing.SHAREABLE,
            is_after_reveal=one.feedback_id in late,
        )
        for one in points
    ]


async def open_reveal(tx: Transaction, *, candidacy_id: int, by: Person) -> Debrief:
    """Return the debrief that is to be revealed early, for whoever may."""
    row = await candidacy(tx, candidacy_id)
    await _allow(tx, row, by)
    return await debrief(tx, candidacy_id)


async def reveal_now(tx: Transaction, *, candidacy_id: int, reason: str, by: Person) -> None:
    """Reveal a blind debrief before everyone is in; the panel and the hiring manager are told why."""
    row = await lock(tx, candidacy_id)
    await _allow(tx, row, by)
    await _reveal(tx, row, by.id, reason)
    await _tell(tx, row, reason, is_manager_told=True)
    await refresh(tx, row)


async def reveal_complete(tx: Transaction, row: Candidacy, shown: Debrief) -> Debrief:
    """Reveal a blind debrief in which everyone has spoken; return it as it stands then.

    Where somebody is gone on without, or another entered what they are yet to agree to, it stays hidden: the hiring
    manager decides, or reveals it and says why. They are told by the prompt to decide, unless they have that since a
    *not yet*.
    """
    if not shown.is_hidden or not all(seat.has_spoken for seat in shown.seats):
        return shown
    await _reveal(tx, row, None, None)
    await _tell(tx, row, None, is_manager_told=shown.decision is not None)
    return await debrief(tx, row.id)


async def reveal_decided(tx: Transaction, row: Candidacy, decision: Decision) -> bool:
    """Reveal a blind debrief because it is decided; return whether it was hidden until then.

    The decision's reason is kept with it, and told to nobody. Of a hire the panel hears anyway, and of this with it.
    """
    if not row.is_hidden:
        return False
    await _reveal(tx, row, decision.decided_by_id, decision.reason)
    if decision.choice is not Choice.HIRE:
        await _tell(tx, row, None, is_manager_told=False)
    return True


async def warn_of_readers(tx: Transaction, about: Candidacy, holder: Seat, row: Feedback) -> None:
    """Tell the author of an early word in the channel of a blind debrief, once, that others can read it there."""
    is_early = about.is_hidden and about.stage is Stage.DEBRIEF
    if is_early and row.source is Source.THREAD and row.state is FeedbackState.COUNTED:
        note = messages.others_can_read(about.candidate_name, about.debrief_channel)
        await tell(tx, holder.person_id, note, key=f"seat:{holder.id}:others_can_read", candidacy=about)


async def _allow(tx: Transaction, row: Candidacy, by: Person) -> None:
    await allow(tx, Action.DECIDE, by, row)
    if not row.is_blind:
        raise NotNow("This debrief is open: its feedback can be read already.")
    if not row.is_hidden:
        raise AlreadyDone("All feedback is revealed already; there is nothing more to do.")
    if row.stage is not Stage.DEBRIEF:
        raise NotNow("This candidacy is closed, so its feedback stays hidden.")


async def _reveal(tx: Transaction, row: Candidacy, by_id: int | None, reason: str | None) -> None:
    row.revealed_at, row.revealed_by_id, row.reveal_reason = tx.now, by_id, reason
    await record(tx, REVEAL, person_id=by_id, candidacy_id=row.id)
    await refresh_receipts(tx, row)


async def _tell(tx: Transaction, row: Candidacy, reason: str | None, *, is_manager_told: bool) -> None:
    """Tell everyone on the panel, and the hiring manager if asked to, that all can be read; each once."""
    shown = await debrief(tx, row.id)
    told = shown.reachable_panel - {row.hiring_manager_id}
    for person_id in await reachable(tx, told | ({row.hiring_manager_id} if is_manager_told else set())):
        note = messages.feedback_revealed(shown, person_id, reason)
        await tell(tx, person_id, note, key=f"reveal:{row.id}:{person_id}", candidacy=row)
