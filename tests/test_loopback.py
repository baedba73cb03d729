"""The guard that keeps the tests on this machine."""

import socket

import pytest

from tests.loopback import NotLoopbackError, is_loopback


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost", b"localhost", "", None, "0.0.0.0"])  # noqa: S104 -- only asked about, not bound
def test_this_machine_may_be_reached(host: object) -> None:
    """Loopback addresses and the local names are this machine."""
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "slack.com", "localhost.example"])
def test_others_may_not(host: str) -> None:
    """Every other name and address is not."""
    assert not is_loopback(host)


def test_a_connection_to_another_machine_is_refused() -> None:
    """The guard is on in this very process, for connections and for names."""
    with socket.socket() as sock, pytest.raises(NotLoopbackError):
        sock.connect(("192.0.2.1", 80))
    with pytest.raises(NotLoopbackError):
        socket.getaddrinfo("slack.com", 443)
