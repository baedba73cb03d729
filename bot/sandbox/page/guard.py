"""Keeps other pages of the same browser out: only this computer's names, only this page's own requests."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_OWN_SITES = {None, "same-origin", "none"}


class Guard:
    """Refuses requests that name another host, and those another site's page makes; tells browsers what is allowed.

    A rebound DNS name reaches the port with its own Host, and any page can post to a loopback port; neither gets in.
    """

    def __init__(self, app: ASGIApp, port: int) -> None:
        """Guard an app that listens on one loopback port."""
        self._app = app
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
        self._origins = {None, *(f"http://{host}" for host in self._hosts)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if headers.get("host") not in self._hosts:
            await _refuse(scope, receive, send, "This workspace answers only to 127.0.0.1 and localhost.")
        elif not self._is_own(headers, scope):
            await _refuse(scope, receive, send, "This request came from another site.")
        else:
            await self._app(scope, receive, _telling(send))

    def _is_own(self, headers: Headers, scope: Scope) -> bool:
        """Whether a request comes from this page or from no page; looking at a page by a link elsewhere is fine."""
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if origin not in self._origins:
            return False
        by_link = scope.get("method") in ("GET", "HEAD") and headers.get("sec-fetch-mode") == "navigate"
        return site in _OWN_SITES or by_link


def _telling(send: Send) -> Send:
    """Add the security headers to what is sent."""

    async def told(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return told


async def _refuse(scope: Scope, receive: Receive, send: Send, why: str) -> None:
    """Answer 403, or close a WebSocket before it opens."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": why})
        return
    await PlainTextResponse(why + "\n", 403, headers=_HEADERS)(scope, receive, send)
