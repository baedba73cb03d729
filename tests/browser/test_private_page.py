"""The candidate's private page in a real browser: on a phone and a screen, by keyboard, with and without JavaScript."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from bot.process import approvals, meetings
from bot.web.pages import pages
from bot.web.server import WebServer, listen, site
from storage.candidacies import lock
from storage.meeting_requests import requests_of
from tests.browser.test_accessibility import faults
from tests.browser.windows import Window
from tests.process.reverse_interviews import Office
from tests.web.visits import PUBLIC_URL, visitor_of

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(400),
    pytest.mark.xdist_group("pages"),  # one browser for all of them
    pytest.mark.long,
]

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
PAGES = ("", "/ask", "/times", "/ideas", "/requests/1/cancel")
"""One of each kind of page."""


@asynccontextmanager
async def served(url: str) -> AsyncIterator[tuple[Office, str]]:
    """Serve the pages of an office on this machine; yields it with the address of its candidate's page."""
    async with visitor_of(url) as visitor:
        office = visitor.office
        private = pages(office.database, office.workspace_id)
        server = WebServer(site(None, office.database, None, private), listen("127.0.0.1", 0))
        await server.start()
        try:
            yield office, f"http://127.0.0.1:{server.port}{visitor.at}"
        finally:
            await server.stop()


@asynccontextmanager
async def window_at(browser: Browser, address: str, **options: object) -> AsyncIterator[Window]:
    """Open a browser's window in which nothing may go wrong."""
    context: BrowserContext = await browser.new_context(timezone_id="Europe/Lisbon", **options)  # type: ignore[arg-type]  # Playwright's own
    seen = Window(await context.new_page(), address.partition("/r/")[0])
    await seen.page.goto(address)
    yield seen
    await context.close()
    assert seen.troubles == []


async def agree_on_one(office: Office) -> None:
    """Let one meeting be agreed, one request be refused, and the offer have a date."""
    wish, other = await office.request("ann"), await office.request(None, area="money", learn="How long?")
    async with office.act() as tx:
        row = await lock(tx, office.candidacy_id)
        row.offer_expires_on = date(2030, 1, 18)
        cora = office.people["cora"]
        await approvals.say_no(tx, request_id=other, reason="Nobody may say.", alternative="Read our report.", by=cora)
        await approvals.approve_meeting(tx, request_id=wish, by=cora)
    [meeting] = await office.meetings()
    first = (await office.times(meeting.id))[0]
    async with office.act() as tx:
        await meetings.accept_time(tx, meeting_id=meeting.id, proposed_id=first.id, by=office.people["ann"])


async def asked_by_mail(office: Office, address: str) -> str:
    """Ask somebody outside Slack; returns the address of the page behind their mail."""
    wish = await office.request("ines", learn="Why did you invest?")
    async with office.act() as tx:
        await approvals.approve_meeting(tx, request_id=wish, by=office.people["cora"])
    mail = (await office.mails("ines@fund.example"))[-1]
    [link] = [word for word in mail.get_content().split() if word.startswith(f"{PUBLIC_URL}/m/")]
    return str(link).replace(PUBLIC_URL, address.partition("/r/")[0])


async def fits(page: Page) -> bool:
    """Tell whether nothing has to be scrolled sideways."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


async def test_axe_finds_no_serious_fault_on_a_phone_and_a_screen(browser: Browser, sqlite_url: str) -> None:
    """Every kind of page, light and dark; nothing sticks out sideways, and no console or network trouble comes."""
    found = []
    async with served(sqlite_url) as (office, address):
        await agree_on_one(office)
        for options in (PHONE, {"viewport": {"width": 1200, "height": 800}, "color_scheme": "dark"}):
            async with window_at(browser, address, **options) as seen:
                rules = ["color-contrast"] if "color_scheme" in options else []
                for path in PAGES[:2] if rules else PAGES:
                    await seen.page.goto(address + path)
                    found += [f"{path}: {fault}" for fault in await faults(seen.page, *rules)]
                    assert await fits(seen.page), path
        context = await browser.new_context()
        closed = await context.new_page()
        contact = await asked_by_mail(office, address)
        for name, page in (("closed", f"{address}x"), ("contact", contact), ("zone", f"{contact}/zone")):
            await closed.goto(page)
            found += [f"{name}: {fault}" for fault in await faults(closed)]
            assert await fits(closed), name
        await context.close()
    assert found == [], "\n".join(found)


async def test_a_phone_asks_by_keyboard_alone_and_a_zone_is_offered_never_set(
    browser: Browser, sqlite_url: str
) -> None:
    """What is wrong is reached by its link and read out; the browser's zone waits behind a button."""
    async with served(sqlite_url) as (office, address), window_at(browser, address, **PHONE) as seen:
        page = seen.page
        await page.get_by_role("link", name="Ask for someone").first.focus()
        await page.keyboard.press("Enter")
        name = page.get_by_label("Whom? A name")
        await name.focus()
        await page.keyboard.type("Eve Ellis")
        await page.get_by_label("The chief executive").focus()
        await page.keyboard.press("Space")
        await page.get_by_role("button", name="Ask for them").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("Saved. Cora C. has your request")
        await page.goto(f"{address}/times")
        zone = page.get_by_label("Your time zone")
        await expect(zone).to_have_value("Europe/Berlin")
        await page.get_by_role("button", name="Use it").click()
        await expect(zone).to_have_value("Europe/Lisbon")
        await page.get_by_role("button", name="Save these times").click()
        await expect(page.get_by_text("On the clocks of Lisbon.")).to_be_visible()
        async with office.look() as tx:
            [wish] = await requests_of(tx, office.candidacy_id)
    assert wish.named == "Eve Ellis"


async def test_everything_works_without_javascript(browser: Browser, sqlite_url: str) -> None:
    """A question of the bank becomes a request, a wrong form says so, a request is cancelled."""
    async with (
        served(sqlite_url) as (_, address),
        window_at(browser, address, java_script_enabled=False) as seen,
    ):
        page = seen.page
        await page.get_by_role("link", name="Find questions to start from").click()
        await page.get_by_text("An investor", exact=True).click()
        await page.get_by_role("link", name=re.compile("Ask someone this.*Why did you invest")).click()
        await expect(page.get_by_label("What would you like to learn?")).to_have_value(
            "Why did you invest, and what would make you invest again?"
        )
        await page.get_by_role("button", name="Ask for them").click()
        await expect(page.get_by_role("status")).to_contain_text("Saved.")
        await page.goto(f"{address}/times")
        await expect(page.get_by_role("button", name="Use it")).to_be_hidden()
        await page.goto(address)
        await page.get_by_role("link", name=re.compile("Cancel.*An investor")).click()
        await page.get_by_role("button", name="Cancel it").click()
        await expect(page.get_by_text("This isn't going ahead any more.")).to_be_visible()
