"""The coordinator's presses and forms about meeting requests: approving, choosing somebody else, saying no."""

from collections.abc import Awaitable, Callable, Mapping

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.messages.approval_forms import (
    alternates_form,
    approval_form,
    choose_form,
    exact_time_form,
    hand_over_form,
    say_no_form,
    split_form,
)
from bot.messages.blocks import View, safe
from bot.process import alternates, approvals, choices, debrief_edits, exact_times
from bot.process.contacts import Outsider, Suggestable
from bot.process.refusals import CardChanged, WrongField
from bot.process.splitting import open_split, split_request
from bot.rules.words import ContactClass
from handlers.door import meet, transaction
from handlers.errors import draw_again, told
from handlers.forms import show_form
from handlers.payloads import Body, Click, Submission
from handlers.places import places_of


async def approve(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Approve one request, for the times its card showed."""
    request_id, mark = Click.of(body).marked_id
    async with transaction(context) as tx:
        await approvals.approve_meeting(tx, request_id=request_id, by=context["person"], mark=mark)
    await ack()


async def approve_all(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Approve every request that is ready, for the times the card showed."""
    candidacy_id, mark = Click.of(body).marked_id
    async with transaction(context) as tx:
        await approvals.approve_all_meetings(tx, candidacy_id=candidacy_id, by=context["person"], mark=mark)
    await ack()


async def open_approval(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form of one approval, where something is missing of where they meet."""
    click = Click.of(body)
    request_id, mark = click.marked_id
    async with transaction(context) as tx:
        shown = await approvals.open_approval(tx, request_id=request_id, by=context["person"], mark=mark)
    show_form(context, click.trigger_id, approval_form(shown))
    await ack()


async def open_approval_of_all(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form of approving all, where something is missing of where they meet."""
    click = Click.of(body)
    candidacy_id, mark = click.marked_id
    async with transaction(context) as tx:
        shown = await approvals.open_approval_of_all(tx, candidacy_id=candidacy_id, by=context["person"], mark=mark)
    show_form(context, click.trigger_id, approval_form(shown))
    await ack()


async def approve_at_places(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Approve one request or all, with what was written of where they meet."""
    form = Submission.of(body)
    ids, by, places = form.ids, context["person"], places_of(form)
    mark = f"{ids['mark']:08x}" if "mark" in ids else None
    try:
        async with transaction(context) as tx:
            if ids["request"]:
                await approvals.approve_meeting(tx, request_id=ids["request"], by=by, mark=mark, places=places)
            else:
                await approvals.approve_all_meetings(tx, candidacy_id=ids["candidacy"], by=by, mark=mark, places=places)
    except CardChanged as changed:  # the form can't approve any more: it stands for times that are gone
        await draw_again(changed, context)
        wrote = f" You had written: {'; '.join(places.values())}" if places else ""
        await ack(response_action="update", view=told(safe(f"{changed}{wrote}")))
    else:
        await ack()


async def turn_card(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Show another page of a long card."""
    candidacy_id, page = Click.of(body).ids
    async with transaction(context) as tx:
        await approvals.turn_card(tx, candidacy_id=candidacy_id, page=page, by=context["person"])
    await ack()


async def open_choice(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form for somebody else."""
    click = Click.of(body)
    async with transaction(context) as tx:
        shown = await choices.open_choice(tx, request_id=click.id, by=context["person"])
    view = choose_form(shown.request_id, shown.candidate, shown.suggested, shown.kind)
    show_form(context, click.trigger_id, view)
    await ack()


async def choose(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Put whoever was chosen on the request."""
    form = Submission.of(body)
    suggested, slack_id, kind = form.choice("suggested"), form.user("person"), form.choice("contact_class")
    outsider = Outsider(form.text("name"), form.text("email"), form.text("zone"))
    is_outside = bool(outsider.name or outsider.email or outsider.zone)
    if not suggested and not slack_id and not is_outside:
        raise WrongField(person="Choose somebody, or give a name and an e-mail address below.")
    if [bool(suggested), bool(slack_id), is_outside].count(True) > 1:
        raise WrongField(person="Choose one: somebody suggested, somebody in Slack, or a name and address below.")
    known = await meet(context, [slack_id] if slack_id else [])
    async with transaction(context) as tx:
        await choices.choose_someone(
            tx,
            request_id=form.ids["request"],
            chosen=Suggestable(suggested) if suggested else known[slack_id] if slack_id else outsider,
            contact_class=ContactClass(kind) if kind else None,
            by=context["person"],
        )
    await ack()


async def open_say_no(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form for a no."""
    click = Click.of(body)
    async with transaction(context) as tx:
        shown = await approvals.open_row(tx, request_id=click.id, by=context["person"])
    view = say_no_form(shown.request.id, shown.candidacy.candidate_name, shown.candidacy.candidate_email)
    show_form(context, click.trigger_id, view)
    await ack()


async def say_no(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Refuse the request and tell the candidate."""
    form = Submission.of(body)
    reason, alternative = form.text("reason"), form.text("alternative")
    if reason is None:
        raise WrongField(reason="Say why it isn't possible: the candidate reads it.")
    async with transaction(context) as tx:
        await approvals.say_no(
            tx, request_id=form.ids["request"], reason=reason, alternative=alternative, by=context["person"]
        )
    await ack()


async def open_exact_time(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form for one time."""
    click = Click.of(body)
    view = await _exact_time_form(click.id, context)
    show_form(context, click.trigger_id, view)
    await ack()


async def _exact_time_form(request_id: int, context: AsyncBoltContext) -> View:
    async with transaction(context) as tx:
        return exact_time_form(await exact_times.open_exact_time(tx, request_id=request_id, by=context["person"]))


async def propose_exact_time(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Ask the contact about the one time."""
    form = Submission.of(body)
    day, at = form.date("date"), form.time("time")
    if day is None or at is None:
        raise WrongField(**{"date" if day is None else "time": "Choose a date and a time."})
    async with transaction(context) as tx:
        await exact_times.propose_exact_time(
            tx,
            request_id=form.ids["request"],
            day=day,
            at=at,
            by=context["person"],
            is_sure=bool(form.choices("is_sure")),
            places=places_of(form),
            instead_of=form.ids.get("instead_of"),
            contact_id=form.ids.get("contact"),
        )
    await ack()


async def menu(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Open the form for what was chosen from a request's menu."""
    click = Click.of(body)
    word, _, number = click.value.partition(":")
    show_form(context, click.trigger_id, await _FORMS[word](int(number), context))
    await ack()


async def _alternates_form(request_id: int, context: AsyncBoltContext) -> View:
    async with transaction(context) as tx:
        shown = await alternates.open_alternates(tx, request_id=request_id, by=context["person"])
    return alternates_form(shown.request_id, shown.candidate, shown.who, shown.suggested, shown.chosen)


async def _split_form(request_id: int, context: AsyncBoltContext) -> View:
    async with transaction(context) as tx:
        shown = await open_split(tx, request_id=request_id, by=context["person"])
    return split_form(shown.request_id, shown.candidate, shown.area, *shown.parts)


async def _hand_over_form(candidacy_id: int, context: AsyncBoltContext) -> View:
    async with transaction(context) as tx:
        row = await debrief_edits.open_hand_over(tx, candidacy_id=candidacy_id, by=context["person"])
    return hand_over_form(row.id, row.candidate_name)


_FORMS: Mapping[str, Callable[[int, AsyncBoltContext], Awaitable[View]]] = {
    "exact": _exact_time_form,
    "next": _alternates_form,
    "split": _split_form,
    "hand": _hand_over_form,
}


async def approve_alternates(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Approve who is asked next."""
    form = Submission.of(body)
    slack_ids = form.users("colleagues")
    known = await meet(context, slack_ids)
    async with transaction(context) as tx:
        await alternates.approve_alternates(
            tx, request_id=form.ids["request"], colleagues=[known[one] for one in slack_ids], by=context["person"]
        )
    await ack()


async def split(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Split a subject over two people."""
    form = Submission.of(body)
    parts = {field: form.text(field) or "" for field in ("first", "second")}
    async with transaction(context) as tx:
        await split_request(tx, request_id=form.ids["request"], by=context["person"], **parts)
    await ack()


async def hand_over(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Give a candidate's meetings to another coordinator."""
    form = Submission.of(body)
    slack_id = form.user("coordinator")
    if slack_id is None:
        raise WrongField(coordinator="Choose who takes it.")
    known = await meet(context, [slack_id])
    async with transaction(context) as tx:
        await debrief_edits.hand_over_meetings(
            tx, candidacy_id=form.ids["candidacy"], to=known[slack_id], by=context["person"]
        )
    await ack()
