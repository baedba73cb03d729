"""Slack's requests over HTTP: what Slack didn't sign is turned away before anything reads it."""

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

TIMESTAMP, SIGNATURE = "x-slack-request-timestamp", "x-slack-signature"
LONGEST_TIMESTAMP = 12


def slack_requests(bolt: AsyncApp, signing_secret: str) -> Route:
    """Return the address Slack delivers to, and what answers there."""
    verifier, handler = SignatureVerifier(signing_secret), AsyncSlackRequestHandler(bolt)

    async def answer(request: Request) -> Response:
        body = await request.body()
        if _is_signed(verifier, body.decode(errors="replace"), request):
            return await handler.handle(request)
        if b"ssl_check=1" in body.split(b"&"):  # how Slack looks at a certificate; nothing is asked
            return Response()
        return Response("This address takes requests signed by Slack.", status_code=401)

    return Route("/slack/events", answer, methods=["POST"])


def _is_signed(verifier: SignatureVerifier, body: str, request: Request) -> bool:
    timestamp, signature = request.headers.get(TIMESTAMP, ""), request.headers.get(SIGNATURE, "")
    is_number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= LONGEST_TIMESTAMP
    return is_number and signature.isascii() and verifier.is_valid(body, timestamp, signature)
