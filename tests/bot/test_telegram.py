"""Telegram on loopback: nothing is confirmed before it is kept, and bad days pass."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

import pytest

from bot.channels.telegram import CHANNEL
from handlers.links import invitation_links
from storage import inbox, outbox
from storage.account import account_of
from storage.organisation import Role
from storage.store import Store
from tests.bot.fake_telegram import TOKEN, FakeTelegram, message, proxy_page, refusing, too_many
from tests.bot.office import Office
from tests.bot.trouble import fill, free
from tests.pictures import photo


async def until(true: Callable[[], Any], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true"
        await asyncio.sleep(0.01)


def texts(telegram: FakeTelegram) -> list[str]:
    return [one["text"] for one in telegram.sent]


async def test_a_person_comes_in_by_a_link_and_talks(
    telegram: FakeTelegram, served: Office
) -> None:
    code = await served.invitation("王建国", Role.AGENCY)
    telegram.says(7, f"/start {code}")
    await until(lambda: telegram.sent)
    assert "王建国，您好" in texts(telegram)[0]
    telegram.says(7, "帮助")
    await until(lambda: len(telegram.sent) == 2)
    assert telegram.sent[1]["entities"][0]["type"] == "bold"
    assert f"Telegram：https://t.me/anxing_bot?start={code}" in invitation_links(code)


async def test_a_batch_is_confirmed_after_it_is_kept(
    telegram: FakeTelegram, served: Office
) -> None:
    for n in range(5):
        telegram.says(100 + n, "你好")
    await until(lambda: len(telegram.sent) == 5)
    assert telegram.offsets[0] is None
    await until(lambda: 6 in telegram.offsets)
    done = await served.app.database.read(inbox.unfinished)
    assert done == []


async def test_what_cannot_be_kept_is_not_confirmed(
    telegram: FakeTelegram, served: Office
) -> None:
    await fill(served.app.database)
    telegram.says(7, "长" * 3000)
    await until(lambda: len(telegram.offsets) >= 3)
    assert set(telegram.offsets) == {None}
    assert [text[:9] for text in texts(telegram)] == ["您好，这里是安星，"]
    await free(served.app.database)
    await until(lambda: 2 in telegram.offsets)
    assert len(telegram.sent) == 1
    assert await served.app.database.read(inbox.unfinished) == []


@pytest.mark.parametrize(
    "trouble",
    [proxy_page, too_many, refusing(500, "Internal Server Error"), refusing(502, "restarting")],
)
async def test_a_bad_day_of_telegram_passes(
    telegram: FakeTelegram, served: Office, trouble: Any
) -> None:
    telegram.trouble = trouble
    telegram.says(7, "你好")
    await asyncio.sleep(0.3)
    telegram.trouble = None
    await until(lambda: telegram.sent)
    assert len(telegram.sent) == 1


async def test_a_refused_connection_is_tried_again(
    telegram: FakeTelegram, served: Office
) -> None:
    telegram.says(7, "你好")
    await until(lambda: telegram.sent)
    await telegram.stop()
    served.app.sender.say(CHANNEL, "7", {"views": [{"text": "断线时说的"}]})
    await asyncio.sleep(0.3)
    await telegram.start()
    await until(lambda: "断线时说的" in texts(telegram))
    telegram.says(7, "还在吗")
    await until(lambda: len(telegram.sent) == 3)


async def test_a_second_poller_is_named_in_the_log(
    telegram: FakeTelegram, served: Office, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.trouble = refusing(409, "Conflict: terminated by other getUpdates", "getUpdates")
    with caplog.at_level(logging.WARNING, "bot"):
        await until(lambda: "另一个程序正在用同一个令牌" in caplog.text)
    telegram.trouble = None
    telegram.says(7, "你好")
    await until(lambda: telegram.sent)
    assert TOKEN not in caplog.text


async def test_who_blocks_the_bot_is_not_written_to_again(
    telegram: FakeTelegram, served: Office
) -> None:
    code = await served.invitation("王建国", Role.AGENCY)
    telegram.says(7, f"/start {code}")
    await until(lambda: telegram.sent)
    telegram.trouble = refusing(403, "Forbidden: bot was blocked by the user", "sendMessage")
    telegram.says(7, "帮助")

    async def blocked() -> bool:
        account = await served.read(lambda store: account_of(store, CHANNEL, "7"))
        return bool(account and account.unreachable_at)

    for _ in range(300):
        if await blocked():
            break
        await asyncio.sleep(0.02)
    assert await blocked()
    telegram.trouble = None
    telegram.says(7, "帮助")
    await until(lambda: len(telegram.sent) == 2)
    assert not await blocked()


async def test_a_reply_whose_answer_got_lost_is_repeated_once(
    telegram: FakeTelegram, served: Office
) -> None:
    telegram.lost = 1
    telegram.says(7, "你好")
    await until(lambda: len(telegram.sent) == 2)
    assert texts(telegram)[0] == texts(telegram)[1]


async def test_a_photo_is_fetched_before_it_is_handled(
    telegram: FakeTelegram, served: Office
) -> None:
    code = await served.invitation("王建国", Role.AGENCY)
    telegram.says(7, f"/start {code}")
    telegram.files["photo1"] = content = photo()
    held = {"file_id": "photo1", "file_unique_id": "u", "file_size": len(content)}
    size = {**held, "width": 9, "height": 9}
    telegram.deliver(message(7, photo=[size]))
    await until(lambda: len(telegram.sent) == 2)
    stored = [path for path in served.app.files.root.rglob("*") if path.is_file()]
    assert content in [path.read_bytes() for path in stored]


async def test_an_update_of_an_unknown_kind_stops_nothing(
    telegram: FakeTelegram, served: Office
) -> None:
    telegram.deliver({"telepathy": {"from": {"id": 7}}}, {"message": 5})
    telegram.says(7, "你好")
    await until(lambda: telegram.sent and served.app.intake.idle)
    states = await served.app.database.read(inbox.unfinished)
    assert states == []


async def test_every_letter_has_its_receipt(telegram: FakeTelegram, served: Office) -> None:
    telegram.says(7, "你好")
    await until(lambda: telegram.sent)

    for _ in range(200):
        if not await served.app.database.read(outbox.unsent):
            break
        await asyncio.sleep(0.02)
    assert await served.app.database.read(outbox.unsent) == []


async def test_t9_an_outage_grows_the_outbox_and_the_end_of_it_drains_it(
    telegram: FakeTelegram, served: Office
) -> None:
    await telegram.stop()
    count = 80

    def queue(store: Store) -> None:
        for n in range(count):
            body = {"views": [{"text": f"提醒{n}"}]}
            notice = outbox.Urgency.NOTICE
            key, account = f"n{n}", str(1000 + n)
            outbox.post(store.connection, key, CHANNEL, account, notice, body, store.now)

    await served.write(queue)
    served.app.sender.wake()
    await asyncio.sleep(1.2)
    assert len(await served.app.database.read(outbox.unsent)) == count
    telegram.trouble = proxy_page
    await telegram.start()
    await asyncio.sleep(0.5)
    telegram.trouble = None
    await until(lambda: telegram.sent)
    await until(lambda: len(telegram.sent) >= count)
    await asyncio.sleep(0.3)
    assert sorted(texts(telegram)) == sorted(f"提醒{n}" for n in range(count))
