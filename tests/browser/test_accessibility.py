"""Axe finds no serious fault in anything there is to look at, light or dark; README.md shows some of it."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from bot.demo.meetings import approve
from bot.demo.stage import Stage
from tests.browser.conftest import OpenWindow
from tests.browser.pictures import take_pictures
from tests.browser.windows import Window

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(400),
    pytest.mark.xdist_group("pages"),  # one browser for all of them
    pytest.mark.long,
]


async def choosing(seen: Window, stage: Stage) -> None:
    """Whom to be."""
    await seen.page.goto(stage.sandbox.url)


async def thread(seen: Window, stage: Stage) -> None:
    """A channel with messages, a thread open beside it."""
    await seen.open(f"/as/hana/in/{stage.cast.channel}")
    await seen.page.locator("a.replies").first.click()
    await expect(seen.page.locator("#thread textarea")).to_be_focused()


async def script(seen: Window, _: Stage) -> None:
    """The app's messages with the call script."""
    await seen.open("/as/hana/home")
    await seen.go_to_app()


async def card(seen: Window, _: Stage) -> None:
    """The coordinator's card."""
    await seen.open("/as/cora/home")
    await seen.go_to_app()


async def home(seen: Window, _: Stage) -> None:
    """The app's Home."""
    await seen.open("/as/hana/home")


async def form(seen: Window, _: Stage) -> None:
    """A form."""
    await seen.open("/as/tala/home")
    if not await seen.form.count():
        await seen.page.locator("#home").get_by_role("button", name="Settings").click()
    await expect(seen.form).to_be_visible()


async def mailbox(seen: Window, _: Stage) -> None:
    """Mails with calendar entries."""
    await seen.open("/as/cora/panel/mail")


async def clock(seen: Window, _: Stage) -> None:
    """The business clock."""
    await seen.open("/as/cora/panel/clock")


async def inspector(seen: Window, _: Stage) -> None:
    """The traffic."""
    await seen.open("/as/cora/inspector")


LOOKS = (choosing, thread, script, card, home, form, mailbox, clock, inspector)


async def test_pictures_can_be_taken_and_axe_finds_no_serious_fault(stage: Stage, window: OpenWindow) -> None:
    """Names, roles, order and contrast on every page and part; the contrast once more in the dark."""
    await take_pictures(stage, window)
    await approve(stage)
    found: list[str] = []
    seen = await window(stage, reduced_motion="reduce")
    for look in LOOKS:
        await look(seen, stage)
        found += [f"{look.__name__}: {fault}" for fault in await faults(seen.page)]
        await seen.page.emulate_media(color_scheme="dark")
        found += [f"{look.__name__}, dark: {fault}" for fault in await faults(seen.page, "color-contrast")]
        await seen.page.emulate_media(color_scheme="light")
    assert found == [], "\n".join(found)


async def faults(page: Page, *rules: str) -> list[str]:
    """Let Axe look at a page, by all rules or these, and list what it finds serious."""
    only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    results = await Axe().run(page, options={"resultTypes": ["violations"]} | only)
    return [
        f"{fault['id']}: {node['target']} {node['html'][:160]} {node.get('failureSummary', '')}"
        for fault in results.response["violations"]
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]
