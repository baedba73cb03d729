"""The people of the workspace, as Slack shows them to an app."""

import time
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.sandbox.ids import JSON


@dataclass(slots=True)
class Person:
    """A Slack user; `foreign` ones belong to another company's workspace, `tz` is an IANA name.

    `title` is their position as the profile has it.
    """

    id: str
    team_id: str
    handle: str
    name: str
    email: str
    tz: str
    title: str = ""
    admin: bool = False
    guest: bool = False
    foreign: bool = False
    deactivated: bool = False
    bot: bool = False
    updated: int = field(default_factory=lambda: int(time.time()))

    def as_slack(self, *, with_email: bool) -> JSON:
        """Show the user object; foreign people come without their e-mail address."""
        offset = datetime.now(ZoneInfo(self.tz)).utcoffset()
        return {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.handle,
            "deleted": self.deactivated,
            "real_name": self.name,
            **({} if self.deactivated else {"tz": self.tz, "tz_label": self.tz}),
            **({} if self.deactivated or offset is None else {"tz_offset": int(offset.total_seconds())}),
            "profile": self._profile(with_email=with_email and not self.foreign),
            "is_admin": self.admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.guest,
            "is_ultra_restricted": False,
            "is_bot": self.bot,
            "is_app_user": False,
            "is_stranger": self.foreign,
            "is_email_confirmed": True,
            "updated": self.updated,
        }

    def _profile(self, *, with_email: bool) -> JSON:
        """Show the profile inside the user object."""
        return {
            "real_name": self.name,
            "real_name_normalized": self.name,
            "display_name": self.handle,
            "display_name_normalized": self.handle,
            "title": self.title,
            "team": self.team_id,
            **({"email": self.email} if with_email else {}),
        }
