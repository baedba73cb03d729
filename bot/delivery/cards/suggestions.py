"""Why each request goes to whom it goes: what the candidate asked for, who chose, or what speaks for a suggestion."""

from collections.abc import Mapping, Sequence

from bot.messages.approvals import CLASSES
from bot.messages.suggestions import suggestion_reason
from bot.rules.suggestions import Suggestion, fitting_area
from bot.rules.words import ContactClass, RequestState
from storage.candidacies import Candidacy
from storage.cases import Reach, reaches
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest
from storage.meeting_rows import Row
from storage.people import Person, colleagues_called, named_to, people
from storage.suggestions import Pool, pool_for


async def reasons(tx: Transaction, row: Candidacy, found: Sequence[Row], viewer_id: int | None) -> dict[int, str]:
    """Say of each request why it goes to whom it goes; what is known of the directory is read once."""
    chosen_by = await people(tx, [one.request.chosen_by_id for one in found])
    among = {one.request.contact_id for one in found if one.request.contact_id and _is_suggested(one.request)}
    pool = await pool_for(tx, row, among=among) if among else None
    named = await reaches(tx, [one.request.asked_for_id for one in found if one.request.asked_for_id])
    unknown = {one.request.named for one in found if one.request.named and _is_nobody_known(one.request)}
    namesakes = await colleagues_called(tx, unknown)
    said = {}
    for one in found:
        wish = one.request
        chooser = chosen_by.get(wish.chosen_by_id or 0)
        suggestion = _suggestion(pool, wish) if pool is not None and _is_suggested(wish) else None
        reason = suggestion_reason(suggestion, tx.now) if suggestion else None
        said[wish.id] = _why(
            wish, _asked_for(wish, named), named_to(viewer_id, chooser, "you") if chooser else None, reason
        )
        if _is_nobody_known(wish):
            said[wish.id] += _hint(namesakes.get(wish.named or "", []))
    return said


def _is_nobody_known(wish: MeetingRequest) -> bool:
    """Whether the candidate gave a name that stands for nobody of the directory they are offered."""
    return wish.named is not None and wish.contact_id is None


def _hint(namesakes: Sequence[Person]) -> str:
    """Say that colleagues have the name that was asked for."""
    if not namesakes:
        return ""
    if len(namesakes) > 1:
        return f" · {len(namesakes)} colleagues are called that: Find someone has them."
    title = f" ({namesakes[0].title})" if namesakes[0].title else ""
    return f" · A colleague is called that{title}: Find someone has them."


def is_by_name(wish: MeetingRequest) -> bool:
    """Whether the candidate wants one person and no other, their hiring manager included."""
    is_named = wish.asked_for_id is not None or wish.named is not None
    return is_named or wish.contact_class is ContactClass.HIRING_MANAGER


async def delegates(tx: Transaction, found: Sequence[Row]) -> dict[int, str]:
    """Return which delegate would be asked in their place, by request: a name, or an address."""
    to = {
        one.request.id: one.reach.contact
        for one in found
        if one.reach is not None and one.reach.contact.has_consent(tx.now) and one.excess is None
    }
    known = await people(tx, [one.delegate_id for one in to.values()])
    named = {key: known[one.delegate_id].name if one.delegate_id else one.delegate_email for key, one in to.items()}
    return {key: name for key, name in named.items() if name is not None}


def _is_suggested(wish: MeetingRequest) -> bool:
    """Whether the directory proposed whom an open request goes to."""
    is_ours = wish.contact_id is not None and wish.chosen_by_id is None and wish.state is RequestState.OPEN
    return is_ours and not is_by_name(wish)


def _suggestion(pool: Pool, wish: MeetingRequest) -> Suggestion | None:
    """Return who is proposed for a request with what speaks for them, as far as they can still be offered."""
    who = pool.askable(wish.contact_id, for_request=wish.id)
    return Suggestion(who, fitting_area(wish.area, who.areas) if wish.area else None) if who else None


def _asked_for(wish: MeetingRequest, named: Mapping[int, Reach]) -> str:
    name = named[wish.asked_for_id].name if wish.asked_for_id else wish.named
    kind = CLASSES[wish.contact_class] if wish.contact_class else None
    return " · ".join(part for part in (name, kind, f"about {wish.area}" if wish.area else None) if part)


def _why(wish: MeetingRequest, asked_for: str, chooser: str | None, suggestion: str | None) -> str:
    if chooser is not None:
        return f"Chosen by {chooser} · asked for: {asked_for}"
    if suggestion is not None:
        return f"Suggested: {suggestion} · asked for: {asked_for}"
    if wish.contact_id is not None and wish.contact_class is ContactClass.HIRING_MANAGER:
        return f"The hiring manager · asked for: {asked_for}"
    if wish.asked_for_id is None or wish.contact_id is None:
        return f"Asked for: {asked_for}"
    return " · ".join(["Asked for by name", *([f"about {wish.area}"] if wish.area else [])])
