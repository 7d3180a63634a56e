"""Nobody is told more than their messenger takes, in the order it was said, and nothing is lost."""

import asyncio
from itertools import pairwise

import pytest

from bot.channels.wecom.windows import MANY, Windows

PATIENCE = 60.0


@pytest.mark.parametrize("limits", [((1, 0.05),), ((3, 0.05), (5, 0.2)), ((2, 0.0), (4, 0.1))])
async def test_so_many_ago_is_long_enough_ago(limits: tuple[tuple[int, float], ...]) -> None:
    windows, loop = Windows(limits, margin=0.0), asyncio.get_running_loop()
    began, over = [], []

    async def speak(number: int) -> None:
        async with windows.turn("wang"):
            began.append((loop.time(), number))
            await asyncio.sleep(0)
            over.append(loop.time())

    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(speak(number) for number in range(12)))
    assert [number for _at, number in began] == list(range(12))
    for most, span in limits:
        for at in range(len(began) - most):
            assert began[at + most][0] - over[at] >= span - 1e-6


async def test_one_conversation_waits_for_none_of_the_others() -> None:
    windows = Windows(((1, 3600.0),))
    async with asyncio.timeout(PATIENCE):
        for chat in ("wang", "li", "zhao"):
            async with windows.turn(chat):
                pass
    with pytest.raises(TimeoutError):
        async with windows.turn("wang", 0.01):
            pass


async def test_who_gave_up_waiting_stands_in_nobodys_way() -> None:
    windows = Windows(((2, 0.1),), margin=0.0)
    for _ in range(2):
        async with windows.turn("wang"):
            pass
    with pytest.raises(TimeoutError):
        async with windows.turn("wang", 0.0):
            pass
    async with asyncio.timeout(PATIENCE), windows.turn("wang"):
        pass


async def test_what_failed_counts_too_for_it_may_have_arrived() -> None:
    windows = Windows(((1, 3600.0),))
    with pytest.raises(ConnectionError):
        async with windows.turn("wang"):
            raise ConnectionError
    with pytest.raises(TimeoutError):
        async with windows.turn("wang", 0.0):
            pass


async def test_many_conversations_are_forgotten_when_they_are_over() -> None:
    windows = Windows(((2, 0.0), (3, 0.0)), margin=0.0)
    sizes = []
    for number in range(MANY + 50):
        async with windows.turn(f"member{number}"):
            sizes.append(len(windows._lanes))
    assert max(sizes) <= MANY + 1
    assert any(later < earlier for earlier, later in pairwise(sizes))
