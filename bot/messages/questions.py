"""What is still open for a candidate: the coordinator's card of questions, an owner's task, and counts for others."""

from dataclasses import dataclass
from datetime import date

from slack_sdk.models.blocks import (
    ButtonElement,
    CheckboxesElement,
    RadioButtonsElement,
    UserSelectElement,
)

from bot.messages.blocks import (
    Block,
    Message,
    View,
    button,
    buttons,
    context,
    divider,
    header,
    options,
    quote,
    safe,
    section,
    sections,
    split_messages,
)
from bot.messages.forms import day_picker, field_input, form, text_input
from bot.messages.thanks import OPEN_THANKS
from bot.rules.days import spoken_day
from bot.rules.text import listed
from bot.rules.words import QuestionState

ALL_ANSWERED = "everything_is_answered"
OPEN_QUESTION = "open_record_question"
RECORD_QUESTION = "record_question"
OPEN_SETTLE = "open_settle_question"
SETTLE_QUESTION = "settle_question"
OPEN_CHANGE = "open_change_question"
CHANGE_QUESTION = "change_question"


@dataclass(frozen=True)
class QuestionShown:
    """One question as its owner or the coordinator sees it."""

    question_id: int
    text: str
    owner: str
    due_on: date
    state: QuestionState
    note: str | None
    manager_may_read: bool = False
    settled_by: str | None = None
    is_from_page: bool = False
    """Whether they asked it on their page, where they read what became of it."""
    had_by: str | None = None
    """Whose it was before it came back to the coordinator by itself."""


@dataclass(frozen=True)
class QuestionsShown:
    """What the coordinator's card shows; `is_done` once nothing more is to be asked, `is_over` once nothing can be."""

    candidacy_id: int
    candidate: str
    candidate_email: str | None
    met: list[str]
    is_done: bool
    questions: list[QuestionShown]
    is_over: bool = False


def questions_card(card: QuestionsShown) -> list[Message]:
    """Draw the coordinator's card: was everything answered, and what is still open."""
    name = safe(card.candidate)
    after = f" after talking with {safe(listed(card.met))}" if card.met else ""
    asked = f"by mail at {safe(card.candidate_email)}" if card.candidate_email else "by nobody yet: no address is known"
    said = f"{name} was asked {asked} whether everything is answered{after}. A reply comes to your mailbox."
    still_open = [one for one in card.questions if one.state is QuestionState.OPEN]
    blocks: list[Block] = [header(f"Is everything answered? {card.candidate}"), *sections([said])]
    for one in card.questions:
        blocks += [divider(), *_question(one, is_done=card.is_done)]
    if card.is_over:
        blocks += [divider(), section(f"{name}'s page is closed, and nothing more is asked.")]
    elif card.is_done:
        blocks += [divider(), section("✅ Everything is answered. The hiring manager knows.")]
    else:
        done = button("Everything is answered", ALL_ANSWERED, card.candidacy_id, style="primary")
        more = button("Enter a question", OPEN_QUESTION, card.candidacy_id)
        thank = [button("Pass on their thanks", OPEN_THANKS, card.candidacy_id)] if card.met else []
        blocks += [divider(), buttons(*([] if still_open else [done]), more, *thank)]
        if still_open:
            blocks.append(context("When the last question is settled, the hiring manager hears that all is answered."))
    blocks.append(context("You and a question's owner read its text. Others see how many are open."))
    return split_messages(f"Is everything answered for {name}?", blocks, f"Questions of {card.candidate}")


def _question(one: QuestionShown, *, is_done: bool) -> list[Block]:
    by = safe(one.settled_by or one.owner)
    states = {
        QuestionState.OPEN: f"{safe(one.owner)}, by {spoken_day(one.due_on)}",
        QuestionState.ANSWERED: f"✅ Answered, noted by {by}:",
        QuestionState.CANT_BE_SHARED: f"Can't be shared, says {by}, because:",
    }
    readers = " · They said that the hiring manager may read it." if one.manager_may_read else ""
    blocks = [*quote(one.text), context(states[one.state] + readers)]
    if one.note:
        blocks += quote(one.note)
    if one.state is QuestionState.OPEN and not is_done:
        blocks.append(buttons(button("Settle", OPEN_SETTLE, one.question_id), _change(one)))
    return blocks


def _change(one: QuestionShown) -> ButtonElement:
    return button("Change who or when", OPEN_CHANGE, one.question_id)


def _to_settle(one: QuestionShown) -> Block:
    """Draw the buttons of the coordinator's own question."""
    settle = button("Settle", OPEN_SETTLE, one.question_id, style="primary")
    return buttons(settle, _change(one))


def question_task(candidate: str, one: QuestionShown, asker: str) -> Message:
    """Give a question to its owner."""
    text = f"{safe(asker)} asks you to answer a question of {safe(candidate)}."
    manager = ", and the hiring manager, as they said," if one.manager_may_read else ""
    due = f"Please settle it by {spoken_day(one.due_on)}. Only you and {safe(asker)}{manager} read it."
    settle = buttons(button("Settle", OPEN_SETTLE, one.question_id, style="primary"))
    return Message(text, [section(text), *quote(one.text), context(due), settle])


def asked_on_page(candidate: str, one: QuestionShown) -> Message:
    """Give the coordinator a question that the candidate asked on their own page."""
    text = f"{safe(candidate)} asks on their page:"
    readers = (
        "They said that the hiring manager may read it, who has it too."
        if one.manager_may_read
        else "Only you read it. To give it to somebody they have met, press *Change who or when*."
    )
    due = f"Please settle it by {spoken_day(one.due_on)}: they read the answer on their page, and a mail tells them."
    return Message(text, [section(f"*{text}*"), *quote(one.text), context(f"{due} {readers}"), _to_settle(one)])


def question_returned(candidate: str, one: QuestionShown) -> Message:
    """Give the coordinator a question that somebody else had, and doesn't any more."""
    had = f", which {safe(one.had_by)} had, is yours now" if one.had_by else " is yours"
    text = f"An open question of {safe(candidate)}{had}."
    due = f"It is due on {spoken_day(one.due_on)}."
    return Message(text, [section(f"*{text}*"), *quote(one.text), context(due), _to_settle(one)])


def question_taken_over(candidate: str, owner: str) -> Message:
    """Tell somebody that a question they had isn't theirs to answer any more."""
    text = f"The question of {safe(candidate)} that you had is answered by {safe(owner)} now. Nothing to do for you."
    return Message(text, [section(text)])


def question_given(candidate: str, one: QuestionShown) -> Message:
    """Say, where the coordinator had a question, who answers it now; they may still give it to somebody else."""
    text = f"{safe(one.owner)} answers this question of {safe(candidate)}, by {spoken_day(one.due_on)}."
    return Message(text, [section(text), *quote(one.text), buttons(_change(one))])


def question_over(candidate: str, one: QuestionShown) -> Message:
    """Say, where a question was given to somebody, that it is settled; how, they are told besides."""
    how = "answered" if one.state is QuestionState.ANSWERED else "can't be shared"
    text = f"This question of {safe(candidate)} is settled ({how}), by {safe(one.settled_by or one.owner)}."
    return Message(text, [section(text), *quote(one.text)])


def question_to_read(candidate: str, text: str, coordinator: str) -> Message:
    """Let the hiring manager read a question that the candidate said they may."""
    said = f"{safe(candidate)} asks this on their page, and said that you may read it:"
    last = f"{safe(coordinator)} sees that it is answered. If you know the answer, tell {safe(coordinator)}."
    return Message(said, [section(f"*{said}*"), *quote(text), context(last)])


def question_settled(
    candidate: str, one: QuestionShown, *, is_own_act: bool = True, is_page_open: bool = True
) -> Message:
    """Tell whoever reads a question how it was settled, and by whom; and where whoever asked it reads so."""
    how = "answered" if one.state is QuestionState.ANSWERED else "can't be shared"
    begin = "Saved: a" if is_own_act else "A"
    text = f"{begin} question of {safe(candidate)} is settled ({how}), by {safe(one.settled_by or one.owner)}."
    mailed = f"{safe(candidate)} reads this on their page; within an hour or so a mail tells them that it is there."
    if not is_page_open:
        mailed = f"{safe(candidate)}'s page is closed, and nothing is mailed: please tell them yourself."
    said = [context(mailed)] if one.is_from_page else []
    return Message(text, [section(text), *quote(one.text), *quote(one.note or ""), *said])


def where_things_stand(candidate: str, met: int, refused: int, answered: int, not_shared: int) -> Message:
    """Tell the hiring manager, in counts alone, that nothing is open any more."""
    counts = [
        f"{met} {'conversation' if met == 1 else 'conversations'} took place",
        *([f"{refused} couldn't be arranged"] if refused else []),
        *([f"{answered} {'question' if answered == 1 else 'questions'} answered"] if answered else []),
        *([f"{not_shared} couldn't be shared"] if not_shared else []),
    ]
    text = f"Nothing is open any more for {safe(candidate)}. Where things stand: {', '.join(counts)}."
    last = "It is time to ask for their answer, and to record it with `/offer answer`."
    return Message(text, [section(text), section(last)])


def question_form(candidacy_id: int, candidate: str, owner: str | None, due_on: date) -> View:
    """Ask for one question, who finds the answer (a Slack id to begin with), and by when."""
    tick = CheckboxesElement(options=options({"yes": "They said the hiring manager may read it"}))
    return form(
        RECORD_QUESTION,
        "A question",
        [
            section(f"What would {safe(candidate)} still like to know?"),
            text_input("Question", "question", 2000, is_multiline=True),
            *_who_and_when(owner, due_on),
            field_input("Who else may read it", "manager", tick, is_optional=True),
        ],
        ids={"candidacy": candidacy_id},
    )


def change_form(question_id: int, text: str, owner: str | None, due_on: date) -> View:
    """Ask who answers a question instead (a Slack id to begin with), and by when."""
    return form(
        CHANGE_QUESTION,
        "Who answers, and when",
        [*quote(text), *_who_and_when(owner, due_on), context("A new owner gets the question from me at once.")],
        ids={"question": question_id},
    )


def _who_and_when(owner: str | None, due_on: date) -> list[Block]:
    hint = "Somebody who may read it: the coordinator, or a person the candidate has met."
    return [
        field_input("Who answers", "owner", UserSelectElement(initial_user=owner), hint=hint),
        field_input("By", "due_on", day_picker(due_on)),
    ]


def settle_form(question_id: int, text: str, *, is_from_page: bool = False) -> View:
    """Ask what became of a question, and say how the candidate hears of it."""
    told = (
        "They asked this on their page and read these words there, as they stand; a mail tells them within an hour or "
        "so."
        if is_from_page
        else "Nothing is mailed from here: please tell the candidate. Whoever has a private page reads these words "
        "there, as they stand."
    )
    choices = {
        QuestionState.ANSWERED.value: "Answered: they have it, or read it on their page",
        QuestionState.CANT_BE_SHARED.value: "It can't be shared: they know why, or read it there",
    }
    return form(
        SETTLE_QUESTION,
        "Settle a question",
        [
            *quote(text),
            field_input("What became of it", "state", RadioButtonsElement(options=options(choices))),
            text_input("The answer, or the reason", "note", 2000, is_multiline=True),
            context(told),
        ],
        ids={"question": question_id},
    )
