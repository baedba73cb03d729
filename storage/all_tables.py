"""Imports every module that defines tables, so that the metadata is complete."""

from storage import (
    answers,
    audit,
    candidacies,
    contacts,
    debrief_channels,
    decisions,
    drafts,
    feedback,
    held_points,
    meeting_requests,
    meetings,
    offer_calls,
    outbox,
    paces,
    panels,
    people,
    questions,
    receipts,
    timers,
    workspaces,
)
from storage.base import Base

__all__ = [
    "answers",
    "audit",
    "candidacies",
    "contacts",
    "debrief_channels",
    "decisions",
    "drafts",
    "feedback",
    "held_points",
    "meeting_requests",
    "meetings",
    "metadata",
    "offer_calls",
    "outbox",
    "paces",
    "panels",
    "people",
    "questions",
    "receipts",
    "timers",
    "workspaces",
]

metadata = Base.metadata
