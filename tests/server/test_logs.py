"""Whatever is handed to a logger, no words come out of it."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from server import logs

WORDS = "I have not told anyone this before"


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    before = structlog.get_config()
    root = logging.getLogger()
    level, quiet = root.level, [logging.getLogger(name) for name in ("engineio", "socketio", "aiohttp.access")]
    yield stream
    structlog.configure(**before)
    root.setLevel(level)
    for handler in [handler for handler in root.handlers if isinstance(handler, logs.Bridge)]:
        root.removeHandler(handler)
    for logger in quiet:
        logger.disabled = False


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def fail_twice(words: str) -> None:
    try:
        int(words)
    except ValueError as cause:
        raise RuntimeError(f"could not keep {words}") from cause


def test_an_allowed_line_comes_out_whole(out: io.StringIO) -> None:
    logs.start("info", to=out)
    structlog.get_logger().warning("timer_failed", kind="open_meeting", code="StoreDown", count=3, seconds=1.5)
    (line,) = lines(out)
    assert line["event"] == "timer_failed"
    assert line["level"] == "warning"
    assert (line["kind"], line["code"], line["count"], line["seconds"]) == ("open_meeting", "StoreDown", 3, 1.5)
    assert "dropped" not in line


@pytest.mark.parametrize(
    "field", ["body", "name", "text", "seat", "meeting", "url", "ip", "message", "exception", "code", "kind", "error", "at"]
)
def test_words_come_out_of_no_field(out: io.StringIO, field: str) -> None:
    gate = logs.start("info", to=out)
    structlog.get_logger().info("something", **{field: WORDS})
    assert WORDS not in out.getvalue()
    assert lines(out)[0]["event"] == "something"
    assert gate.dropped == (0 if field in ("exception", "at") else 1)


def test_words_given_as_the_event_are_dropped(out: io.StringIO) -> None:
    gate = logs.start("info", to=out)
    structlog.get_logger().error(WORDS)
    assert lines(out)[0]["event"] == "unnamed"
    assert WORDS not in out.getvalue()
    assert gate.dropped == 1


def test_a_traceback_holds_no_text_no_locals_and_no_source(out: io.StringIO) -> None:
    logs.start("info", to=out)
    secret = WORDS
    try:
        fail_twice(secret)
    except RuntimeError as error:
        structlog.get_logger().error("page_failed", exc_info=error)
    (line,) = lines(out)
    trace = line["trace"]
    assert isinstance(trace, list)
    assert "told anyone" not in out.getvalue()
    assert "raise" not in out.getvalue()
    assert [entry for entry in trace if " " not in entry] == ["ValueError", "RuntimeError"]
    assert any("test_logs.py" in entry for entry in trace)


def test_the_librarys_lines_lose_their_text(out: io.StringIO) -> None:
    logs.start("info", to=out)
    try:
        dict[str, str]()[WORDS]
    except KeyError:
        logging.getLogger("aiohttp.server").exception("Error handling request %s", WORDS)
    (line,) = lines(out)
    assert (line["event"], line["logger"], line["error"]) == ("library", "aiohttp.server", "KeyError")
    assert WORDS not in out.getvalue()


def test_our_own_standard_lines_keep_their_sentence_without_values(out: io.StringIO) -> None:
    logs.start("info", to=out)
    logging.getLogger("server.live.bus").warning("redis is %s", WORDS)
    assert lines(out)[0]["event"] == "redis_is_s"
    assert WORDS not in out.getvalue()


def test_engine_io_is_silent(out: io.StringIO) -> None:
    logs.start("debug", to=out)
    logging.getLogger("engineio").error("packet %s", WORDS)
    logging.getLogger("aiohttp.access").error("GET /meeting/%s", WORDS)
    assert out.getvalue() == ""


def test_what_is_below_the_level_is_not_written(out: io.StringIO) -> None:
    logs.start("warning", to=out)
    structlog.get_logger().info("small")
    structlog.get_logger().warning("large")
    assert [line["event"] for line in lines(out)] == ["large"]
