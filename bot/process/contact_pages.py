"""The page behind a mail: a contact outside Slack, or a delegate, picks a time, others, or none."""

from dataclasses import dataclass

from bot.messages.caps import beyond_yours
from bot.messages.contact_pages import AskShown, in_future
from bot.messages.meetings import why_you
from bot.messages.places import usual_place
from bot.process.consents import record_consent
from bot.process.delegates import tell_the_other
from bot.process.meetings import agree_if_free, decline, write_anew
from bot.process.missed_meetings import give_back, make_up
from bot.process.private_links import Doing, refuse_link
from bot.process.refusals import NotNow, Refusal, WrongField
from bot.process.say import refresh
from bot.rules.words import MeetingState, RequestState
from storage.audit import record
from storage.candidacies import candidacy, job, lock, zone_of
from storage.cases import Case, case_of, wanted_by
from storage.contacts import lock_contact
from storage.database import Transaction
from storage.meeting_rows import excess_of, may_write_anew
from storage.meeting_times import times_left
from storage.meetings import Meeting, is_to_come, meetings_of, moved_from, proposed_times
from storage.places import place_beforehand
from storage.private_links import answered_by
from storage.receipts import take_receipt
from storage.workspaces import company_name

MOST_LETTERS = 1000
NOTHING_HELD = "No conversation of yours is over here, so there is none to make up for. Your page says how it stands."
NO_TIME_AGREED = (
    "No time is agreed for this at the moment, so there is none to give back. Your page says how it stands."
)


@dataclass(frozen=True)
class Replied:
    """What was answered: a proposed time's id, `other` or `no`; `may_ask` is None where they left that open."""

    choice: str | None
    wrote: str | None = None
    may_ask: bool | None = None


async def open_ask(tx: Transaction, token: str) -> AskShown:
    """Return what the page shows; raises LinkIsOver. It changes nothing."""
    asked, is_delegates = await _asked(tx, token)
    case = await case_of(tx, await candidacy(tx, asked.candidacy_id), asked)
    row, wish = case.candidacy, case.request
    beyond = await excess_of(tx, asked, case.to.contact)
    before = moved_from(await meetings_of(tx, row.id), asked)
    is_known = wish.may_name or before is not None or asked.state in {MeetingState.AGREED, MeetingState.HELD}
    name = row.candidate_name if is_known else None
    is_to_move = asked.state is MeetingState.CANCELLED and wish.state is RequestState.OPEN
    return AskShown(
        receiver=case.to.name,
        candidate=name,
        job=(await job(tx, row.job_id)).title,
        company=await company_name(tx),
        area=wish.area,
        learn=wish.learn,
        minutes=wish.minutes,
        place_kind=wish.place_kind,
        zone=case.to.zone,
        candidate_zone=zone_of(row, case.coordinator.zone),
        times=await times_left(tx, case),
        asker=case.coordinator.name,
        asker_email=case.coordinator.email,
        state=asked.state,
        starts_at=asked.starts_at,
        place=asked.place
        or usual_place(wish.place_kind, case.coordinator.name, case.to.name, row.candidate_name, row.candidate_phone),
        wrote=asked.reason,
        is_delegates=is_delegates,
        why=why_you(is_by_name=wish.is_by_name, kind=wish.contact_class, area=wish.area),
        answer_by=await wanted_by(tx, asked, case.to),
        beyond=beyond_yours(beyond) if beyond and not is_delegates else None,
        may_change_zone=case.to.person is None and not is_delegates,
        moved_from=before.starts_at if before else None,
        is_candidate_mailed=row.candidate_email is not None,
        may_write_anew=await may_write_anew(tx, asked),
        may_give_back=asked.state is MeetingState.AGREED and is_to_come(asked, tx.now),
        may_report_missed=asked.state is MeetingState.HELD,
        is_to_move=is_to_move and wish.contact_id == asked.contact_id,
        in_future="" if is_delegates else _in_future(tx, case),
        where=asked.place or await place_beforehand(tx, row, case.to.contact, wish.place_kind),
    )


def _in_future(tx: Transaction, case: Case) -> str:
    one = case.to.contact
    until = one.consent_expires_at if one.has_consent(tx.now) else None
    return in_future(case.coordinator.name, case.to.zone, asked_until=until, is_refused=one.refused_at is not None)


async def answer_ask(tx: Transaction, doing: Doing, replied: Replied) -> None:
    """Keep an answer, and do what follows from it; raises WrongField, NotNow or LinkIsOver."""
    row = await lock(tx, (await _asked(tx, doing.token))[0].candidacy_id)
    asked, is_delegates = await _asked(tx, doing.token)
    case = await case_of(tx, row, asked)
    await take_receipt(tx, f"answer:{case.meeting.id}:{doing.form}")
    if replied.choice == "other" and await may_write_anew(tx, asked):
        await write_anew(tx, case, _words(replied.wrote), None)
        return
    if case.meeting.state is not MeetingState.ASKED:
        raise NotNow("This was answered already, or isn't needed any more. Your page says how it stands.")
    if replied.choice == "no":
        await decline(tx, case, None, None)
    elif replied.choice == "other":
        await decline(tx, case, _words(replied.wrote), None)
    else:
        await _agree(tx, case, replied.choice, is_delegates=is_delegates)
    if replied.choice in {"no", "other"}:
        await tell_the_other(tx, case, is_delegates=is_delegates)
    if replied.may_ask is not None and not is_delegates:
        contact = await lock_contact(tx, case.to.contact.id)
        record_consent(tx, contact, said_yes=replied.may_ask)


async def open_agreed_page(tx: Transaction, token: str) -> AskShown:
    """Return what the pages that give a time back show; raises NotNow where none is agreed ahead, or LinkIsOver."""
    shown = await open_ask(tx, token)
    if not shown.may_give_back:
        raise NotNow(NO_TIME_AGREED)
    return shown


async def open_held_page(tx: Transaction, token: str) -> AskShown:
    """Return what the page for one that didn't come about shows; raises NotNow where none is over, or LinkIsOver."""
    shown = await open_ask(tx, token)
    if not shown.may_report_missed:
        raise NotNow(NOTHING_HELD)
    return shown


async def report_missed_by_contact(tx: Transaction, doing: Doing) -> None:
    """Note that they didn't talk, and ask about new times; raises NotNow or LinkIsOver."""
    row = await lock(tx, (await _asked(tx, doing.token))[0].candidacy_id)
    asked, _ = await _asked(tx, doing.token)
    await take_receipt(tx, f"answer:{asked.id}:{doing.form}")
    if asked.state is not MeetingState.HELD:
        raise NotNow(NOTHING_HELD)
    case = await case_of(tx, row, asked)
    await make_up(tx, case, reporter=case.to.name)
    await record(tx, "report_missed", person_id=None, candidacy_id=row.id, subject_id=asked.id)


async def give_back_on_page(tx: Transaction, doing: Doing, wrote: str | None, *, is_for_good: bool) -> None:
    """Let a contact, or their delegate, give an agreed time back; raises WrongField, NotNow or LinkIsOver.

    `wrote`: other times that would do, where it isn't for good.
    """
    row = await lock(tx, (await _asked(tx, doing.token))[0].candidacy_id)
    asked, _ = await _asked(tx, doing.token)
    await take_receipt(tx, f"answer:{asked.id}:{doing.form}")
    if asked.state is not MeetingState.AGREED or not is_to_come(asked, tx.now):
        raise NotNow(NO_TIME_AGREED)
    words = None if is_for_good else _words(wrote)
    await give_back(tx, await case_of(tx, row, asked), words, None)


async def _agree(tx: Transaction, case: Case, choice: str | None, *, is_delegates: bool) -> None:
    proposed = {str(one.id): one.starts_at for one in await proposed_times(tx, [case.meeting.id])}
    if choice not in proposed:
        raise WrongField(choice="Please choose one of these answers.")
    try:
        await agree_if_free(tx, case, proposed[choice], is_own_yes=not is_delegates)
    except Refusal as refusal:
        raise WrongField(choice=str(refusal)) from refusal
    await record(tx, "accept_time", person_id=None, candidacy_id=case.candidacy.id, subject_id=case.meeting.id)
    await refresh(tx, case.candidacy)


def _words(wrote: str | None) -> str:
    if not wrote:
        raise WrongField(wrote="When would it suit you? A day or two, and the hours, are enough.")
    if len(wrote) > MOST_LETTERS:
        raise WrongField(wrote=f"Please use at most {MOST_LETTERS} characters.")
    return wrote


async def _asked(tx: Transaction, token: str) -> tuple[Meeting, bool]:
    """Return the meeting a link is for, and whether it is that of a delegate."""
    found = await answered_by(tx, token)
    return await refuse_link(tx, token) if found is None else found
