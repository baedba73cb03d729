"""The demo: the story of one candidate on a local workspace, printed; and the workspace in a browser."""

import asyncio
import signal
import sys
import tempfile
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.demo.browser import show
from bot.demo.stage import Stage, Step, staged
from bot.demo.story import STORY
from bot.demo.transcript import Transcript

WITHIN = 55
"""Seconds the whole story may take."""

TO_CLOSE = 5
"""Seconds after Ctrl-C until whatever is still there is told again."""


def play() -> int:
    """Play the story and print it; returns the exit code: 0, or 1 after naming the step that failed.

    In a terminal the workspace then stays up in the browser until Ctrl-C.
    """
    with tempfile.TemporaryDirectory(prefix="reverse-interview-") as folder:
        return _run(tell(Path(folder), Transcript(), STORY, stays_up=sys.stdout.isatty()))


def open_sandbox() -> int:
    """Bring up bot and workspace with no story played, until Ctrl-C; returns the exit code."""
    return _run(_sandbox())


def _run(work: Coroutine[Any, Any, int]) -> int:
    """Run until it is over or Ctrl-C is pressed, also where a shell starts it with Ctrl-C ignored."""
    return asyncio.run(_until_stopped(work))


async def _until_stopped(work: Coroutine[Any, Any, int]) -> int:
    task, told_to_stop = asyncio.create_task(work), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told_to_stop.set)
    waiting = asyncio.create_task(told_to_stop.wait())
    await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    while not task.done():
        task.cancel()  # perhaps again: whatever was closing just then may have taken the first for its own
        await asyncio.wait([task], timeout=TO_CLOSE)
    return 0 if task.cancelled() else task.result()


async def tell(folder: Path, transcript: Transcript, story: Sequence[Step], *, stays_up: bool = False) -> int:
    """Play a story in a folder of its own; if asked to, the workspace stays up afterwards."""
    step_name = "starting"
    try:
        async with staged(folder, transcript) as stage:
            transcript.note(f"The workspace in a browser: {stage.sandbox.url}")
            async with asyncio.timeout(WITHIN):
                for number, step in enumerate(story, 1):
                    step_name = step.__name__
                    await _play(stage, number, step)
            if stays_up:
                transcript.note(f"\nThe workspace stays up at {stage.sandbox.url}; Ctrl-C ends it.")
                await show(stage)
            port = urlsplit(stage.sandbox.url).port or 0
        if stays_up:
            return await _sandbox(port)
    except Exception as error:  # noqa: BLE001  # whatever failed, the demo names the step and says so
        print(f"\nThe demo stopped at the step “{step_name}”: {type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201  # printing is what the demo is for
        return 1
    return 0


async def _sandbox(port: int = 0) -> int:
    """Keep a workspace up at a port (0: any), a new one each time the story is to start again."""
    while True:
        with tempfile.TemporaryDirectory(prefix="reverse-interview-") as folder:
            async with staged(Path(folder), Transcript(is_quiet=True), port) as stage:
                if port == 0:
                    print(f"The workspace is at {stage.sandbox.url}; Ctrl-C ends it.", flush=True)  # noqa: T201  # printing is what the demo is for
                port = urlsplit(stage.sandbox.url).port or 0
                await show(stage)


async def _play(stage: Stage, number: int, step: Step) -> None:
    stage.transcript.act(number, (step.__doc__ or step.__name__).removesuffix("."), stage.clock.now())
    await step(stage)
