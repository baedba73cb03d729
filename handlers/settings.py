"""The settings form: opened from App Home or with `/offer settings`."""

from datetime import time

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.settings import BLIND, BY_DEFAULT, STYLE_HINTS, SettingsShown, settings_form
from bot.process.settings import Chosen, open_settings, save_settings
from handlers.door import meet, transaction
from handlers.forms import show_form
from handlers.payloads import Body, Click, Command, Submission
from storage.people import people


async def open_form(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form from a button."""
    await _open(Click.of(body).trigger_id, context)
    await ack()


async def open_by_command(ack: AsyncAck, command: Command, typed: str, context: AsyncBoltContext) -> None:
    """Open the form with `/offer settings`."""
    del typed
    await _open(command.trigger_id, context)
    await ack()


async def save(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep what was chosen; App Home shows it."""
    form = Submission.of(body)
    coordinator, head, clearer = form.user("coordinator"), form.user("head_of_talent"), form.user("clearer")
    known = await meet(context, [one for one in (coordinator, head, clearer) if one])
    chosen = Chosen(
        company=form.text("company"),
        debrief_channel=form.channel("debrief_channel"),
        coordinator=known[coordinator] if coordinator else None,
        clearer=known[clearer] if clearer else None,
        coordinator_channel=form.channel("coordinator_channel"),
        head_of_talent=known[head] if head else None,
        day_start=form.time("day_start") or time(9),
        day_end=form.time("day_end") or time(18),
        work_days=[int(day) for day in form.choices("work_days")],
        due_in_days=form.text("due_in_days"),
        due_at=form.time("due_at") or time(12),
        mail_sender=form.text("mail_sender"),
        is_blind_by_default=BLIND in form.choices(BY_DEFAULT),
        gives_style_hints=STYLE_HINTS in form.choices(BY_DEFAULT),
        buffer_minutes=form.text("buffer_minutes"),
        notice_hours=form.text("notice_hours"),
        help_phone=form.text("help_phone"),
        video_link=form.text("video_link"),
        office=form.text("office"),
    )
    async with transaction(context) as tx:
        await save_settings(tx, chosen, by=context["person"])
    await ack()


async def _open(trigger_id: str, context: AsyncBoltContext) -> None:
    async with transaction(context) as tx:
        row = await open_settings(tx, by=context["person"])
        known = await people(tx, [row.coordinator_id, row.clearer_id, row.head_of_talent_id])
    shown = SettingsShown(
        company=row.company,
        debrief_channel=row.debrief_channel,
        coordinator=known[row.coordinator_id].slack_id if row.coordinator_id else None,
        clearer=known[row.clearer_id].slack_id if row.clearer_id else None,
        coordinator_channel=row.coordinator_channel,
        head_of_talent=known[row.head_of_talent_id].slack_id if row.head_of_talent_id else None,
        day_start=row.day_start,
        day_end=row.day_end,
        work_days=row.work_days,
        due_in_days=row.due_in_days,
        due_at=row.due_at,
        mail_sender=row.mail_sender,
        is_blind_by_default=row.is_blind_by_default,
        gives_style_hints=row.gives_style_hints,
        buffer_minutes=row.buffer_minutes,
        notice_hours=row.notice_hours,
        help_phone=row.help_phone,
        video_link=row.video_link,
        office=row.office,
    )
    show_form(context, trigger_id, settings_form(shown))
