"""What a candidacy owes and hasn't sent is withdrawn when it takes another turn, whatever state it is in."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.delivery.claims import LEASE
from bot.messages.blocks import Message
from bot.messages.mails import Letter
from bot.process.approvals import approve_meeting
from bot.process.ended_meetings import withdraw_meetings
from bot.process.say import send_mail, tell
from bot.rules.words import DeliveryState, Lapse
from storage.candidacies import candidacy, lock
from storage.deliveries import UNFINISHED, Delivery
from storage.withdrawals import withdraw_unsent
from tests.process.calls import ADA
from tests.process.desks import Desk, desk_in
from tests.process.reverse_interviews import office_in

LINK = "https://interview.example/r/secret"
SENDING, UNKNOWN, CANCELLED = DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.CANCELLED


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """A workspace in which nothing was done yet."""
    async with desk_in(sqlite_url) as opened:
        yield opened


async def owe(desk: Desk, candidacy_id: int, state: DeliveryState) -> None:
    """Owe two notices and a mail that have come this far; only one of the notices outlives the candidacy."""
    async with desk.act() as tx:
        row = await candidacy(tx, candidacy_id)
        owed = [await send_mail(tx, Letter("Hello", LINK), ADA, key=f"{state} mail", candidacy=row)]
        for key, lapses in (("lapses", Lapse.AT_END), ("stays", Lapse.NEVER)):
            ann = desk.people["ann"].id
            owed.append(await tell(tx, ann, Message("Hello"), key=f"{state} {key}", candidacy=row, lapses=lapses))
        for one in owed:
            one.state, one.lease_until = state, tx.real + LEASE if state is SENDING else None
            one.ts = "1.1" if state is DeliveryState.DELIVERED and one.mail is None else None
            one.mail = b"" if one.mail is not None and state not in UNFINISHED else one.mail


@pytest.mark.parametrize("state", DeliveryState)
async def test_what_is_unsent_is_withdrawn(desk: Desk, state: DeliveryState) -> None:
    """A mail isn't sent again, and its link is kept nowhere; what Slack may have is looked up and removed."""
    candidacy_id = await desk.open()
    await owe(desk, candidacy_id, state)
    async with desk.act() as tx:
        await withdraw_unsent(tx, candidacy_id, Lapse.AT_END)
    async with desk.database.reading(desk.workspace_id) as tx:
        query = select(Delivery).where(Delivery.key.startswith(f"{state} "))
        rows = {one.key.partition(" ")[2]: one for one in (await tx.session.execute(query)).scalars()}
    is_over = state in {DeliveryState.DELIVERED, CANCELLED}
    then = state if is_over or state is SENDING else CANCELLED
    mail, notice, stays = rows["mail"], rows["lapses"], rows["stays"]
    assert (mail.state, LINK.encode() in (mail.mail or b"")) == (then, state is SENDING)
    assert notice.state is (UNKNOWN if state is UNKNOWN else then)
    assert (mail.is_to_be_removed, notice.is_to_be_removed) == (state is SENDING, state in {SENDING, UNKNOWN})
    assert (stays.state, stays.is_to_be_removed) == (state, False)


@pytest.mark.parametrize("state", [DeliveryState.PENDING, SENDING, UNKNOWN])
async def test_what_was_withdrawn_may_be_owed_anew(desk: Desk, state: DeliveryState) -> None:
    """The same question, asked again after the decision was taken back and made again, is a message of its own.

    So it is while nobody knows yet what became of the first.
    """
    candidacy_id = await desk.open()
    await owe(desk, candidacy_id, state)
    async with desk.act() as tx:
        await withdraw_unsent(tx, candidacy_id, Lapse.AT_END)
    await owe(desk, candidacy_id, state)
    async with desk.database.reading(desk.workspace_id) as tx:
        for key in (f"{state} mail", f"{state} lapses"):
            again = (await tx.session.execute(select(Delivery).where(Delivery.key == key))).scalar_one()
            assert (again.state, again.is_to_be_removed) == (state, False)
        assert len((await tx.session.execute(select(Delivery).where(Delivery.key.startswith(f"{state} ")))).all()) == 5


async def test_a_question_that_never_went_out_isn_t_taken_back_by_mail(sqlite_url: str) -> None:
    """The investor whose mail still waited when it was over hears nothing at all."""
    async with office_in(sqlite_url) as office:
        wish = await office.request("ines")
        async with office.act() as tx:
            await approve_meeting(tx, request_id=wish, by=office.people["cora"])
        async with office.act() as tx:
            row = await lock(tx, office.candidacy_id)
            await withdraw_unsent(tx, row.id, Lapse.AT_END)
            await withdraw_meetings(tx, row, tell_outside=True)
        async with office.look() as tx:
            query = select(Delivery.state).where(Delivery.mail_to == "ines@fund.example")
            assert (await tx.session.execute(query)).scalars().all() == [CANCELLED]
