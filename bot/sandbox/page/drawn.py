"""What the app and people send, drawn for one reader."""

from collections.abc import Mapping
from datetime import UTC, datetime

from markupsafe import Markup, escape

from bot.sandbox.conversations import Channel, Message
from bot.sandbox.drawing import draw_emoji, draw_message, draw_view, names_of
from bot.sandbox.people import Person
from bot.sandbox.surfaces import View
from bot.sandbox.workspace import Workspace


class Drawing:
    """Draws for one person, in their zone and with links into their own page."""

    def __init__(self, workspace: Workspace, viewer: Person) -> None:
        """Gather the names the person sees."""
        self._zone, self._now = viewer.tz, datetime.now(UTC)
        self.names = names_of(workspace, viewer.id, f"/as/{viewer.handle}/in/{{id}}")

    def message(self, channel: Channel, message: Message, *, in_thread: bool) -> Markup:
        """Draw what a message says; a root may stand on the page twice, so its ids differ in its thread."""
        place = f"{'t' if in_thread else 'm'}-{message.ts}"
        shown = channel.shown(message)
        return draw_message(shown, self.names, self._zone, place=place, now=self._now)

    def view(self, view: View, errors: Mapping[str, str] | None = None) -> Markup:
        """Draw a form or Home tab with what was typed and what is wrong with it."""
        return draw_view(view.as_slack(), self.names, self._zone, errors=errors, now=self._now)

    def emoji(self, name: str) -> Markup:
        """Draw an emoji by its short name, the name itself when it is unknown."""
        return draw_emoji(f":{name}:") or escape(f":{name}:")
