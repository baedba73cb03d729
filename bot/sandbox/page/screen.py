"""What somebody sees of the workspace, drawn: conversations, forms, the sidebar around them."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.sandbox.conversations import Channel
from bot.sandbox.ids import JSON
from bot.sandbox.page.conversation import Part, Reader, Row, face_of
from bot.sandbox.page.drawn import Drawing
from bot.sandbox.page.inspector import Inspector
from bot.sandbox.page.panels import Asked, Panel
from bot.sandbox.page.reading import Reading
from bot.sandbox.page.sidebar import can_see, people_of, sidebar_of
from bot.sandbox.page.templates import Templates
from bot.sandbox.people import Person
from bot.sandbox.workspace import Workspace

NOT_FOUND = 404


class Screen:
    """Draws one workspace for any of its people; remembers what they have read, and the errors of their forms."""

    def __init__(
        self, workspace: Workspace, inspector: Inspector, templates: Templates, panels: Sequence[Panel]
    ) -> None:
        """Show one workspace."""
        self._workspace, self._inspector, self._templates = workspace, inspector, templates
        self.reading = Reading(workspace)
        self.panels = {each.name: each for each in panels}
        self._errors: dict[str, tuple[str, dict[str, str]]] = {}

    def panel(self, request: Request) -> Panel:
        """Find the panel an address names."""
        panel = self.panels.get(request.path_params["panel"])
        if panel is None:
            raise HTTPException(NOT_FOUND, "There is no such panel.")
        return panel

    def viewer(self, request: Request) -> Person:
        """Find who looks, and note how many changes there were before anything is drawn."""
        request.state.seen = self._workspace.changes.count
        handle = request.path_params["handle"]
        for each in people_of(self._workspace):
            if each.handle == handle:
                return each
        raise HTTPException(NOT_FOUND, f"There is nobody called {handle} here.")

    def place(self, request: Request, viewer: Person) -> Channel:
        """Find the conversation an address names; 404 when it is not theirs to see."""
        channel = self._workspace.channels.get(request.path_params["channel"])
        if channel is None or not can_see(self._workspace, viewer, channel):
            raise HTTPException(NOT_FOUND, "There is no such conversation, or it is not yours to see.")
        return channel

    def _reader(self, viewer: Person) -> Reader:
        return Reader(self._workspace, viewer, Drawing(self._workspace, viewer))

    async def around(self, viewer: Person, request: Request) -> JSON:
        """Gather what stands around everything a person looks at."""
        docked = [
            (each, await each.draw(Asked(viewer, address_of(viewer, each), request.query_params)))
            for each in self.panels.values()
            if each.docked
        ]
        here = {"forms": self.forms(viewer), "docked": docked, "channel": None, "seen": request.state.seen}
        return await self.side(viewer) | here

    async def side(self, viewer: Person) -> JSON:
        """Gather what the sidebar shows."""
        badges = {each.name: await each.badge() if each.badge else 0 for each in self.panels.values()}
        return {
            "viewer": viewer,
            "face": lambda user: face_of(self._workspace, user),
            "base": f"/as/{viewer.handle}",
            "sidebar": sidebar_of(self._workspace, self.reading, viewer),
            "people": people_of(self._workspace),
            "panels": [each for each in self.panels.values() if not each.docked],
            "badges": badges,
            "team": self._workspace.domain.title(),
            "app": face_of(self._workspace, self._workspace.bot_user_id),
            "commands": [*self._workspace.manifest.commands.values()],
            "shortcuts": [each for each in self._workspace.manifest.shortcuts.values() if each.kind == "message"],
        }

    def about(self, viewer: Person, channel: Channel) -> JSON:
        """Say what a conversation is."""
        others = [each for each in channel.members if each != viewer.id]
        other = face_of(self._workspace, others[0]) if channel.kind == "im" and others else None
        members = sorted((face_of(self._workspace, each) for each in channel.members), key=lambda face: face.name)
        member, posts = viewer.id in channel.members, self._workspace.manifest
        mute = channel.user is not None and (not posts.messages_tab or posts.messages_read_only)
        return {
            "channel": channel,
            "title": other.name if other else channel.name,
            "other": other,
            "members": members,
            "is_app": channel.user == viewer.id,
            "is_member": member,
            "may_write": member and not channel.archived and not mute,
        }

    def messages(self, viewer: Person, channel: Channel, part: Part) -> Markup:
        """Draw some messages of a conversation."""
        new = self.reading.unread(viewer, channel).threads
        page = self._reader(viewer).read(channel, replace(part, new_threads=new))
        return self._rows(viewer, channel, page.rows, earlier=page.earlier, root=None)

    def _rows(self, viewer: Person, channel: Channel, rows: list[Row], *, earlier: bool, root: str | None) -> Markup:
        shortcuts = [each for each in self._workspace.manifest.shortcuts.values() if each.kind == "message"]
        may = viewer.id in channel.members and not channel.archived
        told = {"rows": rows, "earlier": earlier, "root": root, "channel": channel, "shortcuts": shortcuts, "may": may}
        return self._templates.draw("_messages.html", base=f"/as/{viewer.handle}", **told)

    def thread(self, viewer: Person, channel: Channel, root: str) -> Markup:
        """Draw a root and its replies."""
        mark = self.reading.up_to(viewer.id, channel.id, root)
        page = self._reader(viewer).read(channel, Part(root, mark=mark))
        return self._rows(viewer, channel, page.rows, earlier=False, root=root)

    def home(self, viewer: Person) -> Markup:
        """Draw the app's Home tab."""
        home = self._workspace.homes.get(viewer.id)
        drawn = Drawing(self._workspace, viewer).view(home) if home else None
        return self._templates.draw(
            "_home.html", drawn=drawn, app=face_of(self._workspace, self._workspace.bot_user_id)
        )

    def forms(self, viewer: Person) -> Markup:
        """Draw the form on top of those that are open, with the errors of its last submission."""
        stack = self._workspace.stacks.get(viewer.id) or []
        if not stack:
            return Markup("")
        view = stack[-1]
        last_hash, errors = self._errors.get(view.id, ("", {}))
        drawn = Drawing(self._workspace, viewer).view(view, errors if last_hash == view.hash else None)
        return self._templates.draw("_form.html", drawn=drawn, depth=len(stack), below=stack[-2] if stack[1:] else None)

    def keep_errors(self, viewer: Person, view_id: str, given: JSON) -> None:
        """Remember what was wrong with a form, until it changes or is submitted again."""
        view = next((each for each in self._workspace.stacks.get(viewer.id, []) if each.id == view_id), None)
        self._errors.pop(view_id, None)
        if view is not None and given.get("errors"):
            self._errors[view_id] = (view.hash, given["errors"])

    def traffic(self, viewer: Person) -> Markup:
        """Draw the switches and the last traffic."""
        told = {"entries": self._inspector.entries(viewer.tz), "switches": self._inspector.switches()}
        return self._templates.draw(
            "_inspector.html", base=f"/as/{viewer.handle}", methods=self._inspector.methods, **told
        )


def address_of(viewer: Person, panel: Panel) -> str:
    """Give the address of a panel."""
    return f"/as/{viewer.handle}/panel/{panel.name}"
