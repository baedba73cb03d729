"""The morning note: one message with everything that waits for its reader, what can't wait first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages.approvals import CardWaiting, cards_listed, requests_wait
from bot.messages.blocks import Block, Message, button, buttons, context, safe, section, sections, split_messages
from bot.messages.candidacies import ACTIONS, CANDIDACY_MENU
from bot.messages.decisions import decision_due
from bot.messages.home import ToTell, still_to_hear
from bot.messages.invitations import A_CALL_MAY_HELP, Unasked, invited_when, nobody_asked_for, unasked_buttons
from bot.messages.offer_calls import FollowUp, follow_up_due
from bot.messages.questions import OPEN_SETTLE
from bot.messages.written_offers import Expiring, Promised, Unpromised, goes_out_when, is_promised, runs_out
from bot.rules.access import Action
from bot.rules.days import spoken_day
from bot.rules.debriefs import Debrief
from bot.rules.next_step import NextStep
from bot.rules.text import listed

MOST = 20
"""How many of each kind that has buttons one note holds; App Home has the others."""
LEAD = "Good morning"


@dataclass(frozen=True)
class QuestionDue:
    """A candidate's question that is the reader's to answer, by now."""

    question_id: int
    name: str
    due_on: date


@dataclass(frozen=True)
class Morning:
    """What waits for one reader; `steps` are candidate, job and next step of a candidacy.

    `follow_ups` and `decisions` are due today, by what was agreed; `unasked` were invited two working days ago.
    """

    follow_ups: Sequence[FollowUp] = ()
    decisions: Sequence[Debrief] = ()
    unasked: Sequence[Unasked] = ()
    expiring: Sequence[Expiring] = ()
    promised: Sequence[Promised] = ()
    unpromised: Sequence[Unpromised] = ()
    cards: Sequence[CardWaiting] = ()
    steps: Sequence[tuple[str, str, NextStep]] = ()
    questions: Sequence[QuestionDue] = ()
    to_tell: Sequence[ToTell] = ()
    """Who is yet to hear from a person that it is over, once reminders of its own have ended."""

    @property
    def _candidates(self) -> int:
        return sum(len(one) for one in (self.follow_ups, self.decisions, self.unasked, self.steps))

    @property
    def counts(self) -> list[str]:
        """Say how much there is of each kind, in the order of the note."""
        said = [
            (len(self.to_tell), "candidate to speak with", "candidates to speak with"),
            (len(self.expiring), "offer running out", "offers running out"),
            (len(self.promised) + len(self.unpromised), "written offer", "written offers"),
            (sum(one.count for one in self.cards), "meeting request", "meeting requests"),
            (sum(one.placeless for one in self.cards), "conversation without a place", "conversations without a place"),
            (self._candidates, "candidate", "candidates"),
            (len(self.questions), "question of a candidate", "questions of candidates"),
        ]
        return [f"{number} {one if number == 1 else many}" for number, one, many in said if number]


def morning_note(shown: Morning) -> list[Message]:
    """List what waits for the reader: offers that run out first, then what else is due today.

    What is longer than one message goes on in the next.
    """
    text, alone = f"Waiting for you: {listed(shown.counts) or 'nothing'}", _alone(shown)
    parts = (_to_tell, _expiring, _promised, _today, _unpromised, _cards, _unasked, _steps, _questions)
    lead = section(f"*{LEAD}.*" if alone else f"*{LEAD}. {text}.*")
    blocks = [lead, *(block for part in parts for block in part(shown))]
    return split_messages(alone or text, blocks, LEAD)


def _alone(shown: Morning) -> str | None:
    """Return the sentence about the one thing that waits, where it is no list: the notification says which."""
    if shown.cards or shown.steps or shown.questions or shown.to_tell:
        return None
    sentences = [
        *(one.text for one in _reminders(shown)),
        *map(nobody_asked_for, shown.unasked),
        *map(runs_out, shown.expiring),
        *map(is_promised, shown.promised),
        *map(goes_out_when, shown.unpromised),
    ]
    return sentences[0] if len(sentences) == 1 else None


def _reminders(shown: Morning) -> list[Message]:
    return [*map(follow_up_due, shown.follow_ups), *map(decision_due, shown.decisions)]


def _today(shown: Morning) -> Iterator[Block]:
    """Show what would come as a message of its own, were it not for the note; none of its buttons stands out."""
    for one in _reminders(shown):
        for block in one.blocks:
            is_row = block["type"] == "actions"
            yield block | {"elements": [_plain(each) for each in block["elements"]]} if is_row else block


def _plain(element: Block) -> Block:
    return {name: part for name, part in element.items() if name != "style"}


def _to_tell(shown: Morning) -> Iterator[Block]:
    for one in shown.to_tell[:MOST]:
        yield still_to_hear(one)
    if shown.to_tell:
        yield context(
            f"Until then nothing leaves the company, and whoever they were to meet waits.{_rest(shown.to_tell)}"
        )


def _expiring(shown: Morning) -> Iterator[Block]:
    rows = [(one.candidacy_id, runs_out(one)) for one in shown.expiring]
    return _offers(rows, Action.RECORD_ANSWER, "Talk with them, or give them more time with `/offer sent`.")


def _promised(shown: Morning) -> Iterator[Block]:
    rows = [(one.candidacy_id, is_promised(one)) for one in shown.promised]
    then = "They were asked not to resign before they have it. Once it is out, or if it takes longer, say so."
    return _offers(rows, Action.WRITTEN_OFFER, then)


def _unpromised(shown: Morning) -> Iterator[Block]:
    rows = [(one.candidacy_id, goes_out_when(one)) for one in shown.unpromised]
    then = (
        "The call was some days ago, and no day is recorded. They were asked not to resign before they have it in "
        "writing. Enter when it went out, or by when it is promised: then I remind you in time, and propose meetings "
        "before it runs out. I won't ask this again."
    )
    return _offers(rows, Action.WRITTEN_OFFER, then)


def _offers(rows: Sequence[tuple[int, str]], action: Action, then: str) -> Iterator[Block]:
    """List offers, each by its candidacy and a sentence with what to press; `then` is said of all of them."""
    for candidacy_id, said in rows[:MOST]:
        yield section(f"*{said}*", button(ACTIONS[action], f"{CANDIDACY_MENU}:{action}", candidacy_id))
    if rows:
        yield context(f"{then}{_rest(rows)}")


def _cards(shown: Morning) -> Iterator[Block]:
    if shown.cards:
        lead = f"*{requests_wait(shown.cards)}* " if len(shown.counts) > 1 else ""
        yield section(f"{lead}The buttons are on each candidate's card:")
        yield from cards_listed(shown.cards)


def _unasked(shown: Morning) -> Iterator[Block]:
    for one in shown.unasked[:MOST]:
        yield section(f"*{nobody_asked_for(one)}* {invited_when(one)}")
        yield buttons(*unasked_buttons(one))
    if shown.unasked:
        yield context(f"{A_CALL_MAY_HELP}{_rest(shown.unasked)}")


def _steps(shown: Morning) -> Iterator[Block]:
    if shown.steps:
        lead = ["*Next steps of yours:*"] if len(shown.counts) > 1 else []
        lines = [f"• *{safe(name)}* · {safe(job)}: {step.what}" for name, job, step in shown.steps]
        yield from sections([*lead, *lines])
        yield context("`/offer` shows them all.")


def _questions(shown: Morning) -> Iterator[Block]:
    for one in shown.questions[:MOST]:
        said = f"*{safe(one.name)}* waits for an answer, due {spoken_day(one.due_on)}."
        yield section(said, button("Settle", OPEN_SETTLE, one.question_id))
    if len(shown.questions) > MOST:
        yield context(f"and {len(shown.questions) - MOST} more: my Home tab has them")


def _rest(found: Sequence[object]) -> str:
    return f" {len(found) - MOST} more: `/offer` shows them." if len(found) > MOST else ""
