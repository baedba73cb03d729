"""Closing the loop: asking once whether all is answered, open questions with an owner, and where things stand then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.messages import questions as messages
from bot.messages.question_mails import all_answered_mail
from bot.messages.times import long_time
from bot.process.access import Action, allow, reachable
from bot.process.meetings import is_unfinished
from bot.process.mornings import plan_mornings
from bot.process.private_links import page_address
from bot.process.question_mails import plan_settled_mail, tell_with_another
from bot.process.refusals import AlreadyDone, NotNow, WrongField
from bot.process.say import refresh, send_mail, tell
from bot.process.stages import check_move
from bot.process.times import today
from bot.rules.stages import Event
from bot.rules.words import MeetingState, QuestionState, RequestState, Stage, Surface, TimerKind
from bot.rules.working_hours import add_working_days
from storage.audit import record
from storage.candidacies import Candidacy, candidacy, lock
from storage.cases import reach
from storage.database import Transaction
from storage.deliveries import cards_of, standing
from storage.meeting_requests import requests_of
from storage.meetings import Meeting, meetings_of
from storage.offer_calls import invitation
from storage.outbox import To, redraw, show_card
from storage.people import Person, named_to, person
from storage.private_links import OPEN_STAGES
from storage.questions import Question, open_questions_of, question, questions_of
from storage.timers import Timer, cancel_timers
from storage.workspaces import working_hours

TO_ANSWER = 2
"""Working days for a question, where nobody chooses otherwise."""

MET = (MeetingState.AGREED, MeetingState.HELD)
"""Who has met the candidate, or is about to, may be given a question."""


async def ask_all_answered(tx: Transaction, timer: Timer) -> None:
    """Ask the candidate, once ever, whether all is answered; the coordinator gets the card for what they reply."""
    row = await lock(tx, timer.candidacy_id or 0)
    if row.stage is not Stage.REVERSE_INTERVIEW or await is_unfinished(tx, row):
        return
    key = f"candidacy:{row.id}:all_answered"
    if row.candidate_email is not None and await standing(tx, key) is None:
        coordinator = await person(tx, row.coordinator_id)
        page = await page_address(tx, row, replaces=False)
        asked = await tell_with_another(tx, row)
        letter = all_answered_mail(row.candidate_name, await _met(tx, row), coordinator.name, page, asked)
        await send_mail(tx, letter, row.candidate_email, key=key, candidacy=row)
    await show_card(tx, Surface.QUESTIONS_CARD, row.id, To(person_id=row.coordinator_id), candidacy_id=row.id)
    await refresh(tx, row)


async def everything_is_answered(tx: Transaction, *, candidacy_id: int, by: Person) -> None:
    """Note that the candidate has nothing open any more; from now on their answer is awaited."""
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.APPROVE_MEETING, by, row)
    if row.stage is Stage.AWAITING_ANSWER:
        raise AlreadyDone("That is noted already; the hiring manager was told.")
    check_move(row, Event.NOTHING_MORE)
    count = sum(one.state is QuestionState.OPEN for one in await questions_of(tx, row.id))
    if count:
        raise NotNow(f"{count} of the questions {'is' if count == 1 else 'are'} still open. Settle them first.")
    if await is_unfinished(tx, row):
        raise NotNow("A request or a meeting is still ahead. Wait for it, or end it on the card of the meetings first.")
    await record(tx, "everything_is_answered", person_id=by.id, candidacy_id=row.id)
    await _finish(tx, row)


async def open_question_form(tx: Transaction, *, candidacy_id: int, by: Person) -> tuple[Candidacy, Person, date]:
    """Return the candidacy, who would answer a new question, and by when, for whoever may enter one."""
    row = await candidacy(tx, candidacy_id)
    await allow(tx, Action.APPROVE_MEETING, by, row)
    coordinator = await person(tx, row.coordinator_id)
    due = add_working_days(tx.now, TO_ANSWER, await working_hours(tx), coordinator.zone)
    return row, coordinator, due.astimezone(ZoneInfo(coordinator.zone)).date()


@dataclass(frozen=True)
class Asked:
    """A question as it was entered."""

    text: str
    owner: Person
    due_on: date
    manager_may_read: bool = False


async def record_question(tx: Transaction, asked: Asked, *, candidacy_id: int, by: Person) -> Question:
    """Keep an open question with its owner and date; the owner must be somebody who may read it."""
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.APPROVE_MEETING, by, row)
    check_move(row, Event.NOTHING_MORE)
    await _check(tx, row, asked.owner, asked.due_on, by)
    kept = Question(
        workspace_id=tx.workspace_id,
        candidacy_id=row.id,
        text=asked.text,
        owner_id=asked.owner.id,
        due_on=asked.due_on,
        manager_may_read=asked.manager_may_read,
        asked_at=tx.now,
    )
    tx.session.add(kept)
    await tx.session.flush()
    await record(tx, "record_question", person_id=by.id, candidacy_id=row.id)
    where = To(person_id=row.coordinator_id)
    await show_card(tx, Surface.QUESTIONS_CARD, row.id, where, candidacy_id=row.id)
    await _give(tx, row, kept)
    await _show_manager(tx, row, kept)
    return kept


async def open_change_form(tx: Transaction, *, question_id: int, by: Person) -> tuple[Question, Person]:
    """Return an open question with its owner, for whoever may give it to somebody else."""
    kept = await question(tx, question_id)
    await allow(tx, Action.APPROVE_MEETING, by, await candidacy(tx, kept.candidacy_id))
    await _check_open(tx, kept, by)
    return kept, await person(tx, kept.owner_id)


async def change_question(tx: Transaction, *, question_id: int, owner: Person, due_on: date, by: Person) -> None:
    """Give a question to somebody else, or another date; a new owner gets it, the one before is told."""
    row = await lock(tx, (await question(tx, question_id)).candidacy_id)
    await allow(tx, Action.APPROVE_MEETING, by, row)
    kept = await question(tx, question_id)
    await _check_open(tx, kept, by)
    await _check(tx, row, owner, due_on, by)
    before, kept.owner_id, kept.due_on, kept.had_by_id = kept.owner_id, owner.id, due_on, None
    await tx.session.flush()
    await record(tx, "change_question", person_id=by.id, candidacy_id=row.id)
    for person_id in {before} - {owner.id, row.coordinator_id}:
        note = messages.question_taken_over(row.candidate_name, owner.name)
        await tell(tx, person_id, note, key=f"question:{kept.id}:taken:{tx.real.timestamp():.6f}", candidacy=row)
        await redraw(tx, Surface.HOME, person_id)
    await redraw(tx, Surface.QUESTIONS_CARD, row.id)
    await redraw(tx, Surface.QUESTION_TASK, kept.id)
    await _give(tx, row, kept)


async def _give(tx: Transaction, row: Candidacy, kept: Question) -> None:
    """Give the question to its owner, who is reminded on the morning it is due; the coordinator has it on the card."""
    if kept.owner_id != row.coordinator_id:
        await _hand(tx, row, kept)
        await redraw(tx, Surface.HOME, kept.owner_id)
    await plan_mornings(tx, [kept.owner_id])
    await refresh(tx, row)


async def _hand(tx: Transaction, row: Candidacy, kept: Question) -> None:
    """Bring a question to its owner as a message that follows what becomes of it; another where it is theirs again."""
    key = f"question:{kept.id}:task:{kept.owner_id}:{tx.real.timestamp():.6f}"
    where = To(person_id=kept.owner_id)
    await show_card(tx, Surface.QUESTION_TASK, kept.id, where, candidacy_id=row.id, key=key)
    await redraw(tx, Surface.QUESTION_TASK, kept.id)


async def _show_manager(tx: Transaction, row: Candidacy, kept: Question) -> None:
    """Let the hiring manager read what the candidate said they may."""
    if kept.manager_may_read and row.hiring_manager_id not in {row.coordinator_id, kept.owner_id}:
        coordinator = await person(tx, row.coordinator_id)
        note = messages.question_to_read(row.candidate_name, kept.text, coordinator.name)
        await tell(tx, row.hiring_manager_id, note, key=f"question:{kept.id}:manager", candidacy=row)


async def return_questions(tx: Transaction, *, gone: Person) -> None:
    """Give the questions of somebody who has left back to the coordinator, who hears of it."""
    for candidacy_id in sorted({row.id for _, row in await open_questions_of(tx, gone.id)}):
        row = await lock(tx, candidacy_id)
        if row.coordinator_id != gone.id:
            await _return(tx, row, gone)


async def hand_questions_on(tx: Transaction, row: Candidacy, *, before: Person) -> None:
    """Give the former coordinator's questions to the new one."""
    await _return(tx, row, before)


async def _return(tx: Transaction, row: Candidacy, before: Person) -> None:
    for kept in await questions_of(tx, row.id):
        if kept.owner_id == before.id and kept.state is QuestionState.OPEN:
            kept.owner_id, kept.had_by_id = row.coordinator_id, before.id
            await tx.session.flush()
            await _hand(tx, row, kept)
        await redraw(tx, Surface.QUESTION_TASK, kept.id)  # who coordinates, and reads it, may be another
    await plan_mornings(tx, [row.coordinator_id])
    await redraw(tx, Surface.QUESTIONS_CARD, row.id)


async def ask_on_page(tx: Transaction, row: Candidacy, text: str, *, manager_may_read: bool) -> None:
    """Keep what the candidate asked on their own page, of a candidacy that was taken; the coordinator owns it.

    The hiring manager gets it to read where the candidate said so.
    """
    coordinator = await person(tx, row.coordinator_id)
    due = add_working_days(tx.now, TO_ANSWER, await working_hours(tx), coordinator.zone)
    kept = Question(
        workspace_id=tx.workspace_id,
        candidacy_id=row.id,
        text=text,
        owner_id=coordinator.id,
        due_on=due.astimezone(ZoneInfo(coordinator.zone)).date(),
        manager_may_read=manager_may_read,
        asked_at=tx.now,
        is_from_page=True,
    )
    tx.session.add(kept)
    await tx.session.flush()
    await redraw(tx, Surface.QUESTIONS_CARD, row.id)  # it comes when they are asked whether all is answered
    await _hand(tx, row, kept)
    await _show_manager(tx, row, kept)
    await plan_mornings(tx, [coordinator.id])
    await refresh(tx, row)


async def open_settle_form(tx: Transaction, *, question_id: int, by: Person) -> Question:
    """Return the question, for whoever may read it."""
    kept = (await _readable(tx, question_id, by, is_to_change=False))[1]
    await _check_open(tx, kept, by)
    return kept


async def settle_question(tx: Transaction, *, question_id: int, state: QuestionState, note: str, by: Person) -> None:
    """Note the answer, or why it can't be shared; with the last one, the candidate's answer is awaited."""
    row, kept = await _readable(tx, question_id, by, is_to_change=True)
    await _check_open(tx, kept, by)
    kept.state, kept.note, kept.settled_at, kept.settled_by_id = state, note, tx.now, by.id
    await tx.session.flush()
    await record(tx, "settle_question", person_id=by.id, candidacy_id=row.id)
    await plan_settled_mail(tx, row, kept)
    shown = await _shown(tx, kept)
    readers = {row.coordinator_id, by.id, kept.owner_id} | ({row.hiring_manager_id} if kept.manager_may_read else set())
    for person_id in await reachable(tx, readers):
        told = messages.question_settled(
            row.candidate_name, shown, is_own_act=person_id == by.id, is_page_open=row.stage in OPEN_STAGES
        )
        await tell(tx, person_id, told, key=f"question:{kept.id}:settled:{person_id}", candidacy=row)
    await redraw(tx, Surface.HOME, kept.owner_id)
    await redraw(tx, Surface.QUESTIONS_CARD, row.id)
    await redraw(tx, Surface.QUESTION_TASK, kept.id)
    if row.stage is Stage.REVERSE_INTERVIEW and await _is_over(tx, row):
        await _finish(tx, row)
    else:
        await refresh(tx, row)


async def _is_over(tx: Transaction, row: Candidacy) -> bool:
    """Tell whether nothing is open or ahead, once the candidate was asked for more, or said that there is none."""
    if any(one.state is QuestionState.OPEN for one in await questions_of(tx, row.id)) or await is_unfinished(tx, row):
        return False
    invited = await invitation(tx, row.id)
    has_said = invited is not None and invited.nothing_more_at is not None
    return has_said or bool(await cards_of(tx, Surface.QUESTIONS_CARD, row.id))


async def _readable(tx: Transaction, question_id: int, by: Person, *, is_to_change: bool) -> tuple[Candidacy, Question]:
    """Return a question and its candidacy, for the coordinator or, of their own, a contact the candidate met."""
    candidacy_id = (await question(tx, question_id)).candidacy_id
    row = await (lock if is_to_change else candidacy)(tx, candidacy_id)
    kept = await question(tx, question_id)
    own = await _meeting_with(tx, row, by, MeetingState) if kept.owner_id == by.id else None
    await allow(tx, Action.READ_QUESTIONS, by, row, own)
    return row, kept


async def _check_open(tx: Transaction, kept: Question, by: Person) -> None:
    if kept.settled_by_id is None or kept.settled_at is None:
        return
    who = named_to(by.id, await person(tx, kept.settled_by_id))
    cards = ((Surface.QUESTIONS_CARD, kept.candidacy_id), (Surface.QUESTION_TASK, kept.id), (Surface.HOME, by.id))
    raise AlreadyDone(f"{who} settled this on {long_time(kept.settled_at, by.zone)}. The card shows how.", cards=cards)


async def _check(tx: Transaction, row: Candidacy, owner: Person, due_on: date, by: Person) -> None:
    """Raise WrongField for an owner who may not read the question, and for a day that has passed."""
    if due_on < today(tx, by.zone):
        raise WrongField(due_on="That day has passed. Choose a later one.")
    if not owner.standing.is_member:
        raise WrongField(owner=f"{owner.name} can't be asked in Slack any more. Choose somebody else.")
    if owner.id != row.coordinator_id and await _meeting_with(tx, row, owner) is None:
        raise WrongField(
            owner=f"{owner.name} may not read the candidate's questions. Choose the coordinator, or somebody the "
            "candidate has met."
        )


async def _meeting_with(
    tx: Transaction, row: Candidacy, who: Person, states: Iterable[MeetingState] = MET
) -> Meeting | None:
    for one in await meetings_of(tx, row.id):
        if one.state in set(states) and (await reach(tx, one.contact_id)).contact.person_id == who.id:
            return one
    return None


async def _finish(tx: Transaction, row: Candidacy) -> None:
    """Move on to awaiting the answer, and tell the hiring manager where things stand, in counts."""
    row.stage = check_move(row, Event.NOTHING_MORE).stage
    await cancel_timers(tx, row.id, TimerKind.ALL_ANSWERED)
    met = [one for one in await meetings_of(tx, row.id) if one.state is MeetingState.HELD]
    asked = await questions_of(tx, row.id)
    refused = sum(one.state is RequestState.REFUSED for one in await requests_of(tx, row.id))
    answered = sum(one.state is QuestionState.ANSWERED for one in asked)
    note = messages.where_things_stand(row.candidate_name, len(met), refused, answered, len(asked) - answered)
    key = f"candidacy:{row.id}:all_settled:{len(met)}:{refused}:{len(asked)}"
    await tell(tx, row.caller_id, note, key=key, candidacy=row)
    if row.hiring_manager_id != row.caller_id:
        await tell(tx, row.hiring_manager_id, note, key=f"{key}:manager", candidacy=row)
    await redraw(tx, Surface.QUESTIONS_CARD, row.id)
    await refresh(tx, row)


async def _met(tx: Transaction, row: Candidacy) -> list[str]:
    held = [one for one in await meetings_of(tx, row.id) if one.state is MeetingState.HELD]
    names = [(await reach(tx, one.contact_id)).name for one in held]
    return list(dict.fromkeys(names))


async def _shown(tx: Transaction, kept: Question) -> messages.QuestionShown:
    return messages.QuestionShown(
        kept.id,
        kept.text,
        (await person(tx, kept.owner_id)).name,
        kept.due_on,
        kept.state,
        kept.note,
        manager_may_read=kept.manager_may_read,
        settled_by=(await person(tx, kept.settled_by_id)).name if kept.settled_by_id else None,
        is_from_page=kept.is_from_page,
    )
