"""What a coordinator and contacts do in a reverse interview with a press or two, and what mails say."""

from email.message import EmailMessage

from bot.process import alternates, approvals, meetings
from bot.process.departures import follow_departure
from bot.rules.words import Standing
from storage.meetings import Meeting
from storage.people import Person
from tests.process.reverse_interviews import Office


async def approve(office: Office, request_id: int, by: str = "cora") -> None:
    """Press *Approve*."""
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=request_id, by=office.people[by])


async def ask(office: Office, who: str = "ann", *, candidacy_id: int = 0, **columns: object) -> Meeting:
    """Enter a request and approve it; returns the meeting that is asked for."""
    await approve(office, await office.request(who, candidacy_id=candidacy_id, **columns))
    return (await office.meetings())[-1]


async def accept(office: Office, asked: Meeting, by: str = "ann", *, number: int = 0) -> None:
    """Press one of the times."""
    proposed = (await office.times(asked.id))[number]
    async with office.act() as tx:
        await meetings.accept_time(tx, meeting_id=asked.id, proposed_id=proposed.id, by=office.people[by])


async def decline(office: Office, asked: Meeting, by: str) -> None:
    """Press *I can't*."""
    async with office.act() as tx:
        await meetings.cant_meet(tx, meeting_id=asked.id, by=office.people[by])


async def approve_next(office: Office, request_id: int, *names: str, by: str = "cora") -> None:
    """Choose who is asked next."""
    colleagues = [office.people[one] for one in names]
    async with office.act() as tx:
        await alternates.approve_alternates(tx, request_id=request_id, colleagues=colleagues, by=office.people[by])


async def leave(office: Office, who: str, standing: Standing = Standing.DEACTIVATED) -> Person:
    """Have somebody deactivated in Slack, or what else makes them a full member no more."""
    async with office.act() as tx:
        gone = await tx.session.get_one(Person, office.people[who].id)
        gone.standing = standing
        await follow_departure(tx, gone=gone)
    return gone


def words(mail: EmailMessage) -> str:
    """Return the text people read."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())
