"""How well a crisis is noticed, and how long it takes.

`python -m bench.screening [SET ...]` measures each set of messages below `tests/moderation/crisis/`: of each language, category and tier
how many were found, of the alarms how many were right, and alarms and pages for 1,000 ordinary messages, each with a 95 % confidence
interval (Wilson 1927); then median and p99 time for an ordinary message, with masking and without. Messages are never printed.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from moderation.confidentiality import find
from moderation.crisis import notice
from moderation.lexicon import Lexicon
from server.lexicons import load
from web import helplines

FOLDER = Path(__file__).resolve().parents[1] / "tests/moderation/crisis"
Z = 1.96
SAFE = ("negative", "ordinary")


class Message(NamedTuple):
    """One message of a set, and what it should be taken for. Of a safe one the tier is at most 1."""

    language: str
    tier: int
    category: str
    text: str


class Seen(NamedTuple):
    """What was made of one."""

    message: Message
    tier: int
    categories: frozenset[str]


def messages(name: str) -> Iterator[Message]:
    """Those of one file: a section is headed "# language tier category", other lines with "#" are remarks."""
    heading = ["", "0", ""]
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            told = line[1:].split()
            heading = told if len(told) == 3 and told[1].isdigit() else heading
        elif line:
            yield Message(heading[0], int(heading[1]), heading[2], line)


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    share = hits / of
    middle = (share + Z * Z / (2 * of)) / (1 + Z * Z / of)
    half = Z * ((share * (1 - share) / of + Z * Z / (4 * of * of)) ** 0.5) / (1 + Z * Z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def share(hits: int, of: int, times: int = 100) -> str:
    """Hits of so many, in percent or per 1,000, with its interval."""
    low, high = wilson(hits, of)
    return f"{hits:4}/{of:<4} {times * hits / max(1, of):6.1f} ({times * low:.1f} to {times * high:.1f})" if of else "   none"


def report(seen: Sequence[Seen]) -> None:
    """The figures of one set."""
    for language in sorted({each.message.language for each in seen}):
        mine = [each for each in seen if each.message.language == language]
        for tier, category in sorted({(each.message.tier, each.message.category) for each in mine}, reverse=True):
            group = [each for each in mine if each.message[1:3] == (tier, category)]
            if category in SAFE:
                alarms, pages = sum(each.tier >= 2 for each in group), sum(each.tier == 3 for each in group)
                alarmed, paged = share(alarms, len(group), 1000), share(pages, len(group), 1000)
                print(f"  {language} {category:11}   alarms per 1,000 {alarmed}, pages {paged}")
            else:
                right = sum(each.tier == tier for each in group)
                found = sum(each.tier >= min(2, tier) for each in group) if tier > 1 else sum(each.tier >= 1 for each in group)
                print(f"  {language} {category:11} {tier} at its tier {share(right, len(group))}, found {share(found, len(group))}")
        for tier in (3, 2, 1):
            group = [each for each in mine if each.message.tier == tier and each.message.category not in SAFE]
            if group:
                right, alarms = sum(each.tier == tier for each in group), sum(each.tier >= 2 for each in group)
                print(f"  {language} tier {tier}: at its tier {share(right, len(group))}, alarmed {share(alarms, len(group))}")
        raised = [each for each in mine if each.tier >= 2]
        if any(each.message.tier >= 2 for each in mine):
            print(f"  {language} precision of alarms {share(sum(each.message.tier >= 2 for each in raised), len(raised))}")
            named = [each for each in raised if each.message.tier >= 2]
            right = sum(each.message.category in each.categories for each in named)
            print(f"  {language} their category among those named {share(right, len(named))}")


def microseconds(does: Callable[[], object], times: int) -> float:
    """The least of so many: what else the machine does is not ours."""
    least = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        does()
        least = min(least, time.perf_counter() - began)
    return least * 1e6


def timed(texts: Sequence[str], lexicon: Lexicon, times: int) -> None:
    """Median, p99 and longest, in µs."""
    listed = helplines.listed(helplines.load())
    gc.disable()
    print(f"{len(texts)} ordinary messages, µs  median     p99     max")
    for name, does in (
        ("noticing", lambda text: lambda: notice(text, lexicon)),
        ("with masking", lambda text: lambda: (notice(text, lexicon), find(text, listed))),
    ):
        took = sorted(microseconds(does(text), times) for text in texts)
        print(f"  {name:26}{statistics.median(took):8.1f}{took[int(len(took) * 0.99)]:8.0f}{took[-1]:8.0f}")


@click.command()
@click.argument("names", nargs=-1)
@click.option("--times", default=15, show_default=True, help="How often each message is timed; 0 for not at all.")
def main(names: Sequence[str], times: int) -> None:
    """Measure and print."""
    lexicon = load()
    sets = {name: list(messages(name)) for name in names or sorted(path.stem for path in FOLDER.glob("*.txt"))}
    for name, each in sets.items():
        print(f"{name}: {len(each)} messages; in percent unless said otherwise")
        report([Seen(message, (noticed := notice(message.text, lexicon)).tier, frozenset(noticed.categories)) for message in each])
    if times:
        timed([message.text for each in sets.values() for message in each if message.category == "ordinary"], lexicon, times)


if __name__ == "__main__":
    main()
