"""What all pages behind private links share: the one page for links that open nothing, and how a form is kept."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.process.private_links import Doing
from bot.process.refusals import AlreadyDone, LinkIsOver, LinkRests, NotNow, NotThere, WhichOfTwo, WrongField
from bot.web.drawing import draw
from bot.web.forms import Typed, is_ours, new_form, typed_in
from bot.web.guard import TROUBLES
from storage.database import Database, Transaction
from storage.receipts import AlreadyHandled
from storage.workspaces import workspace

BOTH = ["GET", "POST"]

LINK_LENGTH = 200
"""No link of ours is as long as this; nothing longer is looked up."""

NOT_SAVED = "Not saved: something on our side was too slow. What you wrote is still here; please send it again."
ONCE_MORE = "Please send this once more: the page had been open for too long."


WORDS = ("learn", "question", "thanks", "wrote")
"""The fields in which people write."""


@dataclass(frozen=True)
class Shown:
    """What a form is drawn with: what is typed so far, what is wrong by field, and a word above it.

    `twice`: time fields of which it is to be asked which of two they mean.
    """

    typed: Mapping[str, str]
    errors: Mapping[str, str]
    said: str | None = None
    status: int = 200
    twice: Collection[str] = ()


Draw = Callable[[str, Shown], Awaitable[Response]]
"""Draws a form for whoever holds this link."""


class PrivatePages(ABC):
    """Pages whose link is the only credential; `root` is the path under which people reach them, `base` all pages'."""

    def __init__(self, database: Database, workspace_id: int, root: str, base: str) -> None:
        """Take where the facts are."""
        self._database, self._workspace_id = database, workspace_id
        self._root, self._base = root, base

    @abstractmethod
    def routes(self) -> list[Route]:
        """Every address there is."""

    def app(self) -> Starlette:
        """Return the pages as an application of their own."""
        answers = dict.fromkeys((404, LinkIsOver), self.nothing_there)
        refusals = dict.fromkeys((NotThere, NotNow, AlreadyDone), self.sorry)
        app = Starlette(
            routes=self.routes(), exception_handlers={**answers, **refusals, LinkRests: self.rests, **TROUBLES}
        )
        app.router.redirect_slashes = False
        return app

    async def nothing_there(self, request: Request, _error: object) -> Response:
        """Show the one page for links that are wrong, old or used; it says the same of all of them."""
        link = str(request.path_params.get("token", ""))[:LINK_LENGTH]
        return await self._entrance(404, is_over=True, link=link, wrote=_wrote(request))

    async def how_to_enter(self, *, is_contact: bool, link: str = "", typed: str | None = None) -> Response:
        """Show how to get a link, as a candidate or a contact; `typed`: what they typed, no address."""
        return await self._entrance(200 if typed is None else 422, is_contact=is_contact, link=link, typed=typed)

    async def _entrance(  # what the page says, each named
        self,
        status: int,
        *,
        is_over: bool = False,
        is_contact: bool = False,
        link: str = "",
        typed: str | None = None,
        wrote: Sequence[str] = (),
    ) -> Response:
        async with self._database.reading(self._workspace_id) as tx:
            address = (await workspace(tx)).mail_from
        how = {"is_over": is_over, "is_contact": is_contact, "link": link, "typed": typed, "wrote": wrote}
        return draw("closed.html", {"base": self._base, "address": address, **how}, status)

    async def rests(self, request: Request, refusal: Exception) -> Response:
        """Say nothing but that a person is going to: what happened is not a page's to tell."""
        return draw("resting.html", {"base": self._base, "why": str(refusal), "wrote": _wrote(request)})

    async def sorry(self, request: Request, refusal: Exception) -> Response:
        """Say what can't be done, with the way back; these refusals are worded for whoever holds the link."""
        back = f"{self._root}/{token_of(request)}"
        why = {"why": str(refusal), "back": back, "wrote": _wrote(request)}
        return draw("trouble.html", {"base": self._base, **why}, 409)

    async def form(
        self,
        request: Request,
        show: Draw,
        fields: Mapping[str, str],
        keep: Callable[[Transaction, Doing, Typed], Awaitable[None]],
        *,
        saved: str,
    ) -> Response:
        """Show a form, or keep what was sent with it; whatever is wrong is said beside what they typed."""
        token = token_of(request)
        if request.method != "POST":
            return await show(token, Shown(fields, {}))
        typed = await typed_in(request)
        if not is_ours(token, typed):
            return await show(token, Shown(typed.fields, {}, ONCE_MORE, 403))
        request.state.typed = typed
        try:
            async with self._database.transaction(self._workspace_id) as tx:
                await keep(tx, Doing(token, typed.fields["form"]), typed)
        except AlreadyHandled:
            saved = "again"
        except WrongField as wrong:
            twice = wrong.fields.keys() if isinstance(wrong, WhichOfTwo) else ()
            return await show(token, Shown(typed.fields, wrong.fields, status=422, twice=twice))
        except (DBAPIError, OSError, TimeoutError):
            return await show(token, Shown(typed.fields, {}, NOT_SAVED, 503))
        return RedirectResponse(f"{self._root}/{token}?saved={saved}", 303)

    def drawn(self, template: str, token: str, values: Mapping[str, object], shown: Shown | None = None) -> Response:
        """Draw a page for whoever holds a link, with a form on it where `shown` says what stands in that."""
        here = {"base": self._base, "here": f"{self._root}/{token}", **values}
        if shown is None:
            return draw(template, here)
        form = {"typed": shown.typed, "errors": shown.errors, "said": shown.said, "twice": shown.twice}
        return draw(template, here | form | {"hidden": new_form(token)}, shown.status)


def _wrote(request: Request) -> list[str]:
    """Return the words that came with a form which nobody can take any more, so that they aren't lost."""
    typed: Typed | None = getattr(request.state, "typed", None)
    return [words for name in WORDS if typed and (words := typed.text(name))]


def token_of(request: Request) -> str:
    """Return what stands in the place of the token."""
    return str(request.path_params["token"])[:LINK_LENGTH]
