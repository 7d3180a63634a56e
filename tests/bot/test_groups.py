"""In a group the bot answers when it is addressed, only what is public, whoever asks."""

import asyncio
import json
import re
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.arrivals import read
from bot.channels.telegram import _incoming
from bot.groups import Patience, addressed, asked_in, heard, is_group, topic_of
from handlers.publication.group import answer
from storage.client import Client
from storage.cycle import Participation
from storage.database import Database
from storage.inbox import inbox
from storage.organisation import Role
from storage.person import Person
from storage.publication import Publication
from storage.store import Store
from tests import rated
from tests.bot.fake_telegram import FakeTelegram, message
from tests.bot.office import Office
from tests.bot.test_telegram import until
from tests.conftest import NOW
from tests.handlers.bureau import found as bureau

GROUP = {"id": -100200, "type": "supergroup", "title": "安全服务机构交流群"}
ME = "anxing_bot"


def said(text: str, id: int = 7, **more: Any) -> dict[str, Any]:
    return message(id, text=text, **{"chat": GROUP, **more})


ADDRESSED = [
    ("/results", "/results"),
    ("/Results 安达", "/results 安达"),
    (f"/results@{ME}", "/results"),
    (f"/score@{ME.upper()}", "/score"),
    (f"@{ME} 安达几星", "安达几星"),
    (f"请问@{ME}安达几星", "请问 安达几星"),
    ("/results@other_bot", None),
    ("/score", None),
    ("/start", None),
    ("大家好", None),
    (f"@{ME}2 安达几星", None),
    (f"x@{ME} 安达几星", None),
    ("/resultsx", None),
    ("结果 /results", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "asked"), ADDRESSED)
def test_what_is_addressed_to_it(text: str, asked: str | None) -> None:
    assert addressed(text, ME) == asked


@given(st.text(max_size=60).filter(lambda text: ME not in text.lower()))
def test_what_does_not_name_it_is_not_heard(text: str) -> None:
    if not re.match(r"/results(\s|$)", text.strip(), re.IGNORECASE | re.ASCII):
        assert heard(said(text), ME) is None


def test_who_asked_is_not_kept() -> None:
    kept = heard(said("/results", 424243), ME)
    assert kept is not None
    assert kept[0] == "-100200"
    assert "424243" not in json.dumps(kept)
    assert read(kept[1]).asked == "/results"
    assert asked_in(message(7, text="/results")) is None
    assert not is_group(message(7, text="/results"))


def test_another_bot_is_not_answered_but_an_anonymous_admin_is() -> None:
    machine: Any = {"from": {"id": 1087968824, "is_bot": True, "first_name": "b"}}
    assert heard(said("/results", **machine), ME) is None
    assert heard(said("/results", sender_chat=GROUP, **machine), ME) is not None


def test_what_is_asked_in_a_topic_is_answered_there() -> None:
    forum = {"message_thread_id": 9, "is_topic_message": True}
    for more, topic in ((forum, 9), ({"message_thread_id": 9}, None), ({}, None)):
        kept = heard(said("/results", **more), ME)
        assert kept is not None
        assert (topic_of(kept[1]), read(kept[1]).topic) == (topic, topic)


def test_a_group_is_heard_so_often_and_no_more() -> None:
    now = [100.0]
    patience = Patience(lambda: now[0], most=3, gap=4.0)
    assert [patience.hears("-1") for _ in range(5)] == [True, True, True, False, False]
    assert patience.hears("-2")
    now[0] += 4.1
    assert [patience.hears("-1") for _ in range(2)] == [True, False]
    now[0] += 60
    assert [patience.hears("-1") for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize("kind", ["edited_message", "channel_post", "chat_member"])
async def test_what_is_no_new_message_is_nobodys(
    telegram: FakeTelegram, served: Office, kind: str
) -> None:
    telegram.deliver({kind: said("/results")["message"]}, said("/results"))
    await until(lambda: telegram.sent)
    await asyncio.sleep(0.1)
    assert len(telegram.sent) == 1


def town(store: Store) -> Publication:
    made = bureau(store)
    part: Participation = made["joined"]
    return rated.announce(store, part, made["inspector"])


@pytest.mark.parametrize(
    ("asked", "seen", "unseen"),
    [
        ("/results", "1. 嘉兴安达安全技术有限公司", "恒信"),
        ("结果", "已公布1家", "恒信"),
        ("安达几星", "四星", "恒信"),
        ("嘉兴安达安全技术有限公司怎么样", "基础管理", "恒信"),
        ("/results 恒信", "没有找到“恒信”", "安达"),
        ("沈经理是谁", "只回答已经公布的", "沈"),
        ("嘉兴1号机械厂结果", "没有找到", "安达"),
        ("/score", "和我私聊", "安达"),
        ("/help", "和我私聊", "安达"),
        ("", "和我私聊", "安达"),
    ],
)
async def test_it_answers_what_is_public(
    sqlite_database: Database, asked: str, seen: str, unseen: str
) -> None:
    def work(store: Store) -> None:
        town(store)
        view = answer(store, asked)
        shown = f"{view.title}\n{view.text}"
        assert seen in shown
        assert unseen not in shown
        assert view.rows == ()

    await sqlite_database.write(lambda c: work(Store(c, NOW)))


WORDS = "/results 结果 安达 恒信 沈经理 机械厂 隐患 /score 得分 % _ 纸箱 '".split()


@given(st.lists(st.sampled_from(WORDS), max_size=4))
async def test_no_question_brings_out_a_private_name(
    private_town: Database, words: list[str]
) -> None:
    def work(store: Store) -> str:
        return answer(store, " ".join(words)).text

    text = await private_town.read(lambda c: work(Store(c, NOW)))
    names = await private_town.read(lambda c: private(Store(c, NOW)))
    asked = "".join(words)
    assert [name for name in names if name in text and name not in asked] == []


def private(store: Store) -> list[str]:
    clients = [one.name for one in store.find(Client)]
    return [*clients, *(one.name for one in store.find(Person)), "堆放纸箱", "配电间"]


@pytest.fixture
async def private_town(sqlite_database: Database) -> Database:
    await sqlite_database.write(lambda c: town(Store(c, NOW)))
    return sqlite_database


async def test_a_group_is_answered_alike_whoever_asks(
    telegram: FakeTelegram, served: Office
) -> None:
    await served.write(town)
    for id, role in ((7, Role.PRINCIPAL), (8, Role.SUPERVISOR)):
        code = await served.invitation(f"某{id}", role)
        telegram.says(id, f"/start {code}")
        await until(lambda: telegram.sent)
    await until(lambda: len(telegram.sent) == 2)
    telegram.sent.clear()
    for id in (7, 8, 9):
        telegram.deliver(said("今天开会吗", id), said("/score", id), said("/results", id))
    await until(lambda: len(telegram.sent) == 3)
    await asyncio.sleep(0.2)
    assert {one["chat_id"] for one in telegram.sent} == {-100200}
    (text,) = {one["text"] for one in telegram.sent}
    assert "1. 嘉兴安达安全技术有限公司" in text
    assert "https://t.me/anxing_bot?start=results" in text
    assert not any("reply_markup" in one for one in telegram.sent)
    kept = await served.app.database.read(lambda c: list(c.scalars(select(inbox.c.raw))))
    assert "今天开会吗" not in str(kept)
    assert sum("group" in raw for raw in kept) == 3


async def test_a_forum_is_answered_in_its_topic(
    telegram: FakeTelegram, served: Office
) -> None:
    forum = {"message_thread_id": 9, "is_topic_message": True}
    telegram.deliver(said("/results", **forum))
    await until(lambda: telegram.sent)
    assert telegram.sent[0]["message_thread_id"] == 9


def test_a_flood_in_a_group_is_let_pass_and_people_are_heard() -> None:
    flood = [{"update_id": n, **said("/results", n)} for n in range(60)]
    updates = [*flood, {"update_id": 60, **message(7, text="/results")}]
    kept = list(_incoming(updates, ME, Patience(lambda: 0.0)))
    assert [one.account for one in kept] == ["-100200"] * 20 + ["7"]



def enough(telegram: FakeTelegram, many: int) -> bool:
    return len(telegram.sent) == many


async def test_a_stranger_out_of_a_group_reads_what_is_public_and_how_to_get_in(
    telegram: FakeTelegram, served: Office
) -> None:
    await served.write(town)
    for said_, public in (("/start results", True), ("/results 安达", True), ("/score", False)):
        telegram.sent.clear()
        telegram.says(55, said_)
        await until(partial(enough, telegram, 1 + public))
        shown = [one["text"] for one in telegram.sent]
        assert ("嘉兴安达安全技术有限公司" in shown[0]) is public
        assert "需要邀请" in shown[-1]
        assert "私聊" not in "".join(shown)
