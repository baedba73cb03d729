"""What corrections of a log changed, and what a candidate's words in the call lead to."""

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.rules.call_logs import LogEntry, corrected, history
from bot.rules.signals import LEADS, leads
from bot.rules.words import Sentiment, Signal

FIRST = LogEntry("Hana", datetime(2030, 1, 7, 9, 0, tzinfo=UTC), Sentiment.MIXED, "Glad, and unsure.")


def test_a_correction_names_what_it_changed() -> None:
    """In the words of the form, and nothing that stayed; who corrected it and when is no change."""
    again = replace(FIRST, by="Cora", sentiment=Sentiment.POSITIVE, next_on=date(2030, 1, 9), signals=(Signal.TEAM,))
    assert corrected(FIRST, again) == ["how they took it", "what they spoke of", "when you talk again"]
    assert corrected(FIRST, replace(FIRST, by="Cora", at=datetime(2030, 1, 8, tzinfo=UTC))) == []
    assert history([FIRST, again]) == [(FIRST, []), (again, corrected(FIRST, again))]


def test_what_they_spoke_of_leads_to_subjects_not_asked_for_yet() -> None:
    """Each once, in one order; a deadline leads to none."""
    heard = [Signal.GROWTH, Signal.DEADLINE, Signal.WORK, Signal.GROWTH]
    assert [one.area for one in leads(heard)] == ["the work itself", "growth"]
    assert [one.area for one in leads(heard, asked=["Growth", "money"])] == ["the work itself"]
    assert {*Signal} - {*LEADS} == {Signal.DEADLINE}
    assert all(one.question.endswith("?") and one.area == one.area.strip() for one in LEADS.values())
