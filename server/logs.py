"""Logs that cannot hold words: what is not on the list of fields is dropped and counted (OWASP ASVS 16.2.5, 16.3).

A line is an event's fixed name and a few short fields, each with its own shape, as JSON on standard error. A traceback is files, lines
and functions: no locals, no source, and not the exception's text, which may quote a value. Of other libraries' lines only the logger's
name and the kind of exception are kept, of ours besides that the sentence before its values are put in.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from pathlib import PurePath
from types import TracebackType
from typing import Any, TextIO

import structlog

OWN = ("server", "web", "rooms", "moderation", "bench", "__main__")
DEEPEST = 30
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,63}")
_CODE = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,63}|[A-Z]{2} \d{2}|\d{1,5}|HY\d{3}|[0-9A-Z]{5}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
_NUMBER = (int, float, bool, type(None))

SHAPES: dict[str, re.Pattern[str] | tuple[type, ...]] = {
    "event": _NAME,  # what happened, a fixed name
    "level": _NAME,
    "logger": _NAME,
    "at": _MOMENT,
    "kind": _NAME,  # of a timer, a task, a link
    "code": _CODE,  # of a refusal, a database, or the one a woman may quote
    "error": _NAME,  # the class of an exception
    "count": _NUMBER,
    "seconds": _NUMBER,
    "ms": _NUMBER,
    "dropped": _NUMBER,
}

Line = MutableMapping[str, Any]


class Gate:
    """What every line passes. `dropped` counts fields that were not let through."""

    def __init__(self) -> None:
        self.dropped = 0

    def __call__(self, _logger: object, _method: str, line: Line) -> Line:
        """The line with its allowed fields alone. Made as a structlog processor."""
        trace = tracing(line.pop("exc_info", None))
        line.pop("exception", None)
        kept: dict[str, Any] = {name: value for name, value in line.items() if _fits(name, value)}
        lost = len(line) - len(kept)
        self.dropped += lost
        if lost:
            kept["dropped"] = lost
        kept.setdefault("event", "unnamed")
        if trace:
            kept["trace"] = trace
        return kept


def start(level: str = "info", *, to: TextIO | None = None) -> Gate:
    """Set up the process's logging, its own and its libraries'. Called once by `hearth serve`; calling again replaces it."""
    gate = Gate()
    stream = to or sys.stderr
    least = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            gate,
            structlog.processors.JSONRenderer(sort_keys=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, Bridge)]:
        root.removeHandler(handler)
    root.addHandler(Bridge())
    root.setLevel(max(least, logging.WARNING))
    for quiet in ("engineio", "socketio", "aiohttp.access"):  # engine.io writes what women write; access lines hold addresses
        logging.getLogger(quiet).disabled = True
    return gate


class Bridge(logging.Handler):
    """The standard library's lines, without their text."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line: who logged, how grave, which exception. The sentence only when it is ours, with its values left out."""
        ours = record.name.split(".")[0] in OWN
        event = re.sub(r"\W+", "_", str(record.msg).split("\n")[0]).strip("_")[:60] if ours else "library"
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        log = structlog.get_logger()
        log.log(
            record.levelno, event or "unnamed", logger=record.name, exc_info=record.exc_info or None, **({"error": kind} if kind else {})
        )


def tracing(given: object) -> list[str]:
    """Where an exception came from: "server/wire.py:180 reply", innermost last, each cause before what it led to."""
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    places: list[str] = []
    seen: set[int] = set()
    while isinstance(error, BaseException) and id(error) not in seen:
        seen.add(id(error))
        places = [*_places(error.__traceback__), type(error).__name__, *places]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return places[-DEEPEST:]


def _places(trace: TracebackType | None) -> list[str]:
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{'/'.join(PurePath(code.co_filename).parts[-3:])}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found


def _fits(name: str, value: object) -> bool:
    shape = SHAPES.get(name)
    if isinstance(shape, re.Pattern):
        return isinstance(value, str) and shape.fullmatch(value) is not None
    return shape is not None and isinstance(value, shape)
