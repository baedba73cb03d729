"""The workspace of tests that need one and nothing of it in particular."""

from storage.workspaces import Workspace


def acme() -> Workspace:
    """Make it, unsaved."""
    return Workspace(team_id="T1", name="Acme", url="https://acme.example", bot_user_id="UBOT", bot_id="BBOT")
