"""Who may hear a point of feedback (DESIGN.md §7): the candidate, the team alone, or nobody until it is released."""

from bot.rules.held_points import HoldReason, reason_to_hold
from bot.rules.words import PointKind, Sharing


def sharing_of(kind: PointKind, text: str, *, stays_inside: bool) -> tuple[Sharing, HoldReason | None]:
    """Return a point's sharing and why it is held, if it is; what stays inside the team, and a note, is never held."""
    if stays_inside or kind is PointKind.NOTE:
        return Sharing.TEAM_ONLY, None
    reason = reason_to_hold(text)
    return (Sharing.HELD, reason) if reason else (Sharing.SHAREABLE, None)
