"""The link's way: from the invitation into the mail alone, and to its end."""

from collections.abc import AsyncIterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest

from bot.process.invitations import EditedInvitation, edit_invitation, open_edit_invitation, send_invitation_now
from bot.process.refusals import WrongField
from bot.process.reversals import reverse_decision
from bot.rules.invitations import PAGE
from bot.rules.words import Surface
from storage.candidacies import candidacy
from storage.private_links import opened_by
from storage.workspaces import workspace
from tests.process.calls import called, card, mailed
from tests.process.desks import Desk, desk_in

PUBLIC_URL = "https://ask.acme.example"


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """A workspace whose installation has pages."""
    async with desk_in(sqlite_url) as opened:
        yield opened


async def test_the_link_stands_in_the_mail_alone_until_the_decision_is_taken_back(desk: Desk) -> None:
    """Card and form show where it will stand, and no edit loses it; a reversal closes the page."""
    candidacy_id, hana = await called(desk), desk.people["hana"]
    assert PAGE not in await card(desk, candidacy_id, surface=Surface.INVITATION)
    async with desk.act() as tx:
        (await workspace(tx)).public_url = PUBLIC_URL
    assert PAGE in await card(desk, candidacy_id, surface=Surface.INVITATION)
    async with desk.act() as tx:
        _, letter, seen = await open_edit_invitation(tx, candidacy_id=candidacy_id, by=hana)
    edited = EditedInvitation(letter.email or "", letter.subject, "Your turn, Ada.")
    with pytest.raises(WrongField, match="Leave this line in"):
        async with desk.act() as tx:
            await edit_invitation(tx, edited, candidacy_id=candidacy_id, seen=seen, by=hana)
    async with desk.act() as tx:
        whole = replace(edited, text=f"Your turn, Ada.\n\n{PAGE}")
        await edit_invitation(tx, whole, candidacy_id=candidacy_id, seen=seen, by=hana)
        await send_invitation_now(tx, candidacy_id=candidacy_id, by=hana)
    sent = await mailed(desk, candidacy_id)
    assert sent is not None
    words = message_from_bytes(sent.mail or b"", policy=default).get_content().split()
    [link] = [word for word in words if word.startswith(f"{PUBLIC_URL}/r/")]
    token = link.removeprefix(f"{PUBLIC_URL}/r/")
    shown = await card(desk, candidacy_id, surface=Surface.INVITATION)
    assert (PAGE in shown, token in shown) == (True, False)
    async with desk.act() as tx:
        assert await opened_by(tx, token) is await candidacy(tx, candidacy_id)
        await reverse_decision(tx, candidacy_id=candidacy_id, seen=1, reason="The budget is gone.", by=hana)
        assert await opened_by(tx, token) is None
