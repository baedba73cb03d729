"""The pictures of README.md; `make screenshots` writes them, a test sees that they can be taken."""

import os
from pathlib import Path

from playwright.async_api import expect

from bot.demo import private_page
from bot.demo.cast import CANDIDATE, CANDIDATE_MAIL
from bot.demo.stage import Stage
from bot.demo.story import STORY, ask
from tests.browser.conftest import OpenWindow
from tests.browser.small_png import small_png
from tests.browser.windows import Window

MOST_BYTES = 150_000


FOLDER = os.environ.get("SCREENSHOTS")
"""Where `make screenshots` wants the pictures; without it they are only looked at."""


async def take_pictures(stage: Stage, window: OpenWindow) -> None:
    """Take them while the story is told up to the candidate's requests.

    A channel with the card and its thread; the script as the caller reads it; the candidate's private page.
    """
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
    for step in STORY[5 : STORY.index(ask) + 1]:
        await step(stage)
    page = await window(stage, viewport={"width": 820, "height": 760})
    await page.page.goto(private_page.link_for(CANDIDATE_MAIL, stage.mails))
    await take(page, "page.png")


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
