"""Socket Mode: the app's open connections, envelopes out, acknowledgements back, disconnects on demand."""

import asyncio
import contextlib
import itertools
import json
import uuid
from dataclasses import dataclass

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.ids import JSON, SlackError, new_id

MOST_CONNECTIONS = 10


class NotConnected(Exception):
    """No app is connected, or its connection went away before it acknowledged."""


@dataclass(slots=True)
class _Waiting:
    """An envelope that is not acknowledged yet."""

    socket: WebSocket
    answer: asyncio.Future[JSON | None]


class SocketMode:
    """All connections of the one app; each envelope goes to any one of them."""

    def __init__(self, app_id: str) -> None:
        """Start without connections."""
        self._app_id = app_id
        self._tickets: set[str] = set()
        self._sockets: list[WebSocket] = []
        self._turn = itertools.count()
        self._waiting: dict[str, _Waiting] = {}
        self._changed = asyncio.Event()

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._sockets)

    def new_ticket(self) -> str:
        """Give out the secret of one connection's address."""
        if len(self._sockets) >= MOST_CONNECTIONS:
            raise SlackError("too_many_websockets")
        ticket = str(uuid.uuid4())
        self._tickets.add(ticket)
        return ticket

    async def endpoint(self, socket: WebSocket) -> None:
        """Serve one connection: say hello, then take acknowledgements until it closes."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(code=4404)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        self._sockets.append(socket)
        self._changed.set()
        try:
            await socket.send_json(self._hello())
            while True:
                self._take(json.loads(await socket.receive_text()))
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            self._forget(socket)

    def _hello(self) -> JSON:
        """Make the first frame."""
        return {
            "type": "hello",
            "num_connections": len(self._sockets),
            "connection_info": {"app_id": self._app_id},
            "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
        }

    def _take(self, frame: JSON) -> None:
        """Take an acknowledgement; what answers nothing is ignored."""
        waiting = self._waiting.pop(str(frame.get("envelope_id")), None)
        if waiting is not None and not waiting.answer.done():
            waiting.answer.set_result(frame.get("payload"))

    def _forget(self, socket: WebSocket) -> None:
        """Take a closed connection off; nobody will acknowledge what went there."""
        if socket in self._sockets:
            self._sockets.remove(socket)
        for envelope_id, waiting in list(self._waiting.items()):
            if waiting.socket is socket:
                del self._waiting[envelope_id]
                if not waiting.answer.done():
                    waiting.answer.set_exception(NotConnected())

    async def send(self, kind: str, payload: JSON, retry: JSON, seconds: float) -> JSON | None:
        """Send one envelope and give what came with its acknowledgement; NotConnected or TimeoutError otherwise."""
        if not self._sockets:
            raise NotConnected
        socket = self._sockets[next(self._turn) % len(self._sockets)]
        envelope_id = str(uuid.uuid4())
        waiting = _Waiting(socket, asyncio.get_running_loop().create_future())
        self._waiting[envelope_id] = waiting
        frame = {"envelope_id": envelope_id, "type": kind, "payload": payload, **retry}
        try:
            await socket.send_json(frame | {"accepts_response_payload": kind != "events_api"})
            return await asyncio.wait_for(waiting.answer, seconds)
        except (RuntimeError, WebSocketDisconnect) as error:
            raise NotConnected from error
        finally:
            self._waiting.pop(envelope_id, None)

    async def disconnect(self, reason: str) -> None:
        """Say goodbye as Slack does ("warning" keeps the connection open); "abrupt" closes without a word."""
        for socket in list(self._sockets):
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                if reason != "abrupt":
                    await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})
                if reason != "warning":
                    self._forget(socket)
                    await socket.close(code=1011 if reason == "abrupt" else 1000)

    async def connected(self, seconds: float) -> bool:
        """Wait until the app is connected."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not self._sockets:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return False
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), left)
            except TimeoutError:
                return False
        return True


def socket_path(ticket: str) -> str:
    """Make the path and query of a connection's address."""
    return f"/link/?ticket={ticket}&app_id={new_id('', 6).lower()}"
