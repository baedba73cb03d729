"""Slack's user objects, read as the people they are: whose they are, and what is left out of them."""

from typing import Any

import pytest

from bot.rules.words import Standing
from handlers.door import profile_of

OURS, SISTER, OTHER, ORGANIZATION = "T0OURS", "T0SISTER", "T0OTHER", "E0ORG"


def of_organization(*teams: str) -> dict[str, Any]:
    """What Slack tells of a user of an organization: the workspaces they are in."""
    return {"enterprise_user": {"id": "W1", "enterprise_id": ORGANIZATION, "teams": list(teams)}}


@pytest.mark.parametrize(
    ("told", "standing"),
    [
        ({}, Standing.MEMBER),
        ({"team_id": OURS}, Standing.MEMBER),
        ({"team_id": OTHER}, Standing.FOREIGN),
        ({"team_id": OURS, "is_stranger": True}, Standing.FOREIGN),
        ({"team_id": SISTER, **of_organization(SISTER, OURS)}, Standing.MEMBER),
        ({"team_id": ORGANIZATION, **of_organization(OURS)}, Standing.MEMBER),
        ({"team_id": SISTER, **of_organization(SISTER)}, Standing.FOREIGN),
        ({"team_id": OTHER, "enterprise_user": {}}, Standing.FOREIGN),
        ({"team_id": OTHER, "enterprise_user": None}, Standing.FOREIGN),
        ({"team_id": SISTER, "is_restricted": True, **of_organization(SISTER, OURS)}, Standing.GUEST),
        ({"team_id": SISTER, "deleted": True, **of_organization(OURS)}, Standing.DEACTIVATED),
    ],
)
def test_who_is_ours(told: dict[str, Any], standing: Standing) -> None:
    """In an organization one may be at home in one workspace and a full member of ours as well."""
    assert profile_of({"id": "W1", **told}, OURS).standing is standing


def test_a_profile_that_says_nothing() -> None:
    """The id names them, and no clock is known; nothing fails."""
    for told in (
        {},
        {"profile": None, "tz": None, "name": None},
        {"profile": {"real_name": " "}, "tz": "Mars/Olympus"},
    ):
        profile = profile_of({"id": "U1", **told}, OURS)
        assert (profile.name, profile.email, profile.zone, profile.title) == ("U1", None, None, None)
