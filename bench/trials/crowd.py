"""Women who write on and on whatever they are answered, and what is done to them meanwhile."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, Self

from socketio.exceptions import SocketIOError

WITHIN_S = 60.0
SLOW_S = 1
MOST_UNANSWERED = 10  # posts of one line: a machine that has much else to do is not drowned as well
NO_LINE = (SocketIOError, TimeoutError, OSError, RuntimeError)  # what a client may raise when its line is lost or not made

Json = dict[str, Any]


class Writer(Protocol):
    """One line of somebody: `tests/support/woman.py`."""

    async def post(self, text: str) -> Json: ...


class Flood:
    """`async with Flood(line, 50):` posts so many times a second, several at once while answers are awaited, and counts them."""

    def __init__(self, writer: Writer, per_second: float) -> None:
        self.answers: Counter[str] = Counter()  # "ok", or the code of the refusal
        self._writer = writer
        self._every = 1 / per_second
        self._running: asyncio.Task[None] | None = None
        self._posts: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._running = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._running is not None
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)
        if self._posts:
            await asyncio.wait(self._posts, timeout=WITHIN_S)

    @property
    def taken(self) -> int:
        """Words that were acknowledged."""
        return self.answers["ok"]

    async def _run(self) -> None:
        number, due = 0, asyncio.get_running_loop().time()
        while True:
            if len(self._posts) < MOST_UNANSWERED:
                task = asyncio.create_task(self._post(f"word {number}"))
                self._posts.add(task)
                task.add_done_callback(self._posts.discard)
                number += 1
            due = max(due + self._every, asyncio.get_running_loop().time())
            await asyncio.sleep(due - asyncio.get_running_loop().time())

    async def _post(self, text: str) -> None:
        try:
            answer = await self._writer.post(text)
        except NO_LINE:
            self.answers["no line"] += 1
        else:
            self.answers["ok" if answer["ok"] else str(answer["code"])] += 1


async def reach(condition: Callable[[], object], within: float = WITHIN_S) -> None:
    """Wait for what must come."""
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 -- what is waited for comes from many sides
            await asyncio.sleep(0.002)


Act = Callable[..., Awaitable[Json]]
Again = Callable[[list[Flood], Act, str, int], Awaitable[None]]
"""What is done to a seat that floods, how often; in the end it may write as before."""


async def _each(floods: list[Flood], answer: str) -> None:
    """Until each of her lines has been answered so once more."""
    before = [flood.answers[answer] for flood in floods]
    await reach(lambda: all(flood.answers[answer] > was for flood, was in zip(floods, before, strict=True)))


async def quiet_again_and_again(floods: list[Flood], act: Act, seat: str, repeats: int) -> None:
    """Quiet time while she floods; once it is acknowledged she goes on flooding for a moment; then it is lifted."""
    for _ in range(repeats):
        await _each(floods, "ok")
        await act("quiet", seat=seat, minutes=5, reason="disturbing")
        await _each(floods, "quiet_time")
        await act("lift_quiet", seat=seat)


async def turn_again_and_again(floods: list[Flood], act: Act, seat: str, repeats: int) -> None:
    """It is her turn and then it is not, while she floods from everywhere."""
    await act("set_mode", mode="queue", cross_talk=False, turn_s=0)
    for _ in range(repeats):
        await act("call_on", seat=seat)
        await _each(floods, "ok")
        await act("next_turn")
        await _each(floods, "not_your_turn")
    await act("set_mode", mode="open", cross_talk=True, turn_s=0)


async def slow_again_and_again(floods: list[Flood], act: Act, seat: str, repeats: int) -> None:  # noqa: ARG001 -- it is for everyone
    """One word a second for everyone, while she floods from everywhere: each second all her lines ask for that one word."""
    await act("set_slow", seconds=SLOW_S)
    for _ in range(repeats):
        taken = sum(flood.taken for flood in floods)
        await reach(lambda: sum(flood.taken for flood in floods) > taken)  # noqa: B023
        await _each(floods, "slow_mode")
    await act("set_slow", seconds=0)
