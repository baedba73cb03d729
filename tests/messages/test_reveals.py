"""All feedback of a debrief, read to its end however long it is."""

import json

from bot.messages.reveals import ReadPoint, points_view
from bot.rules.words import PointKind
from bot.sandbox.limits import check_view
from tests.messages.test_debrief_card import debrief


def test_nothing_of_thirty_long_replies_is_cut() -> None:
    """What one form can't hold goes on in the next, under its author's name."""
    names = [f"Interviewer {number}" for number in range(30)]
    points = [ReadPoint(name, PointKind.GOOD, f"{name}:" + "x" * 40_000, stays_inside=False) for name in names]
    start, texts, forms = 0, [], 0
    while True:
        view = points_view(debrief(names), points, start)
        assert check_view(view, "modal") == []
        forms += 1
        texts += [
            part["text"] for block in view["blocks"] for part in [block.get("text"), *block.get("elements", [])] if part
        ]
        if "submit" not in view:
            break
        start = json.loads(view["private_metadata"])["start"]
    read = "".join(texts)
    assert read.count("x") == 30 * 40_000
    assert all(f"*{name}*" in read for name in names)
    assert forms > 1
    assert "goes on:" in read
