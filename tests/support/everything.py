"""Every check there is, in one order, with one summary: what `./hearth test` and CI run, and nothing more.

A check that fails does not keep the others from running. Types are checked beside the others, with what they leave of the processor.
With arguments, only pytest runs, and is given them: `./hearth test tests/rooms -k turns`.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.support import bootstrap

ALONE = (
    "tests/test_bootstrap.py",
    "tests/server/live/test_two_nodes.py",
    "tests/journeys/test_attack.py",
)  # their deadlines are real: each has a core to itself
JOURNEYS = "tests/journeys"  # slow: begun before the others, they do not end last
SLOW_FIRST = ("server", "contracts", "bench")  # folders whose files take long: begun first, they do not end last
BESIDE = ("types",)  # run while the others do
Result = tuple[str, int, float]  # the name of a check, its exit code and the seconds it took
BROWSER_UNITS = "tests/browser/**/*.test.js"


def checks() -> list[tuple[str, list[str]]]:
    """Their names and commands; quick ones first, pytest last."""
    python = sys.executable
    cores = os.cpu_count() or 2
    ignored = [f"--ignore={file}" for file in ALONE]
    units = sorted(str(path) for path in bootstrap.ROOT.glob(BROWSER_UNITS))
    return [
        ("lint", [python, "-m", "ruff", "check", "."]),
        ("format", [python, "-m", "ruff", "format", "--check", "."]),
        ("types", [python, "-m", "mypy"]),
        ("imports", [str(Path(python).with_name("lint-imports"))]),
        ("catalogues", [python, "-m", "tests.support.catalogues"]),
        ("chromium", [python, "-m", "tests.support.chromium"]),
        ("browser units", [bootstrap.node(), "--test", "--test-reporter=spec", *(units or [BROWSER_UNITS])]),
        ("tests alone", [python, "-m", "pytest", *workers(cores), *ALONE]),
        ("journeys", [python, "-m", "pytest", *workers(cores), *ignored, JOURNEYS]),
        ("tests", [python, "-m", "pytest", *workers(cores), *ignored, *slow_first()]),
    ]


def workers(count: int) -> list[str]:
    """pytest's options for so many at once: a file stays with one, and files are begun in the order given."""
    return ["-n", str(count), "--dist", "loadfile", "--no-loadscope-reorder"]


def slow_first() -> list[str]:
    """Folders and files of tests, in the order in which they are begun."""
    with_tests = {path.relative_to(bootstrap.ROOT).parts[:2] for path in bootstrap.ROOT.glob("tests/**/test_*.py")}
    rest = sorted(name for _, name in with_tests if name not in SLOW_FIRST)
    return [place for name in (*SLOW_FIRST, *rest) if (place := f"tests/{name}") not in (*ALONE, JOURNEYS)]


def title(name: str) -> None:
    print(f"\n── {name} " + "─" * (76 - len(name)), flush=True)


def run(name: str, command: list[str]) -> Result:
    """Run a check that says what it says at once."""
    title(name)
    begun = time.monotonic()
    code = subprocess.run(command, cwd=bootstrap.ROOT, check=False).returncode
    return name, code, time.monotonic() - begun


def beside(name: str, command: list[str]) -> Callable[[], Result]:
    """Begin a check that uses only what others leave of the processor; the answer waits for it and says what it said."""
    begun = time.monotonic()
    command = [sys.executable, "-c", "import os, sys; os.nice(19); os.execv(sys.argv[1], sys.argv[1:])", *command]
    process = subprocess.Popen(command, cwd=bootstrap.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def end() -> Result:
        said, _ = process.communicate()
        title(name)
        print(said, end="", flush=True)
        return name, process.returncode, time.monotonic() - begun

    return end


def main(arguments: Sequence[str]) -> int:
    """Run them and say how each went; 0 only if all went well."""
    if arguments:
        os.chdir(bootstrap.ROOT)
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])
    commands = checks()
    begun = [beside(*check) for check in commands if check[0] in BESIDE]
    results = [run(*check) for check in commands if check[0] not in BESIDE]
    results += [end() for end in begun]
    print("\n── summary " + "─" * 69)
    for name, code, seconds in results:
        print(f"{'  ok  ' if code == 0 else 'FAILED'}  {name:<14} {seconds:6.1f} s")
    return int(any(code for _, code, _ in results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
