"""Tests talk to this machine only: a connection or a look-up that would leave it fails at once, by name."""

import ipaddress
import sys
from typing import Any


class LeavesTheMachine(RuntimeError):
    """Raised within whatever tried."""


def is_local(host: object) -> bool:
    """Whether `host`, an address or a name, is this machine."""
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "localhost")
    if text == "localhost" or text.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(text.split("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "localhost"
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if not is_local(host):
        raise LeavesTheMachine(f"a test asked for {host!r}, which is not this machine")


def stay_local() -> None:
    """From now on, for as long as Python runs: an audit hook cannot be taken off."""
    sys.addaudithook(_guard)
