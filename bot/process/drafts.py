"""Drafts: what an interviewer types into the feedback form is kept as they type, until they hand it in.

A draft is its author's alone. It remembers the newest wording of their feedback when the form was opened: a reply that
came later is added when the form opens again, and a key that arrives after the form was handed in changes nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.process.access import Action, allow_own_seat, may
from bot.process.feedback import open_feedback
from bot.rules.feedback_form import FormPoint, Given
from bot.rules.words import FeedbackState, Stage
from storage.candidacies import lock
from storage.database import Transaction
from storage.drafts import draft_of, put_draft
from storage.feedback import feedback_of, form_of, points_of
from storage.feedback_versions import newest_wordings
from storage.panels import seat
from storage.people import Person


@dataclass(frozen=True)
class OpenForm:
    """What the feedback form opens with; `seen` goes with the form, `draft_at` is when a draft was last typed at."""

    seat_id: int
    candidate: str
    given: Given
    seen: int
    draft_at: datetime | None = None


async def open_form(tx: Transaction, *, seat_id: int, by: Person) -> OpenForm:
    """Return what the form shows: the draft, with what was replied since; else everything given so far."""
    row, about, given = await open_feedback(tx, seat_id=seat_id, by=by)
    seen = await _newest(tx, seat_id)
    draft = await draft_of(tx, row.id)
    if draft is None or await _was_handed_in(tx, seat_id, draft.seen):
        return OpenForm(row.id, about.candidate_name, given, seen)
    shown = draft.given.plus(await _replied_since(tx, seat_id, draft.seen))
    draft_at = draft.saved_at if shown != given else None
    return OpenForm(row.id, about.candidate_name, shown, seen, draft_at)


async def open_form_with(tx: Transaction, *, seat_id: int, words: Given, by: Person) -> OpenForm:
    """Return what the form shows with more words in it that its author wrote elsewhere."""
    opened = await open_form(tx, seat_id=seat_id, by=by)
    given = replace(opened.given, vote=words.vote or opened.given.vote).plus(words.points)
    return replace(opened, given=given)


async def keep_draft(tx: Transaction, *, seat_id: int, seen: int, given: Given, typed_ts: str, by: Person) -> None:
    """Keep what was typed; silently nothing where it can't be handed in any more, or was meanwhile.

    Keys come by the dozen, so what is allowed leaves no entry in the audit trail.
    """
    held = await seat(tx, seat_id)
    about = await lock(tx, held.candidacy_id)
    held = await seat(tx, seat_id)
    if held.person_id != by.id or not await may(tx, Action.GIVE_FEEDBACK, by, about):
        if held.person_id == by.id and held.removed_at is not None:
            return
        await allow_own_seat(tx, held, about, by)
    if about.stage is Stage.CLOSED or held.removed_at is not None or await _was_handed_in(tx, seat_id, seen):
        return
    await put_draft(tx, seat_id, given, seen=seen, typed_ts=typed_ts)


async def _was_handed_in(tx: Transaction, seat_id: int, seen: int) -> bool:
    """Tell whether a form was saved from this seat after the one that was opened on `seen`."""
    form = await form_of(tx, seat_id)
    if form is None:
        return False
    return (await newest_wordings(tx, [form.id])).get(form.id, 0) > seen


async def _newest(tx: Transaction, seat_id: int) -> int:
    form = await form_of(tx, seat_id)
    rows = [one.id for one in await feedback_of(tx, [seat_id])] + ([form.id] if form else [])
    return max((await newest_wordings(tx, rows)).values(), default=0)


async def _replied_since(tx: Transaction, seat_id: int, seen: int) -> list[FormPoint]:
    """Return the points of replies that were worded after a form had been opened, oldest first."""
    counted = [one for one in await feedback_of(tx, [seat_id]) if one.state is FeedbackState.COUNTED]
    newest = await newest_wordings(tx, [one.id for one in counted])
    since = [one.id for one in counted if newest.get(one.id, 0) > seen]
    points = sorted(await points_of(tx, since), key=lambda one: (since.index(one.feedback_id), one.position))
    return [FormPoint(one.kind, one.text, one.is_private) for one in points]
