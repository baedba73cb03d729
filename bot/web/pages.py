"""All pages behind private links, each kind with its guard before it."""

from starlette.routing import Mount

from bot.web.candidate_pages import CandidatePages
from bot.web.contact_pages import ContactPages
from bot.web.guard import Guard
from storage.database import Database


def pages(database: Database, workspace_id: int, base: str = "") -> list[Mount]:
    """Return the pages of a workspace; `base` is the path under which people reach the bot."""
    return [
        Mount("/r", Guard(CandidatePages(database, workspace_id, base).app())),
        Mount("/m", Guard(ContactPages(database, workspace_id, base).app())),
    ]
