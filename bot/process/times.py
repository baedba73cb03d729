"""Days and times of day as people enter them, turned into instants."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.process.refusals import WhichOfTwo, WrongField
from bot.rules.working_hours import AmbiguousTime, NoSuchTime, local_to_utc, next_working_moment
from storage.database import Transaction
from storage.workspaces import working_hours


def instant(day: date, at: time, zone: str, *, field: str) -> datetime:
    """Return the instant at which clocks in the zone show this.

    Raises WrongField where that is none, WhichOfTwo where it is two and nobody said which.
    """
    try:
        return local_to_utc(day, at, zone)
    except NoSuchTime as problem:
        raise WrongField(**{field: f"{problem} Choose another time."}) from problem
    except AmbiguousTime as problem:
        raise WhichOfTwo(**{field: f"{problem} Say which of the two you mean."}) from problem


async def start_of_work(tx: Transaction, day: date, zone: str) -> datetime:
    """Return the first working moment (UTC) on that day in the zone, or after it where nobody works then."""
    midnight = datetime.combine(day, time(), ZoneInfo(zone))
    return next_working_moment(midnight, await working_hours(tx), zone)


def today(tx: Transaction, zone: str) -> date:
    """Return the day it is in the zone now."""
    return tx.now.astimezone(ZoneInfo(zone)).date()
