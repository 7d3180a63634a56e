"""A click is answered once and in time: by its letter, else by the channel itself."""

import asyncio

from bot.channels.wecom.cards import Chosen
from bot.channels.wecom.clicks import REMEMBERED, Click, Clicks

LONG = 3600.0


def click(request: str = "r1", message_id: int = 7) -> Click:
    tapped = Chosen("menu.home::0", "菜单", "您好")
    return Click(request, "wang", message_id, f"{message_id}-x", tapped)


def nobody(_click: Click, _left: float, _answering: bool) -> None:
    raise AssertionError("it was in time")


async def test_only_a_click_whose_letter_came_is_taken_and_only_once() -> None:
    clicks = Clicks(nobody, LONG, LONG)
    assert clicks.opened(click())
    assert clicks.take(7) is None
    clicks.answering("r1")
    assert clicks.take(8) is None
    found = clicks.take(7)
    assert found is not None
    assert found[0] == click()
    assert 0 < found[1] <= LONG
    assert clicks.take(7) is None


async def test_two_clicks_on_one_card_are_answered_each_by_its_own_letter() -> None:
    clicks = Clicks(nobody, LONG, LONG)
    assert clicks.opened(click("r1"))
    assert clicks.opened(click("r2"))
    clicks.answering("r2")
    assert [found[0].request for found in [clicks.take(7)] if found] == ["r2"]
    clicks.answering("r1")
    assert [found[0].request for found in [clicks.take(7)] if found] == ["r1"]


async def test_a_repeated_click_is_none() -> None:
    clicks = Clicks(nobody, LONG, LONG)
    assert clicks.opened(click())
    assert not clicks.opened(click())
    clicks.drop("r1")
    assert not clicks.opened(click())


async def test_it_is_late_only_while_it_can_still_be_answered() -> None:
    late: list[tuple[str, bool]] = []
    told = asyncio.Event()

    def tell(one: Click, left: float, answering: bool) -> None:
        assert left > 0
        late.append((one.request, answering))
        if len(late) == 2:
            told.set()

    clicks = Clicks(tell, 0.01, LONG)
    for request in ("taken", "waiting", "delivering"):
        clicks.opened(click(request))
    clicks.answering("delivering")
    clicks.answering("taken")
    clicks.drop("taken")
    async with asyncio.timeout(60):
        await told.wait()
    assert sorted(late) == [("delivering", True), ("waiting", False)]
    assert clicks.take(7) is None
    assert clicks.claim("waiting") is None


async def test_after_its_seconds_nobody_may_answer() -> None:
    clicks = Clicks(nobody, LONG, 0.0)
    clicks.opened(click())
    clicks.answering("r1")
    assert clicks.take(7) is None
    clicks.opened(click("r2"))
    assert clicks.claim("r2") is None


async def test_what_was_long_ago_is_forgotten_and_nothing_is_told_after_the_end() -> None:
    clicks = Clicks(nobody, 0.0, LONG)
    for number in range(REMEMBERED + 10):
        clicks.opened(click(f"r{number}"))
    clicks.close()
    await asyncio.sleep(0.01)
    assert clicks.opened(click("r0"))
    clicks.close()
