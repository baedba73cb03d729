"""The candidate's private page, behind the link in their mail: every address it has, what is shown and kept there."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.messages.candidate_pages import KINDS, LENGTHS, SAVED, WAYS, PageShown, WishShown, clock_in
from bot.process import candidate_pages as use
from bot.process.private_links import Doing, send_fresh_link
from bot.process.refusals import NotNow, NotThere
from bot.rules.question_bank import BY_AREA, BY_CLASS
from bot.rules.typed_values import zone_names
from bot.web.drawing import ASSETS, asset, draw, draw_trouble
from bot.web.forms import Typed, typed_in
from bot.web.guard import Ration
from bot.web.private import BOTH, LINK_LENGTH, PrivatePages, Shown, token_of
from bot.web.wishes import MOST_ROWS, fields_of, prefilled, rows_filled, rows_of, windows_of, wish_of
from storage.database import Database, Transaction
from storage.workspaces import workspace

log = logging.getLogger(__name__)

ROWS, MORE_ROWS = 4, 2
"""Rows of free time a form shows: at first, and beyond those filled."""


class CandidatePages(PrivatePages):
    """The pages of one workspace's candidates; `base` is the path under which people reach them."""

    def __init__(self, database: Database, workspace_id: int, base: str = "") -> None:
        """Take where the facts are."""
        super().__init__(database, workspace_id, f"{base}/r", base)
        self._letters = Ration(10, 600)

    def routes(self) -> list[Route]:
        """Every address there is."""
        return [
            Route("/assets/{name}", self.own_file),
            Route("/fresh", self.fresh_link, methods=BOTH),
            Route("/{token}", self.overview),
            Route("/{token}/ask", self.ask, methods=BOTH),
            Route("/{token}/times", self.times, methods=BOTH),
            Route("/{token}/question", self.question, methods=BOTH),
            Route("/{token}/ideas", self.ideas),
            Route("/{token}/nothing-more", self.nothing_more, methods=BOTH),
            Route("/{token}/requests/{number:int}", self.change, methods=BOTH),
            Route("/{token}/requests/{number:int}/cancel", self.cancel, methods=BOTH),
            Route("/{token}/requests/{number:int}/another-time", self.another_time, methods=BOTH),
            Route("/{token}/requests/{number:int}/thanks", self.thanks, methods=BOTH),
            Route("/{token}/requests/{number:int}/missed", self.missed, methods=BOTH),
        ]

    async def own_file(self, request: Request) -> Response:
        """Send the style or the script."""
        name = request.path_params["name"]
        return asset(name) if name in ASSETS else await self.nothing_there(request, None)

    async def fresh_link(self, request: Request) -> Response:
        """Show how to get a link, as calendars and mails point here; have one mailed to the address on file.

        The answer is the same for everybody, and as fast; what is no address is asked for again, known link or not.
        """
        if request.method != "POST":
            return await self.how_to_enter(is_contact=False)
        async with self._database.reading(self._workspace_id) as tx:
            address = (await workspace(tx)).mail_from
        typed = await typed_in(request)
        if not self._letters.has_left(request.client.host if request.client else ""):
            return draw_trouble("That was often enough for now. Please try again in a quarter of an hour.", 429)
        old, email = typed.fields.get("link", "")[:LINK_LENGTH], (typed.line("email") or "")[:LINK_LENGTH]
        if "@" not in email and (email or not old):
            return await self.how_to_enter(is_contact=typed.is_ticked("is_contact"), link=old, typed=email)
        later = BackgroundTask(self._send_link, old=old, typed=email)
        answer = draw("sent.html", {"base": self._base, "address": address})
        answer.background = later
        return answer

    async def _send_link(self, *, old: str, typed: str) -> None:
        try:
            async with self._database.transaction(self._workspace_id) as tx:
                await send_fresh_link(tx, old=old, typed=typed)
        except Exception as error:  # noqa: BLE001  # they were answered already; whoever runs the bot reads of it
            log.error("a fresh link could not be made: %s", type(error).__name__)  # noqa: TRY400  # a traceback's frames hold the link

    async def overview(self, request: Request) -> Response:
        """Show where everything stands, and that something was just saved."""
        token = token_of(request)
        page = await self._page(token)
        said = SAVED.get(request.query_params.get("saved", ""))
        return self._draw("page.html", token, page, said=said.format(coordinator=page.coordinator) if said else None)

    async def ideas(self, request: Request) -> Response:
        """Show questions to start from."""
        token = token_of(request)
        return self._draw("ideas.html", token, await self._page(token), by_class=BY_CLASS, by_area=BY_AREA, kinds=KINDS)

    async def ask(self, request: Request) -> Response:
        """Show the form for somebody to meet, and keep what is sent."""
        return await self.form(request, self._draw_wish, prefilled(request), self._ask, saved="ask")

    async def _ask(self, tx: Transaction, doing: Doing, typed: Typed) -> None:
        await use.ask_for_someone(tx, doing, wish_of(typed))

    async def change(self, request: Request) -> Response:
        """Show a request to be changed, and keep the change."""
        number = request.path_params["number"]
        fields: Mapping[str, str] = {}
        if request.method != "POST":
            async with self._database.reading(self._workspace_id) as tx:
                fields = fields_of(await use.open_wish(tx, token_of(request), number))

        async def keep(tx: Transaction, doing: Doing, typed: Typed) -> None:
            await use.change_wish(tx, doing, number, wish_of(typed))

        async def show(token: str, shown: Shown) -> Response:
            return await self._draw_wish(token, shown, is_change=True)

        return await self.form(request, show, fields, keep, saved="change")

    async def _draw_wish(self, token: str, shown: Shown, *, is_change: bool = False) -> Response:
        async with self._database.reading(self._workspace_id) as tx:
            page, offered = await use.open_asking(tx, token)
        whom = next((one for one in offered if str(one.id) == shown.typed.get("whom")), None)
        if whom is not None:
            shown = replace(shown, typed={**shown.typed, "named": whom.name, "kind": whom.kind.value})
        return self._draw(
            "ask.html",
            token,
            page,
            shown,
            offered=offered,
            is_change=is_change,
            kinds={"": "no matter"} | {kind.value: words for kind, words in KINDS.items()},
            ways={way.value: words for way, words in WAYS.items()},
            lengths={str(one): f"{one} minutes" for one in LENGTHS},
            areas=list(BY_AREA),
        )

    async def times(self, request: Request) -> Response:
        """Show when they are free and where, and keep what is sent."""
        fields: Mapping[str, str] = {}
        if request.method != "POST":
            fields = rows_of(await self._page(token_of(request)))

        async def keep(tx: Transaction, doing: Doing, typed: Typed) -> None:
            await use.say_when_free(tx, doing, typed.line("zone") or "", windows_of(typed))

        return await self.form(request, self._draw_times, fields, keep, saved="times")

    async def _draw_times(self, token: str, shown: Shown) -> Response:
        page = await self._page(token)
        rows = range(1, 1 + min(MOST_ROWS, max(ROWS, rows_filled(shown.typed) + MORE_ROWS)))
        now = clock_in(page.zone, self._database.now()) if page.zone else None
        return self._draw("times.html", token, page, shown, rows=rows, zones=zone_names(), now=now)

    async def question(self, request: Request) -> Response:
        """Show the form for a question, and keep what is sent."""

        async def keep(tx: Transaction, doing: Doing, typed: Typed) -> None:
            may_read = typed.is_ticked("manager_may_read")
            await use.ask_question(tx, doing, typed.text("question"), manager_may_read=may_read)

        fields = {"question": prefilled(request).get("learn", "")}
        return await self.form(request, self._draw_question, fields, keep, saved="question")

    async def _draw_question(self, token: str, shown: Shown) -> Response:
        return self._draw("question.html", token, await self._page(token), shown)

    async def nothing_more(self, request: Request) -> Response:
        """Ask whether they are sure that they have all they need, and keep that they are."""

        async def keep(tx: Transaction, doing: Doing, _typed: Typed) -> None:
            await use.say_nothing_more(tx, doing)

        return await self.form(request, self._draw_nothing_more, {}, keep, saved="nothing")

    async def _draw_nothing_more(self, token: str, shown: Shown) -> Response:
        return self._draw("nothing_more.html", token, await self._page(token), shown)

    async def cancel(self, request: Request) -> Response:
        """Say what cancelling does, and do it."""
        return await self._end(request, use.cancel_wish, "cancel.html", saved="cancel")

    async def another_time(self, request: Request) -> Response:
        """Say what giving a time back does, and do it."""
        return await self._end(request, use.ask_another_time, "another_time.html", saved="move", is_move=True)

    async def missed(self, request: Request) -> Response:
        """Say what follows where they didn't talk, and do it."""
        number = request.path_params["number"]

        async def keep(tx: Transaction, doing: Doing, _typed: Typed) -> None:
            await use.report_missed_on_page(tx, doing, number)

        async def show(token: str, shown: Shown) -> Response:
            page, wish = await self._wish(token, number, lambda one: one.may_report_missed)
            return self._draw("missed.html", token, page, shown, wish=wish)

        return await self.form(request, show, {}, keep, saved="missed")

    async def thanks(self, request: Request) -> Response:
        """Show the form for thanks to whom they met, and pass on what is sent."""
        number = request.path_params["number"]

        async def keep(tx: Transaction, doing: Doing, typed: Typed) -> None:
            await use.say_thanks(tx, doing, number, typed.text("thanks"))

        async def show(token: str, shown: Shown) -> Response:
            page, wish = await self._wish(token, number, lambda one: one.may_thank)
            return self._draw("thanks.html", token, page, shown, wish=wish)

        return await self.form(request, show, {}, keep, saved="thanks")

    async def _end(  # what ends, how it is asked and what it takes, each named
        self,
        request: Request,
        act: Callable[[Transaction, Doing, int], Awaitable[None]],
        template: str,
        *,
        saved: str,
        is_move: bool = False,
    ) -> Response:
        number = request.path_params["number"]

        async def keep(tx: Transaction, doing: Doing, _typed: Typed) -> None:
            await act(tx, doing, number)

        async def show(token: str, shown: Shown) -> Response:
            page, wish = await self._wish(token, number, lambda one: one.may_cancel)
            if is_move and not wish.may_move:
                raise NotNow(use.NO_TIME_AGREED)
            return self._draw(template, token, page, shown, wish=wish)

        return await self.form(request, show, {}, keep, saved=saved)

    async def _wish(self, token: str, number: int, may: Callable[[WishShown], bool]) -> tuple[PageShown, WishShown]:
        """Return the page with one request on it, about which this may be done; raises NotThere for any other."""
        page = await self._page(token)
        wish = next((one for one in page.wishes if one.id == number), None)
        if wish is None or not may(wish):
            raise NotThere(use.NOT_YOURS)
        return page, wish

    async def _page(self, token: str) -> PageShown:
        async with self._database.reading(self._workspace_id) as tx:
            return await use.open_page(tx, token)

    def _draw(
        self,
        template: str,
        token: str,
        page: PageShown,
        shown: Shown | None = None,
        **values: Any,  # noqa: ANN401  # a template's own values
    ) -> Response:
        return self.drawn(template, token, {"page": page, **values}, shown)
