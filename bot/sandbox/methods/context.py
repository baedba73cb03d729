"""What every Web API method may use: the workspace, posting, the rates, and the question for a scope."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.conversations import SCOPE_NOUN, Channel
from bot.sandbox.delivery import Delivery
from bot.sandbox.ids import JSON, SlackError
from bot.sandbox.people import Person
from bot.sandbox.posting import Posting
from bot.sandbox.rates import Rates
from bot.sandbox.workspace import Workspace


class RateLimited(Exception):
    """Too many calls; `seconds` is what Retry-After will say."""

    def __init__(self, seconds: int) -> None:
        """Keep the wait."""
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Context:
    """The workspace at the hands of a method."""

    workspace: Workspace
    posting: Posting
    delivery: Delivery
    rates: Rates
    origin: str

    def need(self, scope: str) -> None:
        """Ask for a scope; missing_scope when the manifest does not have it."""
        held = self.workspace.manifest.scopes
        if scope not in held:
            raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(held)))
        self.workspace.used.scopes.add(scope)

    def need_for(self, channel: Channel, right: str) -> None:
        """Ask for the scope of a kind of conversation, such as groups:history."""
        self.need(f"{SCOPE_NOUN[channel.kind]}:{right}")

    def pace(self, channel: Channel) -> None:
        """Count a message into a channel; RateLimited when there were too many."""
        wait = self.rates.post(channel.id)
        if wait:
            raise RateLimited(wait)

    def someone(self, user_id: object, error: str = "user_not_found") -> Person:
        """Find a person by id for a method."""
        if not isinstance(user_id, str) or user_id not in self.workspace.people:
            raise SlackError(error)
        return self.workspace.people[user_id]

    def my(self, args: JSON, key: str) -> str:
        """Take a required text argument."""
        value = args.get(key)
        if not isinstance(value, str) or not value:
            missing = f"[ERROR] missing required field: {key}"
            raise SlackError("invalid_arguments", response_metadata={"messages": [missing]})
        return value


Run = Callable[[Context, JSON], JSON]


@dataclass(frozen=True, slots=True)
class Method:
    """A Web API method; `per_minute` is its documented rate, `app_level` wants the xapp- token."""

    name: str
    run: Run
    per_minute: int | None = None
    app_level: bool = False
