"""Real servers for tests: processes of ours that die with the tests, and can be stopped, killed, frozen and started again."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

PR_SET_PDEATHSIG = 1


def free_port() -> int:
    """A port on the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def die_with_parent(user: tuple[int, int] | None = None) -> Callable[[], None]:
    """What a child does before it becomes the server: take on `user` (uid, gid) if given, then ask to be killed when we are.

    In this order, because a change of user clears the request. Only Linux knows it; elsewhere a killed test run leaves its servers.
    """
    prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform == "linux" else None

    def prepare() -> None:
        if user is not None:
            os.setgroups([])
            os.setgid(user[1])
            os.setuid(user[0])
        if prctl is not None:
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

    return prepare


class Server:
    """One process, started by `start()` and ready when that returns; what it says goes to a file shown when it fails."""

    patience = 20.0

    def __init__(
        self,
        command: list[str],
        log: Path,
        *,
        user: tuple[int, int] | None = None,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.command = command
        self.log = log
        self._user = user
        self._cwd = cwd
        self._env = env
        self._process: subprocess.Popen[bytes] | None = None

    def is_ready(self) -> bool:
        """Whether the server answers; asked again and again while it starts."""
        raise TypeError(f"{type(self).__name__} does not say how it is seen to be ready")

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        assert self._process is not None, "not started"
        return self._process.pid

    def start(self) -> None:
        """Start, or start again after `stop` or `kill`, on the same port and with the same data."""
        if self.is_running():
            return
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._cwd,
                env=self._env,
                preexec_fn=die_with_parent(self._user),
            )
        deadline = time.monotonic() + self.patience
        while not self.is_ready():
            if not self.is_running() or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"{self.command[0]} did not start:\n{self.words()[-3000:]}")
            time.sleep(0.01)

    def words(self) -> str:
        """All it has said so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self, with_signal: signal.Signals = signal.SIGTERM) -> int | None:
        """Ask it to end and wait; its exit code, or None if it was not running."""
        return self._end(with_signal)

    def kill(self) -> None:
        """End it without a word, as a power cut would."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """Keep its connections open and answer nothing, until `thaw`."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def _end(self, with_signal: signal.Signals) -> int | None:
        process, self._process = self._process, None
        if process is None:
            return None
        if process.poll() is None:
            process.send_signal(with_signal)
        try:
            return process.wait(timeout=self.patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
