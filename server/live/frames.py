"""Frames: a packet in both the forms in which it may leave, made once for all who are sent it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

LARGEST_FRAME = 16 * 1024  # bytes of one message from a browser
MOST_PACKETS = 200  # in one polling request


class Out(NamedTuple):
    """One or more packets in both their forms: Socket.IO text for polling, framed bytes for websockets."""

    packets: tuple[bytes, ...]
    wire: bytes

    @classmethod
    def of(cls, packets: Sequence[bytes]) -> Out:
        """Encode once, whoever it is for. `packets` are Socket.IO packets such as `2["event",{…}]`."""
        return cls(tuple(packets), b"".join([frame(b"4" + packet) for packet in packets]))


def frame(text: bytes) -> bytes:
    """An unmasked websocket text frame (RFC 6455, 5.2)."""
    size = len(text)
    if size < 126:
        return b"\x81%c%b" % (size, text)
    if size < 65536:
        return b"\x81\x7e%b%b" % (size.to_bytes(2), text)
    return b"\x81\x7f%b%b" % (size.to_bytes(8), text)


def packets_of(body: bytes) -> list[str]:
    """The Engine.IO packets of a polling request; none at all when any of it is malformed or too large."""
    packets = body.split(b"\x1e")
    if len(packets) > MOST_PACKETS or any(len(packet) > LARGEST_FRAME for packet in packets):
        return []
    try:
        return [packet.decode() for packet in packets]
    except UnicodeDecodeError:
        return []
