"""The candidate's private page: what it says at each point of the story, and what is kept of what they send."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from html import escape

import pytest

from bot.process import approvals, choices, introductions, meetings, questions
from bot.rules.words import ContactClass, PlaceKind, QuestionState, RequestState, Surface
from storage.candidacies import lock
from storage.contacts import add_contact, contact_of_email
from storage.meeting_requests import free_windows, requests_of
from storage.questions import questions_of
from tests.process.reverse_interviews import Office
from tests.web.visits import HIDDEN, PUBLIC_URL, Visitor, visitor_of

EVE = {"named": "  Eve   Ellis ", "kind": "chief_executive", "area": "money", "learn": "How long?\nAnd <then>?"}
LEARN = "How long?\nAnd <then>?"


@pytest.fixture
async def ada(sqlite_url: str) -> AsyncIterator[Visitor]:
    """Ada, with her link."""
    async with visitor_of(sqlite_url) as visitor:
        yield visitor


async def wishes(office: Office) -> list[tuple[str | None, ContactClass | None, RequestState]]:
    """Return what is asked for, and where it stands."""
    async with office.look() as tx:
        return [(one.named, one.contact_class, one.state) for one in await requests_of(tx, office.candidacy_id)]


async def test_each_class_and_any_name_can_be_asked_for(ada: Visitor) -> None:
    """What was sent is on the page and on the coordinator's card, each once however often it was sent."""
    page = await ada.look()
    assert "Staff Engineer" in page
    assert "Hana H." in page
    assert "Cora C." in page
    said = await ada.saved("/ask", EVE | {"may_name": "yes", "minutes": "45", "place": "phone"})
    assert "Saved. Cora C. has your request" in said
    assert "Eve Ellis · the chief executive, about money" in said
    assert LEARN in said
    assert "45 minutes, by phone · they may know your name from the start" in said
    again = await ada.send("/ask", EVE)
    assert (again.status_code, "on your list already" in again.text) == (422, True)
    for kind in ContactClass:
        assert (await ada.send("/ask", {"kind": kind.value}, times=2)).status_code == 303
    found = await wishes(ada.office)
    assert found == [("Eve Ellis", "chief_executive", "open"), *((None, kind, "open") for kind in ContactClass)]
    card = await ada.office.meetings_card()
    assert "Eve Ellis · chief executive · about money" in card
    assert "asked on their page" in card
    assert "The hiring manager" in card


async def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(ada: Visitor) -> None:
    """Errors name their field; the words are still there; nothing is kept of it."""
    nobody = await ada.send("/ask", {"learn": "Whether you are <happy>"})
    assert nobody.status_code == 422
    assert "Whom or what would you like?" in nobody.text
    assert "Whether you are &lt;happy&gt;</textarea>" in nobody.text
    assert 'aria-invalid="true"' in nobody.text
    for fields, name in (
        ({"named": "x" * 81}, "named"),
        ({"kind": "pope"}, "kind"),
        ({"kind": "other", "minutes": "17"}, "minutes"),
        ({"kind": "other", "place": "pub"}, "place"),
        ({"area": "a" * 151}, "area"),
        ({"named": "Eve", "learn": "w" * 2001}, "learn"),
    ):
        answer = await ada.send("/ask", fields)
        assert (answer.status_code, f'href="#{name}"' in answer.text) == (422, True), fields
    assert (await ada.send("/question", {"question": " "})).status_code == 422
    for wrong in ({"zone": "Atlantis"}, {"zone": "Berlin", "day_1": "soon"}, {"zone": "Berlin", "day_1": "2030-01-08"}):
        assert (await ada.send("/times", wrong)).status_code == 422
    assert await wishes(ada.office) == []


async def test_change_cancel_and_nothing_more(ada: Visitor) -> None:
    """Until somebody was asked a wish can be changed, afterwards cancelled; the coordinator hears of it."""
    office = ada.office
    await ada.saved("/ask", EVE)
    async with office.look() as tx:
        (wish,) = await requests_of(tx, office.candidacy_id)
    at = f"/requests/{wish.id}"
    form = await ada.look(at)
    assert 'value="Eve Ellis"' in form
    said = await ada.saved(at, {"named": "Ines Vestor", "kind": "investor"})
    assert "Ines Vestor · an investor" in said
    assert "Eve" not in said
    asked = await office.request("ann")
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=asked, by=office.people["cora"])
    page = await ada.look()
    assert "Asked on Monday 7 January, 10:00 (Berlin); no answer yet" in page
    assert (await ada.client.get(f"{ada.at}/requests/{asked}")).status_code == 409
    assert "Cancel this?" in await ada.look(f"/requests/{asked}/cancel")
    await ada.saved(f"/requests/{asked}/cancel")
    assert [one.state for one in await office.meetings()] == ["cancelled"]
    assert "cancelled the conversation with Ann A." in "".join(await office.told("cora"))
    assert (await ada.client.get(f"{ada.at}/requests/{asked}/cancel")).status_code == 409
    said = await ada.saved("/nothing-more")
    assert "You told us that you have all you need" in said
    assert "They said so on their page" in "".join(await office.told("cora"))
    assert "Saved" in await ada.saved("/ask", {"kind": "other"})
    assert "You told us that you have all you need" not in await ada.look()


async def test_times_in_a_named_zone_that_can_be_changed(ada: Visitor) -> None:
    """The rows show what is known; what is sent takes its place, on the clocks of the zone sent with it."""
    form = await ada.look("/times")
    assert 'value="Europe/Berlin"' in form
    assert 'value="2030-01-08"' in form
    assert form.count("<option") > 590
    row = {"zone": "Europe/London", "day_1": "2030-01-09", "from_1": "09:00", "to_1": "12:30"}
    said = await ada.saved("/times", row)
    assert "Wednesday 9 January, 09:00–12:30" in said
    assert "Tuesday 8 January" not in said
    assert "On the clocks of London" in said
    async with ada.office.look() as tx:
        (window,) = await free_windows(tx, ada.office.candidacy_id)
    assert (window.zone, window.starts_at.hour) == ("Europe/London", 9)
    said = await ada.saved("/times", {"zone": "new york"})
    assert "You haven’t said" in said
    assert "on the clocks of New York" in said
    answer = await ada.send("/times", {**row, "zone": "New York", "day_1": "9999-12-31", "to_1": "23:59"})
    assert (answer.status_code, "more than a year away" in answer.text) == (422, True)


async def test_a_free_hour_that_comes_twice_is_asked_about(ada: Visitor) -> None:
    """When clocks go back in October, the page asks which half past two; what is chosen stands there ever after."""
    ada.office.now = datetime(2030, 10, 21, 9, tzinfo=UTC)
    row = {"zone": "Berlin", "day_1": "2030-10-27", "from_1": "02:00", "to_1": "02:30"}
    first = await ada.send("/times", row)
    assert (first.status_code, "first at UTC+2, then at UTC+1" in first.text) == (422, True)
    assert first.text.count('name="which_from_1"') == 2
    second = await ada.send("/times", row | {"which_from_1": "0"})
    assert second.text.count('name="which_to_1"') == 2
    chosen = row | {"which_from_1": "0", "which_to_1": "1"}
    assert "02:00 UTC+2–02:30 UTC+1" in await ada.saved("/times", chosen)
    checked = re.findall(r'name="(which_[a-z0-9_]+)" type="radio" value="([01])" checked', await ada.look("/times"))
    assert dict(checked) == {"which_from_1": "0", "which_to_1": "1"}
    async with ada.office.look() as tx:
        (window,) = await free_windows(tx, ada.office.candidacy_id)
    assert window.ends_at - window.starts_at == timedelta(minutes=90)


async def test_an_agreed_meeting_is_shown_and_can_be_moved(ada: Visitor) -> None:
    """Who agreed is named, in the candidate's zone; giving the time back tells both and the coordinator."""
    office = ada.office
    await ada.saved("/ask", {"kind": "current_employee"})
    async with office.look() as tx:
        (wish,) = await requests_of(tx, office.candidacy_id)
    async with office.act() as tx:
        await choices.choose_someone(tx, request_id=wish.id, chosen=office.people["ann"], by=office.people["cora"])
    page = await ada.look()
    assert "finding a time" in page
    assert "they learn your name once they agree" in page
    assert "Ann" not in page  # nobody of ours is named before they agree
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish.id, by=office.people["cora"])
    assert "Ann" not in await ada.look()
    [meeting] = await office.meetings()
    first = (await office.times(meeting.id))[0]
    async with office.act() as tx:
        await meetings.accept_time(tx, meeting_id=meeting.id, proposed_id=first.id, by=office.people["ann"])
    page = await ada.look()
    assert "Agreed: you talk with Ann A. on Tuesday 8 January" in page
    said = await ada.saved(f"/requests/{wish.id}/another-time")
    assert "The time is given back" in said
    assert "finding a time" in said
    assert "they learn your name" not in said, "whoever agreed knows it"
    assert "can't make the time agreed with Ann A." in "".join(await office.told("cora"))
    assert [mail["Subject"] for mail in await office.mails("ann@acme.example")][-1].startswith("To be moved")
    assert (await ada.send(f"/requests/{wish.id}/cancel")).status_code == 303
    assert "isn't going ahead any more" in await ada.look()


async def test_whoever_comes_back_sees_the_next_conversation_first(ada: Visitor) -> None:
    """What the page is for is folded; both clocks count for an office far away, and a span past midnight names it."""
    office = ada.office
    assert "<details>" not in await ada.look()
    await office.request(None, named="Zelda")
    wish = await office.request("bo", place_kind=PlaceKind.OFFICE)
    async with office.act() as tx:
        (await lock(tx, office.candidacy_id)).candidate_zone = "Pacific/Kiritimati"
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
    [meeting] = await office.meetings()
    first = (await office.times(meeting.id))[0]
    async with office.act() as tx:
        await meetings.accept_time(tx, meeting_id=meeting.id, proposed_id=first.id, by=office.people["bo"])
    page = await ada.look()
    in_order = [
        "<details><summary>What this page is for",
        "We have decided",
        "you talk with Bo B. on Tuesday 8 January, 22:00 (Kiritimati). There it is Tuesday 8 January, 09:00 (Berlin).",
        ">Zelda<",
        "Tuesday 8 January, 22:00–Wednesday 9 January, 07:00",
    ]
    places = [page.find(one) for one in in_order]
    assert places == sorted(places), page
    assert min(places) > 0, page


async def test_words_that_come_too_late_are_given_back(ada: Visitor) -> None:
    """Ann was asked meanwhile, and then the link is another: what Ada has written stands there to be copied."""
    office, wrote, lost = ada.office, "What breaks <at> night?", "What you had written isn’t sent"
    asked = await office.request("ann")
    form = f"{ada.at}/requests/{asked}"
    hidden = dict(HIDDEN.findall((await ada.client.get(form)).text))
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=asked, by=office.people["cora"])
    too_late = await ada.client.post(form, data={**hidden, "learn": wrote})
    await ada.link()
    closed = await ada.client.post(form, data={**hidden, "learn": wrote})
    for answer, status in ((too_late, 409), (closed, 404)):
        assert (answer.status_code, f"<blockquote>{escape(wrote)}</blockquote>" in answer.text) == (status, True)
        assert lost in answer.text
    assert lost not in (await ada.client.get(form)).text


async def test_a_refusal_says_who_why_and_what_instead(ada: Visitor) -> None:
    """The candidate reads it on the page too; the offer's date is told as it is."""
    office = ada.office
    await ada.saved("/ask", {"named": "The Pope"})
    async with office.act() as tx:
        (wish,) = await requests_of(tx, office.candidacy_id)
        row = await lock(tx, office.candidacy_id)
        row.offer_expires_on = date(2030, 1, 11)
        await approvals.say_no(
            tx, request_id=wish.id, reason="He is in Rome.", alternative="Ask <Bo>.", by=office.people["cora"]
        )
    page = await ada.look()
    for words in ("Cora C. decided it and says why", "He is in Rome.", "Ask <Bo>.", "the end of Friday 11 January"):
        assert words in page, words
    assert "Ask &lt;Bo&gt;." in (await ada.client.get(ada.at)).text
    mails = await office.mails("ada@lovelace.example")
    assert "you asked to talk with The Pope" in mails[-1].get_content()


async def test_questions_are_read_by_those_the_page_names(ada: Visitor) -> None:
    """Without the tick the hiring manager gets counts alone; the answer stands on the page."""
    office = ada.office
    said = await ada.saved("/question", {"question": "How much runway?"})
    again = await ada.send("/question", {"question": "How much runway?"})
    assert (again.status_code, "asked this already" in again.text) == (422, True), "from another window"
    assert "Only Cora C. can read this." in said
    assert "Open: Cora C. sees to it." in said
    assert "The answer will stand here" in said
    async with office.look() as tx:
        [asked] = await questions_of(tx, office.candidacy_id)
    task = await office.card(Surface.QUESTION_TASK, asked.id)
    for words in ("How much runway?", "they read the answer on their page, and a mail tells them."):
        assert words in task, words
    assert "runway" not in "".join(await office.told("hana"))
    said = await ada.saved("/question", {"question": "Who is my deputy?", "manager_may_read": "yes"})
    assert "Only Cora C. and the hiring manager can read this." in said
    assert "Who is my deputy?" in "".join(await office.told("hana"))
    async with office.act() as tx:
        first, second = await questions_of(tx, office.candidacy_id)
        for one, state, note in (
            (first, QuestionState.ANSWERED, "Eighteen months."),
            (second, QuestionState.CANT_BE_SHARED, "It isn't decided."),
        ):
            await questions.settle_question(tx, question_id=one.id, state=state, note=note, by=office.people["cora"])
    page = await ada.look()
    for words in (
        "Eighteen months.",
        "Cora C. answers:",
        "We can't share this. Cora C. says why:",
        "It isn't decided.",
    ):
        assert words in page, words
    await office.move(office.now + timedelta(hours=2))
    [mail] = [one for one in await office.mails("ada@lovelace.example") if "About your" in one["Subject"]]
    for words in ("> How much runway?", "> Who is my deputy?", "says why where we can't share one", f"{PUBLIC_URL}/r/"):
        assert words in mail.get_content(), words
    assert "Eighteen" not in mail.get_content()


async def test_who_may_be_asked_for_by_name_is_named_while_their_yes_holds(ada: Visitor) -> None:
    """Asked for by that name it is them, with no finding; nobody else of the directory is named."""
    office = ada.office
    async with office.act() as tx:
        common = {"contact_class": ContactClass.INVESTOR, "zone": "Europe/Berlin", "listed_at": tx.now}
        agreed = {"consented_at": tx.now, "consent_expires_at": tx.now + timedelta(days=365)}
        over = {"consented_at": tx.now, "consent_expires_at": tx.now - timedelta(days=1)}
        await add_contact(tx, {**common, **agreed, "name": "Ines Vestor", "email": "ines@fund.example"})
        await add_contact(tx, {**common, **over, "name": "Ian Vestor", "email": "ian@fund.example"})
        await add_contact(tx, {**common, "name": "Ida Vestor", "email": "ida@fund.example"})
        left_out = {"is_not_offered": True, "not_offered_at": tx.now}
        marked = {**common, **agreed, **left_out, "name": "Ira Vestor", "email": "ira@fund.example"}
        await add_contact(tx, marked)
        await add_contact(tx, {**common, "name": "Ann A.", "person_id": office.people["ann"].id})
    form = await ada.look("/ask")
    assert "Ines Vestor, an investor" in form
    assert not [name for name in ("Ian", "Ida", "Ira", "Ann A.", "fund.example") if name in form]
    [number] = re.findall(r"whom=(\d+)", form)
    form = await ada.look(f"/ask?whom={number}")
    assert 'name="named" type="text" value="Ines Vestor"' in form
    await ada.saved("/ask", {"named": "ines vestor", "kind": "investor"})
    async with office.look() as tx:
        [wish] = await requests_of(tx, office.candidacy_id)
    assert (wish.contact_id, wish.asked_for_id, wish.named) == (int(number), int(number), None)
    assert (await ada.send("/ask", {"named": "Ines Vestor"})).status_code == 422


async def test_a_question_of_the_bank_is_put_into_the_form(ada: Visitor) -> None:
    """Each kind of person and each subject has at least six; the form holds the one chosen, and nothing is kept."""
    ideas = await ada.look("/ideas")
    assert ideas.count("Ask someone this<") >= 6 * (len(ContactClass) + 5)
    form = await ada.look("/ask?kind=investor&number=0")
    assert "Why did you invest, and what would make you invest again?</textarea>" in form
    form = await ada.look("/ask?area=Life beside work&number=1")
    assert 'value="Life beside work"' in form
    for query in ("kind=investor&number=99", "kind=x&number=0", "area=Nothing&number=²", "number=-1", "kind=&area="):
        await ada.look(f"/ask?{query}")
    assert await wishes(ada.office) == []


async def test_nobody_is_on_the_list_twice_and_a_change_finds_who_is_offered(ada: Visitor) -> None:
    """By name or as the hiring manager, asked for or changed to; a name that may be told is that person."""
    office = ada.office
    await ada.saved("/ask", {"kind": "hiring_manager"})
    again = await ada.send("/ask", {"kind": "hiring_manager", "area": "the plan"})
    assert (again.status_code, "The hiring manager is on your list already" in again.text) == (422, True)
    async with office.act() as tx:
        said = {"consented_at": tx.now, "consent_expires_at": tx.now + timedelta(days=365), "listed_at": tx.now}
        ines = {"contact_class": ContactClass.INVESTOR, "name": "Ines Vestor", "email": "ines@fund.example"}
        await add_contact(tx, {**said, **ines, "zone": "Europe/Berlin"})
    await ada.saved("/ask", {"named": "The Pope"})
    async with office.look() as tx:
        manager, wish = await requests_of(tx, office.candidacy_id)
    assert (await ada.send(f"/requests/{manager.id}", {"named": "the pope"})).status_code == 422
    await ada.saved(f"/requests/{wish.id}", {"named": "ines vestor"})
    found = await office.wish(wish.id)
    assert (found.named, found.contact_id) == (None, found.asked_for_id)
    assert found.contact_id is not None
    early = await ada.client.get(f"{ada.at}/requests/{wish.id}/another-time")
    assert (early.status_code, "No time is agreed" in early.text) == (409, True)


async def test_a_row_may_end_at_midnight_and_holds_one_day(ada: Visitor) -> None:
    """Times that were said in another zone come back as rows that can be saved as they are."""
    row = {"zone": "Berlin", "day_1": "2030-01-09", "from_1": "18:00", "to_1": "00:00"}
    assert "Wednesday 9 January, 18:00–00:00" in await ada.saved("/times", row)
    async with ada.office.act() as tx:
        (await lock(tx, ada.office.candidacy_id)).candidate_zone = "Asia/Kathmandu"
        before = [(one.starts_at, one.ends_at) for one in await free_windows(tx, ada.office.candidacy_id)]
    shown = dict(
        re.findall(r'name="((?:day|from|to)_[0-9]+|zone)" type="[a-z]+" value="([^"]*)"', await ada.look("/times"))
    )
    assert (shown["day_2"], shown["from_2"]) == ("2030-01-10", "00:00")
    await ada.saved("/times", shown)
    async with ada.office.look() as tx:
        after = [(one.starts_at, one.ends_at) for one in await free_windows(tx, ada.office.candidacy_id)]
    assert (after[0][0], after[-1][1]) == (before[0][0], before[-1][1])


async def test_once_somebody_cant_it_is_somebody_else_who_is_looked_for(ada: Visitor) -> None:
    """No time is being found with whoever said no; other times they wrote about still are."""
    office = ada.office
    for wrote, said in ((None, "the right person"), ("Mornings", "a time for the two of you")):
        wish = await office.request("ann", area="On call")
        async with office.act() as tx:
            await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
        asked = (await office.meetings())[-1]
        async with office.act() as tx:
            if wrote is None:
                await meetings.cant_meet(tx, meeting_id=asked.id, by=office.people["ann"])
            else:
                await meetings.other_times(tx, meeting_id=asked.id, wrote=wrote, by=office.people["ann"])
        assert f"Cora C. is finding {said}." in await ada.look()


async def test_nobody_is_said_to_be_asked_before_the_mail_went_out(ada: Visitor) -> None:
    """While only the colleague who knows them was asked, a time is being found."""
    office = ada.office
    wish = await office.request("ines")
    async with office.act() as tx:
        found = await contact_of_email(tx, "ines@fund.example")
        assert found is not None
        found.known_by_id = office.people["bo"].id
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
    page = await ada.look()
    assert "Cora C. is finding a time for the two of you." in page
    assert "Asked on" not in page
    [meeting] = await office.meetings()
    async with office.act() as tx:
        await introductions.ask_in_my_name(tx, meeting_id=meeting.id, by=office.people["bo"])
    assert "Asked on Monday 7 January" in await ada.look()
