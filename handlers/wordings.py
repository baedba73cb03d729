"""The wording of what candidates hear and read: opened from the settings, previewed while it is typed, saved."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.blocks import View, safe
from bot.messages.wordings import CALL, chapter_form, chapter_reset, versions_form, wordings_form
from bot.process import wordings
from bot.rules.wording import CHAPTERS, Chapter, Part
from handlers.door import transaction
from handlers.errors import told
from handlers.forms import show_form, update_form
from handlers.payloads import Body, Click, Submission, Typing


async def open_list(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Show the chapters, over the settings or on their own."""
    async with transaction(context) as tx:
        versions = await wordings.open_wordings(tx, by=context["person"])
    _show(Click.of(body), context, wordings_form(versions[0]))
    await ack()


async def open_chapter(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Show one chapter to be worded."""
    click = Click.of(body)
    async with transaction(context) as tx:
        draft = await wordings.open_chapter(tx, Chapter(click.value), by=context["person"])
    _show(click, context, chapter_form(draft))
    await ack()


async def preview(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Show how what is typed reads, and what keeps it from being saved."""
    form, click = Typing.of(body).form, Click.of(body)
    chosen = int(form.choice(CALL) or 0)
    async with context["door"].database.reading(context["workspace_id"]) as tx:
        draft = await wordings.preview_chapter(
            tx,
            _chapter(form.ids["chapter"]),
            _typed(form),
            seen=form.ids["seen"],
            candidacy_id=chosen or None,
            by=context["person"],
        )
    update_form(context, click.view_id, chapter_form(draft))
    await ack()


async def save(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep a chapter as a new version; the list below shows it."""
    form = Submission.of(body)
    async with transaction(context) as tx:
        versions = await wordings.save_chapter(
            tx, _chapter(form.ids["chapter"]), _typed(form), seen=form.ids["seen"], by=context["person"]
        )
    update_form(context, form.below, wordings_form(versions[0]))
    await ack()


async def reset(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Say a chapter in our words again."""
    click = Click.of(body)
    async with transaction(context) as tx:
        versions = await wordings.reset_chapter(tx, _chapter(click.id), by=context["person"])
    update_form(context, click.view_id, told(safe(chapter_reset(versions[0].number))))
    update_form(context, click.below, wordings_form(versions[0]))
    await ack()


async def open_versions(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Show every version."""
    async with transaction(context) as tx:
        versions = await wordings.open_wordings(tx, by=context["person"])
    _show(Click.of(body), context, versions_form(versions[0], versions[1:]))
    await ack()


async def use_again(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Make an earlier version the newest again."""
    click = Click.of(body)
    async with transaction(context) as tx:
        versions = await wordings.use_wording_again(tx, wording_id=click.id, by=context["person"])
    update_form(context, click.view_id, versions_form(versions[0], versions[1:]))
    update_form(context, click.below, wordings_form(versions[0]))
    await ack()


def _chapter(number: int) -> Chapter:
    return list(Chapter)[number]


def _typed(form: Submission) -> dict[Part, str]:
    """Return what stands in the fields of a chapter's form."""
    return {part: form.text(part) or "" for part in CHAPTERS[_chapter(form.ids["chapter"])]}


def _show(click: Click, context: AsyncBoltContext, view: View) -> None:
    """Open a form, over the one it was asked for in where there is one."""
    show_form(context, click.trigger_id, view, is_over=click.view_id is not None)
