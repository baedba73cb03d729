"""Figures: what the reverse interview does to the acceptance rate, and how long the steps take."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.process.access import Action, allow, may
from bot.rules.figures import Acceptance, Access, Figures, Invited
from bot.rules.rates import acceptance_rate, median_duration
from bot.rules.words import Answer, Choice, ContactClass, MeetingState, RequestState, WhyNotInvited
from storage.audit import record
from storage.candidacies import Candidacy
from storage.database import Transaction
from storage.figures import Counted, counted
from storage.people import Person

OFFER_ANSWERED = frozenset({Answer.ACCEPTED, Answer.DECLINED})


async def figures(tx: Transaction, *, by: Person) -> Figures:
    """Work the figures out: of everything for the head of talent and coordinators, else of one's own jobs."""
    all_rows = await counted(tx)
    is_everything = await _sees_everything(tx, by, all_rows.candidacies)
    own = [row for row in all_rows.candidacies if is_everything or by.id in {row.hiring_manager_id, row.caller_id}]
    if is_everything:
        await record(tx, Action.READ_ALL_STATS, person_id=by.id)
    else:
        await allow(tx, Action.READ_OWN_STATS, by, own[0] if own else None)
    return _figures(all_rows, own, is_everything=is_everything)


def _figures(rows: Counted, own: Sequence[Candidacy], *, is_everything: bool) -> Figures:
    ids = {row.id for row in own}
    held = [row for row in rows.meetings if row.candidacy_id in ids and row.state is MeetingState.HELD]
    met = {row.candidacy_id for row in held}
    sent = [row for row in rows.invitations if row.candidacy_id in ids and row.sent_at]
    decided = {
        row.candidacy_id: row.decided_at
        for row in rows.decisions
        if row.candidacy_id in ids and row.choice is Choice.HIRE and row.reversed_at is None
    }
    called = {row.candidacy_id: row.logged_at for row in reversed(rows.calls) if row.candidacy_id in ids}
    first_met = {row.candidacy_id: row.starts_at for row in reversed(held) if row.starts_at}
    answered = {row.candidacy_id: row.recorded_at for row in rows.answers if row.superseded_at is None}
    return Figures(
        is_everything=is_everything,
        overall=_acceptance(own),
        with_step=_acceptance(row for row in own if row.id in met),
        without_step=_acceptance(row for row in own if row.id not in met),
        invited=_invited(rows, own),
        sent=len(sent),
        took_up=sum(row.taken_up_at is not None for row in sent),
        decision_to_call=_between(decided, called),
        call_to_meeting=_between(called, first_met),
        decision_to_answer=_between(decided, answered),
        access=_access(rows, ids),
    )


async def _sees_everything(tx: Transaction, by: Person, candidacies: Sequence[Candidacy]) -> bool:
    """Whoever coordinates any candidacy is a coordinator, and sees all as the head of talent does."""
    if await may(tx, Action.READ_ALL_STATS, by):
        return True
    own = [row for row in candidacies if row.coordinator_id == by.id]
    return bool(own) and await may(tx, Action.READ_ALL_STATS, by, own[-1])


def _acceptance(candidacies: Iterable[Candidacy]) -> Acceptance:
    answers = [row.answer for row in candidacies if row.answer in OFFER_ANSWERED]
    accepted = answers.count(Answer.ACCEPTED)
    return Acceptance(accepted, len(answers), acceptance_rate(accepted, len(answers)))


def _invited(rows: Counted, own: Sequence[Candidacy]) -> Invited:
    """Count who of those to be hired could interview us; whoever asked for somebody could, mail or no mail."""
    made = [row for row in rows.decisions if row.choice is Choice.HIRE and row.reversed_at is None]
    standing = {row.candidacy_id: row.id for row in made}
    hires = [row for row in own if row.id in standing]
    let_in = {row.candidacy_id for row in rows.invitations if row.sent_at} | {row.candidacy_id for row in rows.requests}
    noted = {row.candidacy_id: row.why for row in rows.no_invitations if row.decision_id in standing.values()}
    left = [row for row in hires if row.id not in let_in]
    known = [noted.get(row.id) or row.answer for row in left]
    reasons: Counter[WhyNotInvited | Answer] = Counter(why for why in known if why is not None)
    return Invited(len(hires), len(hires) - len(left), dict(reasons), known.count(None))


def _between(first: dict[int, datetime], then: dict[int, datetime]) -> timedelta | None:
    return median_duration(then[key] - at for key, at in first.items() if key in then)


def _access(rows: Counted, ids: set[int]) -> dict[ContactClass, Access]:
    classes = {row.id: row.contact_class for row in rows.contacts}
    states: dict[ContactClass, list[RequestState]] = {}
    for row in rows.requests:
        if row.candidacy_id in ids:
            kind = row.contact_class or classes.get(row.contact_id or 0, ContactClass.OTHER)
            states.setdefault(kind, []).append(row.state)
    return {
        kind: Access(len(all_), all_.count(RequestState.AGREED), all_.count(RequestState.REFUSED))
        for kind, all_ in states.items()
    }
