"""Where somebody outside Slack is: said on the page behind their mail, and remembered for whatever they read next."""

from bot.process.asking import redraw_around
from bot.process.private_links import Doing, refuse_link
from bot.process.refusals import NotThere, WrongField
from bot.rules.typed_values import Unreadable, zone_name
from storage.audit import record
from storage.candidacies import lock
from storage.contacts import lock_contact
from storage.database import Transaction
from storage.meetings import Meeting
from storage.private_links import answered_by
from storage.receipts import take_receipt


async def change_zone(tx: Transaction, doing: Doing, typed: str | None) -> None:
    """Keep where a contact's clock stands; raises WrongField, NotThere for whoever answers for another, LinkIsOver."""
    row = await lock(tx, (await _asked(tx, doing)).candidacy_id)
    asked = await _asked(tx, doing)
    await take_receipt(tx, f"zone:{asked.id}:{doing.form}")
    try:
        zone = zone_name(typed or "")
    except Unreadable as problem:
        raise WrongField(zone=str(problem)) from problem
    contact = await lock_contact(tx, asked.contact_id)
    contact.zone, contact.version = zone, contact.version + 1
    await record(tx, "change_zone", person_id=None, candidacy_id=row.id)
    await redraw_around(tx, asked)


async def _asked(tx: Transaction, doing: Doing) -> Meeting:
    """Return the meeting a link is for, whose holder is asked for themselves."""
    asked, is_delegates = await answered_by(tx, doing.token) or await refuse_link(tx, doing.token)
    if is_delegates:
        raise NotThere("The times are on the clocks of whom you answer for.")
    return asked
