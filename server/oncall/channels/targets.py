"""Where requests of ours may go: to addresses on a list and nowhere else (OWASP ASVS 1.3.6).

What a browser hands us, the address of its push service, never decides the host: it is looked at when it is kept and just before sending.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit


def is_loopback(host: str | None) -> bool:
    """Whether this names the machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def parts_of(url: str) -> SplitResult | None:
    """The parts of a plain address without user, password or fragment; None for anything else."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    odd = parts.username is not None or parts.password is not None or parts.fragment or not url.isascii() or not url.isprintable()
    return None if odd or not known or "\\" in url else parts


def allowed(url: str, hosts: Iterable[str], *, loopback: bool) -> bool:
    """Whether a request may go there: https, its usual port, and a host on the list. A host that begins with a dot stands for all below it.

    With `loopback`, this machine itself counts too, by http and any port.
    """
    parts = parts_of(url)
    if parts is None or parts.hostname is None:
        return False
    host = parts.hostname
    if loopback and is_loopback(host):
        return True
    listed = any(host.endswith(each) and host != each[1:] if each.startswith(".") else host == each for each in hosts)
    return listed and parts.scheme == "https" and parts.port in (None, 443)
