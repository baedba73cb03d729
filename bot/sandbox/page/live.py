"""Changes as they happen, sent to a window as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict

from starlette.responses import StreamingResponse

from bot.sandbox.changes import Change
from bot.sandbox.page.sidebar import can_see
from bot.sandbox.people import Person
from bot.sandbox.workspace import Workspace

HEARTBEAT_SECONDS = 15.0
_GATHER_SECONDS = 0.03


def stream(workspace: Workspace, viewer: Person, since: int, *, traffic: bool) -> StreamingResponse:
    """Answer with the changes that concern somebody, the traffic only if asked for, until the window goes.

    `since` is how many changes there had been when the window was drawn; if there were more, it hears "everything".
    """
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(
        _events(workspace, viewer, since, traffic=traffic), headers=headers, media_type="text/event-stream"
    )


async def _events(workspace: Workspace, viewer: Person, since: int, *, traffic: bool) -> AsyncIterator[str]:
    """Give events, each a JSON list of changes; comments in between keep the connection alive."""
    with workspace.changes.listen() as queue:
        yield "retry: 500\n: here\n\n"
        if workspace.changes.count != since:
            yield _event([Change("everything")])
        while True:
            try:
                first = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            # What happens at once is told at once: a press often changes several things.
            await asyncio.sleep(_GATHER_SECONDS)
            changes = [first, *(queue.get_nowait() for _ in range(queue.qsize()))]
            concerning = [
                each for each in dict.fromkeys(changes) if _concerns(workspace, viewer, each, traffic=traffic)
            ]
            if concerning:
                yield _event(concerning)


def _concerns(workspace: Workspace, viewer: Person, change: Change, *, traffic: bool) -> bool:
    """Whether somebody's window has to know."""
    if change.person not in (None, viewer.id):
        return False
    if change.kind == "traffic":
        return traffic
    if change.kind == "message":
        channel = workspace.channels.get(change.channel or "")
        return channel is not None and can_see(workspace, viewer, channel)
    return True


def _event(changes: list[Change]) -> str:
    told = [{key: value for key, value in asdict(each).items() if value is not None} for each in changes]
    return f"data: {json.dumps(told)}\n\n"
