"""Refusals: typed answers to what may not or cannot be done, their text written for the person who reads it."""

from collections.abc import Mapping, Sequence

from bot.rules.words import Surface


class Refusal(Exception):  # a refusal is an answer, not an error
    """Something was not done; `str()` says why and what to do instead. `fields` are form fields by block id.

    `cards`: what shows how it stands, each with what it is about; it is drawn again, as what was pressed is old.
    """

    def __init__(
        self, text: str, fields: Mapping[str, str] | None = None, *, cards: Sequence[tuple[Surface, int]] = ()
    ) -> None:
        """Take the text for the person, what is wrong with which field of their form, and what is out of date."""
        super().__init__(text)
        self.fields, self.cards = dict(fields or {}), cards


class NotAllowed(Refusal):
    """The person may not do this; the text says who may. It is written to the audit trail."""

    def __init__(self, text: str, *, act: str, person_id: int | None, candidacy_id: int | None) -> None:
        """Take the text and what the audit trail keeps of the denial."""
        super().__init__(text)
        self.act = act
        self.person_id = person_id
        self.candidacy_id = candidacy_id


class NotSaved(Refusal):
    """The database, Slack or time failed us before anything was kept; the same act may be tried again."""


class WrongField(Refusal):
    """A form has a wrong field; the form stays open with the error beside it."""

    def __init__(self, **fields: str) -> None:
        """Take what is wrong, by the field's block id."""
        super().__init__(" ".join(fields.values()), fields)


class WhichOfTwo(WrongField):
    """A time of day in a form comes twice that day; the form asks which of the two is meant, beside the field."""


class NotNow(Refusal):
    """It cannot be done at the stage the candidacy is in; the text says what to do instead."""


class AlreadyDone(Refusal):
    """Somebody did it, or something else, before; the text says who and when."""


class LinkIsOver(Refusal):
    """A private link opens nothing: it is mistyped, replaced, revoked, or what it was for is over."""

    def __init__(self) -> None:
        """All of these look the same to whoever holds it."""
        super().__init__("This link opens nothing (any more).")


class LinkRests(Refusal):
    """A private link shows nothing for now: a person is yet to speak with the candidate before anything else does."""


class CardChanged(Refusal):
    """What was pressed stands for something that is otherwise by now."""


class NotThere(Refusal):
    """What was named is not (or no longer) there."""
