"""Entering what a candidate asked for: the form, *Add another*, *Withdraw*, *Nothing more*, and `/offer ask`."""

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.blocks import View
from bot.messages.meeting_requests import WINDOWS, Entered, RequestsKnown, request_form, request_saved
from bot.process.contacts import Outsider
from bot.process.meeting_requests import (
    Asked,
    WindowTyped,
    Wish,
    nothing_more,
    open_requests,
    request_meeting,
    withdraw_request,
)
from bot.rules.signals import leads
from bot.rules.words import ContactClass, PlaceKind, Signal
from handlers.door import meet, transaction
from handlers.errors import told
from handlers.forms import show_form, update_form
from handlers.payloads import Body, Click, Submission
from storage.people import Person


async def open_form(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form from a button whose value is the candidacy."""
    click = Click.of(body)
    view = await form_of(click.id, context)
    show_form(context, click.trigger_id, view)
    await ack()


async def form_of(candidacy_id: int, context: AsyncBoltContext) -> View:
    """Return the form for one candidacy."""
    async with transaction(context) as tx:
        asked = await open_requests(tx, candidacy_id=candidacy_id, by=context["person"])
    return request_form(_known(asked))


async def request(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Keep one request; the form says so and offers the next."""
    form = Submission.of(body)
    chosen = form.user("person")
    person = (await meet(context, [chosen]))[chosen] if chosen else None
    candidacy_id = form.ids["candidacy"]
    async with transaction(context) as tx:
        await request_meeting(tx, _wish(form, person), candidacy_id=candidacy_id, by=context["person"])
        asked = await open_requests(tx, candidacy_id=candidacy_id, by=context["person"])
    await ack(response_action="update", view=request_saved(_known(asked)))


async def another(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Put an empty form in the place of what was said."""
    click = Click.of(body)
    view = await form_of(click.id, context)
    update_form(context, click.view_id, view)
    await ack()


async def withdraw(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Take a request back, and list what is left."""
    click = Click.of(body)
    async with transaction(context) as tx:
        row = await withdraw_request(tx, request_id=click.id, by=context["person"])
        asked = await open_requests(tx, candidacy_id=row.id, by=context["person"])
    update_form(context, click.view_id, request_saved(_known(asked)))
    await ack()


async def end(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Note that the candidate has nothing more to ask."""
    click = Click.of(body)
    async with transaction(context) as tx:
        await nothing_more(tx, candidacy_id=click.id, by=context["person"])
    if click.view_id:
        said = told("Noted: they have nothing more to ask. Requests can still be entered until they have answered.")
        update_form(context, click.view_id, said)
    await ack()


def _wish(form: Submission, person: Person | None) -> Wish:
    name, email, kind = form.text("name"), form.text("email"), form.choice("contact_class")
    is_name_alone = name is not None and email is None and person is None
    return Wish(
        person=person,
        outsider=Outsider(name, email) if (name or email) and not is_name_alone else None,
        named=name if is_name_alone else None,
        contact_class=ContactClass(kind) if kind else None,
        area=form.text("area"),
        learn=form.text("learn"),
        may_name=bool(form.choices("may_name")),
        minutes=int(form.choice("minutes") or 30),
        place_kind=PlaceKind(form.choice("place") or PlaceKind.VIDEO),
        zone=form.text("zone"),
        windows=[
            WindowTyped(number, form.date(f"day_{number}"), form.time(f"from_{number}"), form.time(f"to_{number}"))
            for number in range(1, WINDOWS + 1)
        ],
        replaces_windows=bool(form.choices("replaces_windows")),
    )


def _known(asked: Asked) -> RequestsKnown:
    names = {contact.id: contact.name for contact in asked.contacts.values()}
    areas = [one.area for one in [*asked.requests, *asked.others] if one.area]
    return RequestsKnown(
        candidacy_id=asked.candidacy.id,
        candidate=asked.candidacy.candidate_name,
        zone=asked.zone,
        entered=[
            Entered(
                one.id,
                names.get(one.asked_for_id) if one.asked_for_id else one.named,
                one.contact_class,
                one.area,
                one.minutes,
                one.place_kind,
                one.state,
            )
            for one in asked.requests
        ],
        windows=[(one.starts_at, one.ends_at) for one in asked.windows],
        noted=asked.call.asked_for if asked.call else None,
        leads=leads([Signal(one) for one in asked.call.signals], areas) if asked.call else [],
        place_kind=asked.candidacy.place_kind,
        areas=asked.areas,
        others=len(asked.others),
        other_areas=list(dict.fromkeys(one.area for one in asked.others if one.area)),
    )
