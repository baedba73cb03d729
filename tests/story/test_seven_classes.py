"""Each of the seven kinds of people is asked for, approved, agreed and met, by the ways in that people really use.

Ada asks on her private page, Cora approves on her card; colleagues answer in Slack, the investor, the board member and
somebody else on the page behind their mail, and who used to work here by a reply.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import pairwise

from bot.demo import private_page
from bot.messages.blocks import linked
from bot.rules.words import ContactClass
from bot.sandbox.actor import Actor
from bot.sandbox.seen import Pressable, SeenMessage
from storage.contacts import add_contact
from storage.people import by_emails
from storage.workspaces import settings, workspace
from tests.process.presses import words as text_of
from tests.process.test_meeting_mails import entry
from tests.story.test_calling_and_asking import ADA, hired, log, seen
from tests.story.test_meeting import fill
from tests.world import World

OFFICE = "Front Street 5, second floor.\nCora fetches you at the desk."
LINK, PHONE, HELP = "https://video.acme.example/offers", "+351 21 555 0100", "+49 30 5550100"
QUESTION = "How long does the money last?"


@dataclass(frozen=True)
class Asked:
    """Somebody Ada asks for by kind: who they are to her, how they are reached, and what they read of why."""

    kind: ContactClass
    name: str
    address: str
    is_to_ada: str
    why: str
    way: str = "video"
    handle: str | None = None

    @property
    def learn(self) -> str:
        """What Ada wants to learn from them."""
        return f"What would you tell a friend, {self.kind}?"

    @property
    def place(self) -> str:
        """How they meet, as both read it."""
        called = f"By phone: {self.name} calls Ada Lovelace at {PHONE}."
        return {"video": LINK, "phone": called, "office": OFFICE}[self.way]


EVE = Asked(
    ContactClass.CHIEF_EXECUTIVE,
    "Eve Ellis",
    "eve@acme.example",
    ", Chief Executive",
    "they asked for our chief executive.",
    handle="eve",
)
INES = Asked(
    ContactClass.INVESTOR,
    "Ines Vestor",
    "ines@fund.example",
    ", one of our investors",
    "they asked for one of our investors.",
)
BEA = Asked(
    ContactClass.BOARD_MEMBER,
    "Bea Board",
    "bea@board.example",
    ", a member of our board",
    "they asked for a member of our board.",
    way="phone",
)
MEL = Asked(
    ContactClass.CURRENT_EMPLOYEE,
    "Mel Moss",
    "mel@acme.example",
    ", who works here",
    "they asked for somebody who works here.",
    way="office",
    handle="mel",
)
FRED = Asked(
    ContactClass.FORMER_EMPLOYEE,
    "Fred Former",
    "fred@home.example",
    ", who used to work here",
    "they asked for somebody who used to work here.",
)
HANA = Asked(
    ContactClass.HIRING_MANAGER,
    "Hana Hart",
    "hana@acme.example",
    ", the hiring manager",
    "they asked for their hiring manager.",
    handle="hana",
)
OTTO = Asked(ContactClass.OTHER, "Otto Other", "otto@partner.example", "", "they asked for somebody like you.")
SEVEN = (EVE, INES, BEA, MEL, FRED, HANA, OTTO)
OUTSIDE = tuple(one for one in SEVEN if one.handle is None)


async def set_up(world: World) -> None:
    """Have pages, places to meet, and an investor in the directory whom Hana knows."""
    async with world.app.database.transaction(world.app.workspace.id) as tx:
        (await workspace(tx)).public_url = world.app.url
        chosen = await settings(tx)
        chosen.company, chosen.video_link, chosen.office, chosen.help_phone = "Acme", LINK, OFFICE, HELP
        tx.session.add(chosen)
    await hired(world)
    await log(world, phone=PHONE)
    async with world.app.database.transaction(world.app.workspace.id) as tx:
        [hana] = await by_emails(tx, [HANA.address])
        known = {"name": INES.name, "email": INES.address, "contact_class": INES.kind, "zone": "America/New_York"}
        (await add_contact(tx, known)).known_by_id = hana.id
    await world.advance(minutes=6)


async def ask_for_all(world: World, page: str) -> None:
    """Ada says when she is free and asks for each kind of person, by no name; and asks a question."""
    free = {"zone": "Lisbon"}
    for number, day in enumerate(("09", "10", "11"), 1):
        free |= {f"day_{number}": f"2030-01-{day}", f"from_{number}": "09:00", f"to_{number}": "18:00"}
    await private_page.send(f"{page}/times", free)
    for one in SEVEN:
        typed = {"kind": one.kind.value, "learn": one.learn, "place": one.way, "minutes": "30"}
        more = {"may_name": "yes"} if one is EVE else {"area": "on-call"} if one is MEL else {}
        said = await private_page.send(f"{page}/ask", typed | more)
    await private_page.send(f"{page}/question", {"question": QUESTION})
    assert said.count("they learn your name once they agree") == 5, "Eve may know it from the start, Hana does"
    await world.settle()


async def find(world: World) -> None:
    """Cora chooses who it is; the hiring manager is proposed by themselves."""
    cora = world.cast.cora
    for one in SEVEN:
        if one is HANA:
            continue
        card, button = await on_card(cora, "Find someone")
        form = await world.form(cora, await cora.press(card, button.text, button.value), "Choose someone")
        outside: dict[str, object] = {"name": one.name, "email": one.address}  # the kind stands there
        answer = await world.submit(cora, form, {"person": one.handle} if one.handle else outside)
        assert answer.ok, answer


async def on_card(who: Actor, label: str) -> tuple[SeenMessage, Pressable]:
    """Return the first button of this name on Cora's card, and the message it is on."""
    card = await seen(who, "Meetings for Ada")
    for part in (card, *await who.direct_messages(card.ts)):
        for each in part.pressables:
            if each.text.startswith(label):
                return part, each
    raise AssertionError(label)


async def approve(world: World) -> None:
    """One press asks them all; the investor is written to once Hana has said yes, in her name."""
    cora, hana = world.cast.cora, world.cast.hana
    card, button = await on_card(cora, "Approve all 7")
    assert "By mail: ines@fund.example, bea@board.example, fred@home.example, otto@" in str(button.confirm)
    await world.press(cora, card, button.text, button.value)
    assert not mails(world, INES.address)
    await world.press(hana, await seen(hana, "May we ask Ines Vestor"), "Ask in my name")
    for one in OUTSIDE:
        [mail] = mails(world, one.address)
        assert ("Hana Hart" in str(mail["From"])) == (one is INES)
        assert str(mail["Reply-To"]) == "cora@acme.example"
        in_order(
            words(mail),
            f"Hello {one.name},",
            "would you talk with a candidate for Staff Engineer at Acme, for 30 minutes",
            "We have decided: we would like them to join us. Now they are deciding about us",
            f"Why you: {one.why}",
            one.learn,
            "be frank. The conversation isn't assessed",
            "leave out pay",
            "(New York time, then theirs):" if one is INES else "(Berlin time, then theirs):",
            "/m/",
            "a no needs no reason. If we don't hear from you by",
            "With a yes, other candidates may read your name",
            "Cora Cole",
        )
        assert words(mail).count("\n    ") == 3, "three times"
        assert "Ada" not in words(mail)


async def agree_in_slack(world: World, one: Asked) -> None:
    """A colleague reads the brief, in order, and takes the first time."""
    who: Actor = getattr(world.cast, one.handle or "")
    brief = await seen(who, "Cora Cole asks")
    is_named = one is not MEL
    in_order(
        brief.words,
        f"would you talk with {'Ada Lovelace, a' if is_named else 'a'} candidate for Staff Engineer",
        "We have decided: we would like them to join us. Now they are deciding about us",
        f"Why you:* {one.why}",
        *(["They would like to talk about:* on-call"] if one is MEL else []),
        one.learn,
        "be frank. This conversation isn't assessed",
        "Please leave out:* pay",
        "Your time first, theirs second",
        *([f"Place: {OFFICE}"] if one is MEL else []),
        "Please answer by",
        "Write to Cora Cole",
    )
    assert ("Ada" in brief.words) == is_named
    times = [each for each in brief.pressables if each.text.startswith("Accept")]
    assert len(times) == 3
    await world.press(who, brief, times[0].text, times[0].value)
    agreed = await seen(who, "Agreed: you and Ada Lovelace talk")
    place = f"Place: {linked(one.place)}"
    in_order(agreed.words, "You talk with *Ada Lovelace*", "30 minutes", place, one.address, one.learn)


async def agree_on_page(world: World, one: Asked) -> None:
    """Somebody outside reads the same on their page, says where they are, and takes a time."""
    page = private_page.link_for(one.address, world.mails)
    shown = await private_page.look(page)
    why = f"Why you: {one.why}"
    in_order(shown, "a candidate for Staff Engineer at Acme", why, one.learn, "be frank", "clocks of", "I can't, or")
    assert "Ada" not in shown
    if one is OTTO:
        said = await private_page.send(f"{page}/zone", {"zone": "Helsinki"})
        assert "On the clocks of Helsinki, then theirs." in said
    times = await private_page.times_on(page)
    assert len(times) == 3
    said = await private_page.send(page, {"choice": times[1 if one is OTTO else 0]})
    in_order(said, "Saved, thank you.", "You talk with Ada Lovelace on", " ".join(one.place.split()))
    await world.settle()


async def agree_by_mail(world: World, one: Asked) -> None:
    """Cora records what came to her mailbox."""
    cora = world.cast.cora
    card, button = await on_card(cora, "Record their answer")
    form = await world.form(cora, await cora.press(card, button.text, button.value))
    assert one.name in form.words
    answer = await world.submit(cora, form, {"reply": "exact", "date": "2030-01-10"})
    assert set(answer.errors) == {"time"}
    answer = await world.submit(cora, form, {"reply": form.find("reply").choices[0]})
    assert answer.ok, answer
    card = await seen(cora, "Meetings for Ada")
    told = [each.text for each in await cora.direct_messages(card.ts) if " meets Ada Lovelace on " in each.text]
    assert sorted(each.split(" meets")[0] for each in told) == sorted(each.name for each in SEVEN)


def check_entries(world: World) -> None:
    """Both sides of each meeting have their own entry at one instant, and no two of Ada's meetings are at once."""
    to_ada = {str(mail["Subject"]): mail for mail in mails(world, ADA) if entry(mail)}
    starts: list[datetime] = []
    for one in SEVEN:
        hers, theirs = to_ada[f"Your conversation with {one.name}"], mails(world, one.address)[-1]
        in_order(
            words(hers),
            "To change anything about this, press here",
            f"You talk with {one.name}{one.is_to_ada}:\n\n    ",
            one.place.replace("\n", "\n    "),
            f"{one.name} can't talk about",
            f"phone {HELP}, or reply here",
        )
        in_order(
            words(theirs), "To change anything", "You talk with Ada Lovelace, a candidate for", "keep it to yourself"
        )
        (method, own), (_, other) = entry(hers) or ("", None), entry(theirs) or ("", None)
        assert own is not None
        assert other is not None
        assert (method, own.sequence, own.start, own.location) == ("REQUEST", 0, other.start, one.place)
        assert own.uid.removesuffix("-candidate") == other.uid.removesuffix("-contact")
        assert (own.summary, other.summary) == (f"Conversation with {one.name}", "Conversation with Ada Lovelace")
        assert [each.uri for each in (*own.attendees, *other.attendees)] == [f"mailto:{ADA}", f"mailto:{one.address}"]
        assert isinstance(own.start, datetime)
        starts.append(own.start)
    assert len(set(starts)) == len(SEVEN)
    assert "(Helsinki)" in words(mails(world, OTTO.address)[-1])


async def spend_the_evening(world: World) -> None:
    """Ada has one note for all of tomorrow; each colleague has theirs, nobody outside has any."""
    sent = Counter(str(mail["To"]) for mail in world.sent_mails())
    await world.advance(hours=38)
    assert Counter(str(mail["To"]) for mail in world.sent_mails()) - sent == {ADA: 2}
    note, settled = (
        next(one for one in mails(world, ADA) if title in one["Subject"]) for title in ("Tomorrow", "About")
    )
    in_order(words(settled), QUESTION, "Your page has the answer now:", "/r/")
    ahead = [one for one in SEVEN if one is not OTTO]
    in_order(words(note), "tomorrow, Wednesday 9 January:", "The times are those of Lisbon", HELP)
    assert [f", 30 minutes: {one.name}{one.is_to_ada}\n" in words(note) for one in ahead] == [True] * 6
    for one in ahead:
        if one.handle:
            told = (await seen(getattr(world.cast, one.handle), "You have a conversation with a candidate")).words
            in_order(
                told, "tomorrow, Wednesday 9 January", "30 minutes: Ada Lovelace, for Staff Engineer", one.place[:20]
            )


async def test_each_kind_is_asked_approved_agreed_and_met(lone: World) -> None:
    """What everybody reads on the way, in order, and no mail or message more than it takes."""
    world, cora, hana = lone, lone.cast.cora, lone.cast.hana
    await set_up(world)
    page = private_page.link_for(ADA, world.mails)
    await ask_for_all(world, page)
    await find(world)
    await approve(world)
    for one in (EVE, MEL, HANA):
        await agree_in_slack(world, one)
    for one in (INES, BEA, OTTO):
        await agree_on_page(world, one)
    await agree_by_mail(world, FRED)
    check_entries(world)
    form = await world.form(cora, await cora.press(await seen(cora, "Ada Lovelace asks on"), "Settle"))
    assert "a mail tells them" in form.words
    assert (await world.submit(cora, form, {"state": "answered", "note": "Twenty-six months."})).ok
    await spend_the_evening(world)
    await world.advance(hours=40)
    shown = await private_page.look(page)
    assert [f"You talked with {one.name} on" in shown for one in SEVEN] == [True] * 7
    assert "Twenty-six months." in shown
    number = 1 + SEVEN.index(INES)
    await private_page.send(f"{page}/requests/{number}/thanks", {"thanks": "You were frank. It helped."})
    await fill(world, cora, "Enter a question", {"question": "Is <Lisbon> safe?", "owner": "cora"}, "Is everything")
    assert "Is <Lisbon> safe?" in (await seen(cora, "Is everything")).words
    await fill(world, cora, "Settle", {"state": "answered", "note": "Yes, until 2035."}, "Is everything")
    assert "Everything is answered. The hiring manager knows." in (await seen(cora, "Is everything")).words
    told = (await seen(hana, "Nothing is open any more")).words
    assert "7 conversations took place, 2 questions answered" in told
    assert "Lisbon" not in told
    form = await world.form(hana, await hana.command("/offer", "answer Ada"), "Record the answer")
    assert (await world.submit(hana, form, {"answer": "accepted", "starts_on": "2030-03-01"})).ok
    await check_counts(world)


async def check_counts(world: World) -> None:
    """Three mails to whoever is outside, one entry to a colleague; to Ada what each meeting takes; nothing twice."""
    got = Counter((str(mail["To"]), str(mail["Subject"])) for mail in world.sent_mails())
    assert set(got.values()) == {1} | {got[ADA, "Tomorrow's conversation"]}
    confirmed = "Your conversation with Ada Lovelace"
    for one in SEVEN:
        subjects = [subject for to, subject in got if to == one.address]
        asked, thanked = "Would you talk with a candidate for 30 minutes?", "Thank you for talking with Ada Lovelace"
        assert sorted(subjects) == sorted([confirmed] if one.handle else [asked, confirmed, thanked]), one.name
    to_ada = sorted(subject for to, subject in got if to == ADA and "Your conversation with" not in subject)
    assert to_ada == [
        "About your question",
        "Is everything answered?",
        "Tomorrow's conversation",
        "Tomorrow's conversations",
        "Your turn to ask us at Acme, Ada Lovelace",
    ]
    assert "> You were frank. It helped." in words(mails(world, INES.address)[-1])
    people = {who.user_id for who in world.cast.everyone}
    for who in (world.cast.eve, world.cast.mel):
        told = [one.text for one in await who.direct_messages() if one.user not in people and not one.ephemeral]
        assert len(told) == 3, told
        assert "Thank you for the 30 minutes you gave them." in (await seen(who, "Ada Lovelace is joining us")).words


def words(mail: EmailMessage) -> str:
    """Return the text people read, line by line."""
    return text_of(mail).replace("\r\n", "\n")


def mails(world: World, address: str) -> list[EmailMessage]:
    """Return the mails to an address, in the order in which they went out."""
    to = f"To: {address}".encode()
    paths = sorted(world.mails.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    found = [data for path in paths if to in (data := path.read_bytes())]
    return [message_from_bytes(data, policy=default) for data in found]


def in_order(text: str, *parts: str) -> None:
    """Check that all of it is there, one after the other."""
    places = [text.find(part) for part in parts]
    assert -1 not in places, (parts[places.index(-1)], text)
    for (here, part), (there, following) in pairwise(zip(places, parts, strict=True)):
        assert here < there, (part, following, text)
