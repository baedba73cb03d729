"""The workspace in a browser, with what only the bot's side knows: mailbox, clock, guide."""

from bot.demo.business_clock import BusinessClock
from bot.demo.guide import Guide
from bot.demo.mailbox import Mailbox
from bot.demo.stage import Stage


async def show(stage: Stage) -> None:
    """Add the panels to the workspace's page and stay until the story is to start again."""
    guide = Guide(stage)
    for panel in (guide.panel, Mailbox(stage.mails).panel, BusinessClock(stage.app).panel):
        stage.sandbox.page.add_panel(panel)
    await guide.again.wait()
