"""Takes in what people post, edit and delete.

In whatever order and however often it is heard of, the tables become the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.messages.answers import link
from bot.messages.replies import came_too_late, nothing_open, place_needed, word_needed, write_to_coordinator
from bot.process.access import Action, may
from bot.process.feedback import follow_feedback, read_again, show_points
from bot.process.reveals import warn_of_readers
from bot.process.say import tell
from bot.rules.feedback_reader import read_reply
from bot.rules.words import Attachment, FeedbackState, Lapse, MeetingState, Source, Stage, Surface
from storage.audit import record
from storage.briefs import briefed
from storage.candidacies import Candidacy, candidacy, lock
from storage.database import Transaction
from storage.deliveries import Delivery, by_key, by_message
from storage.feedback import Feedback, add_feedback, by_ts, feedback_of
from storage.feedback_versions import keep_version, stamps_of
from storage.outbox import To, show_card
from storage.panels import Seat, held_seats, open_seats, seat, seat_of
from storage.people import Person, person
from storage.workspaces import workspace


@dataclass(frozen=True)
class Reply:
    """A message of a person as one event or one listing tells of it; `text` is unescaped.

    `thread_ts` is the root's ts where it is a reply to one; `ts` and `edited_ts` are Slack's, compared as text.
    """

    channel: str
    is_direct: bool
    ts: str
    thread_ts: str | None
    text: str
    blocks: Sequence[dict[str, Any]]
    attached: Attachment | None
    edited_ts: str | None
    is_deleted: bool

    @property
    def stamp(self) -> str:
        """When it was worded so."""
        return self.edited_ts or self.ts


@dataclass(frozen=True)
class _Place:
    """Whose feedback a message is; `is_unplaced`: its author is on several panels and is yet to say."""

    seat: Seat
    is_unplaced: bool = False


async def record_reply(tx: Transaction, reply: Reply, *, by: Person | None) -> None:
    """Take in one message that was posted, edited or deleted; what is nobody's feedback is left alone.

    `by` is its author, None when unknown (a deletion may not say): then only what is stored already changes.
    """
    known = await by_ts(tx, reply.channel, reply.ts)
    place = _Place(await seat(tx, known.seat_id)) if known else await _place(tx, reply, by)
    if place is None:
        return
    about = await lock(tx, place.seat.candidacy_id)
    row = await by_ts(tx, reply.channel, reply.ts)
    holder = await seat(tx, row.seat_id if row else place.seat.id)
    if holder.candidacy_id != about.id:
        about = await lock(tx, holder.candidacy_id)
    if row is None and not await _is_to_be_kept(tx, reply, about, by):
        return
    if about.stage is Stage.CLOSED and not reply.is_deleted:
        return
    if row is None:
        row = await _add(tx, reply, holder, is_unplaced=place.is_unplaced)
    before = row.state if row.version else None
    if await _fold(tx, row, holder, reply):
        await record(tx, Action.GIVE_FEEDBACK, person_id=holder.person_id, candidacy_id=holder.candidacy_id)
        await warn_of_readers(tx, about, holder, row)
        if row.state is not before:
            await _ask_for_word(tx, about, holder, row)
        holder.confirmed_at = None
        tx.following["feedback", holder.id] = partial(follow_feedback, about=about, holder=holder)


async def _ask_for_word(tx: Transaction, about: Candidacy, holder: Seat, row: Feedback) -> None:
    """Ask the author by a message of its own where they must say a word on this, and only on this.

    Their receipt asks it too; but where it stands already it is only edited, of which Slack notifies nobody. Whoever
    goes on talking in the thread is asked once a day.
    """
    if row.state not in {FeedbackState.TO_SORT, FeedbackState.WORDLESS}:
        return
    written = await feedback_of(tx, [holder.id])
    waits = {FeedbackState.TO_SORT}
    if not any(one.state is FeedbackState.COUNTED for one in written):
        waits.add(FeedbackState.WORDLESS)
    if [one.id for one in written if one.state in waits] != [row.id]:
        return
    receipt = await by_key(tx, f"{Surface.FEEDBACK_RECEIPT}:{holder.id}:{To(person_id=holder.person_id).lane}")
    if receipt is None or receipt.sent_channel is None or receipt.ts is None or holder.removed_at is not None:
        return
    address = link((await workspace(tx)).url, receipt.sent_channel, receipt.ts)
    note, key = place_needed(address), f"feedback:{row.id}:place:{row.version}"
    if not row.is_unplaced:
        attached = row.attached if row.state is FeedbackState.WORDLESS else None
        note, key = word_needed(about.candidate_name, attached, address), f"seat:{holder.id}:word:{tx.now.date()}"
    await tell(tx, holder.person_id, note, key=key, candidacy=about, lapses=Lapse.AT_END)


async def _fold(tx: Transaction, row: Feedback, holder: Seat, reply: Reply) -> bool:
    """Put what is told into the row; returns whether the row is another now."""
    if reply.is_deleted:
        if row.state is FeedbackState.WITHDRAWN:
            return False
        row.state, row.text, row.vote, row.is_unplaced = FeedbackState.WITHDRAWN, "", None, False
        row.pieces, row.attached = [], None
        await show_points(tx, row, holder)
        return True
    stamps = await stamps_of(tx, row.id)
    if reply.stamp in stamps:
        return False
    is_newest = reply.stamp > max(stamps, default="")
    await keep_version(tx, row, reply.stamp, reply.text)
    if is_newest:
        row.edited_ts, row.attached = reply.edited_ts, reply.attached
    if not is_newest or row.state is FeedbackState.WITHDRAWN or (stamps and row.text == reply.text):
        return False
    row.text = reply.text
    await read_again(tx, row, holder, reply.blocks)
    return True


async def _add(tx: Transaction, reply: Reply, holder: Seat, *, is_unplaced: bool) -> Feedback:
    source = Source.DIRECT if reply.is_direct else Source.THREAD
    where = {"channel": reply.channel, "ts": reply.ts, "thread_ts": reply.thread_ts}
    return await add_feedback(tx, holder.id, source, **where, is_unplaced=is_unplaced)


async def _place(tx: Transaction, reply: Reply, by: Person | None) -> _Place | None:
    """Find whose feedback a message not heard of before is: by its thread, or in direct messages by what is open.

    A thread whose root is not known yet is left alone here: it is read as soon as the root is (DESIGN.md §6 rule 6).
    """
    if by is None:
        return None
    root = await by_message(tx, reply.channel, reply.thread_ts) if reply.thread_ts else None
    if root is not None:
        found = await _seat_by_root(tx, root, by, is_direct=reply.is_direct)
        if found is not None or not reply.is_direct:
            return _Place(found) if found else None
    return await _place_direct(tx, reply, by) if reply.is_direct else None


async def _seat_by_root(tx: Transaction, root: Delivery, by: Person, *, is_direct: bool) -> Seat | None:
    """Return the author's seat on the candidacy a thread is about; in a channel only a debrief card's thread counts."""
    if root.surface is Surface.DEBRIEF_CARD and root.subject_id is not None:
        return await seat_of(tx, root.subject_id, by.id)
    if is_direct and root.candidacy_id is not None:
        return await seat_of(tx, root.candidacy_id, by.id)
    return None


async def _place_direct(tx: Transaction, reply: Reply, by: Person) -> _Place | None:
    """Place a direct message that answers nothing in particular: on the one open seat, or the newest until sorted.

    Where none is open, a seat whose candidacy goes on after the decision counts as well, marks or none: whether a
    message is kept must not depend on which of its wordings comes first.
    """
    if await by_key(tx, _key(reply, "nothing_open")):
        return None
    found = await open_seats(tx, by.id) or await held_seats(tx, by.id)
    if found:
        return _Place(found[0], is_unplaced=len(found) > 1)
    if not reply.is_deleted and not reply.edited_ts and await may(tx, Action.OPEN_DEBRIEF, by):
        await _answer(tx, by, _key(reply, "nothing_open"))
    return None


async def _answer(tx: Transaction, by: Person, key: str) -> None:
    """Bring the buttons of what a contact, or their delegate, was asked last; whoever was asked nothing hears so."""
    asked = [one for one in await briefed(tx, by.id) if one.state in {MeetingState.ASKED, MeetingState.AGREED}]
    waiting = [one for one in asked if one.state is MeetingState.ASKED]
    if waiting:
        last = waiting[-1]
        where = To(person_id=by.id)
        await show_card(tx, Surface.TIMES_AGAIN, last.id, where, candidacy_id=last.candidacy_id, key=key)
    elif asked:
        row = await candidacy(tx, asked[-1].candidacy_id)
        await tell(tx, by.id, write_to_coordinator((await person(tx, row.coordinator_id)).name), key=key)
    else:
        await tell(tx, by.id, nothing_open(), key=key)


async def _is_to_be_kept(tx: Transaction, reply: Reply, about: Candidacy, by: Person | None) -> bool:
    """Tell whether a message not stored before is to be: its author may give feedback, and it has words or a file."""
    if by is None or not await may(tx, Action.GIVE_FEEDBACK, by, about):
        return False
    if reply.is_deleted:
        return about.stage is not Stage.CLOSED
    if about.stage is Stage.CLOSED:
        if reply.is_direct or read_reply(reply.text, reply.blocks).is_feedback:
            note = came_too_late(about.candidate_name)
            await tell(tx, by.id, note, key=_key(reply, "closed"), candidacy=about)
        return False
    return bool(reply.text.strip()) or reply.attached is not None


def _key(reply: Reply, answer: str) -> str:
    return f"message:{reply.channel}:{reply.ts}:{answer}"
