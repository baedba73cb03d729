"""What people type behind /debrief."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.debrief_text import Prefill, read_debrief

ADA = Prefill("Ada Lovelace", "Staff Engineer", ("U1", "U2"))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Ada Lovelace, Staff Engineer <@U1|ann> <@U2|bo>", ADA),
        ("Ada Lovelace, Staff Engineer <@U1> <@U2> <@U1>", ADA),
        ("<@U1> <@U2> Ada Lovelace, Staff Engineer", ADA),
        ("Ada Lovelace, Staff Engineer, <@U1>, <@U2>", ADA),
        ("Ada Lovelace – Staff Engineer <@U1> & <@U2>", ADA),
        ("Ada Lovelace for Staff Engineer with <@U1> <@U2>", ADA),
        ("Ada Lovelace Staff Engineer <@U1> <@U2>", ADA),
        ("“Ada Lovelace” “Staff Engineer” <@U1> <@U2>", ADA),
        ('"Ada Lovelace", "Staff Engineer" <@U1> <@U2>', ADA),
        ("candidate: Ada Lovelace, job: Staff Engineer, interviewers: <@U1> <@U2>", ADA),
        ("Ada Lovelace | Staff Engineer\n<@U1>\n<@U2>", ADA),
        ("Ada Lovelace, Staff Engineer hm: <@U3|hana> <@U1> <@U2>", replace(ADA, hiring_manager_id="U3")),
        ("Ada Lovelace, Staff Engineer <@U1> <@U2>, hiring manager <@U3>", replace(ADA, hiring_manager_id="U3")),
        ("Ada Lovelace, R&amp;D Lead", Prefill("Ada Lovelace", "R&D Lead")),
        ("Ada Lovelace, Engineer, Platform", Prefill("Ada Lovelace", "Engineer, Platform")),
        ("Ada King-Noel, Full-stack Engineer", Prefill("Ada King-Noel", "Full-stack Engineer")),
        ("Ada Lovelace", Prefill("Ada Lovelace")),
        ("Ada Lovelace @ann @bo.b", Prefill("Ada Lovelace", unknown=("@ann", "@bo.b"))),
        ("Ada <mailto:ada@home.example|ada@home.example>, Writer", Prefill("Ada", "Writer")),
        ("Ada, Writer <!subteam^S1|@panel> <#C1|debriefs>", Prefill("Ada", "Writer", unknown=("@panel",))),
        ("Ada, Writer <!subteam^S1>", Prefill("Ada", "Writer", unknown=("a group",))),
        ("hm: @hana", Prefill(unknown=("@hana",))),
        ("", Prefill()),
        (" , ", Prefill()),
    ],
)
def test_reading(text: str, read: Prefill) -> None:
    """Candidate, job and people are found in whatever order and punctuation they were typed."""
    assert read_debrief(text) == read


@given(st.text(max_size=100))
def test_any_text_can_be_read(text: str) -> None:
    """No text breaks it, and what it finds is tidy."""
    read = read_debrief(text)
    assert read.candidate == read.candidate.strip()
    assert read.job == read.job.strip()


@pytest.mark.timeout(10)
@pytest.mark.parametrize("piece", [" ", "a ", "<@", "a@", '"', "- ", "@", ", "])
def test_long_texts_are_read_quickly(piece: str) -> None:
    """Ten thousand characters of anything take no noticeable time."""
    read_debrief(piece * (10_000 // len(piece)))
