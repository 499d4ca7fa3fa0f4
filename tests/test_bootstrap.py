"""`./hearth` from nothing: it sets up once, says what it does on stderr, and explains what it cannot do."""

import ast
import json
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support import bootstrap
from tests.support.checkout import CLIENT, Checkout, wheel

ROOT = bootstrap.ROOT
SERVED = (7, "served by tiny 1.0 serve --port 0\n")


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_the_first_start_sets_up_and_the_second_is_quick(checkout: Checkout) -> None:
    code, out, err = checkout.start("serve", "--port", "0")
    assert (code, out) == SERVED, err
    for said in ("Setting up Hearth (once", "making .venv", "installing 1 libraries", "fetching the browser client", "Ready after"):
        assert said in err
    assert (checkout.root / "web/static/vendor/socket.io.esm.min.js").read_bytes() == (ROOT / "web/node_modules" / CLIENT).read_bytes()

    begun = time.monotonic()
    assert checkout.start("serve", "--port", "0") == (*SERVED, "")
    assert time.monotonic() - begun < 3


def test_a_changed_lock_or_a_moved_folder_is_set_up_again(checkout: Checkout) -> None:
    assert checkout.start("serve", "--port", "0")[:2] == SERVED
    checkout.lock(wheel(checkout.machine, "2.0"))
    assert checkout.start("serve")[1] == "served by tiny 2.0 serve\n"

    moved = checkout.root.with_name("elsewhere")
    checkout.root.rename(moved)
    checkout.root = moved
    code, out, err = checkout.start("config")
    assert (code, out) == (7, "served by tiny 2.0 config\n"), err
    assert "Setting up" in err
    assert [path.read_text(encoding="utf-8") for path in moved.glob(".venv/lib/*/site-packages/hearth-root.pth")] == [f"{moved}\n"]


def test_two_starts_at_once_share_one_set_up(checkout: Checkout) -> None:
    both = [checkout.begin("serve", "--port", "0") for _ in range(2)]
    answers = [process.communicate(timeout=100) for process in both]
    assert [out for out, _ in answers] == [SERVED[1]] * 2
    said = "".join(err for _, err in answers)
    assert said.count("Setting up Hearth") == 1
    assert "Another ./hearth is setting things up" in said


def test_a_client_that_is_not_the_one_we_know_is_not_used(checkout: Checkout) -> None:
    other = checkout.machine / "other.js"
    other.write_text("export const io = () => {};\n", encoding="utf-8")
    checkout.offers(other)
    for _ in range(2):
        code, out, err = checkout.start("serve")
        assert (code, out) == (1, "")
        assert "is not the file that Hearth knows by its SHA-256" in err
        assert not (checkout.root / "web/static/vendor").exists()


def test_a_library_that_is_not_the_one_the_lock_names_is_not_installed(checkout: Checkout) -> None:
    checkout.lock(f"tiny==1.0 --hash=sha256:{'0' * 64}\n")
    code, out, err = checkout.start("serve")
    assert (code, out) == (1, "")
    assert "What was fetched is not what the locks name" in err


def test_no_network_is_explained(checkout: Checkout) -> None:
    del checkout.env["PIP_NO_INDEX"], checkout.env["PIP_FIND_LINKS"]
    checkout.env["PIP_INDEX_URL"] = "http://127.0.0.1:9/simple"
    code, out, err = checkout.start("serve")
    assert (code, out) == (1, "")
    assert "No network: the libraries could not be fetched." in err


def test_a_folder_that_cannot_be_written_is_explained(checkout: Checkout) -> None:
    (checkout.root / ".hearth-setup.lock").mkdir()
    code, out, err = checkout.start("serve")
    assert (code, out) == (1, "")
    assert f"Hearth could not be set up. Is a directory: {checkout.root}" in err
    assert "Traceback" not in err


def test_a_python_without_pip_and_ensurepip_is_explained(checkout: Checkout) -> None:
    checkout.lacks("ensurepip", "pip", "virtualenv")
    code, out, err = checkout.start("serve")
    assert (code, out) == (1, "")
    assert f"apt install python3.{sys.version_info.minor}-venv" in err


def test_a_python_without_pip_uses_ensurepip(checkout: Checkout) -> None:
    checkout.lacks("pip")
    code, out, err = checkout.start("serve", "--port", "0")
    assert (code, out) == SERVED, err
    assert list((checkout.root / ".venv").glob("lib/*/site-packages/pip"))


def test_uv_is_used_where_it_is(checkout: Checkout) -> None:
    checkout.program("uv", '#!/bin/sh\necho "uv was asked: $@"\nexit 2\n')
    code, out, err = checkout.start("serve")
    assert (code, out) == (1, "")
    assert "uv was asked: pip install" in err
    assert "--require-hashes -r" in err


def test_it_can_be_stopped_and_goes_on_later(checkout: Checkout) -> None:
    checkout.program("uv", f"#!/bin/sh\ntouch {checkout.machine / 'begun'}\nexec sleep 60\n")
    process = checkout.begin("serve")
    while not (checkout.machine / "begun").exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out) == (130, "")
    assert err.endswith("Stopped. The next start goes on from here.\n")

    (checkout.machine / "bin/uv").unlink()
    assert checkout.start("serve", "--port", "0")[:2] == SERVED


OLD = "import sys; sys.version_info = (3, 9, 2); sys.version = '3.9.2 (old)'; sys.argv = sys.argv[1:]; exec(open(sys.argv[0]).read())"


def run_old(checkout: Checkout) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-c", OLD, str(checkout.root / "hearth"), "serve"], env=checkout.env, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_an_old_python_is_explained(checkout: Checkout) -> None:
    checkout.env["PATH"] = str(checkout.machine / "bin")
    code, out, err = run_old(checkout)
    assert (code, out) == (1, "")
    assert err.startswith("Hearth needs Python 3.11 or newer; this is Python 3.9.2")


def test_an_old_python_makes_way_for_a_newer_one_on_path(checkout: Checkout) -> None:
    checkout.env["PATH"] = str(checkout.machine / "bin")
    checkout.program("python3.12", '#!/bin/sh\necho newer "$@"\n')
    assert run_old(checkout) == (0, f"newer {checkout.root / 'hearth'} serve\n", "")


def test_the_start_script_can_be_read_by_an_old_python() -> None:
    ast.parse((ROOT / "hearth").read_text(encoding="utf-8"), feature_version=(3, 7))


def pins(lock: str) -> set[str]:
    return set(re.findall(r"^[a-z0-9.-]+==\S+", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))


def test_the_tests_lock_holds_all_that_the_servers_does() -> None:
    assert pins("requirements.lock")
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-node.lock"])
def test_each_pin_has_hashes_and_no_lock_has_an_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z])", text.strip())
    assert len(entries) == len(pins(lock))
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text


def test_the_browser_lock_has_integrity_and_no_address() -> None:
    packages = json.loads((ROOT / "web/package-lock.json").read_text(encoding="utf-8"))["packages"]
    own = packages.pop("")
    assert all(package["integrity"] and "resolved" not in package for package in packages.values())
    assert packages["node_modules/socket.io-client"]["version"] == own["dependencies"]["socket.io-client"]


def test_node_is_there_for_the_browser_units() -> None:
    assert shutil.which(bootstrap.node())
