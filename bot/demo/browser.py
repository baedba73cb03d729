"""The workspace in a browser, with what only the bot's side knows: mailbox, clock, guide."""

import asyncio

from bot.demo.business_clock import BusinessClock
from bot.demo.guide import Guide
from bot.demo.mailbox import Mailbox
from bot.demo.stage import Stage

MAIL_SECONDS = 0.5
"""How often the folder of mails is looked into; everything else the page hears of by itself."""


async def show(stage: Stage) -> None:
    """Add the panels to the workspace's page and stay until the story is to start again."""
    guide, mailbox = Guide(stage), Mailbox(stage.mails)
    for panel in (guide.panel, mailbox.panel, BusinessClock(stage.app).panel):
        stage.sandbox.page.add_panel(panel)
    watching = asyncio.create_task(_watch(stage, mailbox.panel.name))
    try:
        await guide.again.wait()
    finally:
        watching.cancel()


async def _watch(stage: Stage, panel: str) -> None:
    """Let the mailbox be drawn again when mails came."""
    seen = 0
    while True:
        await asyncio.sleep(MAIL_SECONDS)
        count = len(list(stage.mails.glob("*.eml")))
        if count != seen:
            seen = count
            stage.sandbox.page.redraw_panel(panel)
