"""The gate: who finds the line full is told when it will be shorter, by the pace at which it moves."""

from __future__ import annotations

import asyncio

import pytest

from sync.hub.faults import Refused
from sync.hub.gate import LONGEST_WAIT, Gate


async def served_at(seconds: float, *, waiting: int, runs: int) -> int:
    """What a counter is told at a full line of ``waiting`` after ``runs`` that took ``seconds`` each."""
    now = 0.0
    gate = Gate(running=1, waiting=waiting, clock=lambda: now)
    leave = asyncio.Semaphore(0)

    async def run() -> None:
        with gate.line():
            async with gate:
                await leave.acquire()

    line = [asyncio.create_task(run()) for _ in range(waiting + 1)]
    await asyncio.sleep(0)
    for _ in range(runs):
        now += seconds
        leave.release()
        done, _ = await asyncio.wait(line, return_when=asyncio.FIRST_COMPLETED)
        line = [task for task in line if task not in done] + [asyncio.create_task(run()) for _ in done]
        await asyncio.sleep(0)
    with pytest.raises(Refused) as refused, gate.line():
        pass
    for task in line:
        task.cancel()
    await asyncio.gather(*line, return_exceptions=True)
    return int(refused.value.headers["Retry-After"])


def test_a_full_line_says_when_it_is_half_gone() -> None:
    assert asyncio.run(served_at(0.2, waiting=99, runs=200)) == 10
    assert asyncio.run(served_at(0.01, waiting=99, runs=200)) == 1


def test_nobody_is_sent_away_for_longer_than_a_minute() -> None:
    assert asyncio.run(served_at(30, waiting=20, runs=100)) == LONGEST_WAIT


def test_one_who_gives_up_in_the_line_leaves_room() -> None:
    async def crowd() -> None:
        gate = Gate(running=1, waiting=1)
        inside, leave = asyncio.Event(), asyncio.Event()

        async def run() -> None:
            with gate.line():
                async with gate:
                    inside.set()
                    await leave.wait()

        first, second = asyncio.create_task(run()), asyncio.create_task(run())
        await inside.wait()
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
        leave.set()
        async with asyncio.timeout(10):
            with gate.line():
                async with gate:
                    pass
            await first

    asyncio.run(crowd())
