"""Who may do what: asked in the first lines of each use case."""

from collections.abc import Iterable, Mapping

from bot.process.refusals import NotAllowed, NotThere
from bot.process.too_late import handed_over
from bot.rules.access import MAY, Action
from bot.rules.words import Role, Standing
from storage.answers import answers
from storage.audit import record
from storage.candidacies import Candidacy, coordinates_any
from storage.clearances import last_clearance
from storage.contacts import contact
from storage.database import Transaction
from storage.meetings import Meeting
from storage.panels import Seat, seat_of
from storage.people import Person, people
from storage.workspaces import settings

__all__ = ["MAY", "Action", "allow", "allow_member", "allow_own_seat", "is_candidate", "may", "roles"]

FOR_MEMBERS = "Reverse Interview is for full members of this workspace, so this isn't open to you."
ABOUT_YOU = "This is about you, so it isn't open to you."

TITLES: Mapping[Role, str] = {
    Role.HEAD_OF_TALENT: "the head of talent or an administrator",
    Role.OPENER: "whoever opened the debrief",
    Role.HIRING_MANAGER: "the hiring manager",
    Role.COORDINATOR: "the recruiting coordinator",
    Role.SEAT: "an interviewer, for their own feedback",
    Role.CONTACT: "the person who was asked for, or their assistant",
    Role.MEMBER: "any full member of this workspace",
}


async def allow(
    tx: Transaction,
    action: Action,
    person: Person,
    candidacy: Candidacy | None = None,
    meeting: Meeting | None = None,
) -> None:
    """Return when the person may; else raise NotAllowed, whose text says who may. What is allowed is audited."""
    candidacy_id = candidacy.id if candidacy else None
    if await may(tx, action, person, candidacy, meeting):
        await record(tx, action, person_id=person.id, candidacy_id=candidacy_id)
        return
    why = await _why_not(tx, action, person, candidacy)
    raise NotAllowed(why, act=action, person_id=person.id, candidacy_id=candidacy_id)


async def allow_own_seat(tx: Transaction, held: Seat, about: Candidacy, by: Person) -> None:
    """Return when it is the person's own seat, held still; else raise what tells them why not."""
    if held.person_id == by.id and held.removed_at is not None:
        raise NotThere("You are no longer on this panel; there is nothing to do.")
    await allow(tx, Action.GIVE_FEEDBACK, by, about)
    if held.person_id != by.id:
        message = "That is another interviewer's to give, and only they can change it or answer for it."
        raise NotAllowed(message, act=Action.GIVE_FEEDBACK, person_id=by.id, candidacy_id=about.id)


def allow_member(person: Person, act: str) -> None:
    """Return when the person is a full member of the workspace; else raise NotAllowed."""
    if not person.standing.is_member:
        raise NotAllowed(FOR_MEMBERS, act=act, person_id=person.id, candidacy_id=None)


async def may(
    tx: Transaction,
    action: Action,
    person: Person,
    candidacy: Candidacy | None = None,
    meeting: Meeting | None = None,
) -> bool:
    """Tell whether the person may, to decide what to show them."""
    held = await roles(tx, person, candidacy, meeting)
    if action is Action.DECIDE and candidacy is not None and person.id != candidacy.hiring_manager_id:
        held.discard(Role.HIRING_MANAGER)
    if action is Action.CLEAR_CALL and candidacy is not None and held:
        asked = await last_clearance(tx, candidacy.id)
        if asked is not None and asked.person_id == person.id:
            return True
    if action is Action.INTRODUCE and meeting is not None and held:
        return (await contact(tx, meeting.contact_id)).known_by_id == person.id
    return bool(MAY[action] & held)


async def roles(
    tx: Transaction, person: Person, candidacy: Candidacy | None = None, meeting: Meeting | None = None
) -> set[Role]:
    """Return everything the person is here: nothing for guests, strangers, the deactivated, bots and the candidate.

    Whoever makes the call holds the hiring manager's role for the call and what follows from it; deciding and taking a
    decision back stay with the hiring manager, which `may` sees to: handing over a call hands over no decision.
    """
    if not person.standing.is_member or (candidacy is not None and await is_candidate(tx, person, candidacy)):
        return set()
    held = {Role.MEMBER}
    chosen = await settings(tx)
    if person.standing is Standing.ADMIN or chosen.head_of_talent_id == person.id:
        held.add(Role.HEAD_OF_TALENT)
    if candidacy is None:
        is_coordinator = chosen.coordinator_id == person.id or await coordinates_any(tx, person.id)
        return held | ({Role.COORDINATOR} if is_coordinator else set())
    by_column = {
        Role.OPENER: {candidacy.opener_id},
        Role.HIRING_MANAGER: {candidacy.hiring_manager_id, candidacy.caller_id},
        Role.COORDINATOR: {candidacy.coordinator_id},
    }
    held |= {role for role, ids in by_column.items() if person.id in ids}
    if await seat_of(tx, candidacy.id, person.id):
        held.add(Role.SEAT)
    if meeting is not None:
        asked = await contact(tx, meeting.contact_id)
        held |= {Role.CONTACT} if person.id in {asked.person_id, asked.delegate_id} else set()
    return held


async def reachable(tx: Transaction, person_ids: Iterable[int | None]) -> list[int]:
    """Return who of these can be written to in Slack, each once, in one order; nobody reads a deactivated one's."""
    return sorted(one.id for one in (await people(tx, person_ids)).values() if one.standing.is_member)


async def is_candidate(tx: Transaction, person: Person, candidacy: Candidacy) -> bool:
    """Tell whether this Slack person is the candidate themselves, by any address known of them."""
    return person.email is not None and person.email.strip().casefold() in await own_addresses(tx, candidacy)


async def own_addresses(tx: Transaction, candidacy: Candidacy) -> set[str]:
    """Return the candidate's own addresses, as far as they are known, folded."""
    addresses: Iterable[str | None] = [
        candidacy.candidate_email,
        *(row.work_email for row in await answers(tx, candidacy.id)),
    ]
    return {address.strip().casefold() for address in addresses if address}


async def _why_not(tx: Transaction, action: Action, person: Person, candidacy: Candidacy | None) -> str:
    if not person.standing.is_member:
        return FOR_MEMBERS
    if candidacy is not None and await is_candidate(tx, person, candidacy):
        return ABOUT_YOU
    is_coordinators = MAY[action] == {Role.COORDINATOR}
    before = await handed_over(tx, candidacy, person) if candidacy is not None and is_coordinators else ""
    return f"{before}{await _who_can(tx, action, candidacy)}"


async def _who_can(tx: Transaction, action: Action, candidacy: Candidacy | None) -> str:
    if action is Action.INTRODUCE:
        return "That isn't yours to answer: it was asked of the colleague who knows them."
    allowed = MAY[action] | (MAY[Action.READ_ALL_STATS] if action is Action.READ_OWN_STATS else frozenset())
    if not allowed:
        return (
            "This debrief is blind: nobody reads another's feedback before it is revealed, and that is when everyone "
            "is in, or the hiring manager reveals it or decides. Your own is in my message to you."
        )
    names, caller = {}, []
    if candidacy is not None:
        known = await people(
            tx, [candidacy.opener_id, candidacy.hiring_manager_id, candidacy.coordinator_id, candidacy.caller_id]
        )
        names = {
            Role.OPENER: known[candidacy.opener_id].name,
            Role.HIRING_MANAGER: known[candidacy.hiring_manager_id].name,
            Role.COORDINATOR: known[candidacy.coordinator_id].name,
        }
        is_callers = Role.HIRING_MANAGER in allowed and action is not Action.DECIDE
        if is_callers and candidacy.caller_id != candidacy.hiring_manager_id:
            caller = [f"whoever makes the offer call ({known[candidacy.caller_id].name})"]
    asked = await last_clearance(tx, candidacy.id) if candidacy is not None and action is Action.CLEAR_CALL else None
    word = [f"{(await people(tx, [asked.person_id]))[asked.person_id].name}, who is asked for it"] if asked else []
    titles = [f"{TITLES[role]} ({names[role]})" if role in names else TITLES[role] for role in Role if role in allowed]
    return f"That isn't yours to do here. It can be done by: {', '.join([*word, *caller, *titles])}."
