"""The form of feedback: writing it."""

from collections.abc import Mapping
from datetime import datetime

from slack_sdk.models.blocks import PlainTextInputElement, PlainTextObject, StaticSelectElement

from bot.messages.blocks import Block, View, context, options, pack, safe, section, when
from bot.messages.debriefs import GIVE_FEEDBACK
from bot.messages.forms import field_input, form, option_of
from bot.rules.feedback_form import Given
from bot.rules.words import Vote

KEEP_DRAFT = "keep_draft"
"""What each field of the form reports as it is typed into, with the field's name behind a colon."""

USE_AS_FEEDBACK = "use_as_feedback"

FIELD = 3000
MOST_CHOICES = 100

GOOD_HINT = "One point a line, to the candidate, as “you”. An example helps: “You drew the system before you coded.”"
GROW_HINT = "One point a line, kindly and concretely: what would make the next time better?"
UNMARKED = (
    "Your message has no _Good:_ or _Grow:_ in it, so I put it under *Team only*, where the candidate never hears it. "
    "Move what they should hear to *Good* or *Grow*, and press *Save*."
)
TEAM_HINT = "Never read to the candidate. Start a line with + if it is praise, with - if it is to grow on."


def feedback_form(
    seat_id: int,
    candidate: str,
    given: Given,
    *,
    seen: int = 0,
    draft_at: datetime | None = None,
    has_unmarked: bool = False,
) -> View:
    """Ask for feedback, in the fields what was given so far; a long field goes on in a second one.

    `seen` is the newest wording known of this feedback, `draft_at` says that the fields hold a draft,
    `has_unmarked` that words without marks were put among what is for the team only.
    """
    intro = f"On *{safe(candidate)}*. If we make an offer, the caller reads _Good_ and _Grow_ to them."
    blocks = [
        section(intro),
        *([section(UNMARKED)] if has_unmarked else []),
        *([_of_draft(draft_at)] if draft_at else []),
        *_texts("Good", "good", given.good, GOOD_HINT),
        *_texts("Grow", "grow", given.grow, GROW_HINT),
        *_texts("Team only", "team_only", given.team_only, TEAM_HINT),
        _reported(
            field_input(
                "Your vote",
                "vote",
                vote_menu(given.vote, f"{KEEP_DRAFT}:vote"),
                hint="For the decision; the candidate never hears it.",
                is_optional=True,
            )
        ),
        context("What you type is kept as your draft, which only you see, until you press *Save*."),
    ]
    if any((given.good, given.grow, given.team_only)):
        blocks.append(
            context("What you save here takes the place of what I read in your replies; they stay as they are.")
        )
    ids = {"seat": seat_id, "seen": seen}
    return form(GIVE_FEEDBACK, "Your feedback", blocks, ids=ids)


def placing_form(choices: Mapping[int, str], words: str) -> View:
    """Ask which candidacy somebody's words are about: each one's label by seat id; the words come along in the form."""
    offered = options({str(seat_id): label for seat_id, label in list(choices.items())[:MOST_CHOICES]})
    seat = StaticSelectElement(placeholder=PlainTextObject(text="Choose"), options=offered)
    parts = pack(words.splitlines(), FIELD) or [""]
    texts = [
        field_input(
            "Your words" if number == 0 else "Your words (continued)",
            "words" if number == 0 else f"words_{number + 1}",
            PlainTextInputElement(action_id="words", multiline=True, max_length=FIELD, initial_value=part or None),
            hint="Next you see them in the feedback form; nothing is saved before you press Save there."
            if number == 0
            else None,
        )
        for number, part in enumerate(parts)
    ]
    blocks = [field_input("Which candidate is it for?", "seat", seat), *texts]
    return form(USE_AS_FEEDBACK, "Use as feedback", blocks, submit="Next")


def _of_draft(draft_at: datetime) -> Block:
    return section(f":pencil2: This is *your draft of {when(draft_at)}*. It isn't saved as feedback yet.")


def _texts(label: str, block_id: str, text: str, hint: str) -> list[Block]:
    parts = pack(text.splitlines(), FIELD) or [""]
    return [
        _text(
            label if number == 0 else f"{label} (continued)",
            block_id if number == 0 else f"{block_id}_{number + 1}",
            part,
            hint if number == 0 else None,
        )
        for number, part in enumerate(parts)
    ]


def _text(label: str, block_id: str, text: str, hint: str | None) -> Block:
    element = PlainTextInputElement(
        action_id=f"{KEEP_DRAFT}:{block_id}",
        multiline=True,
        max_length=FIELD,
        initial_value=text or None,
        dispatch_action_config={"trigger_actions_on": ["on_character_entered"]},
    )
    return _reported(field_input(label, block_id, element, hint=hint, is_optional=True))


def _reported(block: Block) -> Block:
    """Have the field tell us as it is filled in."""
    return {**block, "dispatch_action": True}


def vote_menu(vote: Vote | None, action_id: str | None = None) -> StaticSelectElement:
    """Offer the votes."""
    choices = options({one.value: one.words.capitalize() for one in Vote})
    return StaticSelectElement(
        action_id=action_id,
        placeholder=PlainTextObject(text="Choose"),
        options=choices,
        initial_option=option_of(choices, vote),
    )
