"""Somebody with a private link and a browser without JavaScript: opens pages, fills forms in, sends them."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape

import httpx
from starlette.routing import Router

from bot.process.private_links import page_address
from bot.web.pages import pages
from storage.candidacies import lock
from storage.offer_calls import Invitation
from storage.workspaces import workspace
from tests.process.reverse_interviews import Office, office_in

PUBLIC_URL = "https://ask.acme.example"
HIDDEN = re.compile(r'<input type="hidden" name="(form|proof)" value="([0-9a-f]+)">')


@dataclass
class Visitor:
    """A browser at the pages; `at` is the link's path."""

    office: Office
    client: httpx.AsyncClient
    at: str = ""

    async def link(self, candidacy_id: int = 0) -> str:
        """Make a candidacy's link, as a mail would; returns its path."""
        async with self.office.act() as tx:
            (await workspace(tx)).public_url = PUBLIC_URL
            address = await page_address(tx, await lock(tx, candidacy_id or self.office.candidacy_id))
        assert address is not None
        return address.removeprefix(PUBLIC_URL)

    async def look(self, page: str = "") -> str:
        """Open a page and return its words, tags and all, entities resolved."""
        answer = await self.client.get(self.at + page)
        assert answer.status_code == 200, (page, answer.status_code)
        return unescape(answer.text)

    async def send(self, page: str, fields: Mapping[str, str] | None = None, *, times: int = 1) -> httpx.Response:
        """Open a page, fill its form in and send it, perhaps twice; returns what comes in the end."""
        shown = await self.client.get(self.at + page)
        assert shown.status_code == 200, (page, shown.status_code, shown.text)
        hidden = dict(HIDDEN.findall(shown.text))
        assert set(hidden) == {"form", "proof"}, shown.text
        for _ in range(times):
            answer = await self.client.post(self.at + page, data={**hidden, **(fields or {})})
        return answer

    async def saved(self, page: str, fields: Mapping[str, str] | None = None) -> str:
        """Send a form, and read the page that says it is saved."""
        answer = await self.send(page, fields)
        assert answer.status_code == 303, answer.text
        return await self.look(answer.headers["location"].removeprefix(self.at))


@asynccontextmanager
async def visitor_of(url: str) -> AsyncIterator[Visitor]:
    """Set up an office whose candidate holds a link to their page."""
    async with office_in(url) as office:
        async with office.act() as tx:
            went = {"made_at": tx.now, "goes_at": tx.now, "sent_at": tx.now, "made_by_id": office.people["hana"].id}
            tx.session.add(Invitation(workspace_id=tx.workspace_id, candidacy_id=office.candidacy_id, **went))
        site = Router(pages(office.database, office.workspace_id))
        transport = httpx.ASGITransport(site)
        async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
            visitor = Visitor(office, client)
            visitor.at = await visitor.link()
            yield visitor
