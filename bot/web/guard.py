"""Stands before the private pages: what browsers may do with them, how much and how often anybody may send."""

import logging
import secrets
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress

from sqlalchemy.exc import DBAPIError
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.drawing import draw_trouble

log = logging.getLogger(__name__)

MOST_BYTES = 64 * 1024
"""A form's size; the longest one with every field filled stays far below."""

LONGEST_NUMBER, LONGEST_PATH = 10, 400
"""Digits of a length, and letters of an address: ours are far shorter, and a number of thousands can't be read."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""The link is the credential: it leaves this page for nowhere, and nothing of the page is kept or framed."""

OWN_SITES = {None, "same-origin", "none"}


class Ration:
    """Counts what each caller does in spans of time, in memory: enough against somebody who tries and tries."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Allow so many in each span."""
        self._most, self._seconds, self._clock = most, seconds, clock
        self._span = -1
        self._counts: Counter[str] = Counter()

    def has_left(self, who: str) -> bool:
        """Count one more of theirs, and tell whether that was allowed."""
        span = int(self._clock() // self._seconds)
        if span != self._span:
            self._span, self._counts = span, Counter()
        self._counts[who] += 1
        return self._counts[who] <= self._most


TOO_LARGE = "That is more than this form can hold. Nothing was saved."


class TooLarge(Exception):
    """More came than a form can hold."""


class Guard:
    """Lets requests through to the pages, within their rations, and answers in words whatever goes wrong."""

    def __init__(self, app: ASGIApp, *, requests: Ration | None = None, forms: Ration | None = None) -> None:
        """Take the pages; the rations are per address, a minute's worth each where nothing else is said."""
        self._app = app
        self._requests, self._forms = requests or Ration(240, 60), forms or Ration(40, 60)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, _telling(send))
            return
        with suppress(Exception):  # TROUBLES has answered; a traceback's frames hold the link, so it goes nowhere
            await self._app(scope, _within(receive), _telling(send))

    def _refusal(self, scope: Scope) -> Response | None:
        headers, is_form = Headers(scope=scope), scope["method"] == "POST"
        who = (scope.get("client") or ("", 0))[0]
        if not self._requests.has_left(who) or (is_form and not self._forms.has_left(who)):
            return draw_trouble("That was a lot at once. Please wait a minute and try again; nothing was saved.", 429)
        if is_form and headers.get("sec-fetch-site") not in OWN_SITES:
            return draw_trouble("This came from another site, so nothing was saved.", 403)
        length = headers.get("content-length", "0")
        is_number = length.isascii() and length.isdigit() and len(length) < LONGEST_NUMBER
        if not is_number or int(length) > MOST_BYTES:
            return draw_trouble(TOO_LARGE, 413)
        if len(scope["path"]) > LONGEST_PATH:
            return draw_trouble("This address is longer than any of ours. Please use the link in the mail.", 414)
        return None


def _telling(send: Send) -> Send:
    """Send on, with the headers."""

    async def told(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return told


def _within(receive: Receive) -> Receive:
    """Pass on what comes, up to the most a form may hold, whatever length was announced."""
    taken = 0

    async def receive_within() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MOST_BYTES:
            raise TooLarge
        return message

    return receive_within


def _too_large(_request: Request, _error: Exception) -> Response:
    return draw_trouble(TOO_LARGE, 413)


def _busy(_request: Request, error: Exception) -> Response:
    log.warning("a private page could not be read: %s", type(error).__name__)
    return draw_trouble("We can't open this page at the moment. Please try again in a minute.", 503)


def _failed(_request: Request, error: Exception) -> Response:
    reference = secrets.token_hex(4)
    log.error("a private page failed (%s): %s", reference, type(error).__name__)
    return draw_trouble(f"Something went wrong on our side, and nothing was saved. Reference: {reference}.", 500)


TROUBLES: Mapping[type[Exception], Callable[[Request, Exception], Response]] = {
    TooLarge: _too_large,
    DBAPIError: _busy,
    OSError: _busy,
    Exception: _failed,
}
"""What the pages answer when something goes wrong; a time-out is an OSError."""
