"""What the people of a company do in an hour of their day: each has habits, and a few do what annoys the others.

Interviewers write soon, only once they are reminded, or never; managers decide and call; the coordinator sits down
twice a day; contacts pick a time, later, never, or decline; candidates ask, move and say that all is answered.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.process import approvals, choices, contact_pages, introductions, meetings, missed_meetings, questions
from bot.process.answers import Ending, record_answer
from bot.process.contacts import Suggestable
from bot.process.decisions import Deciding, decide
from bot.process.feedback import give_feedback
from bot.process.meeting_requests import Wish, enter_request, note_nothing_more
from bot.process.no_hires import tell_candidate
from bot.process.offer_calls import CallLog, log_call
from bot.process.panels import go_on_without
from bot.process.private_links import Doing
from bot.process.refusals import Refusal
from bot.process.reminders import decline_feedback
from bot.rules.feedback_form import Given
from bot.rules.reminders import MOST_REMINDERS
from bot.rules.words import Answer, Choice, ContactClass, MeetingState, RequestState, Sentiment, Stage, Surface
from bot.rules.working_hours import DEFAULT_HOURS
from storage.candidacies import Candidacy, lock, open_candidacies
from storage.cases import case_of, was_asked_by_mail
from storage.database import Transaction
from storage.debriefs import debrief
from storage.deliveries import cards_of
from storage.meeting_requests import MeetingRequest, requests_of
from storage.meeting_rows import Row, page_of, rows_on
from storage.meetings import Meeting, meetings_of, proposed_times
from storage.offer_calls import current_call, invitation
from storage.panels import seats
from storage.people import Person
from storage.private_links import make_answer_link
from tests.process.companies import BERLIN, Company

Act = Callable[[Transaction], Awaitable[object]]

NEVER_WRITES = {"max", "lea", "kai"}
CANT_WRITE = {"jo"}
WRITES_REMINDED = {"cy", "fay", "gil"}
NEVER_ANSWERS = {"nia", "ivo"}
CANT_MEET = {"oda", "hedy"}
OTHER_TIMES = {"pip"}
ANSWERS_REMINDED = {"quin", "hope", "ben", "cy"}
WAITS_WITH_DECISION = {"hans"}
WAITS_WITH_CALL = {"hila"}
WAITS_WITH_ANSWER = {"henk", "hal"}

SITS_DOWN = (9, 14)
"""When the coordinator works through what waits."""
LOOKS_IN = (10, 13, 16)
"""When everybody else gets to it."""
ASKS = (9, 20)
"""When candidates are at it."""

SENT = (14, 21)
"""When what is owed goes out: what is edited more often meanwhile is edited once."""

WISHES = (
    ({"person": "eve"}, {"contact_class": ContactClass.INVESTOR}),
    ({"person": "ann"}, {"contact_class": ContactClass.HIRING_MANAGER}),
    ({"contact_class": ContactClass.BOARD_MEMBER},),
    ({"person": "nia"}, {"contact_class": ContactClass.FORMER_EMPLOYEE}),
    ({"contact_class": ContactClass.CHIEF_EXECUTIVE}, {"area": "parental leave"}),
    ({"person": "pip"}, {"contact_class": ContactClass.OTHER}),
    ({"person": "quin"}, {"area": "on-call"}),
    ({"person": "oda"}, {"contact_class": ContactClass.CURRENT_EMPLOYEE}),
)
"""What candidates ask for, in turn."""


@dataclass
class Habits:
    """Everybody's habits. `refused` are the refusals people met, which is no matter of messages."""

    company: Company
    random: Random = field(default_factory=lambda: Random(7))  # nobody is to be surprised
    refused: list[str] = field(default_factory=list)
    done: set[tuple[str, int]] = field(default_factory=set)
    """What somebody does once in the week only."""

    def __post_init__(self) -> None:
        """Know everybody by name."""
        self.names = {one.id: name for name, one in self.company.people.items()}
        self.names_of_contacts = {number: name for name, number in self.company.contacts.items()}
        self.cora = self.company.people["cora"]

    async def do(self, act: Act) -> None:
        """Do one thing; a refusal is read and lived with."""
        try:
            async with self.company.act() as tx:
                await act(tx)
        except Refusal as refusal:
            self.refused.append(type(refusal).__name__)

    async def hour(self) -> None:
        """Let everybody do what they would in this hour, and send what comes of it."""
        local = self.company.now.astimezone(ZoneInfo(BERLIN))
        is_working_day = local.weekday() in DEFAULT_HOURS.days
        if is_working_day and local.hour in SITS_DOWN:
            await self.coordinate()
        if is_working_day and local.hour in LOOKS_IN:
            await self._interview()
            await self._manage()
            await self.answer()
        if local.hour in ASKS:
            await self._ask()
        if local.hour in SENT:
            await self.company.send()

    async def _open(self, *stages: Stage) -> list[Candidacy]:
        async with self.company.look() as tx:
            return [one for one in await open_candidacies(tx) if one.stage in stages]

    def _once(self, what: str, number: int) -> bool:
        is_first = (what, number) not in self.done
        self.done.add((what, number))
        return is_first

    # Interviewers

    async def _interview(self) -> None:
        for row in await self._open(Stage.DEBRIEF):
            async with self.company.look() as tx:
                shown, held = await debrief(tx, row.id), {one.id: one for one in await seats(tx, row.id)}
            for place in shown.seats:
                name, own = self.names[place.who.id], held[place.id]
                today = self.company.now.astimezone(ZoneInfo(BERLIN)).date()
                is_over = own.interview_on is None or own.interview_on < today
                if not place.is_awaited or not is_over or shown.is_decided:
                    continue
                if name in CANT_WRITE and own.reminders and not place.has_declined:
                    await self.do(self._declining(own.id, place.who.id))
                is_time = own.reminders > 0 if name in WRITES_REMINDED else self.random.random() < 0.5
                if name not in NEVER_WRITES | CANT_WRITE and is_time:
                    await self.do(self._writing(own.id, place.who.id))

    def _writing(self, seat_id: int, person_id: int) -> Act:
        given = Given(good="You drew the failure cases first.", grow="Say earlier what you leave out.")
        return lambda tx: give_feedback(tx, seat_id=seat_id, given=given, by=self._who(person_id))

    def _declining(self, seat_id: int, person_id: int) -> Act:
        return lambda tx: decline_feedback(tx, seat_id=seat_id, words="I was ill that day.", by=self._who(person_id))

    def _who(self, person_id: int) -> Person:
        return self.company.people[self.names[person_id]]

    # Hiring managers

    async def _manage(self) -> None:
        for row in await self._open(Stage.DEBRIEF):
            await self._decide(row)
        for row in await self._open(Stage.OFFER_CALL):
            await self._call(row)
        for row in await self._open(Stage.AWAITING_ANSWER):
            is_slow = self.names[row.hiring_manager_id] in WAITS_WITH_ANSWER
            if self._once("thinks", row.id) or (is_slow and self._once("thinks on", row.id)):
                continue
            await self._record_answer(row)

    async def _decide(self, row: Candidacy) -> None:
        manager = self._who(row.hiring_manager_id)
        async with self.company.look() as tx:
            shown, held = await debrief(tx, row.id), {one.id: one for one in await seats(tx, row.id)}
        if shown.is_decided:
            return
        given_up = [
            one
            for one in shown.seats
            if one.is_awaited and (one.has_declined or held[one.id].reminders >= MOST_REMINDERS)
        ]
        for place in given_up:
            await self.do(lambda tx, place=place: go_on_without(tx, seat_id=place.id, by=manager))  # type: ignore[misc]  # bound now
        is_slow = self.names[manager.id] in WAITS_WITH_DECISION
        if shown.is_complete and not self._once("reads", row.id) and not (is_slow and self._once("reads on", row.id)):
            await self.do(self._deciding(row, shown.decisions_made, manager))

    def _deciding(self, row: Candidacy, seen: int, manager: Person) -> Act:
        choice = Choice.NO_HIRE if row.id % 3 == 0 else Choice.HIRE
        deciding = Deciding(choice, "We talked about it.", zone=BERLIN, email=f"candidate{row.id}@home.example")
        return lambda tx: decide(tx, deciding, candidacy_id=row.id, seen=seen, by=manager)

    async def _call(self, row: Candidacy) -> None:
        caller = self._who(row.caller_id)
        if self._once("rings", row.id) or (self.names[caller.id] in WAITS_WITH_CALL and self._once("rings on", row.id)):
            return
        async with self.company.look() as tx:
            before = await current_call(tx, row.id)
            today = tx.now.astimezone(ZoneInfo(caller.zone)).date()
        if before is not None and before.next_on is not None and before.next_on > today:
            return
        sentiment = (Sentiment.POSITIVE, Sentiment.POSITIVE, Sentiment.POSITIVE, Sentiment.MIXED)[row.id % 4]
        if before is not None:
            sentiment = Sentiment.POSITIVE
        next_on = today + timedelta(days=2) if sentiment is Sentiment.MIXED else None
        log = CallLog(sentiment=sentiment, said="They are glad.", next_on=next_on)
        seen = before.id if before else 0
        await self.do(lambda tx: log_call(tx, log, candidacy_id=row.id, seen=seen, by=caller))

    async def _record_answer(self, row: Candidacy) -> None:
        start = date(2030, 3, 1) if row.id % 5 else None
        ending = Ending(Answer.ACCEPTED if start else Answer.DECLINED, starts_on=start)
        await self.do(lambda tx: record_answer(tx, ending, candidacy_id=row.id, by=self._who(row.hiring_manager_id)))

    # The coordinator

    async def coordinate(self) -> None:
        """Let the coordinator work through what waits."""
        for row in await self._open(Stage.DEBRIEF):
            async with self.company.look() as tx:
                shown = await debrief(tx, row.id)
            if shown.is_no_hire and shown.decision is not None and not self._once("tells", row.id):
                made = shown.decision.id
                await self.do(lambda tx, made=made: tell_candidate(tx, decision_id=made, by=self.cora))  # type: ignore[misc]  # bound now
        for row in await self._open(Stage.REVERSE_INTERVIEW):
            await self._approve(row)
            await self._close(row)

    async def _approve(self, row: Candidacy) -> None:
        async with self.company.look() as tx:
            found = await rows_on(tx, row, await page_of(tx, row))
        if any(approvals.is_ready(one) for one in found):
            await self.do(lambda tx: approvals.approve_all_meetings(tx, candidacy_id=row.id, by=self.cora))
        for one in found:
            wish = one.request
            if wish.state is RequestState.OPEN and one.meeting is not None and one.meeting.reason and one.times:
                await self.do(lambda tx, wish=wish: approvals.approve_meeting(tx, request_id=wish.id, by=self.cora))  # type: ignore[misc]  # bound now
            elif (wish.state is RequestState.OPEN and not approvals.is_ready(one)) or one.is_silent:
                await self._find_another(one)
            elif one.meeting is not None and one.meeting.state is MeetingState.AGREED and one.meeting.id % 9 == 0:
                await self._move_once(one.meeting)
            elif one.meeting is not None and one.meeting.state is MeetingState.HELD and one.meeting.id % 11 == 0:
                await self._miss_once(one.meeting)

    async def _move_once(self, agreed: Meeting) -> None:
        is_ahead = agreed.starts_at is not None and agreed.starts_at > self.company.now + timedelta(days=1)
        if is_ahead and self._once("moves", agreed.request_id):
            await self.do(lambda tx: meetings.move_meeting(tx, meeting_id=agreed.id, by=self.cora))

    async def _miss_once(self, held: Meeting) -> None:
        if self._once("misses", held.request_id):
            await self.do(lambda tx: missed_meetings.missed_meeting(tx, meeting_id=held.id, by=self.cora))

    async def _find_another(self, found: Row) -> None:
        wish = found.request
        async with self.company.act() as tx:
            shown = await choices.open_choice(tx, request_id=wish.id, by=self.cora)
        if shown.suggested and not self._once("searches", wish.id):
            chosen = Suggestable(shown.suggested[0].value)
            await self.do(lambda tx: choices.choose_someone(tx, request_id=wish.id, chosen=chosen, by=self.cora))
            await self.do(lambda tx: approvals.approve_meeting(tx, request_id=wish.id, by=self.cora))
        elif not shown.suggested and not found.is_silent:
            no = "We have nobody for this just now."
            await self.do(
                lambda tx: approvals.say_no(tx, request_id=wish.id, reason=no, alternative=None, by=self.cora)
            )

    async def _close(self, row: Candidacy) -> None:
        async with self.company.look() as tx:
            is_asked = bool(await cards_of(tx, Surface.QUESTIONS_CARD, row.id))
        if is_asked and not self._once("asks", row.id):
            await self.do(lambda tx: questions.everything_is_answered(tx, candidacy_id=row.id, by=self.cora))

    # Contacts

    async def answer(self) -> None:
        """Let contacts answer what they were asked."""
        for row in await self._open(Stage.REVERSE_INTERVIEW, Stage.AWAITING_ANSWER):
            async with self.company.look() as tx:
                asked = [one for one in await meetings_of(tx, row.id) if one.state is MeetingState.ASKED]
            for one in asked:
                await self._reply(one)

    async def _reply(self, asked: Meeting) -> None:
        name = self.names_of_contacts[asked.contact_id]
        waits = timedelta(days=1, hours=2) if name in ANSWERS_REMINDED else timedelta(hours=3)
        if name in NEVER_ANSWERS or self.company.now < asked.asked_at + waits:
            return
        by = self.company.people.get({"eve": "dora"}.get(name, name))
        if by is None:
            await self.do(self._replying_by_mail(asked))
        elif name in CANT_MEET:
            await self.do(lambda tx: meetings.cant_meet(tx, meeting_id=asked.id, by=by))
        elif name in OTHER_TIMES and self._once("writes", asked.request_id):
            await self.do(lambda tx: meetings.other_times(tx, meeting_id=asked.id, wrote="Rather late.", by=by))
        else:
            await self.do(self._accepting(asked, by))

    def _accepting(self, asked: Meeting, by: Person) -> Act:
        async def accept(tx: Transaction) -> None:
            times = [one.id for one in await proposed_times(tx, [asked.id])]
            await meetings.accept_time(tx, meeting_id=asked.id, proposed_id=times[asked.id % len(times)], by=by)

        return accept

    def _replying_by_mail(self, asked: Meeting) -> Act:
        async def reply(tx: Transaction) -> None:
            row = await lock(tx, asked.candidacy_id)
            case = await case_of(tx, row, asked)
            if not await was_asked_by_mail(tx, asked):
                await introductions.ask_in_my_name(tx, meeting_id=asked.id, by=self.company.people["tala"])
                return
            times = [one.id for one in await proposed_times(tx, [asked.id])]
            token = await make_answer_link(tx, asked.id, case.to.email or "")
            replied = contact_pages.Replied(str(times[-1]), may_ask=True)
            await contact_pages.answer_ask(tx, Doing(token, str(asked.id)), replied)

        return reply

    # Candidates

    async def _ask(self) -> None:
        for row in await self._open(Stage.REVERSE_INTERVIEW):
            async with self.company.look() as tx:
                invited, asked = await invitation(tx, row.id), await requests_of(tx, row.id)
            if invited is None or invited.sent_at is None or row.id % 2 == 0 or self._once("ponders", row.id):
                continue
            if not asked and row.id % 6 == 1 and self._once("wants nothing", row.id):
                await self.do(self._nothing_more(row))
            elif self._once("wishes", row.id) or (row.id % 4 == 1 and self._once("wishes more", row.id)):
                await self.wish(row, asked)

    def _nothing_more(self, row: Candidacy) -> Act:
        async def say(tx: Transaction) -> None:
            await note_nothing_more(tx, await lock(tx, row.id), by=None)

        return say

    async def wish(self, row: Candidacy, asked: Sequence[MeetingRequest]) -> None:
        """Let a candidate ask on their page."""
        for facts in WISHES[(row.id + bool(asked) * 3) % len(WISHES)]:
            await self.do(self._wishing(row, dict(facts)))

    def _wishing(self, row: Candidacy, facts: dict[str, object]) -> Act:
        async def ask(tx: Transaction) -> None:
            named = facts.get("person")
            who = {"person": self.company.people[str(named)]} if named else {}
            wish = Wish(**{**facts, **who})  # type: ignore[arg-type]  # fields by name
            await enter_request(tx, await lock(tx, row.id), wish, by=None)

        return ask
