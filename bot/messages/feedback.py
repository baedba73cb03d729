"""What an interviewer sees of their own feedback: the receipt in their direct messages, and the short notes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from slack_sdk.models.blocks import ActionsBlock, OptionGroup, PlainTextObject, StaticSelectElement

from bot.messages.blocks import (
    OPTION,
    SECTION,
    Block,
    Message,
    button,
    buttons,
    clip,
    context,
    header,
    options,
    quote,
    safe,
    section,
    split_messages,
    when,
)
from bot.messages.call_scripts import Heard, heard_lines
from bot.messages.debriefs import GIVE_FEEDBACK
from bot.messages.style_hints import style_hints
from bot.rules.held_points import SPEAKS_OF, HoldReason
from bot.rules.words import Attachment, PointKind, Sharing, Vote

CONFIRM_FEEDBACK = "confirm_feedback"
KEEP_INSIDE_TEAM = "keep_inside_team"
HIDE_NAME = "hide_name"
SORT_FEEDBACK = "sort_feedback"
DISMISS_FEEDBACK = "dismiss_feedback"
PLACE_FEEDBACK = "place_feedback"
CHANGE_FEEDBACK = "change_feedback"

INSIDE: Mapping[PointKind, str] = {PointKind.GOOD: ", good", PointKind.GROW: ", to grow on", PointKind.NOTE: ""}
ASKED_FOR_WORDS: Mapping[Attachment, str] = {
    Attachment.FILE: (
        "*You posted a file.* I can't read files: please write what the candidate should hear, as a reply, by adding "
        "words to that message, or with *Give feedback*."
    ),
    Attachment.CLIP: (
        "*You posted a clip.* I can't listen to it: please write what the candidate should hear, as a reply, by adding "
        "words to that message, or with *Give feedback*."
    ),
    Attachment.FORWARD: (
        "*You forwarded a message.* Slack doesn't bring me its words. If you wrote it, choose *Use as feedback* in its "
        "menu, where it stands; or write what the candidate should hear, as a reply or with *Give feedback*."
    ),
}
MOST_CHOICES = 100
MOST_MOVES = 20
"""Replies, the newest, and candidacies of a menu that offers every pair of them."""
LIST_ITEMS = 20
KEPT = (
    "*Kept inside the team:* the head of talent decided that the candidate doesn't hear this. Other words for it are "
    "looked at anew."
)


@dataclass(frozen=True)
class PointShown:
    """One point as it was read; `is_proposed`: it waits for its author to say that it was meant so."""

    kind: PointKind
    sharing: Sharing
    text: str
    hold_reason: HoldReason | None = None
    is_proposed: bool = False
    is_released: bool | None = None
    """What the head of talent said of a held point; None: nothing yet, or it never was held."""


@dataclass(frozen=True)
class ToSort:
    """A reply that waits for its author: to say what of it is feedback, or, with `places`, whom it is about.

    `places` is the label of each candidacy by seat id.
    """

    feedback_id: int
    text: str
    places: Mapping[int, str]


@dataclass(frozen=True)
class Movable:
    """A reply that may be moved to another candidacy; `is_direct`: it came by direct message."""

    feedback_id: int
    text: str
    is_direct: bool


@dataclass(frozen=True)
class Edited:
    """The last edit of something that counts: which wording of it that was, and when it was written."""

    version: int
    at: datetime


@dataclass(frozen=True)
class ReceiptShown:
    """Everything known of one seat's feedback, for its author alone."""

    seat_id: int
    candidate: str
    job: str
    author: str
    points: Sequence[PointShown]
    votes: Sequence[Vote]
    notes: Sequence[str]
    to_sort: Sequence[ToSort]
    was_withdrawn: bool
    is_confirmed: bool
    is_team_only: bool
    is_unnamed: bool
    is_late: bool
    is_closed: bool
    is_no_hire: bool = False
    """Whether it is decided that no offer is made."""
    gives_hints: bool = False
    """Whether the workspace wants interviewers to be told how a point could say more."""
    wordless: Attachment | None = None
    """What was posted with no words beside it, last."""
    has_files: bool = False
    """Whether a file came with words that were read."""
    is_after_reveal: bool = False
    """Whether some of it was written once the others' could be read."""
    heard: Heard = field(default_factory=Heard)
    """What the candidate has heard of it."""
    edited: Edited | None = None
    movable: Sequence[Movable] = ()
    entered_by: str | None = None
    """Who entered some of it for the author."""
    places: Mapping[int, str] = field(default_factory=dict)
    """Where replies may be moved: the label of each other candidacy by seat id."""

    @property
    def is_in(self) -> bool:
        """Whether there is anything to pass on, keep or decide by."""
        return bool(self.points or self.votes)


def feedback_receipt(shown: ReceiptShown) -> list[Message]:
    """Show an interviewer that what they wrote is saved and how it was read; continued where it is long."""
    title = f"Your feedback on {shown.candidate} · {shown.job}"
    blocks = [header(title), section(_state(shown))]
    for heading, points in _groups(shown):
        blocks += [section(heading), *_bullets(point.text for point in points)]
    blocks += _released(shown)
    blocks += [] if shown.is_closed else heard_lines(shown.candidate, shown.heard)
    blocks += _hints(shown)
    for vote in shown.votes[-1:]:
        blocks.append(section(f"*Your vote:* {vote.words.capitalize()}. The candidate never hears it."))
    if shown.notes:
        blocks += [section("*Taken as just a note*, saved but not passed on"), *_bullets(shown.notes)]
    blocks += _files(shown)
    for number, one in enumerate(shown.to_sort):
        blocks += _sorting(shown, one, is_first=number == 0)
    if not shown.is_closed:
        blocks += _foot(shown)
    return split_messages(f"Your feedback on {safe(shown.candidate)}: {_summary(shown)}", blocks, title)


def _summary(shown: ReceiptShown) -> str:
    if shown.to_sort:
        return "one question for you"
    if shown.wordless and not shown.is_in:
        return "please write it in words"
    return "saved" if shown.is_in or shown.notes else "nothing saved at the moment"


def _state(shown: ReceiptShown) -> str:
    if shown.is_closed:
        return "This candidacy is closed. Thank you for your feedback."
    said = _saved(shown)
    if shown.entered_by:
        by = safe(shown.entered_by)
        said = f"*{by} entered this for you.* Is it what you meant? Otherwise *Change* it.\n{said}"
    if shown.is_confirmed and shown.points:
        said += " You said I read it rightly."
    if shown.edited:
        said += f"\nYou edited it: this is the {_nth(shown.edited.version)} version, of {when(shown.edited.at)}."
    if shown.is_after_reveal:
        said += "\nSome of it was written after the feedback was revealed, and is marked so for whoever reads it."
    if shown.is_late and not shown.is_no_hire:
        said += "\nThe decision has been made meanwhile. What you add or change now is marked as late for the caller."
    return said


def _saved(shown: ReceiptShown) -> str:
    candidate = safe(shown.candidate)
    if shown.points and shown.is_team_only:
        return "*Saved.* As you asked, all of it stays inside the team."
    is_read = any(one.sharing is Sharing.SHAREABLE for one in shown.points)
    cases = (
        (shown.points and shown.is_no_hire, f"*Saved.* It was decided not to hire, so {candidate} is read none of it."),
        (is_read and shown.is_late, f"*Saved.* _Good_ and _To grow on_ are in the call script, for {candidate}."),
        (is_read, f"*Saved.* If we make an offer, the caller reads _Good_ and _To grow on_ to {candidate}, as below."),
        (shown.points, f"*Saved.* As it stands, {candidate} hears none of it."),
        (shown.votes, "*Your vote is saved.* Still missing: what was good, and what you'd want them to grow in."),
        (shown.to_sort, "*Saved*, but I need a word from you."),
        (shown.wordless, f"*Not feedback yet:* what {candidate} should hear is still missing, in words."),
        (
            shown.was_withdrawn and shown.heard.taken_back,
            f"You took back what you wrote. {candidate} had heard it in the call by then.",
        ),
        (shown.was_withdrawn, f"You took back what you wrote. Nothing of it is passed on to {candidate}."),
    )
    return next((said for holds, said in cases if holds), f"Nothing from you on {candidate} yet.")


def _nth(number: int) -> str:
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _files(shown: ReceiptShown) -> list[Block]:
    blocks = []
    if shown.wordless and shown.is_in:
        blocks.append(context(f"I can't read the {shown.wordless} you posted: nothing of it is passed on."))
    elif shown.wordless:
        blocks.append(section(ASKED_FOR_WORDS[shown.wordless]))
    if shown.has_files:
        blocks.append(context("I don't open what you attached or forwarded: it isn't read, and nobody passes it on."))
    return blocks


def _groups(shown: ReceiptShown) -> list[tuple[str, list[PointShown]]]:
    points = shown.points
    public = [one for one in points if one.sharing is Sharing.SHAREABLE]
    groups = [
        ("*Good*", [one for one in public if one.kind is PointKind.GOOD]),
        ("*To grow on*", [one for one in public if one.kind is PointKind.GROW]),
    ]
    held = [one for one in points if one.hold_reason is not None and one.is_released is None]
    groups += [(_held(reason), [one for one in held if one.hold_reason is reason]) for reason in HoldReason]
    groups += [(KEPT, [one for one in points if one.is_released is False])]
    proposed = (
        "*To grow on?* These bullets stand beside your “+” lines. Press *Looks right* if they are meant for the "
        "candidate; until then they stay inside the team."
    )
    inside = [one for one in points if one.sharing is Sharing.TEAM_ONLY]
    groups += [(proposed, [one for one in inside if one.is_proposed])]
    groups += [
        (f"*For the team only*{said}", [one for one in inside if one.kind is kind and not one.is_proposed])
        for kind, said in INSIDE.items()
    ]
    return [(heading, found) for heading, found in groups if found]


def _released(shown: ReceiptShown) -> list[Block]:
    number = sum(one.is_released is True for one in shown.points)
    if not number:
        return []
    which = "One of these points was" if number == 1 else f"{number} of these points were"
    return [context(f"{which} held back; the head of talent released {'it' if number == 1 else 'them'}.")]


def _hints(shown: ReceiptShown) -> list[Block]:
    if not shown.gives_hints or shown.is_closed:
        return []
    public = (one for one in shown.points if one.sharing is Sharing.SHAREABLE)
    return style_hints(shown.candidate, ((one.kind, one.text) for one in public))


def _held(reason: HoldReason) -> str:
    return (
        f"*Held back:* seems to speak of {SPEAKS_OF[reason]}. It stays inside the team until you rewrite it or the "
        "head of talent releases it."
    )


def _sorting(shown: ReceiptShown, one: ToSort, *, is_first: bool) -> list[Block]:
    if one.places:
        chosen = dict(list(one.places.items())[:MOST_CHOICES])
        select = StaticSelectElement(
            action_id=PLACE_FEEDBACK,
            placeholder=PlainTextObject(text="Choose the candidate"),
            options=options({f"{one.feedback_id}:{seat_id}": label for seat_id, label in chosen.items()}),
        )
        question = section("*Which candidate is this for?* You are on several panels.")
        return [question, *quote(one.text), ActionsBlock(elements=[select]).to_dict()]
    question = section(
        f"*Is this feedback on {safe(shown.candidate)}?* I found no _Good:_ or _Grow:_ in it, so I passed nothing on."
    )
    return [
        question,
        *quote(one.text),
        buttons(
            button("That's my feedback", SORT_FEEDBACK, one.feedback_id, style="primary" if is_first else None),
            button("Just talking", DISMISS_FEEDBACK, one.feedback_id),
        ),
    ]


def _foot(shown: ReceiptShown) -> list[Block]:
    if not shown.points:
        style = "primary" if shown.wordless and not shown.to_sort else None
        return [buttons(button("Give feedback", GIVE_FEEDBACK, shown.seat_id, style=style)), *_moving(shown)]
    change = button("Change", CHANGE_FEEDBACK, shown.seat_id)
    rest = [
        change,
        button(
            "Pass it on after all" if shown.is_team_only else "Keep inside the team",
            KEEP_INSIDE_TEAM,
            f"{shown.seat_id}:{int(not shown.is_team_only)}",
        ),
        button(
            "You may name me" if shown.is_unnamed else "Don't name me",
            HIDE_NAME,
            f"{shown.seat_id}:{int(not shown.is_unnamed)}",
        ),
    ]
    if not shown.is_confirmed:
        style = None if shown.to_sort else "primary"
        rest.insert(0, button("Looks right", CONFIRM_FEEDBACK, shown.seat_id, style=style))
    named = "The caller won't say your name." if shown.is_unnamed else f"The caller names you as {safe(shown.author)}."
    hint = "Editing or deleting what you posted changes this too; *Change* opens each point."
    return [buttons(*rest), *_moving(shown), context(f"{named} {hint}")]


def _moving(shown: ReceiptShown) -> list[Block]:
    """Offer to move what was meant for another candidacy; where several things could be, each by its first words."""
    if not shown.movable or not shown.places:
        return []
    places = dict(list(shown.places.items())[:MOST_CHOICES])
    placeholder = PlainTextObject(text="Move to …")
    if len(shown.movable) == 1:
        choices = {f"{shown.movable[0].feedback_id}:{seat_id}": label for seat_id, label in places.items()}
        select = StaticSelectElement(action_id=PLACE_FEEDBACK, placeholder=placeholder, options=options(choices))
    else:
        groups = [
            OptionGroup(label=PlainTextObject(text=clip(label, OPTION)), options=options(_of_all(shown, seat_id)))
            for seat_id, label in list(places.items())[:MOST_MOVES]
        ]
        select = StaticSelectElement(action_id=PLACE_FEEDBACK, placeholder=placeholder, option_groups=groups)
    return [ActionsBlock(elements=[select]).to_dict()]


def _of_all(shown: ReceiptShown, seat_id: int) -> dict[str, str]:
    """Return what may be moved to one candidacy: all that came directly, or one thing."""
    direct = [one for one in shown.movable if one.is_direct]
    together = {f"{direct[0].feedback_id}:{seat_id}:1": "All my direct messages here"} if len(direct) > 1 else {}
    each = {
        f"{one.feedback_id}:{seat_id}": f"“{clip(' '.join(one.text.split()), OPTION - 2)}”" if one.text else "The file"
        for one in shown.movable[-MOST_MOVES:]
    }
    return together | each


def _bullets(texts: Iterable[str]) -> list[Block]:
    """Show people's words to the letter, a bullet each, in as few lists as hold them."""
    lists: list[list[str]] = []
    for piece in (text[start : start + SECTION] for text in texts for start in range(0, len(text), SECTION)):
        if not lists or len(lists[-1]) >= LIST_ITEMS or sum(map(len, lists[-1])) + len(piece) > SECTION:
            lists.append([])
        lists[-1].append(piece)
    return [
        {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": _items(items)}]}
        for items in lists
    ]


def _items(texts: Iterable[str]) -> list[Block]:
    return [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]} for text in texts]
