"""The browser of the tests: which Chromium, and how it is started.

In this order: HEARTH_CHROMIUM, a chromium or Google Chrome on PATH, Playwright's own download, Debian's package when we are root.
Browser tests never skip: where none can be had, they fail and say what to do.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHED_OFF = (
    "WebUIOmniboxPopup",  # the address bar of each window would be a page of its own, which costs more than ours
    "WebUIOmniboxAimPopup",
    # Chromium heeds the last of such switches only, so Playwright's own stand here again
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
ARGUMENTS = [
    "--no-sandbox",  # Chromium's sandbox refuses root, which containers and CI often are; it opens our own pages only
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    f"--disable-features={','.join(SWITCHED_OFF)}",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",  # nothing leaves this machine, whoever asks
]
ADVICE = (
    "No Chromium for the browser tests. Install one (Debian, Ubuntu: apt install chromium), run `.venv/bin/playwright install chromium`, "
    "or name one in HEARTH_CHROMIUM."
)


def named() -> str | None:
    """What HEARTH_CHROMIUM says; naming a file that is not there is a mistake worth stopping for."""
    path = os.environ.get("HEARTH_CHROMIUM")
    if path and not os.access(path, os.X_OK):
        raise RuntimeError(f"HEARTH_CHROMIUM is {path}, which cannot be run.")
    return path or None


def on_path() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def of_playwright() -> str | None:
    """Playwright's own Chromium, downloaded if it can be."""
    ask = "from playwright.sync_api import sync_playwright as start\nwith start() as it: print(it.chromium.executable_path)"
    path = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout.strip()
    if not Path(path).exists():
        with suppress(subprocess.TimeoutExpired):
            subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, timeout=300, check=False)
    return path if os.access(path, os.X_OK) else None


def of_debian() -> str | None:
    """Debian's package, which root may install."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", "chromium"]):
        if subprocess.run(["apt-get", *words], env=quiet, capture_output=True, check=False).returncode:
            return None
    return on_path()


WAYS: tuple[Callable[[], str | None], ...] = (named, on_path, of_playwright, of_debian)


@cache
def executable() -> str:
    """The Chromium to use, installed if need be."""
    found = next(filter(None, (way() for way in WAYS)), None)
    if found is None:
        raise RuntimeError(ADVICE)
    return found


if __name__ == "__main__":
    try:
        print(f"Browser tests use {executable()}.")
    except RuntimeError as trouble:
        sys.exit(str(trouble))
