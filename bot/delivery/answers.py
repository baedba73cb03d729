"""What Slack's answers, and the lack of one, mean for a delivery (errors: docs.slack.dev/reference/methods)."""

from datetime import timedelta

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.delivery.outcome import Outcome
from bot.rules.words import DeliveryState

PERHAPS_STORED = frozenset({"fatal_error", "internal_error", "service_unavailable", "request_timeout"})
"""Errors that may come after the message was stored."""

LATER = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "not_authed",
        "org_login_required",
        "team_added_to_org",
        "token_expired",
        "token_revoked",
    }
)
"""Errors of the installation, not of the message: what is owed goes out once they are mended."""

LACKING = frozenset({"unknown_method", "missing_scope", "method_deprecated", "not_allowed_token_type"})
"""Errors of a server, or an installation, that can't do what a method does; asking again is of no use."""

TOO_FAST = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
DEFAULT_RETRY_AFTER = 10
SERVER_ERROR = 500
TOO_MANY_REQUESTS = 429


def error_name(error: BaseException) -> str:
    """Name an error: Slack's own name where there is one, else the exception's class; never a text of people's."""
    if isinstance(error, SlackApiError):
        data = getattr(error.response, "data", None)
        name = data.get("error") if isinstance(data, dict) else None
        return str(name) if name else f"http_{status_of(error)}"
    return type(error).__name__


def status_of(error: SlackApiError) -> int:
    """Return the HTTP status of a refused call, 0 where it is not known."""
    response = error.response
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)


def outcome_of(error: Exception, scope: str, *, unsent: DeliveryState, unsure: DeliveryState) -> Outcome:
    """Judge a failed call: the state is `unsent` when Slack surely did not act on it, `unsure` when it may have.

    `scope` names the pace that is closed when Slack asked us to wait.
    """
    name = error_name(error)
    if isinstance(error, SlackApiError):
        if name in TOO_FAST or status_of(error) == TOO_MANY_REQUESTS:
            return Outcome(unsent, name, wait=_retry_after(error), closes=scope)
        if name in LATER:
            return Outcome(unsent, name)
        if name in PERHAPS_STORED or name.startswith("http_") or status_of(error) >= SERVER_ERROR:
            return Outcome(unsure, name)
        return Outcome(DeliveryState.FAILED, name)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Outcome(unsent, name)
    return Outcome(unsure, name)


def _retry_after(error: SlackApiError) -> timedelta:
    headers = {str(key).lower(): value for key, value in dict(getattr(error.response, "headers", {}) or {}).items()}
    try:
        return timedelta(seconds=max(1, int(headers.get("retry-after", DEFAULT_RETRY_AFTER))))
    except ValueError:
        return timedelta(seconds=DEFAULT_RETRY_AFTER)
