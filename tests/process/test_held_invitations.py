"""What leaves the company can be held: the invitation is edited and sent by a person, and shows what was sent."""

from collections.abc import AsyncIterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.claims import claim_due, write_outcome
from bot.delivery.outcome import Outcome
from bot.messages.blocks import quote
from bot.messages.invitations import (
    FIELD_LENGTH,
    InvitationLetter,
    InvitationShown,
    InvitationState,
    edit_invitation_form,
    invitation_card,
    joined_text,
)
from bot.process.arranging import open_arranging
from bot.process.invitations import (
    EditedInvitation,
    edit_invitation,
    hold_invitation,
    open_edit_invitation,
    send_invitation_now,
)
from bot.process.offer_calls import open_log, show_call
from bot.process.refusals import AlreadyDone, NotNow, WrongField
from bot.process.reversals import reverse_decision
from bot.rules.words import Choice, DeliveryState, Sentiment, Surface
from storage.candidacies import candidacy
from storage.deliveries import by_key, cards_of
from storage.offer_calls import invitation
from storage.standings import overviews
from tests.process.calls import ADA, called, card, drawn, invited, log, mailed
from tests.process.desks import MONDAY, Desk, desk_in

WORDS = EditedInvitation("ada@new.example", "Deine Fragen", "Liebe Ada,\n\nnun fragst du uns.")


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    """A workspace with people, on a Monday morning."""
    async with desk_in(sqlite_url) as opened:
        yield opened


async def edit(desk: Desk, candidacy_id: int, edited: EditedInvitation = WORDS, by: str = "hana") -> None:
    """Open the form and submit it."""
    async with desk.act() as tx:
        _, _, seen = await open_edit_invitation(tx, candidacy_id=candidacy_id, by=desk.people[by])
    async with desk.act() as tx:
        await edit_invitation(tx, edited, candidacy_id=candidacy_id, seen=seen, by=desk.people[by])


async def test_an_edited_invitation_goes_by_hand_and_its_card_shows_what_was_sent(desk: Desk) -> None:
    """Opening the form holds it already; afterwards the card keeps the words and the address of the mail."""
    candidacy_id = await called(desk)
    async with desk.act() as tx:
        _, letter, _ = await open_edit_invitation(tx, candidacy_id=candidacy_id, by=desk.people["cora"])
    assert letter.email == ADA
    assert (await card(desk, candidacy_id, surface=Surface.INVITATION)).startswith("*The invitation to Ada Lovelace is")
    await edit(desk, candidacy_id)
    await desk.pass_time(desk.now + timedelta(days=3))
    assert await mailed(desk, candidacy_id) is None
    shown = await card(desk, candidacy_id, surface=Surface.INVITATION)
    assert "To ada@new.example · Subject: Deine Fragen · Edited by Hana" in shown
    assert "nun fragst du uns." in shown
    async with desk.act() as tx:
        await send_invitation_now(tx, candidacy_id=candidacy_id, by=desk.people["cora"])
    sent = await mailed(desk, candidacy_id)
    assert sent is not None
    assert sent.mail_to == "ada@new.example"
    mail = message_from_bytes(sent.mail or b"", policy=default)
    assert (mail["Subject"], mail.get_content().strip().replace("\r", "")) == (WORDS.subject, WORDS.text)
    async with desk.act() as tx:
        row = await candidacy(tx, candidacy_id)
        row.candidate_name, row.candidate_email = "Ada King", "ada@later.example"
    shown = await card(desk, candidacy_id, surface=Surface.INVITATION)
    assert "To ada@new.example" in shown
    assert "nun fragst du uns." in shown


async def test_what_was_held_stays_held_through_corrections_of_the_log(desk: Desk) -> None:
    """Held, then no invitation, then one again: it still waits for a person, and so do its edited words."""
    candidacy_id = await called(desk)
    await edit(desk, candidacy_id)
    await log(desk, candidacy_id, Sentiment.NEGATIVE)
    assert await invited(desk, candidacy_id) is None
    assert "No invitation goes out" in await card(desk, candidacy_id, surface=Surface.INVITATION)
    async with desk.act() as tx:
        (now,) = await overviews(tx, [await candidacy(tx, candidacy_id)])
    assert now.next is not None
    assert now.next.what.startswith("Talk with them again")
    await log(desk, candidacy_id, Sentiment.POSITIVE)
    await desk.pass_time(desk.now + timedelta(days=1))
    assert await mailed(desk, candidacy_id) is None
    assert "Deine Fragen" in await card(desk, candidacy_id, surface=Surface.INVITATION)


async def test_a_mail_server_that_does_not_take_it_is_said_until_it_does(desk: Desk) -> None:
    """The card is drawn anew when the first attempt fails, and when the mail is out; not at each attempt between."""
    candidacy_id = await called(desk)
    await desk.pass_time(desk.now + timedelta(minutes=6))
    revisions = set()
    put_off = Outcome(DeliveryState.PENDING, "smtp_451", wait=timedelta(seconds=-1))
    for outcome, said in (
        (put_off, "isn't out yet"),
        (put_off, "isn't out yet"),
        (Outcome(DeliveryState.DELIVERED), "went out"),
    ):
        async with desk.act() as tx:
            (claim,) = [one for one in await claim_due(tx, 100) if one.row.mail_to is not None]
        async with desk.act() as tx:
            await write_outcome(tx, claim, outcome, None)
        assert said in await card(desk, candidacy_id, surface=Surface.INVITATION)
        async with desk.act() as tx:
            revisions |= {one.revision for one in await cards_of(tx, Surface.INVITATION, candidacy_id)}
    assert len(revisions) == 2


async def test_what_was_not_held_goes_out_again_after_a_correction(desk: Desk) -> None:
    """Its five minutes begin anew."""
    candidacy_id = await called(desk)
    await log(desk, candidacy_id, Sentiment.NEGATIVE)
    await log(desk, candidacy_id, Sentiment.POSITIVE)
    await desk.pass_time(desk.now + timedelta(minutes=6))
    assert await mailed(desk, candidacy_id) is not None


@pytest.mark.parametrize(
    ("edited", "field", "why"),
    [
        (EditedInvitation(ADA, "Your turn", "We thought of 85,000 a year."), "text_0", "85,000"),
        (EditedInvitation(ADA, "€ 85k", "Dear Ada"), "subject", "written offer"),
        (EditedInvitation("nowhere", "Your turn", "Dear Ada"), "email", "e-mail address"),
        (EditedInvitation("hana@acme.example", "Your turn", "Dear Ada"), "email", "Hana"),
    ],
)
async def test_amounts_and_wrong_addresses_are_refused(
    desk: Desk, edited: EditedInvitation, field: str, why: str
) -> None:
    """The error stands beside the field and says why; nothing is kept."""
    candidacy_id = await called(desk)
    with pytest.raises(WrongField) as refused:
        await edit(desk, candidacy_id, edited)
    assert set(refused.value.fields) == {field}
    assert why in refused.value.fields[field]
    assert (await desk.row(candidacy_id)).candidate_email == ADA


async def test_a_card_that_shows_something_else_sends_nothing(desk: Desk) -> None:
    """The address the presser confirmed is the address it goes to."""
    candidacy_id = await called(desk)
    (message,) = await drawn(desk, candidacy_id, surface=Surface.INVITATION)
    value = message.blocks[-1]["elements"][1]["value"]
    mark = value.partition(":")[2]
    await edit(desk, candidacy_id)
    with pytest.raises(NotNow, match=r"ada@new\.example"):
        async with desk.act() as tx:
            await send_invitation_now(tx, candidacy_id=candidacy_id, by=desk.people["hana"], mark=mark)
    assert await mailed(desk, candidacy_id) is None


async def test_a_mail_that_failed_can_be_sent_again_elsewhere(desk: Desk) -> None:
    """A wrong address isn't the end: the card offers to change it and to send anew."""
    candidacy_id = await called(desk)
    async with desk.act() as tx:
        await send_invitation_now(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
        made = await invitation(tx, candidacy_id)
        assert made is not None
        failed = await by_key(tx, f"invitation:{made.id}")
        assert failed is not None
        failed.state, failed.mail = DeliveryState.FAILED, b""
    (message,) = await drawn(desk, candidacy_id, surface=Surface.INVITATION)
    assert [one["text"]["text"] for one in message.blocks[-1]["elements"]] == ["Send again", "Edit"]
    await edit(desk, candidacy_id)
    assert "is held" in await card(desk, candidacy_id, surface=Surface.INVITATION)
    async with desk.act() as tx:
        await send_invitation_now(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    sent = await mailed(desk, candidacy_id)
    assert sent is not None
    assert (sent.mail_to, sent.state) == ("ada@new.example", DeliveryState.PENDING)


async def test_who_was_invited_before_a_reversal_is_invited_anew(desk: Desk) -> None:
    """The first mail is history: what is decided next begins without an invitation."""
    candidacy_id = await called(desk)
    await desk.pass_time(desk.now + timedelta(minutes=6))
    first = await mailed(desk, candidacy_id)
    assert first is not None
    async with desk.act() as tx:
        await reverse_decision(tx, candidacy_id=candidacy_id, seen=1, reason="Too soon.", by=desk.people["hana"])
    shown = await card(desk, candidacy_id, surface=Surface.INVITATION)
    assert "*Nothing more goes out to Ada Lovelace*\nThe decision was taken back." in shown
    for press in (send_invitation_now, hold_invitation, open_log, show_call, open_arranging):
        with pytest.raises(NotNow, match=r"^Hana took the decision back on Monday 7 January, 10:06"):
            async with desk.act() as tx:
                await press(tx, candidacy_id=candidacy_id, by=desk.people["cora"])
    await desk.decide(candidacy_id, Choice.HIRE)
    await log(desk, candidacy_id, Sentiment.POSITIVE)
    await desk.pass_time(desk.now + timedelta(minutes=6))
    second = await mailed(desk, candidacy_id)
    assert second is not None
    assert second.id != first.id


def test_nothing_is_asked_for_once_it_is_over() -> None:
    """What was sent stays to be read; its button went with the candidacy."""
    letter = InvitationLetter(ADA, "Yours", "Dear Ada")
    for is_over, buttons in ((False, ["actions"]), (True, [])):
        shown = InvitationShown(1, "Ada", letter, InvitationState.SENT, MONDAY, is_over=is_over)
        assert [one["type"] for one in invitation_card(shown).blocks if one["type"] == "actions"] == buttons


async def test_two_who_edit_at_once_dont_overwrite_each_other(desk: Desk) -> None:
    """The second reads who was first; once it is out, nobody edits or holds it."""
    candidacy_id = await called(desk)
    await edit(desk, candidacy_id)
    with pytest.raises(AlreadyDone, match="Hana edited the invitation meanwhile"):
        async with desk.act() as tx:
            await edit_invitation(tx, WORDS, candidacy_id=candidacy_id, seen=0, by=desk.people["cora"])
    async with desk.act() as tx:
        await send_invitation_now(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    for act in (open_edit_invitation, hold_invitation):
        with pytest.raises(AlreadyDone, match="went out already"):
            async with desk.act() as tx:
                await act(tx, candidacy_id=candidacy_id, by=desk.people["hana"])


async def test_usual_words_stay_the_workspaces(desk: Desk) -> None:
    """Who opens the form and changes nothing has edited nothing."""
    candidacy_id = await called(desk)
    async with desk.act() as tx:
        _, letter, seen = await open_edit_invitation(tx, candidacy_id=candidacy_id, by=desk.people["hana"])
    same = EditedInvitation(ADA, letter.subject, letter.text)
    async with desk.act() as tx:
        await edit_invitation(tx, same, candidacy_id=candidacy_id, seen=seen, by=desk.people["hana"])
    made = await invited(desk, candidacy_id)
    assert made is not None
    assert made.text is None
    assert "Edited by" not in await card(desk, candidacy_id, surface=Surface.INVITATION)


WORDS_OF_A_MAIL = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=4000)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(["\n\n", "\n", " "]), WORDS_OF_A_MAIL), min_size=1, max_size=4))
def test_a_mail_of_any_length_can_be_edited_whole(words: list[tuple[str, str]]) -> None:
    """Every field fits Slack's limit; saved unchanged, together they are the mail as it was."""
    text = "".join(joint + part for joint, part in words).strip()
    filled = fields(text)
    assert all(0 < len(part) <= FIELD_LENGTH for part in filled.values())
    assert joined_text(filled) == text
    assert joined_text({**filled, next(iter(filled)): None}) == joined_text(dict(list(filled.items())[1:]))


def test_a_long_mail_is_parted_between_its_paragraphs() -> None:
    """In the form, and on the card that shows it before it goes out."""
    paragraphs = [f"{number} {'word ' * 160}end." for number in range(6)]
    text = "\n\n".join(paragraphs)
    assert [part.endswith("end.") for part in fields(text).values()] == [True] * 3
    quoted = [block["elements"][0]["elements"][0]["text"] for block in quote(text)]
    assert [part.endswith("end.") and part[0].isdigit() for part in quoted] == [True] * 2


def fields(text: str) -> dict[str, str]:
    """Return what the fields of the form begin with."""
    view = edit_invitation_form(1, 0, "Ada", InvitationLetter("ada@home.example", "Yours", text))
    blocks = [one for one in view["blocks"] if one.get("block_id", "").startswith("text_")]
    return {one["block_id"]: one["element"]["initial_value"] for one in blocks}
