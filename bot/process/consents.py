"""Consent: whether somebody outside may be offered to candidates; a yes holds for a year unless they say otherwise."""

from datetime import datetime, timedelta

from storage.contacts import Contact
from storage.database import Transaction

LASTS = timedelta(days=365)


def record_consent(tx: Transaction, row: Contact, *, said_yes: bool, until: datetime | None = None) -> None:
    """Note what somebody answered when they were asked; `until` is how long a yes holds, else a year from now."""
    row.version += 1
    if said_yes:
        row.consented_at, row.consent_expires_at, row.refused_at = tx.now, until or tx.now + LASTS, None
    else:
        row.consented_at, row.consent_expires_at, row.refused_at = None, None, tx.now


def note_consent_asked(tx: Transaction, row: Contact) -> None:
    """Note that somebody was asked whether they may be offered to candidates."""
    row.consent_asked_at = tx.now
