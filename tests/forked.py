"""Processes of the bot, forked from one that has imported it and done nothing else: they start five times as fast."""

import multiprocessing
import os
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bot.cli import main
from tests.quick import quick


def forked(
    words: Sequence[str], environment: Mapping[str, str], folder: Path, output: Path, *, is_quick: bool = False
) -> ForkServerProcess:
    """Start `reverse-interview` with these words, in this folder, with nothing but these variables.

    What it says is appended to `output`. `is_quick`: it doesn't wait for Slack's pace.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bot.app", "bot.doctor", "storage.migrate", "tests.forked"])
    process = context.Process(target=_be, args=(words, environment, folder, output, is_quick), daemon=True)
    process.start()
    return process


def _be(words: Sequence[str], environment: Mapping[str, str], folder: Path, output: Path, is_quick: bool) -> None:  # noqa: FBT001  # a process takes its arguments in their order
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    with output.open("ab", buffering=0) as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
    with quick() if is_quick else nullcontext():
        main(list(words))
