"""Every Slack entry point, the row of the access table it belongs to, and how to press it at the right moment."""

from tests.story import debrief_entries, offer_entries, other_entries

ENTRY_POINTS = [
    *debrief_entries.debriefs(),
    *debrief_entries.decisions(),
    *debrief_entries.feedback(),
    *offer_entries.calls(),
    *offer_entries.requests(),
    *offer_entries.approvals(),
    *offer_entries.questions(),
    *offer_entries.contacts(),
    *other_entries.directory(),
    *other_entries.ends(),
    *other_entries.wordings(),
]
