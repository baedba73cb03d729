"""Keeps a Python process from talking to anything but this machine."""

import ipaddress
import sys

LOCAL_NAMES = frozenset({"", "localhost", "ip6-localhost"})


class NotLoopbackError(RuntimeError):
    """Something tried to reach another machine; no OSError, so that no retry swallows it."""


def is_loopback(host: object) -> bool:
    """Say whether a socket's host (a name, an address, or None for any local one) is this machine."""
    if host is None:
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in LOCAL_NAMES:
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def refuse_other_hosts(event: str, args: tuple[object, ...]) -> None:
    """Raise NotLoopbackError when an audited socket call names another machine; sockets in the file system are fine."""
    if event in {"socket.connect", "socket.sendto"} and isinstance(args[1], tuple):
        host = args[1][0]
    elif event == "socket.getaddrinfo":
        host = args[0]
    else:
        return
    if not is_loopback(host):
        raise NotLoopbackError(f"{event} to {host}: only this machine may be reached")


def allow_only_loopback() -> None:
    """Watch every socket of this process from now on; it cannot be undone."""
    sys.addaudithook(refuse_other_hosts)
