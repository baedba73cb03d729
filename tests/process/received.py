"""What everybody received in a week, counted from what was sent, and the table of it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from bot.rules.words import Transport
from storage.deliveries import BESIDE, Delivery
from tests.process.companies import Company

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Sent:
    """One thing somebody received. `kind` names it without ids; `is_quiet`: in a thread, where nobody is notified."""

    to: str
    day: int
    kind: str
    key: str
    candidacy_id: int | None
    is_mail: bool
    is_quiet: bool
    text: str


@dataclass
class Received:
    """Everything that was sent since the first look, by the business day it was sent on."""

    company: Company
    sent: list[Sent] = field(default_factory=list)
    edits: Counter[tuple[str, int]] = field(default_factory=Counter)
    """How often messages were edited, by where and day."""
    _known: set[int] = field(default_factory=set)
    _calls: Counter[tuple[str, str]] = field(default_factory=Counter)

    async def look(self, day: int | None) -> None:
        """Take in what was sent since the last look, on this day; None: what came before doesn't count."""
        names = {one.id: name for name, one in self.company.people.items()}
        async with self.company.look() as tx:
            rows = (await tx.session.execute(select(Delivery).order_by(Delivery.id))).scalars().all()
        for row in rows:
            was_mailed = row.transport is Transport.MAIL and row.sent_revision > 0
            if row.id in self._known or row.surface in BESIDE or not (row.ts or was_mailed):
                continue
            self._known.add(row.id)
            to = names.get(row.person_id or 0) or row.mail_to or "#debriefs"
            if day is not None:
                self.sent.append(_sent(row, to, day, self._text(row)))
        calls = self.company.client.calls
        for (method, channel), count in (calls - self._calls).items():
            if day is not None and method == "chat.update":
                self.edits[self._place(channel), day] += count
        self._calls = calls.copy()

    def posts(self, to: str, day: int | None = None, kind: str = "") -> list[Sent]:
        """Return what notified somebody in Slack: on a day, of a kind."""
        return [
            one
            for one in self.sent
            if one.to == to and day in {None, one.day} and one.kind.startswith(kind)
            if not one.is_mail and not one.is_quiet
        ]

    def mails(self, to: str, kind: str = "") -> list[Sent]:
        """Return the mails to an address, of a kind."""
        return [one for one in self.sent if one.to == to and one.is_mail and one.kind.startswith(kind)]

    def table(self) -> str:
        """Lay out how much everybody received: notified, and quietly in threads; edits; mails."""
        everybody = sorted({one.to for one in self.sent}, key=lambda one: -sum(each.to == one for each in self.sent))
        lines = [f"{'':24}{''.join(f'{day:>5}' for day in DAYS)}{'all':>6}{'threads':>9}{'edits':>7}"]
        for name in everybody:
            loud = [one for one in self.sent if one.to == name and not one.is_quiet]
            days = "".join(f"{sum(one.day == day for one in loud) or '·':>5}" for day in range(len(DAYS)))
            quiet = sum(one.to == name and one.is_quiet for one in self.sent)
            edits = sum(count for (where, _), count in self.edits.items() if where == name)
            lines.append(f"{name:24}{days}{len(loud):>6}{quiet:>9}{edits:>7}")
        return "\n".join(lines)

    def kinds(self, names: Sequence[str]) -> str:
        """Say of which kinds these people's messages were."""
        return "\n".join(
            f"{name}: {dict(Counter(one.kind for one in self.sent if one.to == name).most_common())}" for name in names
        )

    def _place(self, channel: str) -> str:
        where = self.company.slack.channels[channel]
        return self.company.slack.people[where.user].handle if where.user else "#debriefs"

    def _text(self, row: Delivery) -> str:
        if row.ts is None or row.sent_channel is None:
            return ""
        return self.company.slack.channels[row.sent_channel].messages[row.ts].text


def _sent(row: Delivery, to: str, day: int, text: str) -> Sent:
    kind = str(row.surface) if row.surface else re.sub(r"[:.]?[0-9][0-9.:T+-]*", ":", row.key).rstrip(":")
    return Sent(
        to, day, kind, row.key, row.candidacy_id, row.transport is Transport.MAIL, row.root_id is not None, text
    )


def day_of(number: int) -> date:
    """Return the date of a day of the week, Monday is 0."""
    return date(2030, 1, 7 + number)
