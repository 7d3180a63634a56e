"""When the next message may go: a messenger's pace, for all chats and for each."""

import asyncio
from typing import Any

import pytest

from bot.pace import Pace
from storage.outbox import Urgency
from tests.bot.timeless import timeless


def test_a_pace_is_kept_over_all_chats_and_replies_pass_notices() -> None:
    went: list[tuple[str, float]] = []

    async def story() -> None:
        pace, loop = Pace(per_second=10), asyncio.get_running_loop()

        async def go(name: str, urgency: Urgency) -> None:
            await pace.turn(name, urgency)
            went.append((name, round(loop.time(), 3)))

        notices = [go(f"n{n}", Urgency.NOTICE) for n in range(20)]
        replies = [go(f"r{n}", Urgency.REPLY) for n in range(10)]
        await asyncio.gather(*notices, *replies)
        await pace.close()

    timeless(story())
    assert [at for _name, at in went] == [round(n / 10, 3) for n in range(30)]
    assert all(name.startswith("r") for name, _at in went[1:11])


@pytest.mark.parametrize(
    ("pace", "chat", "times"),
    [
        ({"chat_gap": 1, "burst": 3}, "7", [0, 0, 0, 1, 2]),
        ({"chat_gap": 1, "burst": 2, "group_gap": 4}, "7", [0, 0, 1, 2]),
        ({"chat_gap": 1, "burst": 2, "group_gap": 4}, "-7", [0, 0, 4, 8]),
    ],
    ids=("a chat gets a burst and then one at a time", "a person", "a group waits longer"),
)
def test_when_a_chat_is_spoken_to(pace: dict[str, Any], chat: str, times: list[int]) -> None:
    went: list[float] = []

    async def story() -> None:
        kept = Pace(**pace)
        for _ in times:
            await kept.turn(chat, Urgency.REPLY)
            went.append(asyncio.get_running_loop().time())

    timeless(story())
    assert went == times


def test_trouble_makes_everybody_wait_longer_each_time() -> None:
    went: list[float] = []

    async def story() -> None:
        pace, loop = Pace(), asyncio.get_running_loop()
        for _ in range(3):
            pace.trouble()
            pace.trouble()
            await pace.turn("a", Urgency.REPLY)
            went.append(loop.time())
        pace.fine()
        pace.trouble()
        await pace.turn("a", Urgency.REPLY)
        went.append(loop.time())
        await pace.close()

    timeless(story())
    assert went == [0.5, 1.5, 3.5, 4.0]
