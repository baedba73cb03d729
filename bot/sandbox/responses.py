"""response_url, and what else the app says in answer to an interaction."""

import time

from bot.sandbox.conversations import Channel, Message
from bot.sandbox.ids import JSON, SlackError
from bot.sandbox.methods.chat import checked_blocks, count_calls, written
from bot.sandbox.methods.context import Context
from bot.sandbox.surfaces import ResponseUrl


class Responses:
    """Messages the app sends without a token, to one person or into the channel they were in."""

    def __init__(self, context: Context) -> None:
        """Work on one workspace."""
        self._context = context

    @property
    def origin(self) -> str:
        """Where response_urls point: scheme, host and port."""
        return self._context.origin

    def use(self, token: str, said: JSON) -> None:
        """Take what the app sent to a response_url; SlackError when that is used up, expired or no message."""
        ticket = self._context.workspace.response_urls.get(token)
        if ticket is None or ticket.uses <= 0:
            raise SlackError("used_url")
        if time.monotonic() > ticket.expires:
            raise SlackError("expired_url")
        ticket.uses -= 1
        self.say(ticket, said)

    def say(self, ticket: ResponseUrl, said: JSON) -> None:
        """Show the app's words: replace or delete the message that was acted on, or add one."""
        channel = self._context.workspace.channels[ticket.channel]
        source = channel.messages.get(ticket.message_ts or "") or channel.ephemerals.get(ticket.message_ts or "")
        if source is not None and said.get("delete_original"):
            self._delete(channel, source)
        elif source is not None and said.get("replace_original"):
            self._replace(channel, source, said)
        else:
            self._add(ticket, channel, source, said)

    def _delete(self, channel: Channel, source: Message) -> None:
        if source.only_for is not None:
            self._context.posting.hush(channel, source)
        else:
            self._context.posting.delete(channel, source)

    def _replace(self, channel: Channel, source: Message, said: JSON) -> None:
        blocks = checked_blocks(said.get("blocks") or None)
        if source.only_for is not None:
            self._context.posting.change_whisper(channel, source, str(said.get("text") or ""), blocks)
        else:
            self._context.posting.edit(channel, source, str(said.get("text") or ""), blocks, human=False)
        count_calls(self._context, source, said)

    def _add(self, ticket: ResponseUrl, channel: Channel, source: Message | None, said: JSON) -> None:
        message = written(self._context, channel, said)
        message.thread_ts = said.get("thread_ts")
        public = said.get("response_type") == "in_channel" and (source is None or source.only_for is None)
        if public:
            self._context.pace(channel)
            self._context.posting.add(channel, message)
        else:
            message.only_for = ticket.user
            self._context.posting.whisper(channel, message)
        count_calls(self._context, message, said)
