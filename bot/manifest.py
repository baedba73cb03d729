"""The Slack app's manifest: as it ships (Socket Mode), and as HTTP needs it."""

from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import yaml

SLACK_PATH = "/slack/events"
"""Where Slack delivers events, clicks, forms and commands over HTTP."""


class NotAPublicAddress(ValueError):
    """Slack delivers over https, to a host it can reach."""


def manifest_text() -> str:
    """Read manifest.yml as it ships, with the reason beside each scope."""
    return (files("bot") / "manifest.yml").read_text(encoding="utf-8")


def required_scopes() -> frozenset[str]:
    """Name the bot scopes the manifest asks for."""
    return frozenset(yaml.safe_load(manifest_text())["oauth_config"]["scopes"]["bot"])


def http_manifest(url: str) -> str:
    """Write the manifest for delivery over HTTP to a bot at `url`; raises NotAPublicAddress unless that is https."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise NotAPublicAddress(f"{url!r} will not do: Slack delivers to an https:// address, e.g. https://bot.example")
    request_url = url.rstrip("/") + SLACK_PATH
    manifest: dict[str, Any] = yaml.safe_load(manifest_text())
    for command in manifest["features"]["slash_commands"]:
        command["url"] = request_url
    settings = manifest["settings"]
    settings["socket_mode_enabled"] = False
    settings["event_subscriptions"] = {"request_url": request_url, **settings["event_subscriptions"]}
    settings["interactivity"]["request_url"] = request_url
    return yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=120)
