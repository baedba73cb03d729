"""Questions to start from, by the kind of person and by subject, as question_bank.toml has them."""

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files

from bot.rules.words import ContactClass

_BANK = tomllib.loads(files("bot.rules").joinpath("question_bank.toml").read_text(encoding="utf-8"))

BY_CLASS: Mapping[ContactClass, Sequence[str]] = {kind: tuple(_BANK[kind]["questions"]) for kind in ContactClass}
"""What may be asked of each kind of person."""

BY_AREA: Mapping[str, Sequence[str]] = {name: tuple(area["questions"]) for name, area in _BANK["areas"].items()}
"""What may be asked about each subject; the subjects are also those a candidate may ask for."""


def question_at(kind: ContactClass | None, area: str | None, number: int) -> str | None:
    """Return one question of the bank, counted from 0; None where it holds none such."""
    found: Sequence[str] = BY_CLASS[kind] if kind else BY_AREA.get(area or "", ())
    return found[number] if 0 <= number < len(found) else None
