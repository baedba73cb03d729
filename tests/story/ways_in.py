"""What an entry point is, the moments of a candidacy's story, and how each kind of entry point is pressed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.messages import reminders as reminder_messages
from bot.messages.candidacies import CHOOSE_CANDIDACY
from bot.rules.access import Action
from bot.rules.words import Answer, Choice, Sentiment, Stage
from tests.story.crowd import Crowd
from tests.story.forging import HOME, Answered, chosen, typed
from tests.story.subjects import Roles, Subject

Press = Callable[[Crowd, str, Subject], Awaitable[Answered]]
"""(the crowd, who, about what) → what came of it."""

CHANGES, SAYS, NOTHING, OPENS_ENTRY = "*", "+", "", "entry"
"""What an entry point does besides opening a form: changes what is stored, says something, or redraws a form.

An entry of the directory opens as another form for whoever it is about.
"""


@dataclass(frozen=True)
class Moment:
    """When in a candidacy's story something is pressed; the fields are `Maker.at`'s."""

    stage: Stage
    more: dict[str, object] = field(default_factory=dict)

    async def make(self, crowd: Crowd, roles: Roles, **more: object) -> Subject:
        """Make a candidacy of that moment."""
        return await crowd.make.at(self.stage, roles, **{**self.more, **more})  # type: ignore[arg-type]  # by name


@dataclass(frozen=True)
class EntryPoint:
    """One way in: `key` is what it is registered by, `does` what it does or the callback_id of the form it opens.

    `is_named`: a candidacy is meant by its name, and doesn't exist for whoever has no part in it.
    """

    key: str
    action: Action
    press: Press
    does: str
    moment: Moment | None
    is_named: bool = False
    word: str = ""

    @property
    def name(self) -> str:
        """What the test is called."""
        return f"{self.key} {self.word}".strip()


DEBRIEFING = Moment(Stage.DEBRIEF)
BLIND = Moment(Stage.DEBRIEF, {"is_blind": True})
TO_TELL = Moment(Stage.DEBRIEF, {"decided": Choice.NO_HIRE})
CALLING = Moment(Stage.OFFER_CALL)
TO_CLEAR = Moment(Stage.OFFER_CALL, {"is_to_be_cleared": True})
UNSURE = Moment(Stage.OFFER_CALL, {"sentiment": Sentiment.MIXED})
INVITING = Moment(Stage.REVERSE_INTERVIEW, {"is_sent": False})
BADLY_CALLED = Moment(Stage.AWAITING_ANSWER, {"sentiment": Sentiment.NEGATIVE})
MEETING = Moment(Stage.REVERSE_INTERVIEW)
FOR_ANYBODY = Moment(Stage.REVERSE_INTERVIEW, {"is_for_anybody": True})
SETTLED = Moment(Stage.REVERSE_INTERVIEW, {"is_settled": True})
UNTOLD = Moment(Stage.CLOSED, {"answer": Answer.RESCINDED})

REMINDED = {
    reminder_messages.DECLINE_FEEDBACK: SAYS,
    reminder_messages.REMIND_LATER_TODAY: CHANGES,
    reminder_messages.REMIND_NEXT_MORNING: CHANGES,
}
"""What an interviewer may press in a reminder: who wrote what is still to be sorted has given something."""

LOG = {"sentiment": chosen("positive"), "said": typed("Glad.")}


def a_button(
    action_id: str, action: Action, does: str, moment: Moment, what: Callable[[Subject], object], word: str = ""
) -> EntryPoint:
    """Press a button with this value."""

    async def press(crowd: Crowd, who: str, subject: Subject) -> Answered:
        return await crowd.forge.press(who, action_id, what(subject))

    return EntryPoint(f"action {action_id}", action, press, does, moment, word=word)


def a_menu(action_id: str, action: Action, does: str, moment: Moment, word: str) -> EntryPoint:
    """Choose this word from a candidacy's menu."""

    async def press(crowd: Crowd, who: str, subject: Subject) -> Answered:
        return await crowd.forge.choose(who, action_id, f"{word}:{subject.id}")

    return EntryPoint(f"action {action_id}", action, press, does, moment, word=word)


def on_home(action_id: str, action: Action, does: str) -> EntryPoint:
    """Press a button of App Home."""

    async def press(crowd: Crowd, who: str, subject: Subject) -> Answered:
        del subject
        return await crowd.forge.press(who, action_id, "", place=HOME)

    return EntryPoint(f"action {action_id}", action, press, does, None)


def a_form(
    callback_id: str,
    action: Action,
    moment: Moment | None,
    ids: Callable[[Subject], dict[str, int]],
    **fields: dict[str, object],
) -> EntryPoint:
    """Submit a form with these ids in its metadata."""

    async def press(crowd: Crowd, who: str, subject: Subject) -> Answered:
        return await crowd.forge.submit(who, callback_id, ids(subject), **fields)

    return EntryPoint(f"view {callback_id}", action, press, CHANGES, moment)


def a_choice(action: Action, does: str, moment: Moment) -> EntryPoint:
    """Choose the candidacy that was meant."""
    callback_id = f"{CHOOSE_CANDIDACY}:{action}"

    async def press(crowd: Crowd, who: str, subject: Subject) -> Answered:
        return await crowd.forge.submit(who, callback_id, candidacy=chosen(subject.id))

    return EntryPoint(f"view {callback_id}", action, press, does, moment)


def a_command(command: str, word: str, action: Action, does: str, moment: Moment | None) -> EntryPoint:
    """Type a command, about the candidacy where there is a moment."""

    async def press(crowd: Crowd, who: str, subject: Subject) -> Answered:
        return await crowd.forge.command(who, command, f"{word} {subject.name if moment else ''}".strip())

    return EntryPoint(f"command {command}", action, press, does, moment, is_named=moment is not None, word=word)


def id_of(subject: Subject) -> int:
    """Return the candidacy's id."""
    return subject.id


def ids_as(name: str, of: str = "") -> Callable[[Subject], dict[str, int]]:
    """Put the candidacy's id, or that of something of it, under this name."""
    return lambda subject: {name: subject[of] if of else subject.id}


def seen_of(subject: Subject) -> dict[str, int]:
    """Return what a form about a decision carries."""
    return {"candidacy": subject.id, "made": subject.made}
