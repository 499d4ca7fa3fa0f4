"""Starting and stopping as an operator does: what is printed, and the one sentence when it cannot be."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.support.node import ROOT, Node
from tests.support.processes import free_port


def said_by(*arguments: str, expect: int) -> str:
    """What a command that ends by itself says on standard error."""
    done = subprocess.run([sys.executable, "-m", "server", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == expect, done.stderr
    return done.stderr if expect else done.stdout


def test_it_says_ready_and_how_to_begin(tmp_path: Path) -> None:
    with Node(tmp_path / "data") as node:
        assert f"Hearth is ready at http://localhost:{node.port}" in node.words()
        assert [path.split("#")[0] for path in node.links()] == ["/set-up"]
        with urllib.request.urlopen(f"{node.address}/ready", timeout=5) as answer:
            assert json.load(answer)["ready"] is True
        assert (tmp_path / "data" / "secret.key").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
        assert node.stop() == 0


def test_a_second_start_is_quick_and_keeps_the_key(tmp_path: Path) -> None:
    with Node(tmp_path / "data") as node:
        key = (tmp_path / "data" / "secret.key").read_bytes()
        node.kill()
        began = time.monotonic()
        node.start()
        assert time.monotonic() - began < 10
        assert (tmp_path / "data" / "secret.key").read_bytes() == key


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_calmly_when_told(tmp_path: Path, signum: signal.Signals) -> None:
    with Node(tmp_path / "data") as node:
        began = time.monotonic()
        assert node.stop(signum) == 0
        assert time.monotonic() - began < 10
        assert "Traceback" not in node.words()


def test_a_folder_serves_one_process(tmp_path: Path) -> None:
    with Node(tmp_path / "data"):
        said = said_by("serve", "--data", str(tmp_path / "data"), "--port", str(free_port()), expect=2)
    assert "hearth: " in said
    assert "in use by another" in said
    assert "Traceback" not in said


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = said_by("serve", "--data", str(tmp_path / "data"), "--port", str(port), expect=2)
    assert f"Port {port} is taken" in said
    assert f"--port {port + 1}" in said


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = said_by("serve", "--data", str(tmp_path / "file" / "data"), expect=2)
    assert "cannot be written to" in said
    assert "--data" in said


def test_the_wrong_key_is_refused(tmp_path: Path) -> None:
    with Node(tmp_path / "data"):
        pass
    (tmp_path / "data" / "secret.key").unlink()
    said = said_by("serve", "--data", str(tmp_path / "data"), "--port", str(free_port()), expect=2)
    assert "key" in said
    assert "Traceback" not in said


def test_unsafe_settings_end_with_a_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "server", "config"],
        cwd=ROOT,
        env={"HEARTH_PUBLIC_URL": "http://meetings.example.org", "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("hearth: A public address over plain http")


def test_a_demo_and_a_programme_never_share_a_folder(tmp_path: Path) -> None:
    with Node(tmp_path / "demo", "--demo") as node:
        assert [path.split("#")[0] for path in node.links()] == ["/join"] + ["/invitation"] * 5 + ["/join"]
        again = said_by("demo", "links", "--data", str(tmp_path / "demo"), expect=0)
        assert again.count(f"{node.address}/invitation#") == 5
        assert not set(node.links()) & set(again.split())
    assert "holds a demo" in said_by("serve", "--data", str(tmp_path / "demo"), expect=2)
    with Node(tmp_path / "real"):
        pass
    assert "real programme" in said_by("serve", "--demo", "--data", str(tmp_path / "real"), expect=2)
    assert "holds no demo" in said_by("demo", "links", "--data", str(tmp_path / "real"), expect=2)
    assert "this machine only" in said_by("serve", "--demo", "--host", "0.0.0.0", "--data", str(tmp_path / "demo"), expect=2)


def test_an_administrator_is_recovered_at_the_console_only(tmp_path: Path) -> None:
    with Node(tmp_path / "demo", "--demo"):
        assert "/set-up#" in said_by("admin", "recover", "Ada", "--data", str(tmp_path / "demo"), expect=0)
    assert "no administrator" in said_by("admin", "recover", "Nobody", "--data", str(tmp_path / "demo"), expect=2)
