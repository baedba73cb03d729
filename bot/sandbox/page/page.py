"""The page's addresses: what each shows, and where what people do goes."""

from collections.abc import Sequence

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox.changes import Change
from bot.sandbox.control import ControlDesk
from bot.sandbox.conversations import Channel
from bot.sandbox.ids import JSON, Refused
from bot.sandbox.page.acting import Acting, plainly
from bot.sandbox.page.conversation import Reader, face_of
from bot.sandbox.page.drawn import Drawing
from bot.sandbox.page.inspector import Inspector, throw
from bot.sandbox.page.live import stream
from bot.sandbox.page.panels import Asked, Panel
from bot.sandbox.page.reading import Reading
from bot.sandbox.page.sidebar import can_see, people_of, sidebar_of
from bot.sandbox.page.templates import FOLDER, Templates
from bot.sandbox.people import Person
from bot.sandbox.workspace import Workspace

_NOT_FOUND = 404
_SEE_OTHER = 303


class Page:
    """The workspace in a browser, as any of its people."""

    def __init__(
        self, workspace: Workspace, desk: ControlDesk, inspector: Inspector, panels: Sequence[Panel] = ()
    ) -> None:
        """Show one workspace and act through its control desk."""
        self._workspace, self._desk, self._inspector = workspace, desk, inspector
        self._reading, self._acting, self._templates = Reading(workspace), Acting(workspace, desk), Templates()
        self._errors: dict[str, tuple[str, dict[str, str]]] = {}
        self._panels = {each.name: each for each in panels}

    def add_panel(self, panel: Panel) -> None:
        """Add a panel, or put it in place of the one of its name."""
        self._panels[panel.name] = panel
        self.redraw_panel(panel.name)

    def redraw_panel(self, name: str) -> None:
        """Let every window draw a panel again."""
        self._workspace.changes.tell(Change("panel", panel=name))

    @property
    def routes(self) -> list[BaseRoute]:
        """Everything the page answers."""
        mine = [
            Route("/", self._first),
            Route("/home", self._home),
            Route("/home/part", self._home_part),
            Route("/with/{other}", self._with),
            Route("/in/{channel}", self._conversation),
            Route("/in/{channel}/messages", self._messages),
            Route("/in/{channel}/thread/{ts}", self._thread),
            Route("/in/{channel}/source/{ts}", self._source),
            Route("/in/{channel}/write", self._write, methods=["POST"]),
            Route("/sidebar", self._sidebar),
            Route("/forms", self._forms),
            Route("/live", self._live),
            Route("/read", self._read, methods=["POST"]),
            Route("/do/{verb}", self._do, methods=["POST"]),
            Route("/inspector", self._inspect),
            Route("/inspector/part", self._inspect_part),
            Route("/inspector/{verb}", self._throw, methods=["POST"]),
            Route("/panel/{panel}", self._panel),
            Route("/panel/{panel}/part", self._panel_part),
            Route("/panel/{panel}/{verb}", self._panel_act, methods=["POST"]),
        ]
        return [
            Route("/", self._choose),
            Mount("/as/{handle}", routes=mine),
            Route("/panel/{panel}/{path:path}", self._panel_raw),
            Mount("/static", StaticFiles(directory=FOLDER / "static")),
        ]

    # Who looks at what

    def _viewer(self, request: Request) -> Person:
        """Find who looks, and note how many changes there were before anything is drawn."""
        request.state.seen = self._workspace.changes.count
        handle = request.path_params["handle"]
        for each in people_of(self._workspace):
            if each.handle == handle:
                return each
        raise HTTPException(_NOT_FOUND, f"There is nobody called {handle} here.")

    def _place(self, request: Request, viewer: Person) -> Channel:
        channel = self._workspace.channels.get(request.path_params["channel"])
        if channel is None or not can_see(self._workspace, viewer, channel):
            raise HTTPException(_NOT_FOUND, "There is no such conversation, or it is not yours to see.")
        return channel

    def _reader(self, viewer: Person) -> Reader:
        return Reader(self._workspace, viewer, Drawing(self._workspace, viewer))

    async def _frame(self, viewer: Person, request: Request) -> JSON:
        """Gather what stands around everything a person looks at."""
        docked = [
            (each, await each.draw(Asked(viewer, _address(viewer, each), request.query_params)))
            for each in self._panels.values()
            if each.docked
        ]
        return await self._side(viewer) | {"forms": self._drawn_forms(viewer), "docked": docked, "channel": None, "seen": request.state.seen}

    async def _side(self, viewer: Person) -> JSON:
        """Gather what the sidebar shows."""
        badges = {each.name: await each.badge() if each.badge else 0 for each in self._panels.values()}
        return {
            "viewer": viewer,
            "face": lambda user: face_of(self._workspace, user),
            "base": f"/as/{viewer.handle}",
            "sidebar": sidebar_of(self._workspace, self._reading, viewer),
            "people": people_of(self._workspace),
            "panels": [each for each in self._panels.values() if not each.docked],
            "badges": badges,
            "team": self._workspace.domain.title(),
            "app": face_of(self._workspace, self._workspace.bot_user_id),
            "commands": [*self._workspace.manifest.commands.values()],
            "shortcuts": [each for each in self._workspace.manifest.shortcuts.values() if each.kind == "message"],
        }

    async def _choose(self, _: Request) -> Response:
        people = [(each, face_of(self._workspace, each.id)) for each in people_of(self._workspace)]
        return self._templates.answer("choose.html", people=people, team=self._workspace.domain.title())

    async def _first(self, request: Request) -> Response:
        viewer = self._viewer(request)
        wanted = self._workspace.channels.get(request.query_params.get("in", ""))
        joined = [each for each in sidebar_of(self._workspace, self._reading, viewer).channels if each.joined]
        if wanted is not None and wanted.user is None and viewer.id in wanted.members:
            return RedirectResponse(f"/as/{viewer.handle}/in/{wanted.id}")
        return RedirectResponse(joined[0].href if joined else f"/as/{viewer.handle}/home")

    async def _with(self, request: Request) -> Response:
        viewer = self._viewer(request)
        other = next((each for each in people_of(self._workspace) if each.handle == request.path_params["other"]), None)
        if other is None or other is viewer:
            raise HTTPException(_NOT_FOUND, "There is nobody of that name to write to.")
        return RedirectResponse(f"/as/{viewer.handle}/in/{self._workspace.between(viewer.id, other.id).id}")

    # Conversations

    async def _conversation(self, request: Request) -> Response:
        viewer = self._viewer(request)
        channel = self._place(request, viewer)
        if channel.user == viewer.id:
            await self._desk.do("open_home", {"person": viewer.id, "tab": "messages"})
        root = request.query_params.get("thread", "")
        thread = self._drawn_thread(viewer, channel, root) if root in channel.messages else None
        mark = self._reading.up_to(viewer.id, channel.id) if self._reading.unread(viewer, channel).messages else ""
        shown = self._drawn_messages(viewer, channel, mark=mark)
        frame = await self._frame(viewer, request)
        about = self._about(viewer, channel)
        return self._templates.answer(
            "chat.html", **frame | about | {"messages": shown, "thread": thread, "root": root, "mark": mark}
        )

    def _about(self, viewer: Person, channel: Channel) -> JSON:
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

    def _drawn_messages(self, viewer: Person, channel: Channel, **which: object) -> Markup:
        new = self._reading.unread(viewer, channel).threads
        page = self._reader(viewer).read(channel, new_threads=new, **which)  # type: ignore[arg-type]  # passed on as is
        return self._drawn_rows(viewer, channel, page.rows, earlier=page.earlier, root=None)

    def _drawn_rows(self, viewer: Person, channel: Channel, rows: object, *, earlier: bool, root: str | None) -> Markup:
        shortcuts = [each for each in self._workspace.manifest.shortcuts.values() if each.kind == "message"]
        may = viewer.id in channel.members and not channel.archived
        told = {"rows": rows, "earlier": earlier, "root": root, "channel": channel, "shortcuts": shortcuts, "may": may}
        return self._templates.draw("_messages.html", base=f"/as/{viewer.handle}", **told)

    def _drawn_thread(self, viewer: Person, channel: Channel, root: str) -> Markup:
        page = self._reader(viewer).read(channel, root=root, mark=self._reading.up_to(viewer.id, channel.id, root))
        return self._drawn_rows(viewer, channel, page.rows, earlier=False, root=root)

    async def _messages(self, request: Request) -> Response:
        viewer = self._viewer(request)
        channel, asked = self._place(request, viewer), request.query_params
        only = set(asked.getlist("ts")) or None
        mark = asked.get("mark") or None
        shown = self._drawn_messages(
            viewer, channel, before=asked.get("before"), since=asked.get("since"), only=only, mark=mark
        )
        return _piece(shown)

    async def _thread(self, request: Request) -> Response:
        viewer = self._viewer(request)
        channel, root = self._place(request, viewer), request.path_params["ts"]
        if root not in channel.messages:
            raise HTTPException(_NOT_FOUND, "This thread is gone.")
        about = self._about(viewer, channel)
        told = about | {
            "base": f"/as/{viewer.handle}",
            "root": root,
            "thread": self._drawn_thread(viewer, channel, root),
        }
        return self._templates.answer("_thread.html", **told)

    async def _source(self, request: Request) -> Response:
        viewer = self._viewer(request)
        message = self._place(request, viewer).messages.get(request.path_params["ts"])
        if message is None or message.user != viewer.id:
            raise HTTPException(_NOT_FOUND, "This message is gone.")
        return PlainTextResponse(self._acting.source(message.text), headers={"Cache-Control": "no-store"})

    # The rest of what there is to see

    async def _home(self, request: Request) -> Response:
        viewer = self._viewer(request)
        await self._desk.do("open_home", {"person": viewer.id, "tab": "home"})
        frame = await self._frame(viewer, request)
        direct = self._workspace.direct(viewer.id)
        return self._templates.answer("home.html", home=self._drawn_home(viewer), direct=direct, **frame)

    async def _home_part(self, request: Request) -> Response:
        return _piece(self._drawn_home(self._viewer(request)))

    def _drawn_home(self, viewer: Person) -> Markup:
        home = self._workspace.homes.get(viewer.id)
        drawn = Drawing(self._workspace, viewer).view(home) if home else None
        return self._templates.draw(
            "_home.html", drawn=drawn, app=face_of(self._workspace, self._workspace.bot_user_id)
        )

    async def _sidebar(self, request: Request) -> Response:
        return self._templates.answer("_sidebar.html", **await self._side(self._viewer(request)))

    async def _forms(self, request: Request) -> Response:
        return _piece(self._drawn_forms(self._viewer(request)))

    def _drawn_forms(self, viewer: Person) -> Markup:
        """Draw the form on top of those that are open, with the errors of its last submission."""
        stack = self._workspace.stacks.get(viewer.id) or []
        if not stack:
            return Markup("")
        view = stack[-1]
        last_hash, errors = self._errors.get(view.id, ("", {}))
        drawn = Drawing(self._workspace, viewer).view(view, errors if last_hash == view.hash else None)
        return self._templates.draw("_form.html", drawn=drawn, depth=len(stack), below=stack[-2] if stack[1:] else None)

    async def _live(self, request: Request) -> Response:
        asked = request.query_params
        since = asked.get("since", "")
        seen = int(since) if since.isdecimal() else -1
        return stream(self._workspace, self._viewer(request), seen, traffic=asked.get("traffic") == "1")

    # What people do

    async def _do(self, request: Request) -> Response:
        viewer, verb = self._viewer(request), request.path_params["verb"]
        try:
            args = await request.json()
            given = await self._acting.do(viewer, verb, args)
        except Refused as refused:
            return _refusal(refused)
        except (KeyError, TypeError, ValueError) as error:
            return _refusal(Refused("bad_arguments", repr(error)))
        if verb == "submit":
            self._keep_errors(viewer, str(args["view_id"]), given)
        return JSONResponse(given)

    def _keep_errors(self, viewer: Person, view_id: str, given: JSON) -> None:
        """Remember what was wrong with a form, until it changes or is submitted again."""
        view = next((each for each in self._workspace.stacks.get(viewer.id, []) if each.id == view_id), None)
        self._errors.pop(view_id, None)
        if view is not None and given.get("errors"):
            self._errors[view_id] = (view.hash, given["errors"])

    async def _write(self, request: Request) -> Response:
        viewer = self._viewer(request)
        channel = self._place(request, viewer)
        async with request.form() as form:
            text, root = str(form.get("text") or ""), str(form.get("thread_ts") or "") or None
        by_script = "application/json" in request.headers.get("accept", "")
        try:
            given = await self._acting.write(viewer, channel.id, text, root)
        except Refused as refused:
            return _refusal(refused)
        if by_script:
            return JSONResponse(given)
        suffix = f"?thread={root}" if root else ""
        return RedirectResponse(f"/as/{viewer.handle}/in/{channel.id}{suffix}", _SEE_OTHER)

    async def _read(self, request: Request) -> Response:
        viewer, said = self._viewer(request), await request.json()
        self._reading.mark(viewer.id, str(said["channel"]), str(said["ts"]), str(said.get("root") or ""))
        return JSONResponse({})

    # The inspector

    async def _inspect(self, request: Request) -> Response:
        viewer = self._viewer(request)
        frame = await self._frame(viewer, request)
        return self._templates.answer("inspector.html", traffic=self._drawn_traffic(viewer), **frame)

    async def _inspect_part(self, request: Request) -> Response:
        return _piece(self._drawn_traffic(self._viewer(request)))

    def _drawn_traffic(self, viewer: Person) -> Markup:
        told = {"entries": self._inspector.entries(viewer.tz), "switches": self._inspector.switches()}
        return self._templates.draw(
            "_inspector.html", base=f"/as/{viewer.handle}", methods=self._inspector.methods, **told
        )

    async def _throw(self, request: Request) -> Response:
        viewer = self._viewer(request)
        async with request.form() as form:
            fields = {key: str(value) for key, value in form.items()}
        try:
            await throw(self._desk, request.path_params["verb"], fields)
        except (KeyError, ValueError) as error:
            return _refusal(Refused("bad_arguments", repr(error)))
        except Refused as refused:
            return _refusal(refused)
        return _back(request, f"/as/{viewer.handle}/inspector", None)

    # Panels

    def _known_panel(self, request: Request) -> Panel:
        panel = self._panels.get(request.path_params["panel"])
        if panel is None:
            raise HTTPException(_NOT_FOUND, "There is no such panel.")
        return panel

    async def _panel(self, request: Request) -> Response:
        viewer, panel = self._viewer(request), self._known_panel(request)
        drawn = await panel.draw(Asked(viewer, _address(viewer, panel), request.query_params))
        frame = await self._frame(viewer, request)
        return self._templates.answer("panel.html", panel=panel, drawn=drawn, query=request.url.query, **frame)

    async def _panel_part(self, request: Request) -> Response:
        viewer, panel = self._viewer(request), self._known_panel(request)
        return _piece(await panel.draw(Asked(viewer, _address(viewer, panel), request.query_params)))

    async def _panel_act(self, request: Request) -> Response:
        viewer, panel = self._viewer(request), self._known_panel(request)
        if panel.act is None:
            raise HTTPException(_NOT_FOUND, "There is nothing to do here.")
        async with request.form() as form:
            fields = {key: str(value) for key, value in form.items()}
        address = _address(viewer, panel)
        try:
            said = await panel.act(request.path_params["verb"], Asked(viewer, address, request.query_params, fields))
        except Refused as refused:
            return _refusal(refused)
        self.redraw_panel(panel.name)
        return _back(request, f"/as/{viewer.handle}/" if panel.docked else address, said)

    async def _panel_raw(self, request: Request) -> Response:
        panel = self._known_panel(request)
        if panel.raw is None:
            raise HTTPException(_NOT_FOUND, "There is nothing here.")
        return await panel.raw(request)


def _address(viewer: Person, panel: Panel) -> str:
    return f"/as/{viewer.handle}/panel/{panel.name}"


def _piece(drawn: Markup) -> Response:
    """Answer with a piece of a page."""
    return Response(drawn, media_type="text/html", headers={"Cache-Control": "no-store"})


def _back(request: Request, address: str, said: str | None) -> Response:
    """Answer a form: the script gets what to say, a browser without it goes back to where it was."""
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"said": said} if said else {})
    return RedirectResponse(address, _SEE_OTHER)


def _refusal(refused: Refused) -> Response:
    """Say what could not be done."""
    said = {"error": refused.error, "detail": refused.detail, "said": plainly(refused.error, refused.detail)}
    return JSONResponse(said, 400)
