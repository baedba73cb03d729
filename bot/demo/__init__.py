"""The demo: the story of one candidate, played on a local workspace."""

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.demo.stage import Stage, Step, staged
from bot.demo.story import STORY
from bot.demo.transcript import Transcript

WITHIN = 55
"""Seconds the whole story may take."""


def play() -> int:
    """Play the story and print it; returns the exit code: 0, or 1 after naming the step that failed."""
    with tempfile.TemporaryDirectory(prefix="reverse-interview-") as folder:
        return asyncio.run(tell(Path(folder), Transcript(), STORY))


async def tell(folder: Path, transcript: Transcript, story: Sequence[Step]) -> int:
    """Play a story in a folder of its own."""
    step_name = "starting"
    try:
        async with asyncio.timeout(WITHIN), staged(folder, transcript) as stage:
            for number, step in enumerate(story, 1):
                step_name = step.__name__
                await _play(stage, number, step)
    except Exception as error:  # noqa: BLE001  # whatever failed, the demo names the step and says so
        print(f"\nThe demo stopped at the step “{step_name}”: {type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201  # printing is what the demo is for
        return 1
    return 0


async def _play(stage: Stage, number: int, step: Step) -> None:
    stage.transcript.act(number, (step.__doc__ or step.__name__).removesuffix("."), stage.clock.now())
    await step(stage)
