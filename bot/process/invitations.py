"""The invitation to interview the company: made after a call, held, sent by mail, and asked about once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.messages import invitations as messages
from bot.messages.mails import Letter
from bot.process.access import Action, allow
from bot.process.addresses import whose_address
from bot.process.call_scripts import check_not_taken_back
from bot.process.coordinator_notes import is_about_to_expire
from bot.process.meetings import requests_changed
from bot.process.mornings import MORNING, comes_with_note
from bot.process.private_links import page_address
from bot.process.refusals import AlreadyDone, NotNow, WrongField
from bot.process.say import refresh, remind, send_mail
from bot.process.stages import check_move
from bot.rules.amounts import refused_amounts
from bot.rules.invitations import PAGE
from bot.rules.stages import Event
from bot.rules.typed_values import Unreadable, mail_address
from bot.rules.words import DeliveryState, Sentiment, Stage, Surface, TimerKind
from bot.rules.working_hours import add_working_days
from storage.audit import record
from storage.candidacies import Candidacy, candidacy, lock
from storage.database import Transaction
from storage.deliveries import by_key
from storage.meeting_requests import requests_of
from storage.offer_calls import (
    Invitation,
    OfferCall,
    any_invitation,
    current_call,
    invitation,
    invitation_facts,
    invitations,
)
from storage.outbox import To, redraw, show_card
from storage.people import Person, named_to, person
from storage.timers import Timer, cancel_timers, set_timer
from storage.workspaces import working_hours, workspace

TIME_TO_HOLD = timedelta(minutes=5)
"""Between a good call and the mail to the candidate, so that the caller can still read and stop it."""
TO_ASK = 2
"""Working days after the invitation until somebody is told that nothing was asked for yet."""


async def settle_invitation(tx: Transaction, row: Candidacy, call: OfferCall, *, by: Person) -> None:
    """Make the invitation after a good call; take an unsent one back when the log is corrected to anything else."""
    invited = await invitation(tx, row.id)
    if call.sentiment is Sentiment.POSITIVE and invited is None:
        await _invite(tx, row, by=by)
    elif call.sentiment is not Sentiment.POSITIVE and invited is not None and invited.reason is None:
        await _drop(tx, row, invited)
    await redraw(tx, Surface.INVITATION, row.id)


async def _drop(tx: Transaction, row: Candidacy, invited: Invitation) -> None:
    """Take an unsent invitation back, remembering that it was held: once made again, it is so still."""
    if invited.sent_at is None:
        invited.dropped_at = tx.now
        await cancel_timers(tx, row.id, TimerKind.SEND_INVITATION)


async def withdraw_invitation(tx: Transaction, row: Candidacy) -> None:
    """Undo an invitation that hasn't gone out, because the story begins anew or is over; one that has stays a fact."""
    invited = await any_invitation(tx, row.id)
    if invited is None or invited.sent_at is not None:
        return
    await cancel_timers(tx, row.id, TimerKind.SEND_INVITATION)
    await tx.session.delete(invited)
    await tx.session.flush()
    await redraw(tx, Surface.INVITATION, row.id)


async def begin_uninvited(tx: Transaction, row: Candidacy) -> None:
    """Let what is decided next begin without an invitation: the next good call makes one, though one went out before.

    The mail that went out stays, and so does what the audit trail says of it.
    """
    invited = await any_invitation(tx, row.id)
    if invited is None:
        return
    mail = await by_key(tx, f"invitation:{invited.id}")
    if mail is not None:
        mail.key = f"{mail.key}:{mail.id}"
    await tx.session.delete(invited)
    await tx.session.flush()
    await redraw(tx, Surface.INVITATION, row.id)


async def open_invite_anyway(tx: Transaction, *, candidacy_id: int, by: Person) -> Candidacy:
    """Return the candidacy, for whoever may invite the candidate although the call went badly."""
    row = await candidacy(tx, candidacy_id)
    await allow(tx, Action.OFFER_CALL, by, row)
    return row


async def invite_now(tx: Transaction, *, candidacy_id: int, by: Person, reason: str | None = None) -> None:
    """Invite after a call that wasn't simply good; after a bad one only with a reason.

    Raises NotNow before a logged call or without an address, AlreadyDone when the invitation is on its way.
    """
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.OFFER_CALL, by, row)
    moved = check_move(row, Event.CALL_POSITIVE)
    call = await current_call(tx, row.id)
    if call is None:
        raise NotNow("Log the call first. Nothing is mailed to a candidate before a person has called them.")
    if call.sentiment is Sentiment.NEGATIVE and not reason:
        raise WrongField(reason="The call didn't go well. Say why you invite them anyway; it is kept with the log.")
    if row.candidate_email is None:
        raise NotNow("No e-mail address of theirs is known. Press *Correct the log* and enter it, then invite.")
    invited = await invitation(tx, row.id)
    if invited is not None and invited.sent_at is not None:
        raise AlreadyDone(messages.sent_already(invited.sent_at, by.zone))
    if invited is not None and invited.held_at is not None:
        raise AlreadyDone("The invitation is made already and held. It goes out when somebody presses *Send now*.")
    if invited is not None:
        raise AlreadyDone(messages.goes_already(invited.goes_at, by.zone))
    row.stage = moved.stage
    await _invite(tx, row, by=by, reason=reason)
    await refresh(tx, row)


async def hold_invitation(tx: Transaction, *, candidacy_id: int, by: Person) -> None:
    """Keep the invitation from going out; from now on only a person sends it."""
    row, invited = await _unsent(tx, candidacy_id, by)
    if invited.held_at is not None:
        raise AlreadyDone("The invitation is held already. It goes out when somebody presses *Send now*.")
    await _hold(tx, row, invited)
    await refresh(tx, row)


@dataclass(frozen=True)
class EditedInvitation:
    """A filled form: what the invitation is to say, and where it goes."""

    email: str
    subject: str
    text: str


async def open_edit_invitation(
    tx: Transaction, *, candidacy_id: int, by: Person
) -> tuple[Candidacy, messages.InvitationLetter, int]:
    """Return what the form shows, and which edit it is opened on; the invitation is held, lest it goes meanwhile."""
    row, invited = await _unsent(tx, candidacy_id, by)
    if invited.held_at is None:
        await _hold(tx, row, invited)
        await refresh(tx, row)
    return row, await _letter(tx, row, invited), _edit_of(invited)


async def edit_invitation(
    tx: Transaction, edited: EditedInvitation, *, candidacy_id: int, seen: int, by: Person
) -> None:
    """Keep what this candidate's invitation is to say; it stays held until somebody sends it.

    `seen`: the edit the form was opened on. Raises AlreadyDone where another came between, WrongField.
    """
    row, invited = await _unsent(tx, candidacy_id, by)
    if _edit_of(invited) != seen:
        who = named_to(by.id, await person(tx, invited.edited_by_id or by.id))
        raise AlreadyDone(f"{who} edited the invitation meanwhile. Nothing of yours was kept; press *Edit* again.")
    address = await _checked(tx, row, edited)
    row.candidate_email = address
    usual = messages.invitation_letter(await invitation_facts(tx, row), address)
    if (edited.subject, edited.text.strip()) == (usual.subject, usual.text.strip()):
        invited.subject = invited.text = None
    else:
        invited.subject, invited.text = edited.subject, edited.text
    invited.edited_by_id, invited.edited_at = by.id, tx.now
    await _hold(tx, row, invited)
    await record(tx, "edit_invitation", person_id=by.id, candidacy_id=row.id)
    await refresh(tx, row)


async def send_invitation_now(tx: Transaction, *, candidacy_id: int, by: Person, mark: str | None = None) -> None:
    """Send the invitation at once.

    `mark` names what the pressed card showed; raises NotNow when it goes elsewhere or says something else by now.
    """
    row, invited = await _unsent(tx, candidacy_id, by)
    letter = await _letter(tx, row, invited)
    if mark is not None and mark != letter.mark:
        raise NotNow(
            f"Nothing was sent: its address or text changed meanwhile. It goes to {letter.email or 'nobody yet'} now. "
            "Look at the card again, then press *Send now*."
        )
    await _send(tx, row, invited)


async def _letter(tx: Transaction, row: Candidacy, invited: Invitation) -> messages.InvitationLetter:
    facts = await invitation_facts(tx, row)
    return messages.invitation_letter(facts, row.candidate_email, invited.subject, invited.text)


async def _checked(tx: Transaction, row: Candidacy, edited: EditedInvitation) -> str:
    """Return the address; raises WrongField for what can't go out: a wrong one, no link, an amount."""
    wrong = refused_amounts({"subject": edited.subject, f"{messages.TEXT}0": edited.text})
    if (await workspace(tx)).public_url and PAGE not in edited.text:
        wrong[f"{messages.TEXT}0"] = f"Leave this line in, it becomes their own link: {PAGE}"
    address = edited.email
    try:
        address = mail_address(edited.email)
    except Unreadable as problem:
        wrong["email"] = str(problem)
    theirs = await whose_address(tx, row, address)
    if theirs:
        wrong["email"] = theirs
    if wrong:
        raise WrongField(**wrong)
    return address


def _edit_of(invited: Invitation) -> int:
    """Number an edit by its moment; 0 where there was none."""
    return int(invited.edited_at.timestamp()) if invited.edited_at else 0


async def send_invitation(tx: Transaction, timer: Timer) -> None:
    """Send the invitation when its five minutes are over, unless it was held or the story went elsewhere."""
    row = await lock(tx, timer.candidacy_id or 0)
    invited = await invitation(tx, row.id)
    if invited is None or invited.sent_at or invited.held_at or row.stage in {Stage.CLOSED, Stage.DEBRIEF}:
        return
    await _send(tx, row, invited)


async def follow_up_requests(tx: Transaction, timer: Timer) -> None:
    """Tell the coordinator, once, that the candidate was invited and has asked for nothing yet.

    Their morning note says so; a message of its own comes where there is none, or the offer is about to run out.
    """
    row = await lock(tx, timer.candidacy_id or 0)
    for one in await still_unasked(tx, [row]):
        if await is_about_to_expire(tx, row) or not await comes_with_note(tx, timer, row.coordinator_id):
            await remind(tx, timer, row.coordinator_id, messages.nothing_asked_yet(one), candidacy=row)


async def still_unasked(tx: Transaction, rows: Sequence[Candidacy]) -> list[messages.Unasked]:
    """Return which of these candidates were invited and have asked for nobody since."""
    made = await invitations(tx, [row.id for row in rows])
    return [
        messages.Unasked(row.id, row.candidate_name, row.candidate_email, invited.sent_at)
        for row in rows
        if row.stage not in {Stage.CLOSED, Stage.DEBRIEF} and (invited := made.get(row.id)) is not None
        if invited.sent_at is not None and invited.taken_up_at is None and invited.nothing_more_at is None
    ]


async def _unsent(tx: Transaction, candidacy_id: int, by: Person) -> tuple[Candidacy, Invitation]:
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.OFFER_CALL, by, row)
    invited = await invitation(tx, row.id)
    if row.stage is Stage.DEBRIEF:
        await check_not_taken_back(tx, row, by)
    if invited is None:
        raise NotNow("There is no invitation yet. Log the call first.")
    if invited.sent_at is not None and not await _take_back_failed(tx, invited):
        raise AlreadyDone(messages.sent_already(invited.sent_at, by.zone))
    if row.stage in {Stage.CLOSED, Stage.DEBRIEF}:
        raise NotNow("The decision was reversed or the candidacy is closed, so no invitation goes out.")
    return row, invited


async def _take_back_failed(tx: Transaction, invited: Invitation) -> bool:
    """Hold an invitation whose mail could not be sent, so that it can be sent anew; tell whether it was one."""
    mail = await by_key(tx, f"invitation:{invited.id}")
    if mail is None or mail.state is not DeliveryState.FAILED:
        return False
    mail.key, mail.state = f"{mail.key}:{mail.id}", DeliveryState.CANCELLED
    invited.sent_at, invited.sent_to, invited.held_at = None, None, tx.now
    return True


async def _invite(tx: Transaction, row: Candidacy, *, by: Person, reason: str | None = None) -> None:
    """Make the invitation, and show whoever called what goes out and when; one that was held goes by hand alone."""
    invited = await any_invitation(tx, row.id) or Invitation(workspace_id=tx.workspace_id, candidacy_id=row.id)
    invited.made_by_id, invited.made_at, invited.reason = by.id, tx.now, reason
    invited.goes_at, invited.dropped_at = tx.now + TIME_TO_HOLD, None
    tx.session.add(invited)
    await tx.session.flush()
    if invited.held_at is None:
        await set_timer(
            tx,
            TimerKind.SEND_INVITATION,
            invited.goes_at,
            key=f"send_invitation:{invited.id}:{invited.made_at.timestamp()}",
            candidacy_id=row.id,
            subject_id=invited.id,
        )
    for person_id in sorted({row.caller_id, by.id}):
        await show_card(tx, Surface.INVITATION, row.id, To(person_id=person_id), candidacy_id=row.id)
    if await requests_of(tx, row.id):  # the coordinator's card comes with the first request
        await requests_changed(tx, row)


async def _hold(tx: Transaction, row: Candidacy, invited: Invitation) -> None:
    invited.held_at = tx.now
    await cancel_timers(tx, row.id, TimerKind.SEND_INVITATION)
    await redraw(tx, Surface.INVITATION, row.id)


async def _send(tx: Transaction, row: Candidacy, invited: Invitation) -> None:
    """Owe the mail, its bytes final, and plan to ask when nothing comes of it."""
    if row.candidate_email is None:
        raise NotNow("No e-mail address of theirs is known. Press *Correct the log* and enter it, then send.")
    invited.sent_at, invited.held_at = tx.now, None
    await cancel_timers(tx, row.id, TimerKind.SEND_INVITATION)
    letter = await _letter(tx, row, invited)
    invited.sent_to, invited.subject, invited.text = row.candidate_email, letter.subject, letter.text
    text = letter.text
    if PAGE in text:  # the link itself is kept nowhere but in the mail
        text = text.replace(PAGE, await page_address(tx, row) or "Please answer this mail.")
    mail, key = Letter(letter.subject, text), f"invitation:{invited.id}"
    await send_mail(tx, mail, row.candidate_email, key=key, candidacy=row)
    coordinator = await person(tx, row.coordinator_id)
    zone = ZoneInfo(coordinator.zone)
    day = add_working_days(tx.now, TO_ASK, await working_hours(tx), coordinator.zone).astimezone(zone).date()
    row.follow_up_on = row.follow_up_on or day
    if invited.taken_up_at is None and invited.nothing_more_at is None:
        await set_timer(
            tx,
            TimerKind.REQUESTS_FOLLOW_UP,
            datetime.combine(day, MORNING, zone),
            key=f"requests_follow_up:{invited.id}:{tx.now.timestamp():.6f}",
            candidacy_id=row.id,
            subject_id=invited.id,
        )
    await redraw(tx, Surface.INVITATION, row.id)
    await refresh(tx, row)
