"""App Home: drawn when it is opened, redrawn when something on it changes."""

from bot.rules.words import Surface
from storage.database import Transaction
from storage.outbox import To, show_card
from storage.people import Person


async def show_home(tx: Transaction, *, by: Person) -> None:
    """Owe the person their App Home; the page itself says who may see nothing on it."""
    await show_card(tx, Surface.HOME, by.id, To(person_id=by.id))
