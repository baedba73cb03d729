"""Neither waiting for Slack's pace nor its three seconds, in tests that are about something else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from bot import app
from bot.delivery import pacing
from bot.delivery.claims import OnFailed
from bot.delivery.dispatcher import Dispatcher, Sending
from storage.database import Database

QUICK = pacing.Rate(interval=timedelta(milliseconds=1), burst=1000)


@contextmanager
def quick() -> Iterator[None]:
    """Let the bot call as often as it likes, and edit a card again at once; its workspace takes it (`rates=False`)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pacing, "rate_of", lambda _scope: QUICK)
        patch.setattr(app, "Dispatcher", _restless)
        yield


PATIENT = 60.0
"""Seconds that everything may take of which Slack, or the bot because of Slack, allows only some."""


@contextmanager
def patient() -> Iterator[None]:
    """Let nothing be late: a busy machine may take longer than Slack's three seconds."""
    with pytest.MonkeyPatch.context() as patch:
        for name in (
            "bot.sandbox.surfaces.TRIGGER_SECONDS",
            "handlers.channels.ANSWER_WITHIN",
            "handlers.decisions.TO_READ_BACK",
            "handlers.door.ANSWER_WITHIN",
            "handlers.intake.WITHIN",
            "handlers.mentions.WITHIN",
        ):
            patch.setattr(name, PATIENT)
        yield


def _restless(database: Database, by_slack: Sending, by_mail: Sending, on_failed: OnFailed, _: timedelta) -> Dispatcher:
    return Dispatcher(database, by_slack, by_mail, on_failed, timedelta(0))
