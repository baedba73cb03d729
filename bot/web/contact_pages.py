"""The page behind the mail to somebody outside Slack: what is asked of them, and their answer in a minute."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.messages.contact_pages import FUTURE, SAVED
from bot.process.contact_pages import (
    Replied,
    answer_ask,
    give_back_on_page,
    open_agreed_page,
    open_ask,
    open_held_page,
    report_missed_by_contact,
)
from bot.process.contact_zones import change_zone
from bot.process.private_links import Doing
from bot.process.refusals import WrongField
from bot.rules.typed_values import zone_names
from bot.web.forms import Typed
from bot.web.private import BOTH, PrivatePages, Shown
from storage.database import Database, Transaction


class ContactPages(PrivatePages):
    """The pages of those who are asked by mail."""

    def __init__(self, database: Database, workspace_id: int, base: str = "") -> None:
        """Take where the facts are."""
        super().__init__(database, workspace_id, f"{base}/m", base)

    def routes(self) -> list[Route]:
        """Every address there is."""
        return [
            Route("/fresh", self.fresh_link),
            Route("/{token}", self.answer, methods=BOTH),
            Route("/{token}/another-time", self.another_time, methods=BOTH),
            Route("/{token}/cannot", self.cannot, methods=BOTH),
            Route("/{token}/missed", self.missed, methods=BOTH),
            Route("/{token}/zone", self.zone, methods=BOTH),
        ]

    async def answer(self, request: Request) -> Response:
        """Show what is asked and how it stands, and keep the answer."""
        saved = SAVED.get(request.query_params.get("saved", ""))

        async def show(token: str, shown: Shown) -> Response:
            async with self._database.reading(self._workspace_id) as tx:
                ask = await open_ask(tx, token)
            return self.drawn("answer.html", token, {"ask": ask, "future": FUTURE, "saved": saved}, shown)

        return await self.form(request, show, {}, _keep, saved="answer")

    async def fresh_link(self, _request: Request) -> Response:
        """Show how to get a link, as calendars point here; the form is the one for everybody."""
        return await self.how_to_enter(is_contact=True)

    async def another_time(self, request: Request) -> Response:
        """Say what giving a time back does, and do it, with what is said of others."""
        return await self._give_back(request, "another_answer.html", is_for_good=False)

    async def cannot(self, request: Request) -> Response:
        """Say what giving a time back for good does, and do it."""
        return await self._give_back(request, "cant_after_all.html", is_for_good=True)

    async def _give_back(self, request: Request, template: str, *, is_for_good: bool) -> Response:
        async def keep(tx: Transaction, doing: Doing, typed: Typed) -> None:
            await give_back_on_page(tx, doing, typed.text("wrote"), is_for_good=is_for_good)

        async def show(token: str, shown: Shown) -> Response:
            async with self._database.reading(self._workspace_id) as tx:
                ask = await open_agreed_page(tx, token)
            return self.drawn(template, token, {"ask": ask}, shown)

        return await self.form(request, show, {}, keep, saved="back")

    async def missed(self, request: Request) -> Response:
        """Say what follows where they didn't talk, and do it."""

        async def keep(tx: Transaction, doing: Doing, _typed: Typed) -> None:
            await report_missed_by_contact(tx, doing)

        async def show(token: str, shown: Shown) -> Response:
            async with self._database.reading(self._workspace_id) as tx:
                ask = await open_held_page(tx, token)
            return self.drawn("missed_by_contact.html", token, {"ask": ask}, shown)

        return await self.form(request, show, {}, keep, saved="missed")

    async def zone(self, request: Request) -> Response:
        """Ask where they are, and keep it: their times are shown by it from then on."""

        async def show(token: str, shown: Shown) -> Response:
            async with self._database.reading(self._workspace_id) as tx:
                ask = await open_ask(tx, token)
            fields = {"zone": ask.zone, **shown.typed}
            values = {"ask": ask, "zones": zone_names()}
            return self.drawn("zone.html", token, values, replace(shown, typed=fields))

        return await self.form(request, show, {}, _keep_zone, saved="zone")


async def _keep_zone(tx: Transaction, doing: Doing, typed: Typed) -> None:
    await change_zone(tx, doing, typed.line("zone"))


async def _keep(tx: Transaction, doing: Doing, typed: Typed) -> None:
    future = typed.text("future")
    if future not in {None, *FUTURE}:
        raise WrongField(future="Please choose one of these.")
    may_ask = None if future is None else future == "yes"
    await answer_ask(tx, doing, Replied(typed.text("choice"), typed.text("wrote"), may_ask))
