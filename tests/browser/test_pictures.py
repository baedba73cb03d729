"""The two pictures of README.md; `make screenshots` writes them, the tests see that they can be taken."""

import os
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.demo.cast import CANDIDATE
from bot.demo.stage import Stage
from bot.demo.story import STORY
from tests.browser.conftest import OpenWindow
from tests.browser.small_png import small_png
from tests.browser.windows import Window

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(120),
    pytest.mark.xdist_group("pages"),  # one browser for all of them
    pytest.mark.long,
]

MOST_BYTES = 150_000


FOLDER = os.environ.get("SCREENSHOTS")
"""Where `make screenshots` wants the pictures; without it they are only looked at."""


async def test_pictures_of_a_debrief_and_a_call_script(stage: Stage, window: OpenWindow) -> None:
    """A channel with the card and its thread; the script as the caller reads it."""
    for step in STORY[:3]:
        await step(stage)
    seen = await window(stage, f"/as/hana/in/{stage.cast.channel}")
    await seen.page.locator("a.replies").first.click()
    await expect(seen.reply("failure cases")).to_be_visible()
    await take(seen, "channel.png")
    for step in STORY[3:5]:
        await step(stage)
    await seen.go_to_app()
    await seen.message(f"Call {CANDIDATE}").evaluate("each => each.scrollIntoView()")
    await take(seen, "script.png")


async def take(seen: Window, name: str) -> None:
    """Take a picture without the mouse's traces."""
    await seen.page.mouse.move(0, 0)
    await seen.page.evaluate("document.activeElement.blur()")
    picture = await seen.page.screenshot(animations="disabled", caret="hide")
    assert picture.startswith(b"\x89PNG")
    if FOLDER:
        small = small_png(picture)
        assert len(small) <= MOST_BYTES, name
        (Path(FOLDER) / name).write_bytes(small)
