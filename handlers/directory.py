"""The directory: opened with `/offer people` or from App Home, searched, and changed entry by entry."""

from datetime import UTC

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages import directory_entries as messages
from bot.messages.blocks import View
from bot.messages.directory import PAGE, DirectoryShown, EntryLine, directory_view
from bot.messages.directory_entries import EntryShown, entry_form
from bot.messages.not_offered import Mark
from bot.process import directory
from bot.process.directory import Entry, Listed, Opened
from bot.rules.directory import Consent, find_entries, known_areas
from bot.rules.words import ContactClass
from handlers.door import meet, transaction
from handlers.forms import show_form, update_form
from handlers.payloads import Body, Click, Command, Submission
from storage.contacts import Contact, listed_contacts
from storage.database import Transaction
from storage.people import Person


async def open_by_command(ack: AsyncAck, command: Command, typed: str, context: AsyncBoltContext) -> None:
    """Open the directory, or one's own entry, with `/offer people`; what is typed behind it is searched for."""
    view = await _first_view(context, typed or None)
    show_form(context, command.trigger_id, view)
    await ack()


async def open_from_home(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the directory, or one's own entry, from App Home."""
    view = await _first_view(context, None)
    show_form(context, Click.of(body).trigger_id, view)
    await ack()


async def search(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Show what matches the typed words."""
    view = await _first_view(context, Submission.of(body).text("typed"))
    await ack(response_action="update", view=view)


async def turn(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Show another page of what matches the typed words."""
    click = Click.of(body)
    view = await _first_view(context, Submission.of(body).text("typed"), click.id)
    update_form(context, click.view_id, view)
    await ack()


async def open_colleague(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form for somebody in Slack."""
    await _open_new(Click.of(body), context, is_outside=False)
    await ack()


async def open_outsider(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form for somebody outside Slack."""
    await _open_new(Click.of(body), context, is_outside=True)
    await ack()


async def open_entry(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form of an entry."""
    click = Click.of(body)
    async with transaction(context) as tx:
        opened = await directory.open_entry(tx, contact_id=click.id, by=context["person"])
        view = entry_form(await _shown(tx, opened))
    show_form(context, click.trigger_id, view, is_over=click.is_in_form)
    await ack()


async def add_colleague(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """List somebody in Slack."""
    await _add(ack, body, context, is_outside=False)


async def add_outsider(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """List somebody outside Slack."""
    await _add(ack, body, context, is_outside=True)


async def save(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep what was changed in an entry."""
    form = Submission.of(body)
    entry, ids = await _entry(form, context), form.ids
    async with transaction(context) as tx:
        row = await directory.save_entry(tx, entry, contact_id=ids["contact"], seen=ids["seen"], by=context["person"])
        saved = messages.entry_saved(row.name, directory.why_not_offered(row, tx.now), is_own=False)
        behind = await _behind(tx, form.below, context)
    _show_behind(context, form.below, behind)
    await ack(response_action="update", view=saved)


async def save_own(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep what somebody says of themselves."""
    form = Submission.of(body)
    entry = await _entry(form, context)
    async with transaction(context) as tx:
        row = await directory.save_own_entry(tx, entry, seen=form.ids["seen"], by=context["person"])
        saved = messages.entry_saved(row.name, directory.why_not_offered(row, tx.now), is_own=True)
    await ack(response_action="update", view=saved)


async def remove(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Take somebody out of the directory."""
    click = Click.of(body)
    async with transaction(context) as tx:
        row = await directory.remove_entry(tx, contact_id=click.id, by=context["person"])
        behind = await _behind(tx, click.below, context)
    update_form(context, click.view_id, messages.entry_removed(row.name))
    _show_behind(context, click.below, behind)
    await ack()


async def _open_new(click: Click, context: AsyncBoltContext, *, is_outside: bool) -> None:
    async with transaction(context) as tx:
        opened = await directory.open_new_entry(tx, by=context["person"], is_outside=is_outside)
        view = entry_form(await _shown(tx, opened))
    show_form(context, click.trigger_id, view, is_over=click.is_in_form)


async def _add(ack: AsyncAck, body: Body, context: AsyncBoltContext, *, is_outside: bool) -> None:
    form = Submission.of(body)
    entry = await _entry(form, context)
    async with transaction(context) as tx:
        row = await directory.add_entry(tx, entry, by=context["person"], is_outside=is_outside)
        saved = messages.entry_saved(row.name, directory.why_not_offered(row, tx.now), is_own=False)
        behind = await _behind(tx, form.below, context)
    _show_behind(context, form.below, behind)
    await ack(response_action="update", view=saved)


async def _behind(tx: Transaction, below: str | None, context: AsyncBoltContext) -> View | None:
    """Return the list as it is now, where one stands behind the form."""
    return await _first_page(tx, context["person"]) if below else None


def _show_behind(context: AsyncBoltContext, below: str | None, view: View | None) -> None:
    if view is not None:
        update_form(context, below, view)


async def _first_view(context: AsyncBoltContext, typed: str | None, page: int = 0) -> View:
    async with transaction(context) as tx:
        return await _first_page(tx, context["person"], typed, page)


async def _first_page(tx: Transaction, by: Person, typed: str | None = None, page: int = 0) -> View:
    """Return a page of the directory, or the reader's own entry where that is all they look after."""
    listed = await directory.open_directory(tx, by=by)
    if listed is None:
        return entry_form(await _shown(tx, await directory.open_own_entry(tx, by=by)))
    return directory_view(_page(listed, typed, page, tx))


def _page(listed: Listed, typed: str | None, page: int, tx: Transaction) -> DirectoryShown:
    found = find_entries(typed, listed.entries, _searched) if typed else listed.entries
    page = min(page, max(0, (len(found) - 1) // PAGE))
    lines = [
        EntryLine(
            contact_id=row.id,
            name=who.name if who else row.name,
            contact_class=row.contact_class,
            areas=row.areas,
            per_week=row.per_week,
            per_month=row.per_month,
            mark=directory.why_not_offered(row, tx.now, who),
            may_change=listed.may_add_outside or not row.is_outside,
        )
        for row, who in found[page * PAGE : (page + 1) * PAGE]
    ]
    return DirectoryShown(lines, typed, page, len(found), len(listed.entries), listed.may_add_outside)


def _searched(entry: tuple[Contact, Person | None]) -> str:
    row, who = entry
    return " ".join([who.name if who else row.name, row.contact_class.replace("_", " "), *row.areas])


async def _shown(tx: Transaction, opened: Opened) -> EntryShown:
    row, who = opened.entry, opened.who
    delegate, known_by = (
        opened.known.get(one or 0) for one in ((row.delegate_id, row.known_by_id) if row else (None, None))
    )
    until = row.consent_expires_at if row else None
    return EntryShown(
        contact_id=row.id if row else None,
        version=row.version if row else 0,
        is_own=opened.is_own,
        is_outside=opened.is_outside,
        is_listed=row is not None and row.listed_at is not None,
        name=who.name if who else row.name if row else None,
        email=row.email if row else None,
        contact_class=row.contact_class if row else None if opened.is_outside else ContactClass.CURRENT_EMPLOYEE,
        areas=", ".join(row.areas) if row else "",
        known_areas=known_areas(one.areas for one in await listed_contacts(tx)),
        zone=who.zone if who else row.zone if row else None,
        day_start=row.day_start if row else None,
        day_end=row.day_end if row else None,
        work_days=(row.work_days or []) if row else [],
        per_week=row.per_week if row else None,
        per_month=row.per_month if row else None,
        delegate=delegate.slack_id if delegate else None,
        delegate_email=row.delegate_email if row else None,
        known_by=known_by.slack_id if known_by else None,
        place=row.place if row else None,
        off_limits=row.off_limits if row else None,
        mark=_mark(opened),
        consent=_consent(row),
        consent_until=until.astimezone(UTC).date() if until else None,
    )


def _mark(opened: Opened) -> Mark:
    row = opened.entry
    marker = opened.known.get(row.not_offered_by_id or 0) if row else None
    return Mark(
        is_set=row is not None and row.is_not_offered,
        by=marker.name if marker else None,
        at=row.not_offered_at if row else None,
        reason=row.not_offered_reason if row and opened.reads_reason else None,
        reads_reason=opened.reads_reason,
        may_change=opened.may_unmark,
    )


def _consent(row: Contact | None) -> Consent:
    if row is None:
        return Consent.NOT_ASKED
    said = ((row.consented_at, Consent.YES), (row.refused_at, Consent.NO), (row.consent_asked_at, Consent.ASKED))
    return next((consent for at, consent in said if at is not None), Consent.NOT_ASKED)


async def _entry(form: Submission, context: AsyncBoltContext) -> Entry:
    chosen = {name: form.user(name) for name in ("person", "delegate", "known_by")}
    known = await meet(context, [one for one in chosen.values() if one])
    kind = form.choice("contact_class")
    return Entry(
        person=known.get(chosen["person"] or ""),
        name=form.text("name"),
        email=form.text("email"),
        contact_class=ContactClass(kind) if kind else None,
        areas=form.text("areas"),
        zone=form.text("zone"),
        day_start=form.time("day_start"),
        day_end=form.time("day_end"),
        work_days=[int(one) for one in form.choices("work_days")],
        per_week=form.text("per_week"),
        per_month=form.text("per_month"),
        delegate=known.get(chosen["delegate"] or ""),
        delegate_email=form.text("delegate_email"),
        known_by=known.get(chosen["known_by"] or ""),
        place=form.text("place"),
        off_limits=form.text("off_limits"),
        is_not_offered=bool(form.choices("is_not_offered")),
        not_offered_reason=form.text("not_offered_reason"),
        consent=Consent(form.choice("consent") or Consent.NOT_ASKED),
        consent_until=form.date("consent_until"),
    )
