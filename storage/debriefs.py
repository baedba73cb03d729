"""Debriefs: a candidacy with its panel, what is in and what was decided, read at once for cards and use cases."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, or_, select

from bot.rules.debriefs import Debrief, Decided, Hired, Invited, PanelSeat, Who
from bot.rules.words import Answer, Choice, FeedbackState, Stage, Surface
from storage.candidacies import Candidacy, Job, candidacy, job, job_titled
from storage.clearances import waiting_clearances
from storage.database import Transaction
from storage.decisions import Decision, decisions
from storage.deliveries import Delivery, by_key
from storage.feedback import awaiting_word, enterers, feedback_of, seat_states, votes_of, wordless_of, wrote_themselves
from storage.offer_calls import invitation
from storage.outbox import To
from storage.panels import Seat, seats
from storage.people import Person, people
from storage.reveals import written_after


async def debrief(tx: Transaction, candidacy_id: int) -> Debrief:
    """Read one debrief."""
    row = await candidacy(tx, candidacy_id)
    panel = await seats(tx, candidacy_id)
    made = await decisions(tx, candidacy_id)
    owners = (row.opener_id, row.hiring_manager_id, row.caller_id, row.coordinator_id)
    ids = {*owners, *(seat.person_id for seat in panel), *(one.decided_by_id for one in made), row.revealed_by_id}
    ids |= {one.reversed_by_id for one in made}
    known = await people(tx, ids)
    named = {one.id: who(one) for one in known.values()}
    gone = {one.id for one in known.values() if one.standing.is_gone}
    about = await job(tx, row.job_id)
    told = tuple(_decided(one, named) for one in made)
    return Debrief(
        candidacy_id=row.id,
        candidate=row.candidate_name,
        job=about.title,
        openings=about.openings,
        stage=row.stage,
        answer=row.answer,
        opener=named[row.opener_id],
        hiring_manager=named[row.hiring_manager_id],
        caller=named[row.caller_id],
        coordinator=named[row.coordinator_id],
        channel=row.debrief_channel,
        due_at=row.feedback_due_at,
        seats=await _panel(tx, row, panel, named, gone),
        decision=_holding(told),
        decisions=told,
        decisions_made=len(made) + sum(one.reversed_at is not None for one in made),
        invited=await _invited(tx, row),
        is_blind=row.is_blind,
        revealed_at=row.revealed_at,
        revealed_by=named.get(row.revealed_by_id or 0),
        is_to_be_cleared=row.stage is Stage.OFFER_CALL and bool(await waiting_clearances(tx, [row.id])),
    )


async def open_candidacy_of(tx: Transaction, name: str, title: str) -> Candidacy | None:
    """Return the open candidacy of this candidate for this job, letter case and spaces aside."""
    query = (
        select(Candidacy, Job.title)
        .join(Job, Job.id == Candidacy.job_id)
        .where(
            Candidacy.workspace_id == tx.workspace_id,
            Candidacy.stage != Stage.CLOSED,
        )
    )
    rows = await tx.session.execute(query)
    wanted = (_folded(name), _folded(title))
    return next((row for row, job_title in rows if (_folded(row.candidate_name), _folded(job_title)) == wanted), None)


async def take_job(tx: Transaction, title: str) -> Job:
    """Return the job of this title, letter case aside, made when there is none; whoever opens another one waits."""
    query = select(Job).where(Job.workspace_id == tx.workspace_id, func.lower(Job.title) == title.lower())
    found = (await tx.session.execute(query.order_by(Job.id).limit(1).with_for_update())).scalar_one_or_none()
    return found or await job_titled(tx, title)


async def hires_beside(tx: Transaction, row: Candidacy) -> list[Hired]:
    """Return the other candidates for the same job whose hire stands, first decided first; the job is held for us."""
    await tx.session.execute(select(Job.id).where(Job.id == row.job_id).with_for_update())
    over = (Answer.DECLINED, Answer.WITHDRAWN, Answer.RESCINDED)
    query = (
        select(Candidacy.candidate_name, Decision)
        .join(Decision, Decision.candidacy_id == Candidacy.id)
        .where(
            Candidacy.workspace_id == tx.workspace_id,
            Candidacy.job_id == row.job_id,
            Candidacy.id != row.id,
            or_(Candidacy.answer.is_(None), Candidacy.answer.not_in(over)),
            Decision.choice == Choice.HIRE,
            Decision.reversed_at.is_(None),
        )
        .order_by(Decision.id)
    )
    found = (await tx.session.execute(query)).all()
    named = await people(tx, [made.decided_by_id for _, made in found])
    return [Hired(name, who(named[made.decided_by_id]), made.decided_at) for name, made in found]


async def lock_free(tx: Transaction, candidacy_ids: Iterable[int]) -> dict[int, Candidacy]:
    """Take those of these candidacies that no other transaction holds, by id."""
    query = (
        select(Candidacy)
        .where(Candidacy.workspace_id == tx.workspace_id, Candidacy.id.in_(set(candidacy_ids)))
        .order_by(Candidacy.id)
        .with_for_update(skip_locked=True, key_share=True)
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in (await tx.session.execute(query)).scalars()}


async def card_of(tx: Transaction, row: Candidacy) -> Delivery | None:
    """Return the delivery of the debrief's card, in whose thread details go."""
    return await by_key(tx, f"{Surface.DEBRIEF_CARD}:{row.id}:{To(channel=row.debrief_channel).lane}")


def who(person: Person) -> Who:
    """Name a person as messages do."""
    return Who(person.id, person.slack_id, person.name, person.zone)


async def _panel(
    tx: Transaction, row: Candidacy, panel: Sequence[Seat], named: dict[int, Who], gone: set[int]
) -> tuple[PanelSeat, ...]:
    written = await feedback_of(tx, [seat.id for seat in panel])
    states = await seat_states(tx, panel, written)
    votes, wordless, by = votes_of(written), wordless_of(written), enterers(written)
    names, own = await people(tx, by.values()), wrote_themselves(written)
    entered = {seat_id: names[person_id].name for seat_id, person_id in by.items()}
    unsorted = {one.seat_id for one in written if one.state is FeedbackState.TO_SORT and not one.is_unplaced}
    unsaid = awaiting_word(written)
    late = {one.seat_id for one in await written_after(tx, [seat.id for seat in panel], row.revealed_at)}
    return tuple(
        PanelSeat(
            id=seat.id,
            who=named[seat.person_id],
            state=states[seat.id],
            vote=votes.get(seat.id),
            interview_on=seat.interview_on,
            reminders=seat.reminders,
            is_excused=seat.excused_at is not None,
            is_after_reveal=seat.id in late,
            has_declined=seat.declined_at is not None,
            is_gone=seat.person_id in gone,
            entered_by=entered.get(seat.id),
            has_unsorted=seat.id in unsorted,
            wrote_themselves=seat.id in own,
            is_confirmed=seat.confirmed_at is not None,
            wordless=wordless.get(seat.id),
            awaits_word=seat.id in unsaid and not seat.is_team_only,
        )
        for seat in panel
    )


def _decided(one: Decision, named: dict[int, Who]) -> Decided:
    return Decided(
        one.id,
        one.choice,
        one.reason,
        named[one.decided_by_id],
        one.decided_at,
        one.revisit_on,
        one.told_at,
        named.get(one.reversed_by_id or 0),
        one.reversed_at,
        one.reversal_reason,
    )


def _holding(made: Sequence[Decided]) -> Decided | None:
    """What holds now: the standing hire or no hire, else a *not yet* that nothing followed."""
    standing = [one for one in made if one.reversed_at is None and one.choice is not Choice.NOT_YET]
    last = standing[-1:] or [one for one in made[-1:] if one.reversed_at is None]
    return last[0] if last else None


async def _invited(tx: Transaction, row: Candidacy) -> Invited | None:
    """Read the invitation where it matters: while the candidate may interview us."""
    found = await invitation(tx, row.id) if row.stage is Stage.REVERSE_INTERVIEW else None
    return Invited(found.goes_at, found.held_at is not None, found.sent_at is not None) if found else None


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
