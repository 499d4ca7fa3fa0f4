"""What import-linter cannot say of the architecture: the core is pure, and files are read in one sitting.

Which folder may import which is settled by the contracts in pyproject.toml.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = {"rooms": {"rooms"}, "moderation": {"rooms", "moderation"}}
PURE_LIBRARIES = {"msgspec", "confusable_homoglyphs", "dateutil", "phonenumbers"}
IMPURE = {
    "asyncio", "concurrent", "ctypes", "http", "io", "logging", "multiprocessing", "os", "queue", "random", "sched", "secrets",
    "select", "selectors", "shelve", "signal", "socket", "socketserver", "sqlite3", "ssl", "subprocess", "tempfile", "threading",
    "time", "urllib", "uuid",
}  # fmt: skip
CLOCKS = {"now", "utcnow", "today"}
DOERS = {"open", "print", "input", "exec", "eval"}
LONGEST = {".py": 400, ".js": 300, ".css": 600}


def imported(node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [name.name for name in names]
        case ast.ImportFrom(module=module, level=0):
            return [module or ""]
    return []


def impurities(source: str, folder: str) -> Iterator[str]:
    """What in `source`, a file of `folder`, reaches for the world outside its arguments."""
    allowed = (sys.stdlib_module_names - IMPURE) | PURE_LIBRARIES | OURS[folder]
    for node in ast.walk(ast.parse(source)):
        yield from (f"imports {name}" for name in imported(node) if name.split(".")[0] not in allowed)
        match node:
            case ast.AsyncFunctionDef() | ast.Await() | ast.AsyncFor() | ast.AsyncWith():
                yield f"awaits at line {node.lineno}"
            case ast.Call(func=ast.Attribute(attr=name)) if name in CLOCKS:
                yield f"reads a clock at line {node.lineno}"
            case ast.Call(func=ast.Name(id=name)) if name in DOERS:
                yield f"calls {name} at line {node.lineno}"


@pytest.mark.parametrize("folder", OURS)
def test_the_core_is_pure(folder: str) -> None:
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    found = [f"{path.relative_to(ROOT)} {what}" for path in files for what in impurities(path.read_text(encoding="utf-8"), folder)]
    assert found == []


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("import aiohttp", "imports aiohttp"),
        ("from sqlalchemy.ext import asyncio", "imports sqlalchemy.ext"),
        ("from moderation import controls", "imports moderation"),
        ("from server.store.tables import meeting", "imports server.store.tables"),
        ("import random", "imports random"),
        ("from time import monotonic", "imports time"),
        ("async def decide(): ...", "awaits at line 1"),
        ("at = datetime.now(UTC)", "reads a clock at line 1"),
        ("def decide():\n    print(1)", "calls print at line 2"),
        ("from datetime import datetime\nfrom typing import assert_never\nimport msgspec\nfrom rooms.events import Event", None),
    ],
)
def test_an_impurity_is_found(source: str, complaint: str | None) -> None:
    assert list(impurities(source, "rooms")) == ([complaint] if complaint else [])


def test_aiohttps_web_is_never_mistaken_for_ours() -> None:
    files = [
        path for folder in ("server", "web", "tests", "bench") for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts
    ]
    collisions = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "aiohttp" and any(name.name == "web" for name in node.names)
    ]
    assert files
    assert collisions == [], "write `import aiohttp.web as http`"


def test_files_are_read_in_one_sitting() -> None:
    ours = [path for folder in ("rooms", "moderation", "server", "web") for path in (ROOT / folder).rglob("*") if path.suffix in LONGEST]
    lengths = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n")
        for path in ours
        if not {"node_modules", "vendor"} & set(path.parts)
    }
    assert lengths
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST[Path(name).suffix]} == {}
