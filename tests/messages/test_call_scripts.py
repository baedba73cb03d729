"""Long call scripts: parts that fit, begin where one can go on reading, and hold everything; plain text likewise."""

import json
import re
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages.blocks import Message
from bot.messages.call_scripts import ToPassOn, plain_script
from bot.messages.offer_calls import CallShown, FollowUp, call_card, follow_up_due
from bot.rules.call_script import InterviewerFeedback, ScriptFacts, compose_script
from bot.rules.words import Sentiment, Stage
from bot.sandbox.limits import check_blocks, check_view, refuse_long

FACTS = ScriptFacts("Ada Lovelace", "Staff Engineer", "Hana", "Hana", "Cora", ())
NOTHING: dict[str, Any] = {
    **dict.fromkeys(("is_invited", "has_requests", "was_sent", "has_nothing_more"), False),
    **dict.fromkeys(("candidate_email", "as_of", "to_pass_on", "logged", "next_try"), None),
}


def drawn(facts: ScriptFacts, **other: Any) -> list[Message]:  # noqa: ANN401  # the card's fields
    """Draw the caller's card of a script."""
    known = {"candidacy_id": 1, "candidate": facts.candidate, "job": facts.job, "caller": facts.caller}
    script = {"script": compose_script(facts), "stage": Stage.OFFER_CALL, "changes": []}
    return call_card(CallShown(**{**known, **NOTHING, **script, "is_reader_caller": True, "may_read": True, **other}))


def panel(number: int, points: int, length: int) -> tuple[InterviewerFeedback, ...]:
    """Make interviewers with so many points each, no two alike."""
    return tuple(
        InterviewerFeedback(
            f"Interviewer {who}",
            good=tuple(f"[{who}.{each}] You listened." + " yes" * (length // 4) for each in range(points)),
            grow=(f"[{who}.g] Say more.",),
        )
        for who in range(number)
    )


def texts(value: object) -> list[str]:
    """Return every text in blocks, in order."""
    if isinstance(value, dict):
        return [
            each
            for key, part in value.items()
            for each in ([part] if key == "text" and isinstance(part, str) else texts(part))
        ]
    return [each for part in value for each in texts(part)] if isinstance(value, list) else []


@settings(max_examples=8, deadline=None)
@given(st.sampled_from([1, 5, 30]), st.integers(1, 200), st.sampled_from([0, 80, 900]))
def test_parts_fit_and_are_numbered(number: int, points: int, length: int) -> None:
    """Each is headed with name and job and its number, holds no half point, and all together hold every point once."""
    facts = replace(FACTS, interviewers=panel(number, max(1, points // number), length))
    parts = drawn(facts)
    for count, part in enumerate(parts, start=1):
        assert not check_blocks(part.blocks, "message")
        refuse_long(part.blocks)
        head = part.blocks[0]["text"]["text"]
        assert head == "Call Ada Lovelace · Staff Engineer" + (f" ({count} of {len(parts)})" if len(parts) > 1 else "")
        assert part.blocks[-1]["type"] != "header", "a heading stands alone at the end"
    read = "\n".join(text for part in parts for text in texts(part.blocks))
    for one in facts.interviewers:
        assert all(read.count(point) == 1 for point in (*one.good, *one.grow))
    starts = [part.blocks[1] for part in parts[1:]]
    assert all(one["type"] == "header" or texts(one)[0].endswith("continued") for one in starts)


def test_an_ordinary_script_is_one_message() -> None:
    """Five interviewers with a handful of points each need no thread."""
    (one,) = drawn(replace(FACTS, interviewers=panel(5, 4, 200), phone="+49 30 1234", held_count=1, missing=("Cy",)))
    assert "thread" not in "\n".join(texts(one.blocks))


def test_a_part_that_goes_on_says_so() -> None:
    """Whoever reads on knows whose words these are; buttons and facts stand in the first message."""
    parts = drawn(replace(FACTS, interviewers=panel(1, 40, 900)))
    assert len(parts) > 3
    for one in parts[1:-1]:
        assert texts(one.blocks[1]) == ["*From Interviewer 0*, continued"]
    assert [part for part in parts if any(block["type"] == "actions" for block in part.blocks)] == parts[:1]
    shorter = drawn(replace(FACTS, interviewers=panel(1, 39, 900)))
    same = [one for one, other in zip(parts, shorter, strict=False) if one.blocks[2:] == other.blocks[2:]]
    assert len(same) >= len(shorter) - 2, "a change at the end changes the end alone"


def test_what_came_after_the_call_leaves_room_for_the_buttons() -> None:
    """However much it is, it is shown whole, after the buttons of the first message."""
    late = ToPassOn([("From Bo", [f"{number} " + "x" * 2900 for number in range(9)])], date(2030, 1, 9), 7)
    parts = drawn(replace(FACTS, interviewers=panel(1, 1, 0)), stage=Stage.REVERSE_INTERVIEW, to_pass_on=late)
    assert any(block["type"] == "actions" for block in parts[0].blocks)
    read = "\n".join(text for part in parts for text in texts(part.blocks))
    assert all(point in read for _, points in late.points for point in points)
    assert "Please tell them by Wednesday 9 January, then press *Passed on*." in read


def test_many_changes_fit_before_the_script() -> None:
    """However many interviewers changed something before the call, all are named."""
    changes = [f"{'Interviewer with a long name ' * 4}{who} took back 2 points to grow on." for who in range(40)]
    (first, *_) = drawn(replace(FACTS, interviewers=panel(1, 1, 0)), changes=changes)
    assert not check_blocks(first.blocks, "message")
    refuse_long(first.blocks)
    said = " ".join(" ".join(texts(first.blocks)).split())
    assert all(f"name {who} took back" in said for who in range(40))


def test_the_longest_script_is_drawn_in_time() -> None:
    """Thirty interviewers with forty thousand characters each: within two seconds, within every limit."""
    facts = replace(FACTS, interviewers=panel(30, 40, 970))
    began = time.process_time()
    parts = drawn(facts)
    view = plain_script(compose_script(facts), "Call Ada Lovelace", 1)
    assert time.process_time() - began < 2
    assert sum(len(text) for part in parts for text in texts(part.blocks)) > 30 * 39_000
    assert not [complaint for part in parts for complaint in check_blocks(part.blocks, "message")]
    assert not check_view(view, "modal")


def test_plain_text_is_one_text_read_to_its_end() -> None:
    """What one form can't hold goes on in the next; together they are the whole script, nothing twice."""
    script = compose_script(replace(FACTS, interviewers=panel(30, 10, 970)))
    read, start, forms = [], 0, 0
    while True:
        view = plain_script(script, "Call Ada Lovelace", 1, start)
        read += texts(view["blocks"])
        forms += 1
        if "submit" not in view:
            break
        start = json.loads(view["private_metadata"])["start"]
    whole = "\n".join(read)
    assert forms == 2
    assert len(re.findall(r"^- \[\d+\.\w+\]", whole, re.MULTILINE)) == 30 * 11
    places = [whole.index(f"[{who}.g]") for who in range(30)]
    assert all(one < other for one, other in pairwise(places))
    assert "WHAT HAPPENS NEXT" in read[-1]


def test_a_day_to_ask_for_the_answer_offers_to_record_it() -> None:
    """Who has nothing more to ask is asked for their answer; anybody else is called again."""
    for is_awaiting, said in ((True, "Record the answer"), (False, "Log the call")):
        called_at = datetime(2030, 1, 7, 9, tzinfo=UTC)
        note = follow_up_due(FollowUp(1, "Ada", Sentiment.POSITIVE, called_at, None, is_awaiting=is_awaiting))
        assert note.blocks[-1]["elements"][0]["text"]["text"] == said
