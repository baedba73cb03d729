"""A time that is given back leaves every calendar outside Slack that has it, and no other."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.process import meetings
from bot.rules.words import Surface
from storage.contacts import contact_of_email
from storage.deliveries import cards_of
from tests.process.reverse_interviews import Office, office_in
from tests.process.test_delegates import HELPER, INES, ask, entry_in


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    """One candidacy in its reverse interview."""
    async with office_in(sqlite_url) as opened:
        yield opened


@pytest.mark.parametrize(("holds", "helper"), [(True, HELPER), (False, HELPER), (True, "new.pa@eve.example")])
async def test_a_move_takes_the_old_time_out_of_every_calendar_outside(
    office: Office, *, holds: bool, helper: str
) -> None:
    """Ines's and her assistant's, who is asked anew; where her yes has run out, Bo, who knows her, is asked first.

    Whoever is her assistant only now is asked, and has nothing to take out.
    """
    until = office.now + timedelta(days=365)
    asked = await ask(office, who="ines", consented_at=office.now, consent_expires_at=until, delegate_email=HELPER)
    async with office.act() as tx:
        reply = meetings.Reply(str((await office.times(asked.id))[0].id))
        await meetings.record_reply(tx, reply, meeting_id=asked.id, by=office.people["cora"])
    _, uid, sequence = entry_in((await office.mails(INES))[-1], INES)
    async with office.act() as tx:
        ines = await contact_of_email(tx, INES)
        assert ines is not None
        ines.known_by_id, ines.consent_expires_at = office.people["bo"].id, until if holds else office.now
        ines.delegate_email = helper
        await meetings.move_meeting(tx, meeting_id=asked.id, by=office.people["cora"])
    (to_ines, to_helper) = [(await office.mails(one))[-1] for one in (INES, helper)]
    assert str(to_ines["Subject"]).startswith("To be moved")
    assert str(to_helper["Subject"]).startswith("Another time for Ines Vestor?" if holds else "To be moved")
    for off in (to_ines, to_helper) if helper == HELPER else (to_ines,):
        assert entry_in(off, INES) == ("CANCEL", uid, str(int(sequence) + 1))
    assert "text/calendar" not in to_helper.as_string() or helper == HELPER
    async with office.look() as tx:
        cards = await cards_of(tx, Surface.INTRODUCTION, (await office.meetings())[-1].id)
    assert [one.person_id for one in cards] == ([] if holds else [office.people["bo"].id])
