"""One valid row of each table: row n stands in workspace n and refers to the rows n of its parents."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

Row = dict[str, Any]
"""Values by column."""

NOW = datetime(2030, 1, 7, 9, 0, tzinfo=UTC)
DAY = date(2030, 1, 8)
LATER = NOW + timedelta(hours=1)

CANDIDACY: Row = {
    "candidate_name": "Ada Lovelace",
    "stage": "debrief",
    "debrief_channel": "C1",
    "opened_at": NOW,
    "feedback_due_at": LATER,
}
NOTICE: Row = {
    "lapses": "never",
    "transport": "slack",
    "payload": {"text": "Hello"},
    "revision": 0,
    "sent_revision": 0,
    "is_to_be_removed": False,
    "state": "pending",
    "not_before": NOW,
    "attempts": 0,
    "part": 0,
}
REPLY: Row = {
    "source": "thread",
    "channel": "C1",
    "state": "counted",
    "text": "Good: clear",
    "notes": [],
    "pieces": [],
    "is_unplaced": False,
    "version": 0,
    "written_at": NOW,
}
REQUEST: Row = {"may_name": True, "minutes": 30, "place_kind": "video", "state": "open", "entered_at": NOW}

ROWS: dict[str, Callable[[int], Row]] = {
    "workspaces": lambda n: {
        "id": n,
        "team_id": f"T{n}",
        "name": "Acme",
        "url": "https://acme.example",
        "bot_user_id": "UBOT",
        "bot_id": "BBOT",
    },
    "settings": lambda n: {
        **_owned(n, "coordinator_id", "head_of_talent_id"),
        "day_start": time(9),
        "day_end": time(18),
        "work_days": [0, 1, 2, 3, 4],
        "due_in_days": 1,
        "due_at": time(12),
        "is_blind_by_default": False,
        "gives_style_hints": False,
        "buffer_minutes": 15,
        "notice_hours": 2,
    },
    "wordings": lambda n: {**_owned(n, "made_by_id"), "version": 2, "texts": {}, "made_at": NOW},
    "jobs": lambda n: {**_owned(n), "title": f"Engineer {n}", "openings": 1},
    "paces": lambda n: {**_owned(n), "scope": f"chat.postMessage {n}", "free_at": NOW},
    "people": lambda n: {
        **_owned(n),
        "slack_id": f"U{n}",
        "name": "Ann",
        "zone": "Europe/Berlin",
        "standing": "member",
        "refreshed_at": NOW,
    },
    "troubled_channels": lambda n: {**_owned(n), "channel": f"C{n}", "trouble": "archived", "noticed_at": NOW},
    "receipts": lambda n: {"workspace_id": n, "key": f"Ev{n}", "at": NOW},
    "candidacies": lambda n: {
        **_owned(n, "job_id", "opener_id", "hiring_manager_id", "caller_id", "coordinator_id"),
        **CANDIDACY,
    },
    "contacts": lambda n: {
        **_owned(n, "person_id"),
        "name": "Eve",
        "contact_class": "chief_executive",
        "zone": "Europe/Berlin",
        "areas": [],
        "is_not_offered": False,
        "version": 0,
    },
    "answers": lambda n: {**_owned(n, "candidacy_id", "recorded_by_id"), "answer": "accepted", "recorded_at": NOW},
    "audit_entries": lambda n: {
        **_owned(n, "person_id", "candidacy_id"),
        "act": "decide",
        "was_denied": False,
        "at": NOW,
    },
    "decisions": lambda n: {
        **_owned(n, "candidacy_id", "decided_by_id"),
        "choice": "hire",
        "reason": "Clear",
        "decided_at": NOW,
    },
    "deliveries": lambda n: {
        **_owned(n, "candidacy_id", "person_id"),
        **NOTICE,
        "key": f"hello:{n}",
        "token": f"token {n}",
        "lane": f"lane {n}",
    },
    "free_windows": lambda n: {
        **_owned(n, "candidacy_id"),
        "starts_at": NOW,
        "ends_at": LATER,
        "zone": "Europe/London",
    },
    "invitations": lambda n: {**_owned(n, "candidacy_id", "made_by_id"), "made_at": NOW, "goes_at": LATER},
    "meeting_requests": lambda n: {
        **_owned(n, "candidacy_id", "contact_id", "asked_for_id", "entered_by_id"),
        **REQUEST,
    },
    "offer_calls": lambda n: {
        **_owned(n, "candidacy_id", "logged_by_id"),
        "logged_at": NOW,
        "sentiment": "positive",
        "said": "Yes",
        "signals": [],
    },
    "private_links": lambda n: {
        **_owned(n, "candidacy_id"),
        "digest": f"{n:064}",
        "mail_to": "ada@lovelace.example",
        "made_at": NOW,
    },
    "clearances": lambda n: {**_owned(n, "candidacy_id", "decision_id", "person_id"), "asked_at": NOW},
    "no_invitations": lambda n: {
        **_owned(n, "candidacy_id", "decision_id", "noted_by_id"),
        "why": "their_wish",
        "noted_at": NOW,
    },
    "put_offs": lambda n: {
        **_owned(n, "candidacy_id", "by_id"),
        "at": NOW,
        "was_tried": True,
        "call_at": LATER,
    },
    "questions": lambda n: {
        **_owned(n, "candidacy_id", "owner_id"),
        "text": "Is there money?",
        "due_on": DAY,
        "state": "open",
        "manager_may_read": False,
        "is_from_page": False,
        "asked_at": NOW,
    },
    "thanks": lambda n: {
        **_owned(n, "candidacy_id", "contact_id", "entered_by_id"),
        "words": "It helped me.",
        "written_at": NOW,
    },
    "seats": lambda n: {
        **_owned(n, "candidacy_id", "person_id"),
        "is_unnamed": False,
        "is_team_only": False,
        "reminders": 0,
    },
    "timers": lambda n: {
        **_owned(n, "candidacy_id"),
        "key": f"call:{n}",
        "kind": "call_reminder",
        "due_at": LATER,
        "state": "waiting",
        "attempts": 0,
    },
    "drafts": lambda n: {
        **_owned(n, "seat_id"),
        "good": "You asked why",
        "grow": "",
        "team_only": "",
        "seen": 0,
        "typed_ts": "1893999600.000100",
        "saved_at": NOW,
    },
    "held_points": lambda n: {**_owned(n, "seat_id"), "digest": f"{n:064}", "reason": "pay", "held_at": NOW},
    "own_words": lambda n: {**_owned(n, "candidacy_id", "by_id"), "place": "opening", "text": "How was the hike?"},
    "script_points": lambda n: {
        **_owned(n, "seat_id"),
        "kind": "good",
        "digest": f"{n:064}",
        "added_at": NOW,
        "is_told": True,
    },
    "left_out_points": lambda n: _owned(n, "offer_call_id", "script_point_id"),
    "feedback": lambda n: {**_owned(n, "seat_id"), **REPLY, "ts": f"{n}.000001"},
    "meetings": lambda n: {
        **_owned(n, "candidacy_id", "request_id", "contact_id", "approved_by_id"),
        "asked_at": NOW,
        "state": "asked",
        "is_place_written": False,
        "is_left_out": False,
        "zone": "Europe/London",
        "uid": f"{n}@acme.example",
        "sequence": 0,
    },
    "alternates": lambda n: {**_owned(n, "request_id", "contact_id", "approved_by_id"), "place": 0},
    "volunteers": lambda n: {**_owned(n, "request_id", "person_id"), "volunteered_at": NOW},
    "feedback_versions": lambda n: {
        **_owned(n, "feedback_id"),
        "stamp": f"{n}.000001",
        "text": "Good: clear",
        "written_at": NOW,
    },
    "points": lambda n: {
        **_owned(n, "feedback_id"),
        "position": n,
        "kind": "good",
        "sharing": "shareable",
        "is_private": False,
        "is_proposed": False,
        "text": "Clear",
    },
    "proposed_times": lambda n: {**_owned(n, "meeting_id"), "starts_at": NOW + timedelta(hours=n)},
}
"""The factories by table; a table without one fails the tests."""


def _owned(n: int, *parents: str) -> Row:
    return {"id": n, "workspace_id": n, **dict.fromkeys(parents, n)}
