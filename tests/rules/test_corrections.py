"""What an author says of how they were read outlives every edit of the rest, and nothing else does."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.corrections import CHOICES, Marked, Piece, choice_of, chosen, keep_corrections, pieces_read, seen_mark
from bot.rules.feedback_reader import read_reply
from bot.rules.words import PointKind

TEXTS = st.sampled_from(["You drew it all", "You were loud", "Level unclear", "see you"])
MARKED = st.builds(Marked, TEXTS, st.none() | st.sampled_from(PointKind), st.booleans())
PIECES = st.lists(st.builds(Piece, MARKED, st.booleans(), st.none() | MARKED), max_size=6)
FRESH = st.lists(st.builds(Piece, MARKED, st.booleans()), max_size=6)


@given(before=PIECES, fresh=FRESH)
def test_corrections_stay_with_what_reads_as_before(before: list[Piece], fresh: list[Piece]) -> None:
    """Reading is as it was read; what stood once and stands still is as its author left it; what is new has nothing."""
    kept = keep_corrections(fresh, before)
    assert [(one.read, one.is_proposed) for one in kept] == [(one.read, one.is_proposed) for one in fresh]
    for read in {one.read for one in [*before, *fresh]}:
        had = [one.said for one in before if one.read == read]
        has = [one.said for one in kept if one.read == read]
        corrected, now = Counter(one for one in had if one), Counter(one for one in has if one)
        assert now <= corrected
        assert sum(now.values()) == min(sum(corrected.values()), len(has))
        if len(had) == len(has):
            assert had == has


@given(pieces=PIECES)
def test_reading_the_same_again_changes_nothing(pieces: list[Piece]) -> None:
    """However often it is read, and through the tables and back."""
    again = [Piece(one.read, one.is_proposed) for one in pieces]
    assert keep_corrections(again, [Piece.of_json(one.as_json()) for one in pieces]) == pieces


@given(pieces=PIECES, other=PIECES)
def test_a_form_knows_what_it_was_opened_on(pieces: list[Piece], other: list[Piece]) -> None:
    """The mark is the same exactly where everything is."""
    assert (seen_mark([(1, 1, pieces)]) == seen_mark([(1, 1, other)])) == (pieces == other)
    assert seen_mark([(1, 1, pieces)]) != seen_mark([(1, 2, pieces)])


@given(piece=st.builds(Piece, MARKED), choice=st.sampled_from(sorted(CHOICES)), words=st.none() | TEXTS)
def test_a_piece_becomes_what_its_author_chose(piece: Piece, choice: str, words: str | None) -> None:
    """The choice and the words stand afterwards; to leave a form as it opened says nothing."""
    after = chosen(piece, choice, words)
    assert choice_of(after.stands) == choice
    assert after.stands.text == (words or piece.read.text)
    assert chosen(piece, choice_of(piece.stands), f" {piece.stands.text}\n") == piece


def test_a_wording_is_read_in_pieces() -> None:
    """Points and notes where it is marked; else its lines, which say nothing yet."""
    marked, plain = "Hi\nGood: quick\nTeam only: unsure", "quick\nbut loud"
    assert [(one.read.text, one.read.kind, one.read.is_private) for one in pieces_read(read_reply(marked), marked)] == [
        ("quick", PointKind.GOOD, False),
        ("unsure", PointKind.NOTE, True),
        ("Hi", None, False),
    ]
    assert pieces_read(read_reply(plain), plain) == [Piece(Marked("quick")), Piece(Marked("but loud"))]
