"""What the head of talent chooses, kept or refused field by field."""

from datetime import time

import pytest

from bot.process.refusals import NotAllowed, WrongField
from bot.process.settings import Chosen, save_settings
from bot.rules.words import Standing
from storage.workspaces import settings
from tests.process.panels import Panel, panel_in


async def _save(panel: Panel, due_in_days: str | None, *, who: str = "hana") -> None:
    chosen = Chosen(
        company=None,
        debrief_channel=None,
        coordinator=None,
        clearer=None,
        coordinator_channel=None,
        head_of_talent=None,
        day_start=time(8),
        day_end=time(16),
        work_days=[0],
        due_in_days=due_in_days,
        due_at=time(12),
        mail_sender=None,
        is_blind_by_default=True,
        gives_style_hints=True,
        buffer_minutes="10",
        notice_hours="4",
        help_phone=None,
    )
    async with panel.database.transaction(panel.workspace_id) as tx:
        by = await tx.session.get_one(type(panel.people[who]), panel.people[who].id)
        by.standing = Standing.ADMIN if who == "hana" else Standing.MEMBER
        await save_settings(tx, chosen, by=by)


async def test_what_is_no_number_of_days_is_said_beside_the_field(sqlite_url: str) -> None:
    """Whatever a client sends as days, the form stays open and says what would do; nothing is kept."""
    async with panel_in(sqlite_url) as panel:
        for typed in ("abc", "31", "", None, "-1"):
            with pytest.raises(WrongField) as refused:
                await _save(panel, typed)
            assert refused.value.fields == {"due_in_days": "Give a whole number from 0 to 30."}
        with pytest.raises(NotAllowed):
            await _save(panel, "3", who="ann")
        async with panel.database.reading(panel.workspace_id) as tx:
            assert not (await settings(tx)).is_blind_by_default
        await _save(panel, "30")
        async with panel.database.reading(panel.workspace_id) as tx:
            kept = await settings(tx)
            assert (kept.due_in_days, kept.is_blind_by_default, kept.gives_style_hints) == (30, True, True)
            assert (kept.buffer_minutes, kept.notice_hours) == (10, 4)
