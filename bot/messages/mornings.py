"""The morning note: one message with everything that waits for its reader, what can't wait first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.messages.approvals import CardWaiting, listed, requests_wait
from bot.messages.blocks import Block, Message, button, context, safe, section, sections, split_messages
from bot.messages.candidacies import ACTIONS, CANDIDACY_MENU
from bot.messages.decisions import decision_due
from bot.messages.offer_calls import FollowUp, follow_up_due
from bot.messages.questions import OPEN_SETTLE
from bot.messages.written_offers import Expiring, Promised, Unpromised, goes_out_when, is_promised, runs_out
from bot.rules.access import Action
from bot.rules.days import spoken_day
from bot.rules.debriefs import Debrief
from bot.rules.next_step import NextStep

MOST = 20
"""How many of each kind that has buttons one note holds; App Home has the others."""
LEAD = "Good morning"
RECORD_ANSWER, WRITTEN_OFFER = (f"{CANDIDACY_MENU}:{one}" for one in (Action.RECORD_ANSWER, Action.WRITTEN_OFFER))


@dataclass(frozen=True)
class QuestionDue:
    """A candidate's question that is the reader's to answer, by now."""

    question_id: int
    name: str
    due_on: date


@dataclass(frozen=True)
class Morning:
    """What waits for one reader; `steps` are candidate, job and next step of a candidacy.

    `follow_ups` and `decisions` are due today, by what was agreed.
    """

    follow_ups: Sequence[FollowUp] = ()
    decisions: Sequence[Debrief] = ()
    expiring: Sequence[Expiring] = ()
    promised: Sequence[Promised] = ()
    unpromised: Sequence[Unpromised] = ()
    cards: Sequence[CardWaiting] = ()
    steps: Sequence[tuple[str, str, NextStep]] = ()
    questions: Sequence[QuestionDue] = ()

    @property
    def counts(self) -> list[str]:
        """Say how much there is of each kind, in the order of the note."""
        said = [
            (len(self.expiring), "offer running out", "offers running out"),
            (len(self.promised) + len(self.unpromised), "written offer", "written offers"),
            (sum(one.count for one in self.cards), "meeting request", "meeting requests"),
            (len(self.follow_ups) + len(self.decisions) + len(self.steps), "candidate", "candidates"),
            (len(self.questions), "question of a candidate", "questions of candidates"),
        ]
        return [f"{number} {one if number == 1 else many}" for number, one, many in said if number]


def morning_note(shown: Morning) -> list[Message]:
    """List what waits for the reader: offers that run out first, then what else is due today.

    What is longer than one message goes on in the next.
    """
    *first, last = shown.counts or ["Nothing"]
    count = f"{', '.join(first)} and {last}" if first else last
    text, alone = f"Waiting for you: {count}", _alone(shown)
    parts = (_expiring, _promised, _today, _unpromised, _cards, _steps, _questions)
    lead = section(f"*{LEAD}.*" if alone else f"*{LEAD}. {text}.*")
    blocks = [lead, *(block for part in parts for block in part(shown))]
    return split_messages(alone or text, blocks, LEAD)


def _alone(shown: Morning) -> str | None:
    """Return the sentence about the one thing that waits, where it is no list: the notification says which."""
    if shown.cards or shown.steps or shown.questions:
        return None
    sentences = [
        *(one.text for one in _reminders(shown)),
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


def _expiring(shown: Morning) -> Iterator[Block]:
    for one in shown.expiring[:MOST]:
        yield section(f"*{runs_out(one)}*", button(ACTIONS[Action.RECORD_ANSWER], RECORD_ANSWER, one.candidacy_id))
    if shown.expiring:
        yield context(f"Talk with them, or give them more time with `/offer sent`.{_rest(shown.expiring)}")


def _promised(shown: Morning) -> Iterator[Block]:
    for one in shown.promised[:MOST]:
        yield section(f"*{is_promised(one)}*", button(ACTIONS[Action.WRITTEN_OFFER], WRITTEN_OFFER, one.candidacy_id))
    if shown.promised:
        yield context(
            "They were asked not to resign before they have it. Once it is out, or if it takes longer, say so."
            f"{_rest(shown.promised)}"
        )


def _unpromised(shown: Morning) -> Iterator[Block]:
    for one in shown.unpromised[:MOST]:
        yield section(f"*{goes_out_when(one)}*", button(ACTIONS[Action.WRITTEN_OFFER], WRITTEN_OFFER, one.candidacy_id))
    if shown.unpromised:
        yield context(
            "The call was some days ago, and no day is recorded. They were asked not to resign before they have it in "
            "writing. Enter when it went out, or by when it is promised: then I remind you in time, and propose "
            f"meetings before it runs out. I won't ask this again.{_rest(shown.unpromised)}"
        )


def _cards(shown: Morning) -> Iterator[Block]:
    if shown.cards:
        lead = f"*{requests_wait(shown.cards)}* " if len(shown.counts) > 1 else ""
        yield section(f"{lead}The buttons are on each candidate's card:")
        yield from listed(shown.cards)


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
