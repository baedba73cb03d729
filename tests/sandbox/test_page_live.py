"""The workspace in a browser: what is heard at once, what goes on behind the scenes, and what is kept out."""

import asyncio

import httpx
import pytest
from markupsafe import Markup
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.actor import Actor, Control
from bot.sandbox.ids import Refused
from bot.sandbox.line import PATIENCE
from bot.sandbox.page import Asked, Panel
from bot.sandbox.server import Sandbox
from tests.sandbox.echo import Echo
from tests.sandbox.pages import heard, live


class TestLive:
    """Changes reach the windows they concern."""

    async def test_a_message_is_heard_of_by_those_who_may_see_it(
        self, browser: httpx.AsyncClient, control: Control, sandbox: Sandbox, ann: Actor, room: str
    ) -> None:
        """By itself; somebody outside the channel hears nothing of it."""
        await control.add_person("cy")
        since = str(sandbox.workspace.changes.count)
        async with live(browser, "bo", since=since) as bo_hears, live(browser, "cy", since=since) as cy_hears:
            ts = await ann.post(room, "news")
            change = await heard(bo_hears, "message")
            assert (change["channel"], change["ts"]) == (room, ts)
            await control.add_person("dee")
            async with asyncio.timeout(PATIENCE):
                assert [each["kind"] for each in await anext(cy_hears)] == ["people"]

    async def test_a_form_and_a_home_are_heard_of_by_their_owner(
        self, browser: httpx.AsyncClient, socket_echo: Echo, client: AsyncWebClient, ann: Actor, sandbox: Sandbox
    ) -> None:
        """Also when the app acts on its own."""
        async with live(browser, "ann", since=str(sandbox.workspace.changes.count)) as events:
            assert (await ann.command("/echo", "form")).ok
            assert (await heard(events, "view"))["person"] == ann.user_id
            await client.views_publish(user_id=ann.user_id, view={"type": "home", "blocks": []})
            assert (await heard(events, "home"))["person"] == ann.user_id
        assert socket_echo.bodies

    async def test_a_window_that_missed_changes_hears_so(
        self, browser: httpx.AsyncClient, sandbox: Sandbox, ann: Actor, room: str
    ) -> None:
        """What happened between drawing and listening is not lost."""
        since = str(sandbox.workspace.changes.count)
        await ann.post(room, "in between")
        async with live(browser, "ann", since=since) as events:
            await heard(events, "everything")


class TestBehindTheScenes:
    """The inspector and the panels of others."""

    async def test_the_traffic_is_shown_and_sent_again(
        self, browser: httpx.AsyncClient, socket_echo: Echo, control: Control, ann: Actor, room: str
    ) -> None:
        """An event can be delivered once more, as a repetition."""
        await ann.post(room, "hello")
        await control.settled()
        assert "acknowledged" in (await browser.get("/as/ann/inspector")).text
        event_id = socket_echo.bodies[-1]["event_id"]
        await browser.post("/as/ann/inspector/redeliver", data={"event_id": event_id})
        await control.settled()
        assert [each["event_id"] for each in socket_echo.bodies[-2:]] == [event_id, event_id]
        assert "attempt 2" in (await browser.get("/as/ann/inspector/part")).text

    async def test_faults_are_switches(
        self, browser: httpx.AsyncClient, sandbox: Sandbox, socket_echo: Echo, control: Control, ann: Actor, room: str
    ) -> None:
        """On, seen to be on, and off again."""
        await browser.post("/as/ann/inspector/hold_events", data={})
        await ann.post(room, "held")
        page = (await browser.get("/as/ann/inspector/part")).text
        assert "1 waiting" in page
        assert socket_echo.events("message") == []
        await browser.post("/as/ann/inspector/release_events", data={})
        await control.settled()
        assert len(socket_echo.events("message")) == 1
        planned = {"method": "chat.postMessage", "kind": "error", "count": "all", "after": "1"}
        page = (await browser.post("/as/ann/inspector/fault", data=planned)).text
        assert "error for chat.postMessage, until cleared, after it took effect" in page
        await browser.post("/as/ann/inspector/clear_faults", data={})
        assert sandbox.faults.planned == []
        assert (await browser.post("/as/ann/inspector/add_person", data={})).status_code == 400
        assert (await browser.post("/as/ann/inspector/repeat_events", data={"copies": "x"})).status_code == 400

    async def test_others_add_panels(self, browser: httpx.AsyncClient, sandbox: Sandbox, ann: Actor, room: str) -> None:
        """A panel has a page or stands beside every conversation; its forms come back to it."""
        done: list[tuple[str, str]] = []

        async def draw(asked: Asked) -> Markup:
            return Markup("<p>%s sees %s</p>") % (asked.viewer.name, asked.query.get("what", "nothing"))

        async def act(verb: str, asked: Asked) -> str | None:
            if verb == "break":
                raise Refused("This can't be done now.")
            done.append((verb, asked.form["to"]))
            return "Moved on."

        async def count() -> int:
            return 3

        sandbox.page.add_panel(Panel("beside", "Beside", draw, docked=True))
        sandbox.page.add_panel(Panel("clock", "Clock", draw, act, badge=count))
        page = (await browser.get(f"/as/ann/in/{room}")).text
        assert "Ann Archer sees nothing" in page
        assert f'href="/as/{ann.handle}/panel/clock"' in page
        assert "Ann Archer sees more" in (await browser.get("/as/ann/panel/clock?what=more")).text
        script = {"accept": "application/json"}
        moved = await browser.post("/as/ann/panel/clock/move", data={"to": "noon"}, headers=script)
        assert (moved.json(), done) == ({"said": "Moved on."}, [("move", "noon")])
        refused = await browser.post("/as/ann/panel/clock/break", data={}, headers=script)
        assert (refused.status_code, refused.json()["said"]) == (400, "This can't be done now.")
        assert (await browser.get("/as/ann/panel/none")).status_code == 404


class TestWhatIsKeptOut:
    """Other sites, other names, scripts of others."""

    async def test_every_answer_forbids_what_the_page_does_not_need(
        self, browser: httpx.AsyncClient, ann: Actor
    ) -> None:
        """A strict policy, also for files and refusals; no page carries a script or style of its own."""
        for path in ("/", f"/as/{ann.handle}/home", "/static/page.js", "/as/nobody/"):
            answer = await browser.get(path)
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "style=" not in answer.text or path.startswith("/static")
            assert "<style" not in answer.text

    @pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost:1", "127.0.0.1.evil.example:80"])
    async def test_other_hosts_are_refused(self, browser: httpx.AsyncClient, host: str) -> None:
        """A name that was made to point here gets nothing, from the control interface neither."""
        for path in ("/", "/control/log", "/api/auth.test"):
            assert (await browser.get(path, headers={"host": host})).status_code == 403

    async def test_localhost_is_this_computer(self, browser: httpx.AsyncClient, sandbox: Sandbox) -> None:
        """Both names of the loopback are served."""
        port = sandbox.url.rsplit(":", 1)[1]
        assert (await browser.get("/", headers={"host": f"localhost:{port}"})).status_code == 200

    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": "https://evil.example"},
            {"origin": "null"},
            {"origin": "http://127.0.0.1:1"},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"},
        ],
    )
    async def test_other_sites_can_do_nothing(
        self, browser: httpx.AsyncClient, control: Control, ann: Actor, room: str, headers: dict[str, str]
    ) -> None:
        """Neither as a person nor by the control interface."""
        before = await control.everything()
        written = await browser.post(f"/as/{ann.handle}/in/{room}/write", data={"text": "evil"}, headers=headers)
        posted = await browser.post(
            "/control/post", json={"person": "ann", "channel": room, "text": "x"}, headers=headers
        )
        assert (written.status_code, posted.status_code) == (403, 403)
        assert await control.everything() == before

    async def test_a_link_elsewhere_may_lead_here(self, browser: httpx.AsyncClient) -> None:
        """Looking is fine; embedding and fetching are not."""
        link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
        fetch = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
        assert (await browser.get("/", headers=link)).status_code == 200
        assert (await browser.get("/", headers=fetch)).status_code == 403

    async def test_a_foreign_page_gets_no_socket(self, sandbox: Sandbox) -> None:
        """The Socket Mode door is guarded like the rest."""
        opened = await AsyncWebClient(sandbox.app_token, base_url=sandbox.api_url).apps_connections_open(
            app_token=sandbox.app_token
        )
        address = str(opened["url"]).replace("ws://", "http://")
        upgrade = {
            "connection": "Upgrade",
            "upgrade": "websocket",
            "sec-websocket-version": "13",
            "sec-websocket-key": "x3JJHMbDL1EzLkh9GBhXDw==",
            "origin": "https://evil.example",
        }
        async with httpx.AsyncClient(trust_env=False) as outside:
            assert (await outside.get(address, headers=upgrade)).status_code == 403
        assert await sandbox.control.ask("connections") == 0
