"""Forms of the private pages as they are typed: read once, kept for showing them again, made into the right kinds."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import TypeVar
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.messages.forms import WHICH
from bot.process.refusals import WrongField
from bot.rules.text import storable
from bot.rules.working_hours import ChosenTime

MOST_FIELDS = 200

Kind = TypeVar("Kind", bound=str)


@dataclass(frozen=True)
class Typed:
    """What stands in the fields, by name; the last of a name counts."""

    fields: Mapping[str, str]

    def text(self, name: str) -> str | None:
        """Return the words of a field; None where it is empty."""
        return self.fields.get(name, "").strip() or None

    def line(self, name: str) -> str | None:
        """Return the words of a field that has one line."""
        return " ".join((self.text(name) or "").split()) or None

    def is_ticked(self, name: str) -> bool:
        """Tell whether a box is ticked."""
        return bool(self.text(name))

    def choice(self, name: str, kind: type[Kind]) -> Kind | None:
        """Return which of the choices was taken; raises WrongField for one that wasn't offered."""
        found = self.text(name)
        try:
            return kind(found) if found else None
        except ValueError:
            raise WrongField(**{name: "Please choose one of these."}) from None

    def date(self, name: str) -> date | None:
        """Return a day; raises WrongField for what is none."""
        found = self.text(name)
        try:
            return date.fromisoformat(found) if found else None
        except ValueError:
            raise WrongField(**{name: "Give a day like this: 2030-01-31."}) from None

    def time(self, name: str) -> time | None:
        """Return a time of day, to the minute and as the first or second of two; raises WrongField for what is none."""
        found = self.text(name)
        try:
            at = time.fromisoformat(found) if found else None
        except ValueError:
            raise WrongField(**{name: "Give a time like this: 14:30."}) from None
        which = self.text(WHICH + name)
        if at is not None and which in {"0", "1"}:
            return ChosenTime(at.hour, at.minute, fold=int(which))
        return time(at.hour, at.minute) if at else None


async def typed_in(request: Request) -> Typed:
    """Read the form that was sent, whatever bytes it is made of."""
    body = (await request.body()).decode("ascii", errors="replace")
    try:
        pairs = parse_qsl(body, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS)
    except ValueError:
        pairs = []
    return Typed({name: storable(value).replace("\r\n", "\n") for name, value in pairs})


def new_form(token: str) -> dict[str, str]:
    """Return the hidden fields of a form about to be shown: which one it is, and the proof that we showed it."""
    name = secrets.token_hex(16)
    return {"form": name, "proof": _proof(token, name)}


def is_ours(token: str, typed: Typed) -> bool:
    """Tell whether we showed this very form to whoever holds the link."""
    name = typed.fields.get("form", "")
    wanted = _proof(token, name)
    return bool(name) and hmac.compare_digest(wanted.encode(), typed.fields.get("proof", "").encode(errors="replace"))


def _proof(token: str, name: str) -> str:
    return hmac.new(token.encode(errors="replace"), f"form {name}".encode(errors="replace"), "sha256").hexdigest()
