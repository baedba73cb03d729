"""Debian's Chromium, the bot in a workspace with its panels, and windows that nothing may go wrong in."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from bot.demo.browser import show
from bot.demo.stage import Stage, staged
from bot.demo.transcript import Transcript
from bot.sandbox.server import Sandbox
from tests.browser.windows import Window
from tests.quick import quick

SWITCHES = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-lcd-text"),
)
OpenWindow = Callable[..., Awaitable[Window]]
"""Opens a window on a stage, with whatever Playwright's `new_context` takes."""


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is; whoever has none skips these tests."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no Chromium here; on Debian or Ubuntu: apt-get install chromium")
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """A browser for all tests of a worker: to start one takes two seconds."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
        yield browser
        await browser.close()


@asynccontextmanager
async def shown(folder: Path) -> AsyncIterator[Stage]:
    """Set everything up as `make sandbox` does."""
    with quick(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.demo.stage.Sandbox", partial(Sandbox, rates=False))
        async with staged(folder, Transcript(is_quiet=True)) as stage:
            showing = asyncio.create_task(show(stage))
            await asyncio.sleep(0)
            yield stage
            showing.cancel()
            with suppress(asyncio.CancelledError):
                await showing


@pytest_asyncio.fixture(loop_scope="session")
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The bot in a workspace in which nothing has happened yet, shown with its panels."""
    async with shown(tmp_path) as stage:
        yield stage


@pytest_asyncio.fixture(loop_scope="session")
async def window(browser: Browser) -> AsyncIterator[OpenWindow]:
    """Open windows; afterwards nothing may have gone wrong in any of them."""
    opened: list[Window] = []

    async def open_window(stage: Stage, address: str | None = None, **options: Any) -> Window:  # noqa: ANN401  # Playwright's own options
        context = await browser.new_context(**{"viewport": {"width": 1280, "height": 800}} | options)
        seen = Window(await context.new_page(), stage.sandbox.url)
        opened.append(seen)
        if address is not None:
            await seen.open(address)
        return seen

    yield open_window
    troubles = [trouble for each in opened for trouble in each.troubles]
    for each in opened:
        await each.page.context.close()
    assert troubles == []
