"""A node of Hearth as its users run it: a process of its own, on SQLite alone or with others on PostgreSQL and Valkey."""

from __future__ import annotations

import os
import re
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from tests.support.processes import Server, free_port

ROOT = Path(__file__).parents[2]


class Node(Server):
    """`with Node(folder) as node:` serves at `node.address`; `node.links()` are what it printed for the console."""

    def __init__(
        self, folder: Path, *arguments: str, settings: Mapping[str, str] | None = None, port: int | None = None, name: str = "node"
    ) -> None:
        """`settings` are `HEARTH_…` variables; those of the test run are not handed on."""
        self.folder = folder
        self.port = port or free_port()
        self.address = f"http://localhost:{self.port}"
        env = {key: value for key, value in os.environ.items() if not key.startswith("HEARTH_")}
        command = [sys.executable, "-m", "server", "serve", "--port", str(self.port), "--data", str(folder), *arguments]
        super().__init__(command, folder.parent / f"{folder.name}-{name}.log", cwd=ROOT, env={**env, **(settings or {})})

    def is_ready(self) -> bool:
        """Whether it has said so and answers."""
        if not self.log.exists() or "is ready at" not in self.words().rsplit("── start", 1)[-1]:
            return False
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=1) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def start(self) -> None:
        """Start, or start again on the same port and folder."""
        if not self.is_running():
            with self.log.open("a") as log:
                log.write("── start\n")
        super().start()

    def links(self) -> list[str]:
        """Paths of the links it printed since it last started, in order."""
        said = self.words().rsplit("── start", 1)[-1]
        return re.findall(re.escape(self.address) + r"(/\S+#\S+)", said)


def shared(database: str, keys: str, redis: str, secret: str) -> dict[str, str]:
    """Settings that make nodes one programme."""
    return {
        "HEARTH_DATABASE_URL": database,
        "HEARTH_KEYS_DATABASE_URL": keys,
        "HEARTH_REDIS_URL": redis,
        "HEARTH_SECRET_KEY": secret,
    }
