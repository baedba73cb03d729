"""What use cases owe people: notices, mails, and the redrawing of cards; all through the outbox."""

from dataclasses import replace

from bot.messages.blocks import Message
from bot.messages.mails import Letter, Letterhead
from bot.rules.words import Lapse, SeatState, Surface
from storage.candidacies import Candidacy
from storage.database import Transaction
from storage.deliveries import Delivery, standing
from storage.feedback import seat_states
from storage.outbox import To, post_mail, post_notice, redraw
from storage.panels import Seat, seats
from storage.people import person
from storage.timers import Timer
from storage.workspaces import company_name, settings, workspace


async def tell(
    tx: Transaction,
    person_id: int,
    message: Message,
    *,
    key: str,
    candidacy: Candidacy | None = None,
    root: Delivery | None = None,
    lapses: Lapse = Lapse.NEVER,
) -> Delivery:
    """Owe a person one direct message; the same key twice is the same message.

    `lapses`: what takes it back while it is unsent. What answers somebody's act, or says that something is off, is
    sent whatever happens; what asks for an act isn't needed any more once the story has turned.
    """
    candidacy_id = candidacy.id if candidacy else None
    return await post_notice(
        tx, To(person_id=person_id), message.payload(), key=key, candidacy_id=candidacy_id, root=root, lapses=lapses
    )


async def remind(
    tx: Transaction,
    timer: Timer,
    person_id: int,
    message: Message,
    *,
    candidacy: Candidacy | None = None,
    root: Delivery | None = None,
) -> Delivery:
    """Owe a person what a timer brings up; about a candidacy it lapses when that takes another turn."""
    lapses, key = Lapse.AT_END if candidacy else Lapse.NEVER, f"timer:{timer.key}:{person_id}"
    return await tell(tx, person_id, message, key=key, candidacy=candidacy, root=root, lapses=lapses)


async def post(
    tx: Transaction,
    channel: str,
    message: Message,
    *,
    key: str,
    candidacy: Candidacy,
    root: Delivery | None = None,
    lapses: Lapse = Lapse.NEVER,
) -> Delivery:
    """Owe a channel one message, in the thread of `root` where that is given; `lapses` as for `tell`."""
    to = To(channel=channel)
    return await post_notice(tx, to, message.payload(), key=key, candidacy_id=candidacy.id, root=root, lapses=lapses)


async def send_mail(  # the parts of a mail, each named
    tx: Transaction,
    letter: Letter,
    to: str,
    *,
    key: str,
    candidacy: Candidacy,
    lapses: Lapse = Lapse.AT_END,
    sender: str | None = None,
) -> Delivery:
    """Owe one mail, in `sender`'s name where given; its bytes are fixed now, and the same key twice is the same mail.

    It lapses with the candidacy, unless it says that something is off.
    """
    known = await standing(tx, key)
    if known is not None:
        return known
    head = await letterhead(tx, candidacy)
    if sender:
        head = replace(head, sender_name=f"{sender} ({head.sender_name})")
    about = f"{candidacy.workspace_id}:{candidacy.id}:{candidacy.opened_at.timestamp():.0f}"
    mail = head.mail(letter, to=to, date=tx.now, about=about)
    return await post_mail(
        tx,
        key=key,
        mail=mail.as_bytes(),
        mail_to=mail.to,
        message_id=mail.message_id,
        candidacy_id=candidacy.id,
        lapses=lapses,
    )


async def letterhead(tx: Transaction, candidacy: Candidacy) -> Letterhead:
    """Return who mails about the candidacy come from; without a MAIL_FROM they fail visibly when they are sent."""
    coordinator = await person(tx, candidacy.coordinator_id)
    return Letterhead(
        sender_name=(await settings(tx)).mail_sender or await company_name(tx),
        sender_address=(await workspace(tx)).mail_from or "reverse-interview@localhost",
        reply_to=coordinator.email,
    )


async def refresh_brief(tx: Transaction, meeting_id: int) -> None:
    """Have what a contact was asked drawn again wherever it stands, for them and for whoever is asked before them."""
    await redraw(tx, Surface.CONTACT_BRIEF, meeting_id)
    await redraw(tx, Surface.TIMES_AGAIN, meeting_id)
    await redraw(tx, Surface.INTRODUCTION, meeting_id)


async def refresh_receipts(tx: Transaction, candidacy: Candidacy) -> None:
    """Have what each interviewer sees of their feedback drawn again: what it says depends on the stage.

    Whose feedback isn't in sees it on what they were asked; for the others that stays as it is.
    """
    panel = await seats(tx, candidacy.id)
    states = await seat_states(tx, panel)
    for seat in panel:
        await redraw(tx, Surface.FEEDBACK_RECEIPT, seat.id)
        if states[seat.id] is not SeatState.IN:
            await refresh_asked(tx, seat)


async def refresh_asked(tx: Transaction, seat: Seat) -> None:
    """Have what an interviewer was asked and last reminded of drawn again."""
    await redraw(tx, Surface.FEEDBACK_ASKED, seat.id)
    await refresh_reminder(tx, seat)


async def refresh_reminder(tx: Transaction, seat: Seat) -> None:
    """Have what an interviewer was last reminded of drawn again."""
    if seat.reminded_by is not None:
        await redraw(tx, Surface.FEEDBACK_REMINDER, seat.reminded_by)


async def refresh(tx: Transaction, candidacy: Candidacy) -> None:
    """Have every card about the candidacy drawn again, wherever it was shown."""
    for surface in (
        Surface.DEBRIEF_CARD,
        Surface.DECISION_PROMPT,
        Surface.CALL_SCRIPT,
        Surface.INVITATION,
        Surface.HELD_POINTS,
        Surface.COORDINATOR_CARD,
        Surface.REMAINS,
    ):
        await redraw(tx, surface, candidacy.id)
    await refresh_homes(tx, candidacy)


async def refresh_homes(tx: Transaction, candidacy: Candidacy) -> None:
    """Have App Home drawn again for the candidacy's owners."""
    owners = {candidacy.opener_id, candidacy.caller_id, candidacy.hiring_manager_id, candidacy.coordinator_id}
    for person_id in sorted(owners):  # in one order, so that two who do this at once can't wait for each other
        await redraw(tx, Surface.HOME, person_id)
