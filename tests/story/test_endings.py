"""Holding what goes out, taking an offer back, and the wall before somebody starts: through the door."""

from tests.story.test_calling_and_asking import hired, log, refused, seen
from tests.world import World

WORK = "ada.lovelace@acme.example"


async def test_an_edited_invitation_goes_out_when_somebody_sends_it(lone: World) -> None:
    """The form holds it, refuses an amount with the reason, and the mail says what the card said."""
    hana = lone.cast.hana
    await hired(lone)
    await log(lone)
    going = await seen(hana, "The invitation to")
    form = await lone.form(hana, await hana.press(going, "Edit"), "Edit the invitation")
    await lone.settle()
    assert "is held" in (await seen(hana, "The invitation to")).text
    wrong = await lone.submit(hana, form, {"text_0": "We thought of 85,000 a year."})
    assert "written offer" in wrong.errors["text_0"]
    kept = await lone.submit(hana, form, {"text_0": "Dear Ada,\n\nnow you ask us.", "email": "ada@new.example"})
    assert kept.ok, kept
    await lone.advance(hours=2)
    assert lone.sent_mails() == []
    await hana.press(going, "Send now", stale=True)
    assert "Nothing was sent: its address or text changed meanwhile" in await refused(lone, hana)
    held = await seen(hana, "The invitation to")
    assert "Edited by Hana" in held.words
    await lone.press(hana, held, "Send now")
    (mail,) = lone.sent_mails()
    assert mail["To"] == "ada@new.example"
    assert "now you ask us." in mail.as_string()
    assert "now you ask us." in (await seen(hana, "The invitation to")).words


async def test_an_offer_taken_back_is_told_by_a_person(lone: World) -> None:
    """The coordinator's task stands on App Home and with the candidacy, and comes up again after four hours."""
    cora, hana = lone.cast.cora, lone.cast.hana
    await hired(lone)
    await log(lone)
    await lone.advance(minutes=6)
    form = await lone.form(hana, await hana.command("/offer", "answer"), "Record the answer")
    answer = await lone.submit(hana, form, {"answer": "rescinded", "reason": "The position is gone."})
    assert answer.ok, answer
    task = await seen(cora, "Ada Lovelace won't join")
    assert "They are to hear it from a person" in task.words
    await cora.open_home()
    await lone.settle()
    home = await cora.wait_for_home("is still to hear of it")
    assert "I've told them" in [one.text for one in home.pressables]
    await lone.advance(hours=4, minutes=5)
    await seen(cora, "Ada Lovelace hasn't been told yet")
    count = len(lone.sent_mails())
    await lone.press(cora, home, "I've told them")
    assert "Noted: Ada Lovelace has been told." in (await seen(cora, "Noted: Ada")).words
    assert len(lone.sent_mails()) == count
    assert "is still to hear of it" not in (await cora.wait_for_home("Waiting for you")).words


async def test_nothing_is_left_for_whoever_joins_to_read(lone: World) -> None:
    """Her colleagues delete their replies, the bot its own; the address she gets opens nothing."""
    ann, cora, hana, channel = lone.cast.ann, lone.cast.cora, lone.cast.hana, lone.cast.channel
    script = await hired(lone)
    await log(lone)
    await lone.advance(minutes=6)
    form = await lone.form(hana, await hana.command("/offer", "answer"), "Record the answer")
    answer = await lone.submit(hana, form, {"answer": "accepted", "starts_on": "2030-01-14"})
    assert answer.ok, answer
    ended = (await seen(cora, "Ada Lovelace accepted the offer")).ts
    remaining = await seen(cora, "What remains about Ada Lovelace: 2 messages", ended)
    assert "still there" in remaining.words
    assert "work address isn't recorded yet" in remaining.words
    form = await lone.form(cora, await cora.command("/offer", "answer Ada"), "Record the answer")
    answer = await lone.submit(cora, form, {"work_email": WORK})
    assert answer.ok, answer
    asked = await seen(ann, "Ada Lovelace is joining us.")
    assert "your reply" in asked.words
    (root,) = [one for one in await ann.messages(channel) if not one.ephemeral]
    assert "Ada" not in root.words
    (mine,) = [one for one in await ann.messages(channel, root.ts) if one.words.startswith("Good: You listened.")]
    await ann.delete(channel, mine.ts)
    await lone.settle()
    await seen(cora, "What remains about Ada Lovelace: 1 message", ended)
    await lone.advance(days=6, hours=4)
    left = "\n".join(one.words for one in await ann.messages(channel, root.ts))
    assert "You listened." not in left
    assert "Hire" not in left
    assert script.ts not in [one.ts for one in await hana.direct_messages()]
    assert "You listened." not in "\n".join(one.words for one in await ann.direct_messages())
    assert "all deleted" in (await seen(cora, "What remains about Ada", ended)).words
    ada = await lone.sandbox.control.add_person("ada", name="Ada Lovelace", email=WORK)
    for typed in ("Ada", "call Ada", "answer Ada"):
        await ada.command("/offer", typed)
        assert "You listened" not in await refused(lone, ada)
        assert "Staff Engineer" not in await refused(lone, ada)
