"""The guide: the story's steps beside the conversations, where to click next, and each step done on request."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from markupsafe import Markup

from bot.demo import meetings, more_calls, story
from bot.demo.drawing import draw
from bot.demo.stage import Stage, Step
from bot.rules.words import MeetingState, RequestState, SeatState, Sentiment
from bot.rules.words import Stage as Standing
from bot.sandbox.page import Asked, Panel
from storage.candidacies import Candidacy, all_candidacies
from storage.contacts import listed_contacts
from storage.database import Transaction
from storage.feedback import seat_states
from storage.meeting_requests import requests_of
from storage.meetings import meetings_of
from storage.offer_calls import calls, invitation
from storage.panels import seats
from storage.workspaces import settings

WISHES = 3
"""Whom the story's candidate asks for: the chief executive, an investor, somebody who knows a subject."""
AGREED_FIRST = 2
"""Who agree before the third declines."""

Check = Callable[[Transaction, Candidacy], Awaitable[bool]]


@dataclass(frozen=True)
class Lesson:
    """One step as the guide shows it: what to click, as whom (a handle), and how one knows it is done."""

    step: Step
    who: str
    hint: str
    is_done: Check


@dataclass(frozen=True)
class StepShown:
    """A step in the panel."""

    heading: str
    hint: str
    who: str
    name: str
    is_done: bool
    is_next: bool


class Guide:
    """Follows the story of the first candidacy opened, then two more calls; `again` is set to start it anew."""

    def __init__(self, stage: Stage) -> None:
        """Take the stage the story is played on."""
        self._stage = stage
        self._playing = asyncio.Lock()
        self.again = asyncio.Event()

    @property
    def panel(self) -> Panel:
        """The guide, docked beside every conversation."""
        return Panel("guide", "The story", self._draw, act=self._act, docked=True)

    async def _draw(self, asked: Asked) -> Markup:
        done = await self._done()
        is_over = all(done)
        coming = len(done) if is_over else done.index(False)
        names = {one.handle: one.name for one in self._stage.cast.everyone}
        steps = [
            StepShown(
                heading=(lesson.step.__doc__ or "").removesuffix("."),
                hint=lesson.hint,
                who=lesson.who,
                name=names.get(lesson.who, ""),
                is_done=is_done,
                is_next=number == coming,
            )
            for number, (lesson, is_done) in enumerate(zip(LESSONS, done, strict=True))
        ]
        return draw("guide.html", address=asked.address, steps=steps, is_over=is_over)

    async def _act(self, verb: str, asked: Asked) -> str | None:
        del asked
        if verb == "again":
            self.again.set()
            return "Starting again from the beginning. Reload in a moment."
        async with self._playing:
            done = await self._done()
            if all(done):
                return "The story is over."
            await LESSONS[done.index(False)].step(self._stage)
        return None

    async def _done(self) -> list[bool]:
        app = self._stage.app
        async with app.database.reading(app.workspace.id) as tx:
            is_set_up = (await settings(tx)).debrief_channel is not None
            rows = await all_candidacies(tx)
            if not rows:
                return [is_set_up, *(False for _ in LESSONS[1:])]
            checks = [await lesson.is_done(tx, rows[0]) for lesson in LESSONS[1:]]
        seen = [is_set_up, *checks]
        return [is_done or any(seen[number + 1 :]) for number, is_done in enumerate(seen)]


async def _always(tx: Transaction, row: Candidacy) -> bool:
    del tx, row
    return True


async def _two_are_in(tx: Transaction, row: Candidacy) -> bool:
    panel = await seats(tx, row.id)
    return list((await seat_states(tx, panel)).values()).count(SeatState.IN) >= min(2, len(panel))


async def _all_are_in(tx: Transaction, row: Candidacy) -> bool:
    return set((await seat_states(tx, await seats(tx, row.id))).values()) == {SeatState.IN}


async def _is_decided(tx: Transaction, row: Candidacy) -> bool:
    del tx
    return row.stage is not Standing.DEBRIEF


async def _is_invited(tx: Transaction, row: Candidacy) -> bool:
    made = await invitation(tx, row.id)
    return made is not None and made.sent_at is not None


async def _is_listed(tx: Transaction, row: Candidacy) -> bool:
    del row
    return bool(await listed_contacts(tx))


async def _has_asked(tx: Transaction, row: Candidacy) -> bool:
    wishes = await requests_of(tx, row.id)
    return len(wishes) >= WISHES and all(wish.contact_id for wish in wishes)


async def _is_approved(tx: Transaction, row: Candidacy) -> bool:
    return await _has_asked(tx, row) and all(
        wish.state is not RequestState.OPEN for wish in await requests_of(tx, row.id)
    )


async def _is_agreed(tx: Transaction, row: Candidacy) -> bool:
    agreed = {one.request_id for one in await meetings_of(tx, row.id) if one.starts_at}
    return len(agreed) >= AGREED_FIRST


async def _is_declined(tx: Transaction, row: Candidacy) -> bool:
    known = await meetings_of(tx, row.id)
    declined = {one.request_id for one in known if one.state is MeetingState.DECLINED}
    return any(one.request_id in declined and one.starts_at for one in known)


async def _is_moved(tx: Transaction, row: Candidacy) -> bool:
    known = [one for one in await meetings_of(tx, row.id) if one.starts_at]
    return len({one.uid for one in known}) < len(known)


async def _has_met(tx: Transaction, row: Candidacy) -> bool:
    states = {one.state for one in await meetings_of(tx, row.id)}
    return MeetingState.HELD in states and MeetingState.AGREED not in states


async def _is_all_answered(tx: Transaction, row: Candidacy) -> bool:
    del tx
    return row.stage is Standing.AWAITING_ANSWER


async def _has_ended(tx: Transaction, row: Candidacy) -> bool:
    del tx
    return row.answer is not None


async def _was_mixed(tx: Transaction, row: Candidacy) -> bool:
    return row.answer is not None and await _any_called(tx, Sentiment.MIXED, is_followed=True)


async def _was_bad(tx: Transaction, row: Candidacy) -> bool:
    return row.answer is not None and await _any_called(tx, Sentiment.NEGATIVE, is_followed=False)


async def _any_called(tx: Transaction, sentiment: Sentiment, *, is_followed: bool) -> bool:
    """Tell whether a call was logged so, and then logged again or answered."""
    for row in await all_candidacies(tx):
        logs = await calls(tx, row.id)
        is_over = len(logs) > 1 if is_followed else row.answer is not None
        if is_over and any(one.sentiment is sentiment for one in logs):
            return True
    return False


LESSONS = (
    Lesson(
        story.set_up,
        "tala",
        "In the app's Home, press Settings: channel #debriefs, coordinator Cora, any link for video conversations.",
        _always,
    ),
    Lesson(
        story.open_debrief,
        "hana",
        "Type /debrief Ada Lovelace, Staff Engineer @ann @bo @cy; send the form.",
        _always,
    ),
    Lesson(
        story.gather,
        "ann",
        "Reply in the card's thread with Good: and Grow:, then press Change. As Bo, write to the app.",
        _two_are_in,
    ),
    Lesson(story.remind, "cy", "Move the clock to tomorrow afternoon: later, or the form.", _all_are_in),
    Lesson(story.decide, "hana", "In the app's messages, press Decide. As Tala, see to held points.", _is_decided),
    Lesson(
        story.call,
        "hana",
        "Read the script and log the call; then move the clock past the mail's time.",
        _is_invited,
    ),
    Lesson(story.list_people, "tala", "Type /offer people and add Mel Moss, who knows about on-call.", _is_listed),
    Lesson(
        story.ask,
        "cora",
        "Open Ada's link in the mailbox; ask for Eve Ellis, an investor and the subject on-call. As Cora, press Find "
        "someone for the first two: Eve, and a name and an address outside Slack.",
        _has_asked,
    ),
    Lesson(
        meetings.approve,
        "cora",
        "On the card in the app's messages, choose Approve who is asked next in the menu of Mel's row: Cy. "
        "Then press Approve all.",
        _is_approved,
    ),
    Lesson(
        meetings.agree,
        "eve",
        "In the app's messages, accept a time. For the investor, open the link in her mail in the mailbox.",
        _is_agreed,
    ),
    Lesson(meetings.decline, "mel", "Press I can't. As Cy, who is asked now, accept a time.", _is_declined),
    Lesson(
        meetings.move,
        "cora",
        "On Ada's page (the link in her invitation), press I need another time at Eve's. As Cora, approve the new "
        "times; as Eve, accept one. In the mailbox the entry's sequence has risen.",
        _is_moved,
    ),
    Lesson(
        meetings.meet, "cora", "Move the clock past the evening before and the meetings; read the mailbox.", _has_met
    ),
    Lesson(story.close_the_loop, "cora", "In the app's messages, press Everything is answered.", _is_all_answered),
    Lesson(story.answer, "hana", "Type /offer answer Ada.", _has_ended),
    Lesson(
        more_calls.mixed_call,
        "hana",
        "For another candidate: log a call as mixed, with a day. When it comes, log that it was good.",
        _was_mixed,
    ),
    Lesson(more_calls.bad_call, "hana", "For one more: log a call as not good, then record the answer.", _was_bad),
)
"""The story's steps; the figures at its end are `/offer stats`."""
