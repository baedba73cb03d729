"""Suggestions: who of the directory is proposed for a subject or a kind of person, and who instead."""

from collections.abc import Collection, Iterable

from bot.process.access import own_addresses
from bot.process.say import refresh
from bot.rules.suggestions import Suggestion, Wanted, suggest
from bot.rules.words import ContactClass, RequestState
from storage.candidacies import Candidacy, lock
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest, candidacies_to_propose_for, requests_of
from storage.meeting_rows import waits_for_word
from storage.meetings import Meeting, has_declined, meetings_of
from storage.suggestions import TAKEN, pool_for

WAITING = {RequestState.OPEN, RequestState.ASKED}


async def suggestions_for(tx: Transaction, row: Candidacy, wish: MeetingRequest) -> list[Suggestion]:
    """Return whom a request could go to instead of whoever it goes to now, the best first."""
    if wish.contact_class is ContactClass.HIRING_MANAGER:
        return []  # the candidate means theirs
    wanted = Wanted(wish.contact_class, wish.area, await _taken(tx, row, wish))
    pool = await pool_for(tx, row, await own_addresses(tx, row))
    return suggest(pool.askables(for_request=wish.id), wanted)


async def propose(tx: Transaction, row: Candidacy, wish: MeetingRequest) -> bool:
    """Put the best suggestion on a request that goes to nobody by name; returns whether there was one."""
    if wish.asked_for_id is not None or wish.named is not None:
        return False
    found = await suggestions_for(tx, row, wish)
    if not found:
        return False
    wish.contact_id, wish.chosen_by_id = found[0].who.id, None
    await tx.session.flush()
    return True


async def waiting_on(tx: Transaction, contact_id: int | None = None, *, whoever_it_is: bool = False) -> list[Candidacy]:
    """Take the candidacies that what is known of contacts may change: where one is proposed, or nobody is."""
    found = await candidacies_to_propose_for(tx, contact_id, whoever_it_is=whoever_it_is)
    return [await lock(tx, candidacy_id) for candidacy_id in found]


async def propose_anew(tx: Transaction, rows: Iterable[Candidacy], contact_ids: Collection[int] = ()) -> None:
    """Propose somebody where nobody was found before, and where one of these was proposed, if they still fit."""
    for row in rows:
        has_changed, meetings = False, await meetings_of(tx, row.id)
        for wish in await requests_of(tx, row.id):
            is_open = wish.state is RequestState.OPEN and waits_for_word(wish, meetings) is None
            if is_open and _is_free(wish, contact_ids):
                before = wish.contact_id
                wish.contact_id = None
                await tx.session.flush()
                await propose(tx, row, wish)
                has_changed = has_changed or before != wish.contact_id
        if has_changed:
            await refresh(tx, row)


def _is_free(wish: MeetingRequest, contact_ids: Collection[int]) -> bool:
    """Whether nobody but us chose whom the request goes to, and it goes to nobody or to one of these."""
    is_ours = wish.asked_for_id is None and wish.named is None and wish.chosen_by_id is None
    is_manager = wish.contact_class is ContactClass.HIRING_MANAGER
    return is_ours and not is_manager and (wish.contact_id is None or wish.contact_id in contact_ids)


async def _taken(tx: Transaction, row: Candidacy, wish: MeetingRequest) -> frozenset[int]:
    """Return who it can't be: who was asked for this before, who has or had their turn with this candidate.

    Whoever said that they can't talk with this candidate isn't suggested for something else, as when a subject was
    split; only the coordinator may still choose them.
    """
    meetings = {one.contact_id for one in await meetings_of(tx, row.id) if _has_part(one, wish)}
    waiting = {one.contact_id for one in await requests_of(tx, row.id) if one.state in WAITING}
    return frozenset(one for one in meetings | waiting if one is not None)


def _has_part(one: Meeting, wish: MeetingRequest) -> bool:
    return one.request_id == wish.id or one.state in TAKEN or has_declined(one)
