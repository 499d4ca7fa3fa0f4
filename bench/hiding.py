"""What hiding costs a message before it is decided on: the room's rules, and her own list of words.

`.venv/bin/python bench/hiding.py [FILE ...] [--times 15]` reads messages from JSON lines with `text` (the conversations
beside this file) and prints median, p99 and longest time in µs, each message's being the least of so many. It ends with 1 when the
rules take twice what they should, for a machine has other work: 40 at the median, 2,000 at p99. Printed is how many were touched.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from moderation.confidentiality import mask, neutral
from moderation.own import own
from moderation.screening import screen
from rooms.rules import NO_RULES, Rules
from server.store.sealing import Vault
from web import helplines

MEDIAN_US, P99_US = 40, 2000
CONVERSATIONS = sorted((Path(__file__).parent / "conversations").glob("*.jsonl"))
LISTED = helplines.listed(helplines.load())
VAULT = Vault(bytes(32))
HERS = frozenset(VAULT.blind(f"own|account|{entry}") for entry in ("maple close", "rex"))


def by_rules(text: str) -> bool:
    """As in a room that hides; whether anything was."""
    verdict = screen(text, Rules(), LISTED)
    return bool(mask(text, verdict.hidden, lambda detail: neutral("en", detail))[1])


def by_her_list(text: str) -> bool:
    """Beside it, of a woman who has a list."""
    return bool(screen(text, NO_RULES, LISTED, own=tuple(own(text, lambda words: VAULT.blind(f"own|account|{words}") in HERS))).hidden)


def microseconds(does: Callable[[str], bool], text: str, times: int) -> float:
    """The least of so many: what else the machine does is not ours."""
    least = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        does(text)
        least = min(least, time.perf_counter() - began)
    return least * 1e6


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--times", default=15, show_default=True)
def main(files: Sequence[Path], times: int) -> None:
    """Measure, print, judge."""
    texts = [
        json.loads(line)["text"]
        for file in files or CONVERSATIONS
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    gc.disable()
    print(f"{len(texts)} messages, µs{'':10}median     p99     max  touched")
    for name, does in (("rules", by_rules), ("her own list", by_her_list)):
        took = sorted(microseconds(does, text, times) for text in texts)
        median, p99 = statistics.median(took), took[int(len(took) * 0.99)]
        print(f"{name:24}{median:8.1f}{p99:8.0f}{took[-1]:8.0f}{sum(map(does, texts)):9}")
        if name == "rules" and (median >= MEDIAN_US or p99 >= P99_US):
            print(f"more than {MEDIAN_US} µs at the median, or {P99_US} at p99", file=sys.stderr)
            raise SystemExit(1)


if __name__ == "__main__":
    main()
