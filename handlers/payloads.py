"""Slack's payloads as frozen values with names; nobody else looks inside a Slack dict."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.forms import WHICH
from bot.process.refusals import WrongField
from bot.rules.text import storable, unescape
from bot.rules.words import Attachment
from bot.rules.working_hours import ChosenTime

FIRST_YEAR, LAST_YEAR = 1970, 2200
"""Dates before and after can't be reckoned with in every time zone, and nobody means them."""

Body = Mapping[str, Any]

CLIPS = frozenset({"slack_audio", "slack_video"})
"""The subtypes of files that were recorded in Slack's composer."""


@dataclass(frozen=True)
class Command:
    """A slash command; `text` is as Slack sends it, escaped and with mentions as `<@U…|name>`."""

    name: str
    text: str
    channel: str
    trigger_id: str

    @classmethod
    def of(cls, body: Body) -> "Command":
        """Read the payload of a slash command."""
        text = storable(body.get("text") or "").strip()
        return cls(body["command"], text, body.get("channel_id") or "", body["trigger_id"])

    @property
    def first_word(self) -> str:
        """The word that may be a subcommand, in lower case; empty when nothing was typed."""
        return self.text.split(maxsplit=1)[0].lower() if self.text else ""

    @property
    def rest(self) -> str:
        """What follows the first word, as it was typed."""
        return unescape("".join(self.text.split(maxsplit=1)[1:]))


Subcommand = Callable[[AsyncAck, Command, str, AsyncBoltContext], Awaitable[None]]
"""What a word of a command does: (acknowledge, the command, what was typed behind the word, context)."""


@dataclass(frozen=True)
class Click:
    """A press of a button or a choice in a message, a form or App Home.

    `value` is the button's value or the chosen option's; `channel` and `ts` are the message's, None elsewhere.
    """

    action_id: str
    value: str
    trigger_id: str
    channel: str | None
    ts: str | None
    view_id: str | None
    below: str | None = None
    """The id of the form under the one it was pressed in."""
    is_in_form: bool = False
    """Whether it was pressed in a form, over which another can be shown."""

    @classmethod
    def of(cls, body: Body) -> "Click":
        """Read the payload of block_actions."""
        action = body["actions"][0]
        option = action.get("selected_option") or {}
        container, view = body.get("container") or {}, body.get("view") or {}
        return cls(
            action["action_id"],
            action.get("value") or option.get("value") or action.get("selected_user") or "",
            body["trigger_id"],
            (body.get("channel") or {}).get("id"),
            container.get("message_ts"),
            view.get("id"),
            view.get("previous_view_id"),
            view.get("type") == "modal",
        )

    @property
    def id(self) -> int:
        """The value as the id of a row."""
        return int(self.value)

    @property
    def ids(self) -> list[int]:
        """The value as several ids, joined by colons."""
        return [int(part) for part in self.value.split(":")]

    @property
    def marked_id(self) -> tuple[int, str | None]:
        """The value as the id of a row and the mark of what the card showed, None where it carries none."""
        number, _, mark = self.value.partition(":")
        return int(number), mark or None


@dataclass(frozen=True)
class Submission:
    """A form as it was submitted: each field's value by its block id, None where it was left empty."""

    view_id: str
    hash: str
    metadata: str
    fields: Mapping[str, Mapping[str, Any]]
    below: str | None = None
    """The id of the form this one was opened over."""

    @classmethod
    def of(cls, body: Body) -> "Submission":
        """Read the payload of view_submission."""
        view = body["view"]
        values = (view.get("state") or {}).get("values") or {}
        fields: dict[str, Mapping[str, Any]] = {
            block_id: next(iter(state.values()), {}) for block_id, state in values.items()
        }
        below = view.get("previous_view_id")
        return cls(view["id"], view.get("hash") or "", view.get("private_metadata") or "", fields, below)

    @property
    def ids(self) -> dict[str, int]:
        """The ids that travelled with the form, as JSON object in its metadata."""
        return {name: int(value) for name, value in json.loads(self.metadata or "{}").items()}

    def text(self, block_id: str) -> str | None:
        """Return what was typed into a text, e-mail or number field, stripped; None when nothing was."""
        value = (self.fields.get(block_id) or {}).get("value")
        return storable(str(value)).strip() or None if value is not None else None

    def choice(self, block_id: str) -> str | None:
        """Return the chosen option's value of a select or of radio buttons."""
        return ((self.fields.get(block_id) or {}).get("selected_option") or {}).get("value")

    def choices(self, block_id: str) -> list[str]:
        """Return the values of all ticked boxes or chosen options."""
        return [option["value"] for option in (self.fields.get(block_id) or {}).get("selected_options") or []]

    def user(self, block_id: str) -> str | None:
        """Return the chosen user's Slack id."""
        return (self.fields.get(block_id) or {}).get("selected_user")

    def users(self, block_id: str) -> list[str]:
        """Return the chosen users' Slack ids."""
        return list((self.fields.get(block_id) or {}).get("selected_users") or [])

    def channel(self, block_id: str) -> str | None:
        """Return the chosen conversation's id."""
        field = self.fields.get(block_id) or {}
        return field.get("selected_conversation") or field.get("selected_channel")

    def date(self, block_id: str) -> date | None:
        """Return the chosen date; raises WrongField for one that nobody means."""
        value = (self.fields.get(block_id) or {}).get("selected_date")
        day = date.fromisoformat(value) if value else None
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise WrongField(**{block_id: f"{day.year} can't be meant. Choose a day nearer to today."})
        return day

    def time(self, block_id: str) -> time | None:
        """Return the chosen time of day; where the form asked which of two it is, as chosen."""
        value = (self.fields.get(block_id) or {}).get("selected_time")
        at, which = time.fromisoformat(value) if value else None, self.choice(WHICH + block_id)
        return ChosenTime(at.hour, at.minute, fold=int(which)) if at and which else at


@dataclass(frozen=True)
class Typing:
    """A key pressed, or a choice made, in a form that reports what is entered; `form` is all that stands in it now."""

    form: Submission
    ts: str

    @classmethod
    def of(cls, body: Body) -> "Typing":
        """Read the payload of block_actions from inside a form."""
        return cls(Submission.of(body), str(body["actions"][0]["action_ts"]))


@dataclass(frozen=True)
class Written:
    """A message as a person wrote, edited or deleted it; `text` is as Slack sends it, empty when it was deleted.

    `thread_ts` is the root's ts where it is a reply. `edited_ts` orders edits; `deleted` covers Slack's tombstones.
    """

    channel: str
    is_direct: bool
    ts: str
    thread_ts: str | None
    slack_id: str | None
    text: str
    blocks: list[dict[str, Any]]
    attached: Attachment | None
    edited_ts: str | None
    is_deleted: bool
    is_by_bot: bool

    @property
    def may_be_feedback(self) -> bool:
        """Whether it is a reply or a direct message; a deletion doesn't always say."""
        return self.is_direct or self.thread_ts is not None or self.is_deleted

    @classmethod
    def of(cls, event: Body) -> "Written | None":
        """Read a message event; None for what is no person's writing (joins, renames, unfurls and the like)."""
        subtype = event.get("subtype")
        if subtype == "message_changed":
            return cls._changed(event)
        if subtype == "message_deleted":
            return cls.of_message(event, event.get("previous_message") or {}, event["deleted_ts"], is_deleted=True)
        if subtype in {None, "file_share", "thread_broadcast", "me_message"}:
            return cls.of_message(event, event, event["ts"])
        return None

    @classmethod
    def _changed(cls, event: Body) -> "Written | None":
        message = event["message"]
        if message.get("subtype") == "tombstone":
            before = event.get("previous_message") or {}
            return cls.of_message(event, {**before, "ts": message["ts"]}, message["ts"], is_deleted=True)
        if not message.get("edited"):
            return None
        return cls.of_message(event, message, message["ts"])

    @classmethod
    def of_message(cls, event: Body, message: Body, ts: str, *, is_deleted: bool = False) -> "Written":
        """Read a message object; `event` tells its channel."""
        thread_ts = message.get("thread_ts")
        return cls(
            channel=event["channel"],
            is_direct=event.get("channel_type", "im" if event["channel"].startswith("D") else "") == "im",
            ts=ts,
            thread_ts=thread_ts if thread_ts != ts else None,
            slack_id=message.get("user"),
            text="" if is_deleted else message.get("text") or "",
            blocks=[] if is_deleted else list(message.get("blocks") or []),
            attached=None if is_deleted else _attached(message),
            edited_ts=(message.get("edited") or {}).get("ts"),
            is_deleted=is_deleted,
            is_by_bot=bool(message.get("bot_id")),
        )


@dataclass(frozen=True)
class OnMessage:
    """A message shortcut: somebody does something with a message, theirs or another's, where the bot may not read."""

    written: Written
    trigger_id: str

    @classmethod
    def of(cls, body: Body) -> "OnMessage":
        """Read the payload of message_action."""
        message = body["message"]
        where = {"channel": body["channel"]["id"]}
        return cls(Written.of_message(where, message, body.get("message_ts") or message["ts"]), body["trigger_id"])


def _attached(message: Body) -> Attachment | None:
    """Tell what came with a message; what somebody recorded in Slack, sound or picture, is a clip."""
    files = message.get("files") or []
    if any(one.get("subtype") in CLIPS for one in files):
        return Attachment.CLIP
    if files:
        return Attachment.FILE
    is_forward = any(one.get("is_share") for one in message.get("attachments") or [])
    return Attachment.FORWARD if is_forward else None
