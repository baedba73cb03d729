"""The message shortcut *Use as feedback*: words of one's own, written anywhere in Slack, go into the feedback form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.process.access import Action, allow, may
from bot.process.corrections import open_sorting
from bot.process.drafts import OpenForm, open_form, open_form_with
from bot.process.feedback import changed
from bot.process.refusals import AlreadyDone, NotAllowed, NotThere
from bot.process.replies import Reply
from bot.rules.feedback_form import Given
from bot.rules.feedback_reader import read_reply
from bot.rules.words import FeedbackState
from storage.candidacies import Candidacy, candidacy, job, lock
from storage.database import Transaction
from storage.deliveries import by_message
from storage.feedback import Feedback, by_ts
from storage.panels import Seat, held_seats, seat
from storage.people import Person

NOT_YOURS = (
    "Only your own words can be your feedback, and this message is somebody else's. To enter what an interviewer "
    "gave you elsewhere, type `/debrief enter`, or choose *Enter feedback for …* in the debrief card's menu."
)
NO_WORDS = "There are no words in that message that I could use. Write your feedback as a reply or in the form."
WAITS = "I have that message already, and asked you which candidate it is about: please say so on my message to you."


@dataclass(frozen=True)
class ToFill:
    """The form opens; `has_unmarked`: the words had no marks and stand in it for the team only."""

    form: OpenForm
    has_unmarked: bool = False


@dataclass(frozen=True)
class ToSort:
    """The message is kept as a reply already; its sorting opens."""

    reply: Feedback
    about: Candidacy


@dataclass(frozen=True)
class ToPlace:
    """Several candidacies are possible: each one's label by seat id; `words` as they were written."""

    places: Mapping[int, str]
    words: str


async def use_as_feedback(tx: Transaction, message: Reply, *, is_own: bool, by: Person) -> ToFill | ToSort | ToPlace:
    """Return what opens for a message somebody wants to use: its sorting, the form, or the choice of a candidacy."""
    if not is_own:
        raise NotAllowed(NOT_YOURS, act=Action.GIVE_FEEDBACK, person_id=by.id, candidacy_id=None)
    known = await by_ts(tx, message.channel, message.ts)
    if known is not None and known.state is not FeedbackState.WITHDRAWN:
        holder = await seat(tx, known.seat_id)
        if holder.person_id == by.id and holder.removed_at is None:
            return await _known(tx, known, holder, by)
    if not message.text.strip():
        raise NotThere(NO_WORDS)
    held = await _own_seats(tx, message, by)
    if not held:
        await allow(tx, Action.GIVE_FEEDBACK, by)
    if len(held) == 1:
        return await fill_in(tx, message.text, message.blocks, seat_id=held[0].id, by=by)
    return ToPlace({one.id: await _label(tx, one) for one in held}, message.text)


async def fill_in(
    tx: Transaction, words: str, blocks: Sequence[dict[str, Any]] = (), *, seat_id: int, by: Person
) -> ToFill:
    """Return the form of this seat with the words of a message in it, below what stands there."""
    reading = read_reply(words, blocks)
    form = await open_form_with(tx, seat_id=seat_id, words=Given.of_reading(reading), by=by)
    return ToFill(form, has_unmarked=not reading.points)


async def _known(tx: Transaction, row: Feedback, holder: Seat, by: Person) -> ToFill | ToSort:
    """Open what is kept already: a reply that waits, or was just talk, is sorted; one that counts is in the form."""
    if row.is_unplaced:
        raise AlreadyDone(WAITS)
    about = await lock(tx, holder.candidacy_id)
    await tx.session.refresh(row)
    if row.state not in {FeedbackState.TO_SORT, FeedbackState.TALK}:
        return ToFill(await open_form(tx, seat_id=holder.id, by=by))
    if row.state is FeedbackState.TALK:
        await allow(tx, Action.GIVE_FEEDBACK, by, about)
        row.state = FeedbackState.TO_SORT
        await changed(tx, about, holder)
    return ToSort(*await open_sorting(tx, feedback_id=row.id, by=by))


async def _own_seats(tx: Transaction, message: Reply, by: Person) -> list[Seat]:
    """Return the seats the words may be for: that of the debrief in whose thread they stand, else all that are held."""
    held = [
        one
        for one in await held_seats(tx, by.id)
        if await may(tx, Action.GIVE_FEEDBACK, by, await candidacy(tx, one.candidacy_id))
    ]
    root = await by_message(tx, message.channel, message.thread_ts) if message.thread_ts else None
    in_thread = [one for one in held if root is not None and one.candidacy_id == root.candidacy_id]
    return in_thread or held


async def _label(tx: Transaction, one: Seat) -> str:
    about = await candidacy(tx, one.candidacy_id)
    return f"{about.candidate_name} · {(await job(tx, about.job_id)).title}"
