"""What manifest.yml declares and no story used: too much is asked of the people who install the app."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.manifest import Manifest, Used

MANIFEST = Path(__file__).parents[1] / "manifest.yml"
STORIES = Path(__file__).parent / "story"


def unused(manifest: Manifest, used: Used) -> list[str]:
    """Name what is declared and was not used, a line each."""
    declared = {
        "scope": (manifest.scopes, used.scopes),
        "event": (manifest.events, used.events),
        "command": (set(manifest.commands), used.commands),
        "shortcut": (set(manifest.shortcuts), used.shortcuts),
    }
    return [
        f"manifest.yml declares the {kind} {name}, and no story used it"
        for kind, (names, seen) in declared.items()
        for name in sorted(names - seen)
    ]


class ManifestUse:
    """Sums up what the stories used, over all workers, and fails a run of all of them that left something unused."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.used = Used()
        self.is_whole = False
        self._complaints: list[str] = []
        self._deselected: set[Path] = set()

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Note whose tests were left out."""
        self._deselected |= {item.path for item in items}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note whether all stories are to be told."""
        files = set(STORIES.glob("test_*.py"))
        is_part = any("::" in argument for argument in session.config.args) or files & self._deselected
        self.is_whole = not is_part and files <= {item.path for item in session.items}

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:  # noqa: ANN401  # xdist publishes no types
        """Take what a worker tells when it has ended."""
        told = getattr(node, "workeroutput", {}).get("manifest_use")
        if told is not None:
            self.is_whole = told["is_whole"]
            self.used.scopes |= set(told["scopes"])
            self.used.events |= set(told["events"])
            self.used.commands |= set(told["commands"])
            self.used.shortcuts |= set(told["shortcuts"])

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Tell the run's controller, or, being it, judge a run that went well."""
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["manifest_use"] = {"is_whole": self.is_whole, **self.used.as_json()}
        elif self.is_whole and session.exitstatus == pytest.ExitCode.OK:
            self._complaints = unused(Manifest.read(MANIFEST), self.used)
            if self._complaints:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was left unused."""
        if self._complaints:
            terminalreporter.section("manifest", red=True)
            for line in self._complaints:
                terminalreporter.line(line, red=True)
