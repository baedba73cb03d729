"""Figures: acceptance with and without the step, waiting times, access granted and refused, who carries the load."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.process.access import Action, allow, may
from bot.rules.figures import (
    Acceptance,
    Access,
    Figures,
    Invited,
    Load,
    Outcome,
    Uptake,
    WaitingTimes,
    without_small_cells,
)
from bot.rules.rates import Waits, acceptance_rate, waits
from bot.rules.words import Answer, Choice, ContactClass, MeetingState, RequestState, WhyNotInvited
from storage.answers import candidacies_about
from storage.audit import record
from storage.candidacies import Candidacy
from storage.database import Transaction
from storage.figures import Counted, counted
from storage.meeting_requests import MeetingRequest
from storage.meetings import Meeting
from storage.people import Person, people

OFFER_ANSWERED = frozenset({Answer.ACCEPTED, Answer.DECLINED})

LOAD_OF = timedelta(days=90)
"""How far back the load of contacts is counted."""


@dataclass(frozen=True)
class _Scope:
    """The candidacies counted, and of the other rows those about them; each oldest first."""

    rows: Counted
    own: Sequence[Candidacy]
    requests: Sequence[MeetingRequest]
    meetings: Sequence[Meeting]


async def figures(tx: Transaction, *, by: Person) -> Figures:
    """Work the figures out: of everything for the head of talent and coordinators, else of one's own jobs."""
    rows, about_them = await counted(tx), await candidacies_about(tx, by.email)
    known = [row for row in rows.candidacies if row.id not in about_them]
    is_everything = await _sees_everything(tx, by, known)
    own = [row for row in known if is_everything or by.id in {row.hiring_manager_id, row.caller_id}]
    if is_everything:
        await record(tx, Action.READ_ALL_STATS, person_id=by.id)
    else:
        await allow(tx, Action.READ_OWN_STATS, by, own[0] if own else None)
    found = _figures(_scope(rows, own), is_everything=is_everything)
    return replace(found, load=await _load(tx, rows)) if is_everything else without_small_cells(found)


async def _sees_everything(tx: Transaction, by: Person, candidacies: Sequence[Candidacy]) -> bool:
    """Whoever coordinates any candidacy is a coordinator, and sees all as the head of talent does."""
    if await may(tx, Action.READ_ALL_STATS, by):
        return True
    own = [row for row in candidacies if row.coordinator_id == by.id]
    return bool(own) and await may(tx, Action.READ_ALL_STATS, by, own[-1])


def _scope(rows: Counted, own: Sequence[Candidacy]) -> _Scope:
    ids = {row.id for row in own}
    requests = [row for row in rows.requests if row.candidacy_id in ids]
    return _Scope(rows, own, requests, [row for row in rows.meetings if row.candidacy_id in ids])


def _figures(scope: _Scope, *, is_everything: bool) -> Figures:
    own = scope.own
    met = {row.candidacy_id for row in scope.meetings if row.state is MeetingState.HELD}
    ids = {row.id for row in own}
    sent = [row for row in scope.rows.invitations if row.candidacy_id in ids and row.sent_at]
    return Figures(
        is_everything=is_everything,
        overall=_acceptance(own),
        with_step=_acceptance(row for row in own if row.id in met),
        without_step=_acceptance(row for row in own if row.id not in met),
        invited=_invited(scope.rows, own),
        uptake=Uptake(len(sent), sum(row.taken_up_at is not None for row in sent)),
        waiting=_waiting(scope),
        access=_access(scope),
        load=None,
    )


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
    decided = set(standing.values())
    noted = {row.candidacy_id: row.why for row in rows.no_invitations if row.decision_id in decided}
    left = [row for row in hires if row.id not in let_in]
    known = [noted.get(row.id) or row.answer for row in left]
    reasons: Counter[WhyNotInvited | Answer] = Counter(why for why in known if why is not None)
    return Invited(len(hires), len(hires) - len(left), dict(reasons), known.count(None))


def _waiting(scope: _Scope) -> WaitingTimes:
    """Measure each step from the one before it; what came before a decision that was taken anew isn't counted."""
    rows, ids = scope.rows, {row.id for row in scope.own}
    made = [row for row in rows.decisions if row.choice is Choice.HIRE and row.reversed_at is None]
    decided = {row.candidacy_id: row.decided_at for row in made if row.candidacy_id in ids}
    called = _first_after(decided, ((row.candidacy_id, row.logged_at) for row in rows.calls))
    held = [row for row in scope.meetings if row.state is MeetingState.HELD]
    met = _first_after(called, ((row.candidacy_id, row.starts_at) for row in held if row.starts_at))
    answers = [(row.candidacy_id, row.recorded_at) for row in rows.answers if row.superseded_at is None]
    return WaitingTimes(
        decision_to_call=_between(decided, called),
        call_to_meeting=_between(called, met),
        meeting_to_answer=_between(met, _first_after(met, answers)),
        decision_to_answer=_between(decided, _first_after(decided, answers)),
    )


def _first_after(since: Mapping[int, datetime], found: Iterable[tuple[int, datetime]]) -> dict[int, datetime]:
    """Return the first instant of each candidacy that isn't before the one given."""
    first: dict[int, datetime] = {}
    for candidacy_id, at in found:
        if candidacy_id in since and at >= since[candidacy_id]:
            first[candidacy_id] = min(at, first.get(candidacy_id, at))
    return first


def _between(first: Mapping[int, datetime], then: Mapping[int, datetime]) -> Waits:
    return waits(then[key] - at for key, at in first.items() if key in then)


def _access(scope: _Scope) -> list[Access]:
    """Count what became of the requests, by what was asked for; in the order of the classes."""
    classes = {row.id: row.contact_class for row in scope.rows.contacts}
    by_request: dict[int, list[Meeting]] = defaultdict(list)
    for row in scope.meetings:
        by_request[row.request_id].append(row)
    found: dict[ContactClass | None, list[MeetingRequest]] = defaultdict(list)
    for wish in scope.requests:
        found[_kind(wish, classes)].append(wish)
    kinds: list[ContactClass | None] = [*ContactClass, None]
    return [
        Access(
            kind,
            candidates=len({wish.candidacy_id for wish in found[kind]}),
            asked=len(found[kind]),
            outcomes={
                **dict.fromkeys(Outcome, 0),
                **Counter(_outcome(o, by_request[o.id]) for o in found[kind]),
            },
        )
        for kind in kinds
        if kind in found
    ]


def _kind(wish: MeetingRequest, classes: Mapping[int, ContactClass]) -> ContactClass | None:
    """Return which kind of person was asked for: as said, else what the person named is; None for a mere subject."""
    if wish.contact_class is not None:
        return wish.contact_class
    if wish.asked_for_id is not None:
        return classes[wish.asked_for_id]
    return None if wish.named is None else classes.get(wish.contact_id or 0, ContactClass.OTHER)


def _outcome(wish: MeetingRequest, meetings: Sequence[Meeting]) -> Outcome:
    """Say how a request ended; one that was given up after somebody declined was declined."""
    if any(one.state is MeetingState.HELD for one in meetings) or wish.state is RequestState.AGREED:
        return Outcome.GRANTED
    if wish.state is RequestState.REFUSED:
        return Outcome.REFUSED
    if wish.state is RequestState.WITHDRAWN:
        return Outcome.DECLINED if meetings and meetings[-1].state is MeetingState.DECLINED else Outcome.TAKEN_BACK
    return Outcome.OPEN


async def _load(tx: Transaction, rows: Counted) -> list[Load]:
    """Count what each contact has given lately or agreed to, most minutes first."""
    counts: dict[int, list[int]] = defaultdict(list)
    for row in rows.meetings:
        is_given = row.state in {MeetingState.HELD, MeetingState.AGREED}
        if is_given and row.starts_at and row.ends_at and row.starts_at >= tx.now - LOAD_OF:
            counts[row.contact_id].append(round((row.ends_at - row.starts_at) / timedelta(minutes=1)))
    contacts = {row.id: row for row in rows.contacts}
    known = await people(tx, [contacts[one].person_id for one in counts])
    named = {
        one: known[contacts[one].person_id or 0].name if contacts[one].person_id else contacts[one].name
        for one in counts
    }
    load = [Load(named[one], len(minutes), sum(minutes)) for one, minutes in counts.items()]
    return sorted(load, key=lambda one: (-one.minutes, one.name))
