"""What the demo prints: who did and saw what, where, as a person would read it."""

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from bot.messages.times import long_time
from bot.sandbox.seen import SeenMessage, SeenView

WIDTH = 100
SHOWN = ("METHOD", "DTSTART", "SEQUENCE", "SUMMARY")
"""The lines of a calendar entry that the transcript shows."""

_DATE = re.compile(r"<!date\^(\d+)\^([^|>]*)\|[^>]*>")
_LINK = re.compile(r"<(?:(?:https?://|mailto:)[^|>]+\|)?((?<=\|)[^>]+|(?<=<)https?://[^|>]+)>")
_MENTION = re.compile(r"<([@#])([A-Z0-9]+)(?:\|[^>]*)?>")
_EMOJI = {":warning:": "⚠", ":white_check_mark:": "✓", ":+1:": "+", ":calendar:": "", ":telephone_receiver:": ""}


@dataclass
class Transcript:
    """Prints the story; `names` are people's and channels' names by Slack id, filled as they come in."""

    names: dict[str, str] = field(default_factory=dict)
    is_quiet: bool = False

    def act(self, number: int, heading: str, when: datetime) -> None:
        """Head a step of the story with its business time."""
        self._print(f"\n━━ {number}. {heading} · {long_time(when, 'Europe/Berlin')} ━━")

    def did(self, who: str, what: str) -> None:
        """Tell what a person did."""
        self._print(f"\n→ {who} {what}")

    def said(self, who: str, where: str, text: str) -> None:
        """Tell what a person wrote."""
        self._print(f"\n→ {who} writes {where}:")
        self._box(text.splitlines())

    def saw(self, who: str, where: str, seen: SeenMessage | SeenView, zone: str) -> None:
        """Show what a person sees, to the end."""
        self._print(f"\n  {who} sees {where}:")
        lines = readable(seen.words, self.names, zone).splitlines()
        pressed = [one.text for one in seen.pressables if one.kind == "button"]
        chosen = [choice for one in seen.pressables for choice in one.choices]
        self._box(_without(lines, [*pressed, *chosen]))
        if pressed:
            self._print("    " + " ".join(f"[{label}]" for label in pressed))

    def read(self, who: str, where: str, words: str) -> None:
        """Show what a person reads on a page."""
        self._print(f"\n  {who} reads {where}:")
        self._box(words.splitlines())

    def mailed(self, mail: EmailMessage) -> None:
        """Show a mail as its receiver reads it."""
        body = mail.get_body(("plain",))
        calendar = [part.get_content() for part in mail.walk() if part.get_content_type() == "text/calendar"]
        self._print(f"\n  Mail to {mail['To']} from {mail['From']}: {mail['Subject']}")
        self._box(str(body.get_content()).splitlines() if body else [])
        for text in calendar:
            entry = [
                line for line in str(text).splitlines() if line.startswith(("METHOD", "DTSTART", "SEQ", "SUMMARY"))
            ]
            self._print("    calendar entry: " + " · ".join(entry))

    def note(self, text: str) -> None:
        """Say something about the story."""
        self._print(f"  {text}")

    def _box(self, lines: list[str]) -> None:
        for line in lines:
            for piece in textwrap.wrap(line, WIDTH) or [""]:
                self._print(f"    │ {piece}")

    def _print(self, text: str) -> None:
        if not self.is_quiet:
            print(text, flush=True)  # noqa: T201  # printing is what the demo is for


def readable(text: str, names: Mapping[str, str], zone: str) -> str:
    """Turn mrkdwn into what a reader in a zone sees: names, their own time, no marks."""
    text = _DATE.sub(lambda found: _local(int(found[1]), found[2], zone), text)
    text = _LINK.sub(lambda found: found[1], text)
    text = _MENTION.sub(lambda found: found[1] + names.get(found[2], found[2]), text)
    for short, sign in _EMOJI.items():
        text = text.replace(short, sign)
    text = re.sub(r"(?<![\w*])\*([^*\n]+)\*(?![\w*])", r"\1", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _local(seconds: int, pattern: str, zone: str) -> str:
    local = datetime.fromtimestamp(seconds, ZoneInfo(zone))
    shown = pattern.replace("{time}", f"{local:%H:%M}")
    return re.sub(r"\{date[a-z_]*\}", f"{local:%a} {local.day} {local:%b}", shown)


def _without(lines: list[str], labels: list[str]) -> list[str]:
    """Drop what stands on buttons and in menus."""
    left, kept = list(labels), []
    for line in lines:
        if line in left:
            left.remove(line)
        else:
            kept.append(line)
    return kept
