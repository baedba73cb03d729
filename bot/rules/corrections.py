"""What an author makes of how their words were read, and how that outlives an edit of the words around it."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from bot.rules.feedback_lines import lines_of
from bot.rules.feedback_reader import Reading
from bot.rules.words import PointKind, Sharing


@dataclass(frozen=True, slots=True)
class Marked:
    """What a piece is, in which words, and whether it stays inside the team; without a kind it is just talk."""

    text: str
    kind: PointKind | None = None
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of what was written: what it was read as, and what its author made of it where they said so.

    `is_proposed`: nobody marked it, so its author is to say whether it was read rightly.
    """

    read: Marked
    is_proposed: bool = False
    said: Marked | None = None

    @property
    def stands(self) -> Marked:
        """What holds now."""
        return self.said or self.read

    @property
    def awaits_yes(self) -> bool:
        """Whether it stays inside the team until its author has said a word on it."""
        return self.is_proposed and self.said is None

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        said = _as_json(self.said) if self.said else None
        return {"read": _as_json(self.read), "is_proposed": self.is_proposed, "said": said}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Piece":
        """Read what `as_json` made."""
        said = _of_json(kept["said"]) if kept["said"] else None
        return cls(_of_json(kept["read"]), kept["is_proposed"], said)


CHOICES: Mapping[str, tuple[PointKind | None, bool]] = {
    "good": (PointKind.GOOD, False),
    "grow": (PointKind.GROW, False),
    "good_inside": (PointKind.GOOD, True),
    "grow_inside": (PointKind.GROW, True),
    "team_only": (PointKind.NOTE, True),
    "talk": (None, False),
}
"""What a form offers for a piece: value → kind, and whether it stays inside the team."""


def choice_of(marked: Marked) -> str:
    """Return the form's value for what a piece is; a note always stays inside the team."""
    is_private = marked.kind is not None and (marked.is_private or marked.kind is PointKind.NOTE)
    return next(value for value, meant in CHOICES.items() if meant == (marked.kind, is_private))


def chosen(piece: Piece, choice: str, words: str | None) -> Piece:
    """Take what an author chose for a piece, and their new words for it where they gave any."""
    kind, is_private = CHOICES[choice]
    before = piece.stands
    text = before.text if words is None or words.strip() == before.text.strip() else words.strip()
    if choice == choice_of(before) and text == before.text and not piece.awaits_yes:
        return piece
    return replace(piece, said=Marked(text, kind, is_private))


def pieces_read(reading: Reading, text: str) -> list[Piece]:
    """Return the pieces of a wording: points and notes where it is marked, else its lines, which say nothing yet."""
    if not reading.is_feedback and reading.vote is None:
        return [Piece(Marked(line.text)) for line in lines_of(text) if line.text]
    points = [
        Piece(Marked(one.text, one.kind, one.sharing is Sharing.TEAM_ONLY), is_proposed=one.proposed)
        for one in reading.points
    ]
    return [*points, *(Piece(Marked(note)) for note in reading.notes)]


def keep_corrections(fresh: Sequence[Piece], before: Iterable[Piece]) -> list[Piece]:
    """Give each piece that is read as before what its author made of it; what is new or marked anew has none.

    Where the same was written several times and now stands less often, it is what nobody corrected that went.
    """
    known: defaultdict[Marked, deque[Marked | None]] = defaultdict(deque)
    for one in before:
        known[one.read].append(one.said)
    wanted = Counter(one.read for one in fresh)
    for read, said in known.items():
        while len(said) > wanted[read] and None in said:
            said.remove(None)
    return [replace(one, said=said.popleft()) if (said := known[one.read]) else one for one in fresh]


def seen_mark(written: Iterable[tuple[int, int, Sequence[Piece]]]) -> int:
    """Return a number that tells one state of somebody's feedback from another: each part's id, version and pieces."""
    state = [(part_id, version, [one.as_json() for one in pieces]) for part_id, version, pieces in written]
    return int.from_bytes(sha256(repr(state).encode()).digest()[:6])


def _as_json(marked: Marked) -> dict[str, Any]:
    return {"text": marked.text, "kind": marked.kind, "is_private": marked.is_private}


def _of_json(kept: Mapping[str, Any]) -> Marked:
    kind = PointKind(kept["kind"]) if kept["kind"] else None
    return Marked(kept["text"], kind, kept["is_private"])
