"""The Web API over HTTP: tokens, arguments, rates, faults, and the answers in Slack's form."""

import asyncio
import json
import time
from collections.abc import Callable
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.sandbox.faults import Fault, Faults
from bot.sandbox.ids import JSON, SlackError
from bot.sandbox.methods import METHODS
from bot.sandbox.methods.context import Context, RateLimited
from bot.sandbox.responses import Responses
from bot.sandbox.traffic import Traffic

_JSON_ARGUMENTS = {"blocks", "view", "metadata", "attachments"}
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_FLAG_ARGUMENTS = {
    "inclusive",
    "include_all_metadata",
    "include_num_members",
    "return_im",
    "reply_broadcast",
    "link_names",
    "unfurl_links",
    "unfurl_media",
}
TOO_MANY = 429


class WebApi:
    """Answers /api/{method} and response_urls."""

    def __init__(
        self, context: Context, faults: Faults, traffic: Traffic, responses: Responses, drop: Callable[[Request], None]
    ) -> None:
        """Work on one workspace; `drop` cuts a request's connection."""
        self._context, self._faults, self._traffic = context, faults, traffic
        self._responses, self._drop = responses, drop

    async def call(self, request: Request) -> Response:
        """Answer one call of a method."""
        method, began = request.path_params["method"], time.monotonic()
        args, token = await _arguments(request)
        channel = args.get("channel") if isinstance(args.get("channel"), str) else None
        try:
            response, error = await self._answered(request, method, args, lambda: self._run(method, args, token))
        except asyncio.CancelledError:
            self._traffic.called(method, 0, "cancelled", _since(began), channel)
            raise
        self._traffic.called(method, response.status_code, error, _since(began), channel)
        scopes = ",".join(sorted(self._context.workspace.manifest.scopes))
        response.headers["x-oauth-scopes"] = "connections:write" if token == self._app_token else scopes
        return response

    async def respond(self, request: Request) -> Response:
        """Answer one use of a response_url."""
        began, token = time.monotonic(), request.path_params["token"]
        args, _ = await _arguments(request)

        def run() -> JSON:
            self._responses.use(token, args)
            return {}

        response, error = await self._answered(request, "response_url", args, run)
        if error is None and response.status_code == 200:  # noqa: PLR2004  # HTTP's own number
            response = PlainTextResponse("ok")
        elif error in ("used_url", "expired_url"):
            response = JSONResponse({"ok": False, "error": error}, 404)
        self._traffic.called("response_url", response.status_code, error, _since(began), None)
        return response

    @property
    def _app_token(self) -> str:
        return self._context.workspace.app_token

    async def _answered(
        self, request: Request, method: str, args: JSON, run: Callable[[], JSON]
    ) -> tuple[Response, str | None]:
        """Run a call, with the fault it meets before or after; gives the response and its error name."""
        fault = self._faults.take(method, args)
        if fault is not None and not fault.after and fault.kind != "withhold":
            spoilt = await self._spoil(request, fault)
            if spoilt is not None:
                return spoilt
        response, error = _result(run)
        if fault is not None and (fault.after or fault.kind == "withhold"):
            spoilt = await self._spoil(request, fault)
            if spoilt is not None:
                return spoilt
        return response, error

    async def _spoil(self, request: Request, fault: Fault) -> tuple[Response, str | None] | None:
        """Let a fault happen; None when the true answer still goes out."""
        if fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
            return None
        if fault.kind == "withhold":
            await self._faults.withhold()
            return None
        if fault.kind == "error":
            return JSONResponse({"ok": False, "error": fault.error}), fault.error
        if fault.kind == "ratelimited":
            return _limited(max(1, round(fault.seconds))), "ratelimited"
        if fault.kind == "drop":
            self._drop(request)
            return Response(status_code=500), "dropped"
        return PlainTextResponse("Internal Server Error", fault.status), f"http_{fault.status}"

    def _run(self, name: str, args: JSON, token: str | None) -> JSON:
        """Run a method for whoever holds the token."""
        method = None if name in self._faults.lacking else METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        workspace = self._context.workspace
        if token is None:
            raise SlackError("not_authed")
        if token not in (workspace.bot_token, workspace.app_token):
            raise SlackError("invalid_auth")
        if workspace.tokens_revoked:
            raise SlackError("token_revoked")
        if (token == workspace.app_token) != method.app_level:
            raise SlackError("not_allowed_token_type")
        wait = self._context.rates.call(name, method.per_minute)
        if wait:
            raise RateLimited(wait)
        return method.run(self._context, args)


def _result(run: Callable[[], JSON]) -> tuple[Response, str | None]:
    """Turn what a method gives or raises into a response and an error name."""
    try:
        return JSONResponse({"ok": True, **run()}), None
    except SlackError as error:
        return JSONResponse({"ok": False, "error": error.error, **error.extra}), error.error
    except RateLimited as limit:
        return _limited(limit.seconds), "ratelimited"


def _limited(seconds: int) -> Response:
    body = {"ok": False, "error": "ratelimited"}
    return JSONResponse(body, TOO_MANY, headers={"Retry-After": str(seconds)})


def _since(began: float) -> float:
    """Give the milliseconds since a monotonic moment."""
    return round((time.monotonic() - began) * 1000, 1)


async def _arguments(request: Request) -> tuple[JSON, str | None]:
    """Read the arguments, from JSON, a form or the query, and the token from header or arguments."""
    body = await request.body()
    args: JSON
    if request.headers.get("content-type", "").startswith("application/json"):
        read = json.loads(body or b"{}")
        args = read if isinstance(read, dict) else {}
    else:
        args = dict(request.query_params) | dict(parse_qsl(body.decode(), keep_blank_values=True))
        args = {key: _parsed(key, value) for key, value in args.items()}
    header = request.headers.get("authorization", "")
    token = header.removeprefix("Bearer ") if header.startswith("Bearer ") else args.pop("token", None)
    return args, token


def _parsed(key: str, value: str) -> object:
    """Read one form field: some carry JSON, some are flags."""
    if key in _JSON_ARGUMENTS and value:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return _FLAGS.get(value, value) if key in _FLAG_ARGUMENTS else value
