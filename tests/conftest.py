"""What every test has: no network but this machine's own."""

from tests.loopback import allow_only_loopback


def pytest_configure() -> None:
    """Refuse every connection beyond loopback, in each worker, from before the first test is collected."""
    allow_only_loopback()
