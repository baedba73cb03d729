"""From the decision to the requests, through the door: the script, the log, the invitation, what Ada asks for."""

from bot.messages.approvals import CLASSES
from bot.rules.words import ContactClass
from bot.sandbox.actor import Actor
from bot.sandbox.seen import SeenMessage
from tests.world import World, by_http, by_socket

ADA = "ada@home.example"
LOGGED = {"sentiment": "positive", "said": "She is glad and a little <surprised> & curious."}


async def hired(world: World, replies: tuple[str, ...] = ("You listened.", "You asked why.")) -> SeenMessage:
    """Open a debrief, reply, decide to hire; returns the caller's card."""
    hana, cast = world.cast.hana, world.cast
    form = await world.form(hana, await hana.command("/debrief", "Ada Lovelace, Staff Engineer @ann @bo"))
    values: dict[str, object] = {"hiring_manager": "hana", "coordinator": "cora", "channel": "debriefs"}
    answer = await world.submit(hana, form, values)
    assert answer.ok, answer
    (root,) = [one for one in await cast.ann.messages(cast.channel) if not one.ephemeral]
    for who, good in zip((cast.ann, cast.bo), replies, strict=True):
        await who.post(cast.channel, f"Good: {good}\nGrow: Say more.", thread_ts=root.ts)
        await world.settle()
    form = await world.form(hana, await hana.command("/debrief", "decide"), "Decide")
    decided: dict[str, object] = {"choice": "hire", "reason": "She is right for us.", "email": ADA, "zone": "Lisbon"}
    answer = await world.submit(hana, form, decided)
    assert answer.ok, answer
    return await seen(hana, "The offer call to")


async def seen(who: Actor, text: str, thread_ts: str | None = None) -> SeenMessage:
    """Return the last direct message, or the last in a thread of theirs, whose notification begins like this."""
    there = await who.direct_messages(thread_ts)
    found = [one for one in there if one.text.startswith(text)]
    assert found, [one.text for one in there]
    return found[-1]


async def refused(world: World, who: Actor) -> str:
    """Return the last words only they see in their messages with the bot."""
    await world.settle()
    return [one for one in await who.direct_messages() if one.ephemeral][-1].words


async def log(world: World, **values: object) -> None:
    """Log the call as Hana."""
    hana = world.cast.hana
    form = await world.form(hana, await hana.press(await seen(hana, "The offer call to"), "Log the call"))
    answer = await world.submit(hana, form, {**LOGGED, **values})
    assert answer.ok, answer


@by_socket
async def test_the_caller_reads_calls_logs_and_ada_is_invited(world: World) -> None:
    """The script, the log shown to the letter, the mail five minutes later, the coordinator's card."""
    hana = world.cast.hana
    script = await hired(world)
    for words in ("You listened.", "You asked why.", "From Ann Archer", "Give no figures", "interview us"):
        assert words in script.words
    assert world.sent_mails() == []
    await log(world)
    logged = await seen(hana, "The offer call to")
    assert logged.ts == script.ts
    assert LOGGED["said"] in logged.words
    shown = await seen(hana, "The invitation to")
    assert ADA in shown.words
    await world.advance(minutes=6)
    (mail,) = world.sent_mails()
    assert mail["To"] == ADA
    assert mail["Reply-To"] == "cora@acme.example"
    shown = await seen(hana, "The invitation to")
    assert "went out" in shown.words
    assert [one.text for one in shown.pressables] == ["Enter requests"]
    assert not await world.cast.cora.direct_messages(), "the coordinator's card comes with the first request"


@by_socket
async def test_a_script_of_many_words_goes_on_in_its_thread(world: World) -> None:
    """Nothing is lost, whatever the interviewers wrote, and nobody is called by it."""
    wrote = "<!channel> *bold* `code` & <https://x.example|y> " + "word " * 700
    script = await hired(world, (wrote, "You asked why."))
    thread = await world.cast.hana.direct_messages(script.ts)
    said = "\n".join(one.words for one in thread)
    assert said.count("word") >= 700
    assert "You asked why." in said
    form = await world.form(world.cast.hana, await world.cast.hana.press(script, "Plain text"))
    assert form.words.count("word") >= 700


@by_http
async def test_hold_send_now_and_a_second_press(world: World) -> None:
    """What is held stays until somebody sends it; a stale button says when it went out."""
    hana = world.cast.hana
    await hired(world)
    await log(world)
    going = await seen(hana, "The invitation to")
    await world.press(hana, going, "Hold")
    await world.advance(hours=2)
    assert world.sent_mails() == []
    await world.press(hana, await seen(hana, "The invitation to"), "Send now")
    assert len(world.sent_mails()) == 1
    await hana.press(going, "Hold", stale=True)
    assert "went out already" in await refused(world, hana)
    assert len(world.sent_mails()) == 1


@by_http
async def test_wrong_fields_of_the_log_are_said_beside_them(world: World) -> None:
    """A missing date and a wrong zone keep the form open; a bad call leads to Invite anyway with a reason."""
    hana = world.cast.hana
    await hired(world)
    form = await world.form(hana, await hana.press(await seen(hana, "The offer call to"), "Log the call"))
    answer = await world.submit(hana, form, {**LOGGED, "sentiment": "mixed"})
    assert set(answer.errors) == {"next_on"}
    answer = await world.submit(hana, form, {**LOGGED, "sentiment": "negative", "zone": "Atlantis"})
    assert set(answer.errors) == {"zone"}
    answer = await world.submit(hana, form, {**LOGGED, "sentiment": "negative", "zone": "Lisbon"})
    assert answer.ok, answer
    card = await seen(hana, "The offer call to")
    form = await world.form(hana, await hana.press(card, "Invite anyway"), "Invite anyway")
    answer = await world.submit(hana, form, {"reason": "She asked for it on the phone."})
    assert answer.ok, answer
    await world.advance(minutes=6)
    assert len(world.sent_mails()) == 1


@by_socket
async def test_the_call_is_put_off_and_handed_over(world: World) -> None:
    """The card says when; the new caller has the script, and Mel, who isn't concerned, may not read it."""
    hana, cy = world.cast.hana, world.cast.cy
    card = await hired(world)
    form = await world.form(hana, await hana.press(card, "No answer"), "No answer")
    answer = await world.submit(hana, form, {"day": "2030-01-06", "at": "10:00"})
    assert set(answer.errors) == {"at"}
    answer = await world.submit(hana, form, {"day": "2030-01-09", "at": "10:00"})
    assert answer.ok, answer
    assert "nobody answered" in (await seen(hana, "The offer call to")).words
    card = await seen(hana, "The offer call to")
    form = await world.form(hana, await hana.press(card, "Hand over"), "Hand the call over")
    answer = await world.submit(hana, form, {"to": "gus"})
    assert set(answer.errors) == {"to"}
    answer = await world.submit(hana, form, {"to": "cy"})
    assert answer.ok, answer
    assert "You listened." in (await seen(cy, "The offer call to")).words
    await world.advance(days=3)
    assert (await seen(cy, "It is time to call")).pressables
    await world.cast.mel.command("/offer", "call Ada")
    assert "Ada" not in await refused(world, world.cast.mel)


@by_http
async def test_requests_are_entered_one_after_the_other(world: World) -> None:
    """A person, an outsider, a class; saved each time, listed, withdrawn, and on the coordinator's card."""
    cora = world.cast.cora
    await hired(world)
    await cora.command("/offer", "ask Ada")
    assert "Log the call first" in await refused(world, cora)
    await log(world, asked_for="Eve, and somebody who left.")
    await world.advance(minutes=6)
    form = await world.form(cora, await cora.command("/offer", "ask Ada"), "Enter a request")
    assert "Eve, and somebody who left." in form.words
    answer = await world.submit(cora, form, {"day_1": "2030-01-10", "from_1": "15:00", "to_1": "14:00", "area": "x"})
    assert set(answer.errors) == {"to_1"}
    eve: dict[str, object] = {
        "person": "eve",
        "learn": "Why now?",
        "day_1": "2030-01-10",
        "from_1": "14:00",
        "to_1": "18:00",
    }
    answer = await world.submit(cora, form, eve)
    assert answer.ok, answer
    saved = await cora.wait_for_view("Saved")
    assert "Eve Ellis" in saved.words
    await world.press(cora, saved, "Add another")
    form = await cora.wait_for_view("Enter a request")
    assert "14:00–18:00" in form.words
    ines = {"name": "Ines Vestor", "email": "ines@fund.example", "contact_class": "investor"}
    answer = await world.submit(cora, form, {**ines, "area": None})
    assert answer.ok, answer
    card = await seen(cora, "Meetings for Ada")
    assert "Eve Ellis" in card.words
    assert "Ines Vestor" in card.words
    saved = await cora.wait_for_view("Saved")
    await world.press(cora, saved, "Withdraw", saved.find("Withdraw").value)
    assert "withdrawn" in (await cora.wait_for_view("Saved")).words


@by_socket
async def test_each_kind_of_person_is_asked_for_by_the_form(world: World) -> None:
    """All seven kinds, as words alone: each is a row of the card, and the hiring manager is proposed for their own."""
    cora = world.cast.cora
    await hired(world)
    await log(world)
    form = await world.form(cora, await cora.command("/offer", "ask Ada"), "Enter a request")
    for number, kind in enumerate(ContactClass, 1):
        answer = await world.submit(cora, form, {"contact_class": kind.value, "learn": f"Number {number}?"})
        assert answer.ok, answer
        await world.press(cora, await cora.wait_for_view("Saved"), "Add another")
        form = await cora.wait_for_view("Enter a request")
    words = (await seen(cora, "Meetings for Ada")).words
    assert [f"Number {number}?" in words for number in range(1, 8)] == [True] * 7
    assert sum(CLASSES[kind] in words.casefold() for kind in ContactClass) == 7
    assert "Hana" in words


@by_socket
async def test_nothing_more_ends_the_asking(world: World) -> None:
    """After two silent working days the coordinator is asked once, and notes that there is nothing more."""
    cora, hana = world.cast.cora, world.cast.hana
    await hired(world)
    await log(world)
    await world.advance(days=3)
    await world.press(cora, await seen(cora, "Ada Lovelace hasn't asked"), "Nothing more, thanks")
    await seen(hana, "Ada Lovelace has nothing more to ask")
    await seen(cora, "Ada Lovelace has nothing more to ask")
    script = await seen(hana, "The offer call to")
    assert "Now we wait for their answer" in script.words
    assert "Nothing more, thanks" not in [one.text for one in script.pressables]
    await world.form(hana, await hana.press(script, "Record the answer"), "Record the answer")
    shown = await world.form(hana, await hana.command("/offer", "call Ada"), "Reverse Interview")
    assert "open the script" in shown.words
    await cora.press(await seen(cora, "Ada Lovelace hasn't asked"), "Nothing more, thanks")
    assert "noted already" in await refused(world, cora)
