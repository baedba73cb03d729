"""All pages behind private links, each kind with its guard before it."""

from starlette.routing import BaseRoute, Mount, Route

from bot.web.candidate_pages import CandidatePages
from bot.web.contact_pages import ContactPages
from bot.web.guard import Guard
from storage.database import Database


def pages(database: Database, workspace_id: int, base: str = "") -> list[BaseRoute]:
    """Return the pages of a workspace; `base` is the path under which people reach the bot.

    Whoever cuts their link down to its beginning finds the way in there too.
    """
    candidates = Guard(CandidatePages(database, workspace_id, base).app())
    return [
        Mount("/r", candidates),
        Mount("/m", Guard(ContactPages(database, workspace_id, base).app())),
        Route("/", candidates),
    ]
