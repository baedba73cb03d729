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
from bot.sandbox.ids import Refused
from bot.sandbox.page.acting import Acting, plainly
from bot.sandbox.page.conversation import Part, face_of
from bot.sandbox.page.inspector import Inspector, throw
from bot.sandbox.page.live import stream
from bot.sandbox.page.panels import Asked, Panel
from bot.sandbox.page.screen import NOT_FOUND, Screen, address_of
from bot.sandbox.page.sidebar import people_of, sidebar_of
from bot.sandbox.page.templates import FOLDER, Templates
from bot.sandbox.workspace import Workspace

_SEE_OTHER = 303


class Page:
    """The workspace in a browser, as any of its people."""

    def __init__(
        self, workspace: Workspace, desk: ControlDesk, inspector: Inspector, panels: Sequence[Panel] = ()
    ) -> None:
        """Show one workspace and act through its control desk."""
        self._workspace, self._desk = workspace, desk
        self._acting, self._templates = Acting(workspace, desk), Templates()
        self._screen = Screen(workspace, inspector, self._templates, panels)

    def add_panel(self, panel: Panel) -> None:
        """Add a panel, or put it in place of the one of its name."""
        self._screen.panels[panel.name] = panel
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

    async def _choose(self, _: Request) -> Response:
        people = [(each, face_of(self._workspace, each.id)) for each in people_of(self._workspace)]
        return self._templates.answer("choose.html", people=people, team=self._workspace.domain.title())

    async def _first(self, request: Request) -> Response:
        viewer = self._screen.viewer(request)
        wanted = self._workspace.channels.get(request.query_params.get("in", ""))
        joined = [each for each in sidebar_of(self._workspace, self._screen.reading, viewer).channels if each.joined]
        if wanted is not None and wanted.user is None and viewer.id in wanted.members:
            return RedirectResponse(f"/as/{viewer.handle}/in/{wanted.id}")
        return RedirectResponse(joined[0].href if joined else f"/as/{viewer.handle}/home")

    async def _with(self, request: Request) -> Response:
        viewer = self._screen.viewer(request)
        other = next((each for each in people_of(self._workspace) if each.handle == request.path_params["other"]), None)
        if other is None or other is viewer:
            raise HTTPException(NOT_FOUND, "There is nobody of that name to write to.")
        return RedirectResponse(f"/as/{viewer.handle}/in/{self._workspace.between(viewer.id, other.id).id}")

    # Conversations

    async def _conversation(self, request: Request) -> Response:
        viewer = self._screen.viewer(request)
        channel = self._screen.place(request, viewer)
        if channel.user == viewer.id:
            await self._desk.do("open_home", {"person": viewer.id, "tab": "messages"})
        root = request.query_params.get("thread", "")
        thread = self._screen.thread(viewer, channel, root) if root in channel.messages else None
        reading = self._screen.reading
        mark = reading.up_to(viewer.id, channel.id) if reading.unread(viewer, channel).messages else ""
        shown = self._screen.messages(viewer, channel, Part(mark=mark))
        frame = await self._screen.around(viewer, request)
        about = self._screen.about(viewer, channel)
        return self._templates.answer(
            "chat.html", **frame | about | {"messages": shown, "thread": thread, "root": root, "mark": mark}
        )

    async def _messages(self, request: Request) -> Response:
        viewer = self._screen.viewer(request)
        channel, asked = self._screen.place(request, viewer), request.query_params
        part = Part(
            before=asked.get("before"),
            since=asked.get("since"),
            only=frozenset(asked.getlist("ts")),
            mark=asked.get("mark", ""),
        )
        return _piece(self._screen.messages(viewer, channel, part))

    async def _thread(self, request: Request) -> Response:
        viewer = self._screen.viewer(request)
        channel, root = self._screen.place(request, viewer), request.path_params["ts"]
        if root not in channel.messages:
            raise HTTPException(NOT_FOUND, "This thread is gone.")
        about = self._screen.about(viewer, channel)
        told = about | {
            "base": f"/as/{viewer.handle}",
            "root": root,
            "thread": self._screen.thread(viewer, channel, root),
        }
        return self._templates.answer("_thread.html", **told)

    async def _source(self, request: Request) -> Response:
        viewer = self._screen.viewer(request)
        message = self._screen.place(request, viewer).messages.get(request.path_params["ts"])
        if message is None or message.user != viewer.id:
            raise HTTPException(NOT_FOUND, "This message is gone.")
        return PlainTextResponse(self._acting.source(message.text), headers={"Cache-Control": "no-store"})

    # The rest of what there is to see

    async def _home(self, request: Request) -> Response:
        viewer = self._screen.viewer(request)
        await self._desk.do("open_home", {"person": viewer.id, "tab": "home"})
        frame = await self._screen.around(viewer, request)
        direct = self._workspace.direct(viewer.id)
        return self._templates.answer("home.html", home=self._screen.home(viewer), direct=direct, **frame)

    async def _home_part(self, request: Request) -> Response:
        return _piece(self._screen.home(self._screen.viewer(request)))

    async def _sidebar(self, request: Request) -> Response:
        return self._templates.answer("_sidebar.html", **await self._screen.side(self._screen.viewer(request)))

    async def _forms(self, request: Request) -> Response:
        return _piece(self._screen.forms(self._screen.viewer(request)))

    async def _live(self, request: Request) -> Response:
        asked = request.query_params
        since = asked.get("since", "")
        seen = int(since) if since.isdecimal() else -1
        return stream(self._workspace, self._screen.viewer(request), seen, traffic=asked.get("traffic") == "1")

    # What people do

    async def _do(self, request: Request) -> Response:
        viewer, verb = self._screen.viewer(request), request.path_params["verb"]
        try:
            args = await request.json()
            given = await self._acting.do(viewer, verb, args)
        except Refused as refused:
            return _refusal(refused)
        except (KeyError, TypeError, ValueError) as error:
            return _refusal(Refused("bad_arguments", repr(error)))
        if verb == "submit":
            self._screen.keep_errors(viewer, str(args["view_id"]), given)
        return JSONResponse(given)

    async def _write(self, request: Request) -> Response:
        viewer = self._screen.viewer(request)
        channel = self._screen.place(request, viewer)
        async with request.form() as form:
            text, root = str(form.get("text") or ""), str(form.get("thread_ts") or "") or None
            is_clip = bool(form.get("clip"))
        by_script = "application/json" in request.headers.get("accept", "")
        try:
            given = await self._acting.write(viewer, channel.id, text, root, is_clip=is_clip)
        except Refused as refused:
            return _refusal(refused)
        if by_script:
            return JSONResponse(given)
        suffix = f"?thread={root}" if root else ""
        return RedirectResponse(f"/as/{viewer.handle}/in/{channel.id}{suffix}", _SEE_OTHER)

    async def _read(self, request: Request) -> Response:
        viewer, said = self._screen.viewer(request), await request.json()
        self._screen.reading.mark(viewer.id, str(said["channel"]), str(said["ts"]), str(said.get("root") or ""))
        return JSONResponse({})

    # The inspector

    async def _inspect(self, request: Request) -> Response:
        viewer = self._screen.viewer(request)
        frame = await self._screen.around(viewer, request)
        return self._templates.answer("inspector.html", traffic=self._screen.traffic(viewer), **frame)

    async def _inspect_part(self, request: Request) -> Response:
        return _piece(self._screen.traffic(self._screen.viewer(request)))

    async def _throw(self, request: Request) -> Response:
        viewer = self._screen.viewer(request)
        async with request.form() as form:
            fields = {key: str(value) for key, value in form.items()}
        try:
            await throw(self._desk, request.path_params["verb"], fields)
        except Refused as refused:
            return _refusal(refused)
        return _back(request, f"/as/{viewer.handle}/inspector", None)

    # Panels

    async def _panel(self, request: Request) -> Response:
        viewer, panel = self._screen.viewer(request), self._screen.panel(request)
        drawn = await panel.draw(Asked(viewer, address_of(viewer, panel), request.query_params))
        frame = await self._screen.around(viewer, request)
        return self._templates.answer("panel.html", panel=panel, drawn=drawn, query=request.url.query, **frame)

    async def _panel_part(self, request: Request) -> Response:
        viewer, panel = self._screen.viewer(request), self._screen.panel(request)
        return _piece(await panel.draw(Asked(viewer, address_of(viewer, panel), request.query_params)))

    async def _panel_act(self, request: Request) -> Response:
        viewer, panel = self._screen.viewer(request), self._screen.panel(request)
        if panel.act is None:
            raise HTTPException(NOT_FOUND, "There is nothing to do here.")
        async with request.form() as form:
            fields = {key: str(value) for key, value in form.items()}
        address = address_of(viewer, panel)
        try:
            said = await panel.act(request.path_params["verb"], Asked(viewer, address, request.query_params, fields))
        except Refused as refused:
            return _refusal(refused)
        self.redraw_panel(panel.name)
        return _back(request, f"/as/{viewer.handle}/" if panel.docked else address, said)

    async def _panel_raw(self, request: Request) -> Response:
        panel = self._screen.panel(request)
        if panel.raw is None:
            raise HTTPException(NOT_FOUND, "There is nothing here.")
        return await panel.raw(request)


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
