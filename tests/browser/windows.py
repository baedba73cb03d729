"""A window of a browser in which somebody looks at the workspace and clicks."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress

from playwright.async_api import ConsoleMessage, Error, Locator, Page, Request, Response, expect

PATIENCE = 30_000
"""Milliseconds to wait for what must come; long, for the machine may be busy."""
GLANCE = 3_000
"""Milliseconds after which somebody clicks again."""
APP = "Reverse Interview"
expect.set_options(timeout=PATIENCE)


class Window:
    """One person's window; `troubles` collects everything the browser complained of."""

    def __init__(self, page: Page, url: str) -> None:
        """Watch a page on which the workspace at this address is shown."""
        self.page, self.url = page, url
        self.troubles: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    # Where one is

    async def open(self, address: str) -> None:
        """Go to an address of the workspace."""
        await self.page.goto(self.url + address)
        await self.live()

    async def live(self) -> None:
        """Wait until the window hears what changes."""
        await self.page.wait_for_selector("body[data-live]", state="attached")

    async def be(self, name: str) -> None:
        """Become somebody else by the sidebar."""
        me, link = self.page.locator(".me > summary"), self.page.locator(".me").get_by_role("link", name=name)

        async def choose() -> None:
            if not await link.is_visible():
                await me.click(timeout=GLANCE)
            await link.click(timeout=GLANCE)
            await expect(me).to_contain_text(name, timeout=GLANCE)

        await _insist(choose)
        await self.live()

    async def go(self, place: str) -> None:
        """Open a conversation or a page by its link in the sidebar."""
        link = self.page.locator("#sidebar a.place").filter(has_text=place)

        async def follow() -> None:
            await link.click(timeout=GLANCE)
            await expect(link).to_have_attribute("aria-current", "page", timeout=GLANCE)

        await _insist(follow)
        await self.live()

    async def go_to_app(self, tab: str = "Messages") -> None:
        """Open a tab of the app."""
        await self.go(APP)
        await self.page.locator(".tabs").get_by_role("link", name=tab).click()
        await expect(self.page.locator(".tabs [aria-current=page]")).to_have_text(tab)
        await self.live()

    # What one sees

    def message(self, *containing: str) -> Locator:
        """The last message in the conversation with all these words."""
        return _last(self.page.locator("#messages li.row"), containing)

    def reply(self, *containing: str) -> Locator:
        """The last message in the open thread with all these words."""
        return _last(self.page.locator("#thread li.row"), containing)

    @property
    def form(self) -> Locator:
        """The form that is open."""
        return self.page.locator("dialog#form[open] form")

    @property
    def ticks(self) -> Locator:
        """The steps that the guide shows as done."""
        return self.page.locator("[data-panel=guide] li").filter(has_text="✓")

    # What one does

    async def write(self, text: str) -> None:
        """Type into the conversation's box, a line at a time, and send it."""
        await self._type(self.page.locator("main form.composer textarea"), text)

    async def write_reply(self, text: str) -> None:
        """Type into the thread's box and send it."""
        await self._type(self.page.locator("#thread form.composer textarea"), text)

    async def _type(self, box: Locator, text: str) -> None:
        """Type as people do: a new point follows a point by itself, an empty one ends the list."""
        await box.click()
        in_list = False
        for number, line in enumerate(text.split("\n")):
            is_point = line.startswith("- ")
            if number:
                await box.press("Shift+Enter")
            if in_list and not is_point:
                await box.press("Shift+Enter")
            if is_point and not in_list:
                await box.press_sequentially("- ")
            in_list = is_point
            await self.page.keyboard.insert_text(line.removeprefix("- ") if is_point else line)
        if text.startswith("/"):
            await box.press("Space")
        await box.press("Enter")
        await expect(box).to_have_value("")

    async def fill(self, values: dict[str, str | bool]) -> None:
        """Fill in the form's fields, by their labels; a choice among several is its own label and True."""
        for label, value in values.items():
            control = self.form.get_by_label(re.compile(rf"^{re.escape(label)}")).first
            if isinstance(value, bool):
                await control.set_checked(value)
            elif await control.evaluate("each => each.tagName") == "SELECT":
                option = control.locator("option").filter(has_text=value).first
                await control.select_option(value=await option.get_attribute("value"))
            else:
                await control.fill(value)

    async def submit(self, button: str = "Save") -> None:
        """Submit the form and see it close."""
        number = await self.form.get_attribute("data-view-id")
        await self.form.get_by_role("button", name=button, exact=True).click()
        await expect(self.page.locator(f"dialog#form[open] form[data-view-id={number}]")).to_have_count(0)

    # What went wrong

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(f"console: {message.text} at {message.location}")

    def _failed(self, request: Request) -> None:
        # A page that is left cuts off what it was still asking for, the stream of changes above all.
        if request.failure != "net::ERR_ABORTED":
            self.troubles.append(f"failed: {request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        policy = response.headers.get("content-security-policy", "")
        if response.status >= 400:
            self.troubles.append(f"{response.status}: {response.request.method} {response.url}")
        if response.url.startswith(self.url) and ("default-src 'none'" not in policy or "unsafe" in policy):
            self.troubles.append(f"no strict policy: {response.url}")


async def _insist(do: Callable[[], Awaitable[None]]) -> None:
    """Do something again until it has worked, as people do: a click on what is just drawn anew is lost."""
    async with asyncio.timeout(PATIENCE / 1000):
        while True:
            with suppress(AssertionError, Error):
                return await do()


def _last(rows: Locator, containing: tuple[str, ...]) -> Locator:
    for words in containing:
        rows = rows.filter(has_text=words)
    return rows.last
