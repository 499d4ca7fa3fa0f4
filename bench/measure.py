"""What a server's processes use, read from outside (Linux, /proc), and percentiles."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
PROC = Path("/proc")


class Use(NamedTuple):
    """At one moment: processor seconds used so far (user and system), resident memory, and when."""

    cpu_s: float
    memory_mib: float
    at: float


def family(pid: int) -> list[int]:
    """A process and all it has started, as they are now; those of other users included."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def use(pids: Iterable[int]) -> Use:
    """What these processes use together; one that has ended counts nothing."""
    cpu, pages = 0.0, 0
    for pid in pids:
        fields = _stat(pid)
        if fields:
            cpu += (int(fields[11]) + int(fields[12])) / TICKS_PER_S
            pages += int(fields[21])
    return Use(cpu, pages * PAGE_BYTES / 2**20, time.monotonic())


def _stat(pid: int) -> list[str]:
    """/proc/PID/stat after the name (proc(5)): [0] is the state, [1] the parent, [11] and [12] the ticks, [21] the resident pages."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def percentiles(seconds: Sequence[float]) -> str:
    """Milliseconds: half, 95 and 99 of a hundred are quicker than this, and the slowest."""
    if not seconds:
        return "none"
    ranked = sorted(seconds)
    at = {name: ranked[min(len(ranked) - 1, int(len(ranked) * part))] * 1000 for name, part in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))}
    return "  ".join(f"{name} {value:.1f} ms" for name, value in {**at, "max": ranked[-1] * 1000}.items())
