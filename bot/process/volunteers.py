"""Volunteers: colleagues are asked once who could take a request; the coordinator chooses among those who can."""

from bot.messages import volunteers as messages
from bot.process.access import ABOUT_YOU, allow_member, is_candidate
from bot.process.approvals import take_request
from bot.process.refusals import AlreadyDone, NotAllowed, NotNow, NotThere
from bot.process.say import refresh, tell
from bot.rules.suggestions import VOLUNTEERED
from bot.rules.words import ContactClass, RequestState, Stage, Surface
from storage.audit import record
from storage.candidacies import job, lock
from storage.database import Transaction
from storage.meeting_requests import request
from storage.outbox import To, redraw, show_card
from storage.people import Person, person
from storage.volunteers import add_volunteer

UNDER_WAY = frozenset({Stage.REVERSE_INTERVIEW, Stage.AWAITING_ANSWER})
"""The stages in which a candidate meets people."""


async def ask_for_volunteers(tx: Transaction, *, request_id: int, by: Person) -> None:
    """Ask in the debrief's channel who can take a request for anybody; once for each request."""
    row, wish = await take_request(tx, request_id, by)
    is_by_name = wish.asked_for_id is not None or wish.named is not None
    if is_by_name or wish.contact_class is ContactClass.HIRING_MANAGER:
        raise NotNow(f"{row.candidate_name} asked for one person, so nobody else can take it.")
    if wish.contact_class not in VOLUNTEERED:
        raise NotNow(
            f"{row.candidate_name} asked for somebody of a kind that colleagues can't be. Find someone instead."
        )
    if wish.volunteers_asked_at is not None:
        raise AlreadyDone("Colleagues were asked already. Who can take it stands on the card.")
    if wish.state is not RequestState.OPEN:
        raise NotNow("Somebody is being asked already. Choose somebody else first, if it shouldn't be them.")
    wish.volunteers_asked_at = tx.now
    await tx.session.flush()
    where = To(channel=row.debrief_channel)
    await show_card(tx, Surface.VOLUNTEERS_WANTED, wish.id, where, candidacy_id=row.id)
    await record(tx, "ask_for_volunteers", person_id=by.id, candidacy_id=row.id)
    await refresh(tx, row)


async def volunteer(tx: Transaction, *, request_id: int, by: Person) -> None:
    """Note that somebody can take a request; raises NotThere when it is seen to."""
    allow_member(by, "volunteer")
    row = await lock(tx, (await request(tx, request_id)).candidacy_id)
    if await is_candidate(tx, by, row):
        raise NotAllowed(ABOUT_YOU, act="volunteer", person_id=by.id, candidacy_id=row.id)
    wish = await request(tx, request_id)
    if wish.state is not RequestState.OPEN or row.stage not in UNDER_WAY:
        raise NotThere("That is seen to meanwhile. Thank you for offering.")
    if not await add_volunteer(tx, wish.id, by.id):
        raise AlreadyDone("You said so already; it is noted. Thank you.")
    coordinator = await person(tx, row.coordinator_id)
    thanks = messages.volunteer_noted((await job(tx, row.job_id)).title, coordinator.name, wish.area)
    await tell(tx, by.id, thanks, key=f"request:{wish.id}:volunteer:{by.id}", candidacy=row)
    news = messages.volunteer_came(row.candidate_name, by.name, wish.area)
    await tell(tx, row.coordinator_id, news, key=f"request:{wish.id}:volunteer_came:{by.id}", candidacy=row)
    await record(tx, "volunteer", person_id=by.id, candidacy_id=row.id)
    for surface, subject_id in ((Surface.VOLUNTEERS_WANTED, wish.id), (Surface.COORDINATOR_CARD, row.id)):
        await redraw(tx, surface, subject_id)
