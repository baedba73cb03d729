"""What the app declared: scopes, events, commands, shortcuts and tabs, and which of them were ever used."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Command:
    """A declared slash command; `should_escape` turns typed mentions into ids, the rest is shown while typing."""

    name: str
    should_escape: bool
    description: str = ""
    usage_hint: str = ""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A declared shortcut; `kind` is "global" or "message"."""

    callback_id: str
    kind: str
    name: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The part of an app manifest that decides what a workspace does."""

    name: str
    scopes: frozenset[str]
    events: frozenset[str]
    commands: dict[str, Command]
    shortcuts: dict[str, Shortcut]
    home_tab: bool
    messages_tab: bool
    messages_read_only: bool
    interactivity: bool

    @classmethod
    def read(cls, path: Path) -> "Manifest":
        """Read manifest.yml (or .json) from `path`; absent parts count as not declared."""
        return cls.of(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))

    @classmethod
    def of(cls, source: dict[str, Any]) -> "Manifest":
        """Take a manifest already read into a dict."""
        features, settings = source.get("features", {}), source.get("settings", {})
        home = features.get("app_home", {})
        commands = [
            Command(
                each["command"],
                bool(each.get("should_escape")),
                each.get("description", ""),
                each.get("usage_hint", ""),
            )
            for each in features.get("slash_commands", [])
        ]
        shortcuts = [
            Shortcut(each["callback_id"], each["type"], each.get("name", ""), each.get("description", ""))
            for each in features.get("shortcuts", [])
        ]
        return cls(
            name=features.get("bot_user", {}).get("display_name") or source["display_information"]["name"],
            scopes=frozenset(source.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
            commands={each.name: each for each in commands},
            shortcuts={each.callback_id: each for each in shortcuts},
            home_tab=bool(home.get("home_tab_enabled")),
            messages_tab=bool(home.get("messages_tab_enabled", True)),
            messages_read_only=bool(home.get("messages_tab_read_only_enabled")),
            interactivity=bool(settings.get("interactivity", {}).get("is_enabled")),
        )


@dataclass(slots=True)
class Used:
    """What was really needed so far; share one between workspaces to sum up a whole test run."""

    scopes: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    commands: set[str] = field(default_factory=set)
    shortcuts: set[str] = field(default_factory=set)

    def as_json(self) -> dict[str, list[str]]:
        """Show it as sorted lists."""
        return {
            "scopes": sorted(self.scopes),
            "events": sorted(self.events),
            "commands": sorted(self.commands),
            "shortcuts": sorted(self.shortcuts),
        }
