"""The whole story of DESIGN.md §3 in a browser: by clicking, by the guide, and from the beginning again."""

import asyncio
import re
import signal
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, expect

from bot.demo.cast import CANDIDATE, CANDIDATE_MAIL, CHANNEL
from bot.demo.guide import LESSONS
from bot.demo.stage import Stage
from tests.browser.conftest import OpenWindow
from tests.browser.windows import Window

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(400),
    pytest.mark.xdist_group("clicking"),  # one browser for all of them
    pytest.mark.long,
]

FEEDBACK = (
    "*Good:*\n- You drew the failure cases before anyone asked.\n- You said “I don't know yet” and then found out.\n"
    "*Grow:*\n- Bring the quiet people in earlier.\nTeam only: check the notice period."
)


async def test_the_story_by_clicking(stage: Stage, window: OpenWindow) -> None:
    """Everyone clicks and types their part; the guide ticks each step off as it happens."""
    seen = await window(stage)
    await seen.page.goto(stage.sandbox.url)
    await seen.page.get_by_role("link", name="Tala Torres").click()
    await seen.live()
    for number, step in enumerate(STEPS, 1):
        await step(seen)
        await expect(seen.ticks, step.__name__).to_have_count(number)
    guide = seen.page.locator("[data-panel=guide]")
    for number in range(len(STEPS) + 1, len(LESSONS) + 1):
        await guide.get_by_role("button", name="Do it for me").click()
        await expect(seen.ticks).to_have_count(number)
    await expect(guide).to_contain_text("That was the whole story")
    await learn(seen)


def clock(seen: Window) -> Locator:
    """The business clock."""
    return seen.page.locator("main [data-panel=clock]")


async def set_up(seen: Window) -> None:
    """The head of talent fills the settings in."""
    await seen.go_to_app("Home")
    await seen.page.locator("#home").get_by_role("button", name="Settings").click()
    await seen.fill(
        {"Debrief channel": f"#{CHANNEL}", "Recruiting coordinator": "Cora Cole", "Company name": "Acme"},
    )
    await seen.fill({"Link for video": "https://video.acme.example/offers"})
    await seen.submit()


async def open_debrief(seen: Window) -> None:
    """The hiring manager types a command and sends the form."""
    await seen.be("Hana Hart")
    await seen.go(CHANNEL)
    await seen.write(f"/debrief {CANDIDATE}, Staff Engineer @ann @bo @cy")
    await expect(seen.form.get_by_label("Candidate", exact=True)).to_have_value(CANDIDATE)
    await seen.fill({"Hiring manager": "Hana Hart", "The candidate's e-mail address": CANDIDATE_MAIL})
    await seen.submit("Open")
    await expect(seen.message(CANDIDATE)).to_contain_text("0 of 3 in")


async def gather(seen: Window) -> None:
    """One interviewer replies in the thread with marks, the next to the app without, and sorts it."""
    await seen.be("Ann Archer")
    await seen.go(CHANNEL)
    await seen.message(CANDIDATE).hover()
    await seen.message(CANDIDATE).get_by_role("button", name="Reply in thread").click()
    await seen.write_reply(FEEDBACK)
    await expect(seen.reply("failure cases").locator(".message-body li")).to_have_count(3)
    await expect(seen.message(CANDIDATE)).to_contain_text("1 of 3 in")
    await seen.go_to_app()
    await seen.message("Looks right").get_by_role("button", name="Looks right").click()
    await seen.be("Bo Berg")
    await seen.go_to_app()
    await seen.write("You explained consensus to me.\nI'd have liked to hear an estimate first.")
    await seen.message("Just talking").get_by_role("button", name="That's my feedback").click()
    await seen.fill({"You explained consensus": "Good", "I'd have liked": "Grow"})
    await seen.submit()
    await expect(seen.message("Looks right")).to_be_visible()


async def remind(seen: Window) -> None:
    """A day passes on the clock; the third interviewer is reminded and fills the form in."""
    await seen.be("Cy Castle")
    await seen.go("Clock")
    for day in ("Tuesday 8", "Wednesday 9"):
        await seen.page.get_by_role("button", name="Next working morning").click()
        await expect(clock(seen)).to_contain_text(f"{day} January 2030, 09:0")
    await seen.go_to_app()
    await seen.message("Give feedback").get_by_role("button", name="Give feedback").click()
    await seen.fill({"Good": "You asked what the service is for.", "Grow": "Write the tests you described."})
    await seen.submit()


async def decide(seen: Window) -> None:
    """The hiring manager decides; a field left empty is said at the field."""
    await seen.be("Hana Hart")
    await seen.go_to_app()
    await seen.message("Decide:").get_by_role("button", name="Decide").click()
    await seen.fill({"Hire": True})
    await seen.form.get_by_role("button", name="Decide", exact=True).click()
    await expect(seen.form.locator(".field-error").first).to_be_visible()
    await seen.fill({"Why": "The strongest systems thinking we have seen this year."})
    await seen.fill({"The candidate's phone number": "+44 20 7946 0958", "The candidate's time zone": "Europe/London"})
    await seen.submit("Decide")


async def call(seen: Window) -> None:
    """The script holds every point that may be said; the call is logged, and the mail goes out later."""
    script = seen.message(f"Call {CANDIDATE}")
    await expect(script).to_contain_text("You drew the failure cases before anyone asked")
    await expect(script).not_to_contain_text("notice period")
    await script.get_by_role("button", name="Log the call").click()
    await seen.fill({"Good:": True, "What did they say": "Very happy. Unsure whether you can pay for it."})
    await seen.submit()
    await expect(seen.message("goes out at")).to_be_visible()
    await seen.go("Clock")
    await seen.page.get_by_role("button", name="+1 hour").click()
    await expect(clock(seen)).to_contain_text("Wednesday 9 January 2030, 10:0")
    await seen.go("Mailbox")
    await expect(seen.page.locator("article.mail").first).to_contain_text(CANDIDATE_MAIL)
    mailbox = seen.page.url
    await seen.page.locator("article.mail a[href*='/r/']").first.click()
    await expect(seen.page.get_by_role("heading", name="now it is your turn to ask")).to_be_visible()
    await seen.page.goto(mailbox)


async def list_people(seen: Window) -> None:
    """The head of talent lists somebody who can talk about a subject."""
    await seen.be("Tala Torres")
    await seen.go_to_app()
    await seen.write("/offer people")
    await seen.form.get_by_role("button", name="Add a colleague").click()
    await seen.fill({"Who": "Mel Moss", "What they can talk about": "on-call"})
    await seen.form.get_by_role("button", name="Save", exact=True).click()
    await seen.submit("Done")
    await seen.submit("Close")


async def ask(seen: Window) -> None:
    """The coordinator enters whom the candidate asks for: one in Slack, one outside, and a subject."""
    await seen.be("Cora Cole")
    await seen.go_to_app()
    free = {"Free on, 1 of 3": "2030-01-10", "From": "09:00", "Until": "18:00"}
    asked = {"Somebody in Slack": "Eve Ellis", "What kind of person": "Chief executive", "What they want": "What next?"}
    await seen.write("/offer ask Ada")
    await seen.fill({**asked, "They may be told": True, **free})
    await seen.form.get_by_role("button", name="Save").click()
    await seen.form.get_by_role("button", name="Add another").click()
    await seen.fill({"Or somebody outside Slack": "Ines Vestor", "Their e-mail address": "ines@fund.example"})
    await seen.fill({"What kind of person": "Investor", "What they want": "Why did you invest?"})
    await seen.form.get_by_role("button", name="Save").click()
    await seen.form.get_by_role("button", name="Add another").click()
    await seen.fill({"A subject": "on-call"})
    await seen.form.get_by_role("button", name="Save").click()
    await expect(seen.form).to_contain_text("Asked for so far: 3")
    await seen.submit("Done")


async def approve(seen: Window) -> None:
    """She says who comes next, and approves all at once after being told what that sends to whom."""
    card = seen.message("Approve all 3")
    await card.locator("details.overflow summary").last.click()
    await card.get_by_role("button", name="Approve who is asked next").last.click()
    await seen.fill({"Cy Castle": True})
    await seen.submit()
    await expect(card).to_contain_text("as you approved: Cy Castle")
    await card.get_by_role("button", name="Approve all 3").click()
    sure = seen.page.locator("dialog.confirm[open]")
    await expect(sure).to_be_visible()
    await sure.locator("[data-answer=deny]").click()
    await card.get_by_role("button", name="Approve all 3").click()
    await sure.locator("[data-answer=confirm]").click()
    await expect(seen.message("Record their answer")).to_be_visible()


async def agree(seen: Window) -> None:
    """The chief executive picks a time in Slack; the investor by the link in her mail."""
    await accept(seen, "Eve Ellis")
    await seen.go("Mailbox")
    mailbox = seen.page.url
    mail = seen.page.locator("article.mail").filter(has_text="Hello Ines Vestor").first
    await mail.locator("a[href*='/m/']").click()
    await seen.page.locator("input[type=radio]").first.check()
    await seen.page.get_by_role("button", name="Send my answer").click()
    await expect(seen.page.get_by_role("status")).to_contain_text("Saved")
    await seen.page.goto(mailbox)


async def accept(seen: Window, who: str) -> None:
    """Somebody accepts the first of the times they are asked about."""
    await seen.be(who)
    await seen.go_to_app()
    await seen.page.get_by_role("button", name="Accept").first.click()
    await expect(seen.page.get_by_role("button", name="Accept")).to_have_count(0)


async def decline(seen: Window) -> None:
    """Mel can't; the colleague who was approved to come next is asked, and accepts."""
    await seen.be("Mel Moss")
    await seen.go_to_app()
    await seen.page.get_by_role("button", name="I can't").click()
    await expect(seen.message("that is fine")).to_be_visible()
    await accept(seen, "Cy Castle")


async def move(seen: Window) -> None:
    """The candidate gives a time back on her page; asked again, the chief executive keeps her."""
    await seen.go("Mailbox")
    mailbox = seen.page.url
    await seen.page.locator("article.mail", has_text="Your turn to ask us").locator("a[href*='/r/']").click()
    talk = seen.page.locator("article.card", has_text="Eve Ellis")
    await talk.get_by_role("link", name="I need another time").click()
    await seen.page.get_by_role("button", name="Give this time back").click()
    await expect(seen.page.get_by_role("status")).to_contain_text("The time is given back")
    await seen.page.goto(mailbox)
    await seen.be("Cora Cole")
    await seen.go_to_app()
    await seen.message("asked for another time").get_by_role("button", name="Approve", exact=True).click()
    await accept(seen, "Eve Ellis")
    await seen.go("Mailbox")
    entry = seen.page.locator("article.mail", has_text="Hello Eve Ellis").locator(".entry").first
    await expect(entry).to_contain_text("sequence 2")


async def meet(seen: Window) -> None:
    """The evening before everybody has a note, and everything in the calendar."""
    await seen.go("Clock")
    await seen.page.get_by_label("Or to").fill("2030-01-09T18:00")
    await seen.page.get_by_role("button", name="Go", exact=True).click()
    await expect(clock(seen)).to_contain_text("Wednesday 9 January 2030, 18:0")
    await seen.go("Mailbox")
    await expect(seen.page.locator("article.mail .entry").first).to_be_visible()
    await seen.go("Clock")
    await seen.page.get_by_label("Or to").fill("2030-01-12T10:00")
    await seen.page.get_by_role("button", name="Go", exact=True).click()
    await expect(clock(seen)).to_contain_text("Saturday 12 January 2030, 10:0")


async def close_the_loop(seen: Window) -> None:
    """The coordinator has heard that everything is answered."""
    await seen.be("Cora Cole")
    await seen.go_to_app()
    await seen.message("Is everything answered?").get_by_role("button", name="Everything is answered").click()


async def answer(seen: Window) -> None:
    """The candidate says yes."""
    await seen.be("Hana Hart")
    await seen.go_to_app()
    await seen.write("/offer answer Ada")
    await seen.fill({"Accepted": True, "First day": "2030-03-01", "Work e-mail": "ada.lovelace@acme.example"})
    await seen.submit("Record")
    await expect(seen.message("accepted the offer")).to_be_visible()


async def learn(seen: Window) -> None:
    """The head of talent asks for the figures."""
    await seen.be("Tala Torres")
    await seen.go_to_app()
    await seen.write("/offer stats")
    await expect(seen.message("Offers accepted")).to_contain_text("1 of 2")


STEPS = (
    set_up,
    open_debrief,
    gather,
    remind,
    decide,
    call,
    list_people,
    ask,
    approve,
    agree,
    decline,
    move,
    meet,
    close_the_loop,
    answer,
)


async def test_the_guide_plays_any_step(stage: Stage, window: OpenWindow) -> None:
    """Pressed again and again, it plays the whole story, and says whose turn is next."""
    seen = await window(stage, "/as/hana/")
    guide = seen.page.locator("[data-panel=guide]")
    for number in range(len(LESSONS)):
        await expect(seen.ticks).to_have_count(number)
        await expect(guide.locator("[aria-current=step]")).to_have_count(1)
        await guide.get_by_role("button", name="Do it for me").click()
    await expect(guide).to_contain_text("That was the whole story")
    await seen.go("Mailbox")
    await expect(seen.page.locator("article.mail").first).to_be_visible()


async def test_the_story_starts_again(browser: Browser, tmp_path: Path) -> None:
    """`reverse-interview sandbox` as a newcomer runs it: one step played, then everything as at the beginning."""
    command = str(Path(sys.executable).parent / "reverse-interview")
    process = await asyncio.create_subprocess_exec(command, "sandbox", cwd=tmp_path, stdout=PIPE)
    try:
        assert process.stdout is not None
        found = re.search(r"http://[\d.:]+", (await process.stdout.readline()).decode())
        assert found is not None
        page = await browser.new_page()
        seen = Window(page, found[0])
        await seen.open("/as/tala/")
        await page.get_by_role("button", name="Do it for me").click()
        await expect(seen.ticks).to_have_count(1)
        assert seen.troubles == []
        await page.get_by_role("button", name="Start again").click()
        await expect(seen.ticks).to_have_count(0)
        await page.close()
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        assert await process.wait() == 0
