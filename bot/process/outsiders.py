"""Interviewers without Slack: who they are to the bot, and who is asked to ask them."""

from collections.abc import Iterable, Sequence

from bot.messages.entered_feedback import outsider_asked, outsider_reminded
from bot.process.refusals import WrongField
from bot.process.say import tell
from bot.rules.debriefs import Debrief, PanelSeat
from bot.rules.words import Standing
from storage.candidacies import Candidacy
from storage.database import Transaction
from storage.debriefs import debrief
from storage.panels import Seat, seats
from storage.people import Person, add_outsider, by_emails, people, person

MOST_LETTERS = 100
SEPARATORS = frozenset(",;")
"""Signs of several names in one line: all of them would be one interviewer."""


def names_in(text: str | None) -> list[str]:
    """Read names, one a line, each once; raises WrongField for what can't be one name."""
    lines = (" ".join(line.split()) for line in (text or "").splitlines())
    names: dict[str, str] = {}
    for line in filter(None, lines):
        names.setdefault(line.casefold(), line)
    if any(len(name) > MOST_LETTERS or set(name) & SEPARATORS for name in names.values()):
        raise WrongField(outsiders="One name a line, please, without commas.")
    return list(names.values())


async def outsiders_named(tx: Transaction, row: Candidacy | None, names: Iterable[str], *, zone: str) -> list[Person]:
    """Return these people without Slack: those on the candidacy's panel already, and new ones."""
    known = await _on_panel(tx, row)
    return [known.get(name.casefold()) or await add_outsider(tx, name, None, zone) for name in names]


async def known_outsider(tx: Transaction, row: Candidacy, name: str, email: str | None, *, zone: str) -> Person:
    """Return one of the panel's people without Slack, or whoever has this address, or somebody new.

    Raises WrongField for the candidate's address and for that of somebody who has Slack.
    """
    if email and email.casefold() == (row.candidate_email or "").casefold():
        raise WrongField(email="That is the candidate's own address.")
    same = list(await by_emails(tx, [email])) if email else []
    member = next((one for one in same if one.standing.is_member), None)
    if member is not None:
        raise WrongField(email=f"{member.name} has Slack: put them on the panel with /debrief edit, then choose them.")
    outside = [one for one in same if one.standing is Standing.OUTSIDE]
    found = (await _on_panel(tx, row)).get(name.casefold()) or next(iter(outside), None)
    return found or await add_outsider(tx, name, email, zone)


async def ask_for_outsider(tx: Transaction, row: Candidacy, held: Seat) -> None:
    """Tell whoever opened the debrief that somebody without Slack is theirs to ask; again when they come back to it."""
    shown = await debrief(tx, row.id)
    place = next(one for one in shown.seats if one.id == held.id)
    key = f"seat:{held.id}:asked:{tx.real.timestamp():.6f}"
    await tell(tx, await _asker(tx, row), outsider_asked(shown, place), key=key, candidacy=row)


async def remind_for_outsider(tx: Transaction, row: Candidacy, shown: Debrief, place: PanelSeat, *, key: str) -> None:
    """Remind whoever opened the debrief of somebody without Slack for whom nothing is entered yet."""
    note = outsider_reminded(shown, place)
    await tell(tx, await _asker(tx, row), note, key=f"outsider_reminder:{key}", candidacy=row)


async def _asker(tx: Transaction, row: Candidacy) -> int:
    """Return who asks people without Slack: whoever opened the debrief, or the coordinator once they have left."""
    opener = await person(tx, row.opener_id)
    return opener.id if opener.standing.is_member else row.coordinator_id


async def _on_panel(tx: Transaction, row: Candidacy | None) -> dict[str, Person]:
    held: Sequence[Seat] = await seats(tx, row.id) if row else []
    known = (await people(tx, [one.person_id for one in held])).values()
    return {one.name.casefold(): one for one in known if one.standing is Standing.OUTSIDE}
