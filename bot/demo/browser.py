"""The workspace in a browser, with what only the bot's side knows: mailbox, clock, guide."""

import asyncio
from collections.abc import Sequence

from bot.demo.business_clock import BusinessClock
from bot.demo.guide import Guide
from bot.demo.mailbox import Mailbox
from bot.demo.stage import Stage
from bot.sandbox.page import Panel

QUIET_SECONDS = 0.2
"""How long nothing happens before the panels are drawn again."""
MAIL_SECONDS = 1.0
"""How often the mailbox is looked into while nothing else happens."""


async def show(stage: Stage) -> None:
    """Add the panels to the workspace's page and stay until the story is to start again."""
    guide = Guide(stage)
    panels = (guide.panel, Mailbox(stage.mails).panel, BusinessClock(stage.app).panel)
    for panel in panels:
        stage.sandbox.page.add_panel(panel)
    following = asyncio.create_task(_follow(stage, panels))
    try:
        await guide.again.wait()
    finally:
        following.cancel()


async def _follow(stage: Stage, panels: Sequence[Panel]) -> None:
    """Let the panels follow what happens in the workspace and in the folder of mails."""
    mails = 0
    with stage.sandbox.workspace.changes.listen() as queue:
        while True:
            try:
                change = await asyncio.wait_for(queue.get(), MAIL_SECONDS)
                if change.kind in {"panel", "read", "traffic"}:
                    continue
                await asyncio.sleep(QUIET_SECONDS)
                while not queue.empty():
                    queue.get_nowait()
            except TimeoutError:
                count = len(list(stage.mails.glob("*.eml")))
                if count == mails:
                    continue
                mails = count
            for panel in panels:
                stage.sandbox.page.redraw_panel(panel.name)
