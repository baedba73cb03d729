"""Enter for …: feedback that somebody enters for an interviewer without Slack, or from a scorecard written elsewhere.

It is read as a reply is, stands beside what the interviewer wrote themselves, and is shown as entered, with by whom.
Whoever enters sees what they enter and nothing of anybody else's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.messages.entered_feedback import entered_for_you, entry_replaced, feedback_entered
from bot.process.access import Action, allow, reachable
from bot.process.feedback import changed, read_again, show_points, state_sorted
from bot.process.outsiders import known_outsider
from bot.process.refusals import NotNow, NotThere, WrongField
from bot.process.say import tell
from bot.rules.typed_values import Unreadable, mail_address
from bot.rules.words import FeedbackState, Source, Stage, Surface, Vote
from storage.candidacies import Candidacy, lock
from storage.database import Transaction
from storage.deliveries import cards_of
from storage.feedback import Feedback, add_feedback, entered_of, points_of
from storage.feedback_versions import keep_version
from storage.panels import Seat, seat, seats
from storage.people import Person, people, person

GONE = "That interviewer is no longer on the panel. Choose who it is from the list, or type their name."
OWN = "That is you. Your own feedback goes into *Give feedback*, or a reply."
NOBODY = "Choose whose feedback it is, or type the name of somebody without Slack below."
BOTH = "Either choose somebody above or type a name here, not both."


@dataclass(frozen=True)
class Entering:
    """What the form opens with: the panel's names by seat id, one of them chosen; what the reader entered before."""

    candidacy_id: int
    candidate: str
    panel: Mapping[int, str] = field(default_factory=dict)
    seat_id: int | None = None
    text: str = ""
    vote: Vote | None = None


@dataclass(frozen=True)
class Entry:
    """A filled form: whose feedback it is, by their seat, or by the name of somebody without Slack."""

    seat_id: int | None
    name: str | None
    email: str | None
    text: str
    vote: Vote | None


async def open_entering(tx: Transaction, *, candidacy_id: int, by: Person, seat_id: int | None = None) -> Entering:
    """Return what the form shows; of what was entered before only what this very person entered for this seat."""
    about = await _take(tx, candidacy_id, by)
    panel = [one for one in await seats(tx, about.id) if one.person_id != by.id]
    named = await people(tx, [one.person_id for one in panel])
    names = {one.id: named[one.person_id].name for one in panel}
    if seat_id is None:
        return Entering(about.id, about.candidate_name, names)
    if seat_id not in names:
        raise NotThere(OWN if (await seat(tx, seat_id)).person_id == by.id else GONE)
    before = await entered_of(tx, seat_id)
    is_mine = before is not None and before.entered_by_id == by.id
    text, vote = (before.text, before.vote) if before is not None and is_mine else ("", None)
    return Entering(about.id, about.candidate_name, names, seat_id, text, vote)


async def open_entering_for(tx: Transaction, *, seat_id: int, by: Person) -> Entering:
    """Return what the form shows for one seat, from the button that names its holder."""
    held = await seat(tx, seat_id)
    return await open_entering(tx, candidacy_id=held.candidacy_id, by=by, seat_id=seat_id)


async def enter_feedback(tx: Transaction, entry: Entry, *, candidacy_id: int, by: Person) -> tuple[Feedback, Candidacy]:
    """Keep what somebody enters for an interviewer, in the place of what was entered for them before.

    Without marks it waits: whoever entered it sorts it, or its author where they have Slack.
    """
    about = await _take(tx, candidacy_id, by)
    holder = await _holder(tx, about, entry, by)
    had_receipt = bool(await cards_of(tx, Surface.FEEDBACK_RECEIPT, holder.id))
    known = await entered_of(tx, holder.id)
    before = known.entered_by_id if known else None
    row = known or await add_feedback(tx, holder.id, Source.ENTERED, entered_by_id=by.id)
    row.entered_by_id, row.text, row.state = by.id, entry.text, FeedbackState.COUNTED
    await tx.session.flush()
    await keep_version(tx, row, f"{row.version + 1:06}", entry.text)
    await read_again(tx, row, holder)
    if not any(one.read.kind for one in row.pieces):
        row.state = state_sorted(row)
        await show_points(tx, row, holder)
    row.vote = entry.vote or row.vote
    await changed(tx, about, holder)
    await tell_entered(tx, row, holder, about, by)
    if had_receipt:
        await _tell_holder(tx, row, holder, about, by)
    if before is not None and before != by.id:
        author = (await person(tx, holder.person_id)).name
        note = entry_replaced(candidate=about.candidate_name, author=author, by=by.name)
        await tell(tx, before, note, key=f"entered:{row.id}:{row.version}:replaced", candidacy=about)
    return row, about


async def take_entered(tx: Transaction, row: Feedback, by: Person) -> tuple[Seat, Candidacy]:
    """Lock the candidacy of what this person entered and see that they may still change it."""
    about = await _take(tx, (await seat(tx, row.seat_id)).candidacy_id, by)
    holder = await seat(tx, row.seat_id)
    if holder.removed_at is not None:
        raise NotThere(GONE)
    return holder, about


async def tell_entered(tx: Transaction, row: Feedback, holder: Seat, about: Candidacy, by: Person) -> None:
    """Tell whoever entered feedback that it is saved and how it was read, in numbers."""
    author = await person(tx, holder.person_id)
    shared = [one.sharing for one in await points_of(tx, [row.id])]
    note = feedback_entered(
        candidate=about.candidate_name,
        author=author.name,
        seat_id=holder.id,
        sharings=shared,
        is_to_sort=row.state is FeedbackState.TO_SORT,
        is_outside=author.slack_id is None,
    )
    await tell(tx, by.id, note, key=f"entered:{row.id}:{row.version}:{row.state}", candidacy=about)


async def _tell_holder(tx: Transaction, row: Feedback, holder: Seat, about: Candidacy, by: Person) -> None:
    """Tell an interviewer that there is more in the receipt they have: an edit of it alone isn't noticed."""
    note = entered_for_you(candidate=about.candidate_name, by=by.name, seat_id=holder.id)
    for person_id in await reachable(tx, [holder.person_id]):
        await tell(tx, person_id, note, key=f"entered:{row.id}:{row.version}:for_you", candidacy=about)


async def _take(tx: Transaction, candidacy_id: int, by: Person) -> Candidacy:
    about = await lock(tx, candidacy_id)
    await allow(tx, Action.ENTER_FEEDBACK, by, about)
    if about.stage is Stage.CLOSED:
        raise NotNow("This candidacy is closed, so its feedback stays as it is.")
    return about


async def _holder(tx: Transaction, about: Candidacy, entry: Entry, by: Person) -> Seat:
    """Return the seat it is for; somebody without Slack who holds none is given one."""
    if entry.seat_id is not None and entry.name:
        raise WrongField(name=BOTH)
    if entry.seat_id is None:
        return await _outsiders_seat(tx, about, entry, by)
    held = await seat(tx, entry.seat_id)
    if held.candidacy_id != about.id or held.removed_at is not None:
        raise WrongField(author=GONE)
    if held.person_id == by.id:
        raise WrongField(author=OWN)
    return held


async def _outsiders_seat(tx: Transaction, about: Candidacy, entry: Entry, by: Person) -> Seat:
    if not entry.name:
        raise WrongField(author=NOBODY)
    try:
        email = mail_address(entry.email) if entry.email else None
    except Unreadable as unreadable:
        raise WrongField(email=str(unreadable)) from unreadable
    author = await known_outsider(tx, about, entry.name, email, zone=by.zone)
    held = next((one for one in await seats(tx, about.id) if one.person_id == author.id), None)
    if held is None:
        held = Seat(workspace_id=tx.workspace_id, candidacy_id=about.id, person_id=author.id)
        tx.session.add(held)
        await tx.session.flush()
    return held
