"""A small app, in both transports, on a workspace of its own."""

import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
import yaml
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.actor import Actor, Control
from bot.sandbox.server import Sandbox
from tests.sandbox.echo import Echo, by_http, by_socket

MANIFEST = {
    "display_information": {"name": "Echo"},
    "features": {
        "bot_user": {"display_name": "Echo"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "slash_commands": [{"command": "/echo", "description": "Say it again", "should_escape": True}],
        "shortcuts": [{"name": "Echo", "callback_id": "echo_shortcut", "description": "Again", "type": "message"}],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                *("chat:write", "commands", "channels:history", "channels:read", "channels:join", "groups:history"),
                *(
                    "groups:read",
                    "im:history",
                    "im:read",
                    "im:write",
                    "reactions:write",
                    "users:read",
                    "users:read.email",
                ),
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                *("message.channels", "message.groups", "message.im", "app_home_opened", "user_change"),
                "member_joined_channel",
            ]
        },
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """The manifest of the small app."""
    path = tmp_path / "manifest.yml"
    path.write_text(yaml.safe_dump(MANIFEST), encoding="utf-8")
    return path


@pytest.fixture
def clock() -> Callable[[], float]:
    """The clock the rates go by."""
    return time.monotonic


@pytest.fixture
async def sandbox(manifest: Path, clock: Callable[[], float]) -> AsyncIterator[Sandbox]:
    """A workspace with nobody in it, quick to send again what nobody acknowledged."""
    async with Sandbox(manifest=manifest, retry_after=(0.05, 0.1, 0.15), clock=clock) as sandbox:
        yield sandbox


@pytest.fixture
def control(sandbox: Sandbox) -> Control:
    """The hand that arranges the workspace."""
    return sandbox.control


@pytest.fixture
async def ann(control: Control) -> Actor:
    """Somebody in the workspace."""
    return await control.add_person("ann", name="Ann Archer", tz="Europe/Berlin")


@pytest.fixture
async def bo(control: Control) -> Actor:
    """Somebody else in the workspace."""
    return await control.add_person("bo", name="Bo Baker")


@pytest.fixture
def client(sandbox: Sandbox) -> AsyncWebClient:
    """The bot's own client, without retries of its own."""
    return AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])


@pytest.fixture(params=["socket", "http"])
async def echo(request: pytest.FixtureRequest, sandbox: Sandbox) -> AsyncIterator[Echo]:
    """The small app, connected by each transport in turn."""
    start = by_socket if request.param == "socket" else by_http
    async with start(sandbox) as echo:
        yield echo


@pytest.fixture
async def socket_echo(sandbox: Sandbox) -> AsyncIterator[Echo]:
    """The small app by Socket Mode only."""
    async with by_socket(sandbox) as echo:
        yield echo


@pytest.fixture
async def browser(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    """A browser's requests, without its scripts."""
    async with httpx.AsyncClient(base_url=sandbox.url, follow_redirects=True, trust_env=False) as client:
        yield client


@pytest.fixture
async def room(control: Control, ann: Actor, bo: Actor) -> str:
    """A private channel with two people and the app."""
    return await control.add_channel("room", private=True, members=[ann, bo], bot=True)
