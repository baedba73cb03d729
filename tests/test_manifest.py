"""The Slack app's manifest: valid, consistent, and no broader than the bot needs."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft7Validator

from bot.cli import main
from bot.manifest import NotAPublicAddress, http_manifest, manifest_text, required_scopes
from bot.messages.feedback_forms import USE_AS_FEEDBACK
from bot.sandbox.manifest import Manifest, Used
from tests.manifest_use import MANIFEST, unused

SCHEMA = Path(__file__).parent / "data" / "slack-manifest.schema.1.0.0.json"
"""github.com/slackapi/manifest-schema, schemas/manifest.schema.1.0.0.json"""

SCOPE_OF_EVENT = {
    "app_home_opened": None,
    "channel_archive": "channels:read",
    "channel_left": "channels:read",
    "channel_shared": "channels:read",
    "channel_unarchive": "channels:read",
    "group_archive": "groups:read",
    "group_left": "groups:read",
    "group_unarchive": "groups:read",
    "member_joined_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "user_change": "users:read",
}

SCOPES_OF_METHOD = {
    "auth.test": (),
    "chat.delete": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": ("channels:history", "groups:history", "im:history"),
    "conversations.info": ("channels:read", "groups:read"),
    "conversations.join": ("channels:join",),
    "conversations.open": ("im:write",),
    "conversations.replies": ("channels:history", "groups:history", "im:history"),
    "reactions.add": ("reactions:write",),
    "reactions.remove": ("reactions:write",),
    "users.info": ("users:read", "users:read.email"),
    "views.open": (),
    "views.publish": (),
}
"""What each Web API method needs for what the bot does with it."""


def shipped() -> dict[str, Any]:
    """manifest.yml as data."""
    manifest: dict[str, Any] = yaml.safe_load(manifest_text())
    return manifest


def variants() -> list[dict[str, Any]]:
    """The manifest for Socket Mode and the one for HTTP."""
    return [shipped(), yaml.safe_load(http_manifest("https://bot.example"))]


@pytest.mark.parametrize("manifest", variants(), ids=["socket_mode", "http"])
def test_slacks_own_schema_accepts_it(manifest: dict[str, Any]) -> None:
    """Both variants can be pasted as they are."""
    validator = Draft7Validator(json.loads(SCHEMA.read_text()))
    assert [error.message for error in validator.iter_errors(manifest)] == []


def test_every_event_has_its_scope() -> None:
    """Slack refuses a manifest that subscribes to an event without the scope to see it."""
    for event in shipped()["settings"]["event_subscriptions"]["bot_events"]:
        scope = SCOPE_OF_EVENT[event]
        assert scope is None or scope in required_scopes(), event


def test_every_scope_is_needed_by_something() -> None:
    """No scope is asked for that no event, method or command needs."""
    by_methods = {scope for scopes in SCOPES_OF_METHOD.values() for scope in scopes}
    by_events = {scope for scope in SCOPE_OF_EVENT.values() if scope}
    assert required_scopes() == by_methods | by_events | {"commands"}


def test_every_scope_says_why() -> None:
    """Whoever installs the app reads the reason beside each scope."""
    scopes = re.search(r"    bot:\n((?:      - .*\n)+)", manifest_text())
    assert scopes
    for line in scopes[1].splitlines():
        assert re.fullmatch(r"      - [a-z:.]+ # .{10,}", line), line


def test_what_no_story_used_is_named() -> None:
    """The end of a whole run fails by these lines (tests/manifest_use.py)."""
    manifest = Manifest.read(MANIFEST)
    used = Used(set(manifest.scopes) - {"im:write"}, set(manifest.events) - {"user_change"}, {"/debrief"})
    assert [line.partition(",")[0] for line in unused(manifest, used)] == [
        "manifest.yml declares the scope im:write",
        "manifest.yml declares the event user_change",
        "manifest.yml declares the command /offer",
        "manifest.yml declares the shortcut use_as_feedback",
    ]


def test_events_and_app_home_have_a_bot_user() -> None:
    """Slack's cross rules the schema does not know."""
    features = shipped()["features"]
    assert features["bot_user"]["display_name"] == "Reverse Interview"
    assert features["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }


def test_commands_turn_mentions_into_ids() -> None:
    """`/debrief … @ann` is of no use as plain text; each command shows how it is used."""
    commands = {command["command"]: command for command in shipped()["features"]["slash_commands"]}
    assert set(commands) == {"/debrief", "/offer"}
    assert all(command["should_escape"] and command["usage_hint"] for command in commands.values())


def test_the_shortcut_is_on_messages() -> None:
    """It uses a message; the `commands` scope is all it needs."""
    [shortcut] = shipped()["features"]["shortcuts"]
    assert (shortcut["type"], shortcut["callback_id"]) == ("message", USE_AS_FEEDBACK)


def test_socket_mode_has_no_addresses() -> None:
    """As it ships, nothing needs a public address."""
    settings = shipped()["settings"]
    assert settings["socket_mode_enabled"]
    assert "request_url" not in manifest_text()
    assert settings["interactivity"] == {"is_enabled": True}


def test_http_delivers_everything_to_one_address() -> None:
    """Events, clicks, forms and commands all go to the bot's Slack address; the rest is the same."""
    manifest = yaml.safe_load(http_manifest("https://bot.example/"))
    address = "https://bot.example/slack/events"
    settings = manifest["settings"]
    assert settings["socket_mode_enabled"] is False
    assert settings["event_subscriptions"].pop("request_url") == address
    assert settings["interactivity"].pop("request_url") == address
    assert [command.pop("url") for command in manifest["features"]["slash_commands"]] == [address, address]
    settings["socket_mode_enabled"] = True
    assert manifest == shipped()


@pytest.mark.parametrize("url", ["http://bot.example", "bot.example", "https://", "", "ftp://bot.example"])
def test_http_needs_https(url: str) -> None:
    """Slack delivers to https only."""
    with pytest.raises(NotAPublicAddress, match=r"https://bot\.example"):
        http_manifest(url)


def test_the_command_prints_it() -> None:
    """`reverse-interview manifest` prints the file; with --url the HTTP variant; a wrong one is refused with 2."""
    runner = CliRunner()
    assert runner.invoke(main, ["manifest"]).output == manifest_text()
    with_url = runner.invoke(main, ["manifest", "--url", "https://bot.example"])
    assert with_url.output == http_manifest("https://bot.example")
    refused = runner.invoke(main, ["manifest", "--url", "http://bot.example"])
    assert refused.exit_code == 2
    assert "https://" in refused.output
