"""Where a code leads when a messenger has no addresses: words to pass on, a QR picture only where
something can be opened, and the hand-over to whoever has an account, there."""

from argparse import ArgumentParser
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.wecom.wire import INVITATION
from bot.codes import link_in
from bot.operator.control import give
from bot.operator.invitations import INVITE
from bot.operator.ways import NO_WAY
from handlers.formkit.events import Typed
from handlers.links import invitation_links
from scheduler.sweep import sweep
from storage.account import mark_unreachable
from storage.database import Database
from storage.link import Purpose
from storage.organisation import Role
from storage.store import Store
from storage.ways import address_lines, addresses, configure, page_of, private_chats
from tests.bot.messengers import Messengers, code_to_type, last_typed, side_by_side
from tests.bot.office import settings_in
from tests.bot.signing import Signing, set_up
from tests.bot.talk import Person
from tests.conftest import NOW

WEB = ("网页", "https://a.example/i/{code}")
TELEGRAM = ("Telegram", "https://t.me/x?start={code}")


@pytest.fixture
async def both(data: Path) -> AsyncIterator[Messengers]:
    async with side_by_side(data) as made:
        yield made


@pytest.fixture
async def signing(both: Messengers) -> Signing:
    return await set_up(both.office)


@pytest.fixture
def only() -> Iterator[None]:
    """企业微信 and nothing else."""
    configure(lambda: [INVITATION])
    yield
    configure(list)


def test_the_page_comes_first_and_what_is_no_address_last() -> None:
    configure(lambda: [INVITATION, TELEGRAM, WEB])
    try:
        names = [name for name, _way in addresses(Purpose.SIGN, "abc")]
        assert page_of(Purpose.SIGN, "abc") == "https://a.example/s/abc"
        chats = private_chats()
    finally:
        configure(list)
    assert names == ["网页", "Telegram", "企业微信"]
    assert chats == [
        ("企业微信", "在企业微信里打开“安星”，发送 菜单"),
        ("Telegram", "https://t.me/x?start=results"),
    ]


@pytest.mark.usefixtures("only")
def test_what_cannot_be_opened_is_no_qr_picture() -> None:
    assert page_of(Purpose.ALARM, "abc") == ""
    assert address_lines(Purpose.ALARM, "abc") == ["在企业微信里打开“安星”，发送 a-abc"]


@pytest.mark.usefixtures("only")
def test_an_invitation_says_how_to_join_in_wecom() -> None:
    assert "企业微信：在企业微信里打开“安星”，发送 abc" in invitation_links("abc")


SERVED: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"wecom_bot_id": "aib-1"}, []),
    ({"wecom_bot_id": "aib-1", "wecom_secret": "s3cret"}, ["企业微信"]),
    (
        {"wecom_bot_id": "aib-1", "wecom_secret": "s3cret", "web_port": 8080},
        ["网页", "企业微信"],
    ),
]


@pytest.mark.parametrize(("settings", "names"), SERVED)
async def test_anxing_invite_tells_the_ways_that_are_set(
    settings: dict[str, Any], names: list[str], data: Path
) -> None:
    parser = ArgumentParser()
    INVITE.arguments(parser)
    asked = parser.parse_args(["--role", "supervisor", "--name", "陆文斌"])
    try:
        _code, text = await give(INVITE, settings_in(data, **settings), asked, lambda: NOW)
    finally:
        configure(list)
    secret, *lines = text.splitlines()
    told = [line for line in lines if line.partition("：")[0] in ("网页", "Telegram", "企业微信")]
    assert [line.partition("：")[0] for line in told] == names
    assert all(secret.removeprefix("邀请码：") in line for line in told)
    assert (NO_WAY in lines) == (not names)


LETTERS = [("s", Purpose.SIGN), ("p", Purpose.SURVEY), ("a", Purpose.ALARM)]


@pytest.mark.parametrize(("letter", "purpose"), LETTERS)
@pytest.mark.parametrize("typed", ["{}", "/start {}", "/start@anxing_bot {}"])
async def test_every_kind_of_link_is_typed_alone_as_after_start(
    typed: str, letter: str, purpose: Purpose, sqlite_database: Database
) -> None:
    code, event = "x" * 24, Typed(typed.format(f"{letter}-{'x' * 24}"))
    found = await sqlite_database.read(lambda c: link_in(Store(c, NOW), event, None))
    assert found == (purpose, code)


async def test_a_principal_invites_staff_who_join_in_wecom(both: Messengers) -> None:
    principal = both.member("沈经理")
    await principal.says(await both.office.invitation("沈经理", Role.PRINCIPAL))
    await principal.says("邀请本单位人员")
    await principal.says("陈敏")
    await principal.taps("机构人员")
    await principal.taps("提交")
    line = next(one for one in principal.screen.splitlines() if one.startswith("企业微信："))
    staff = both.member("陈敏")
    await staff.says(line.rpartition(" ")[2])
    await staff.sees("陈敏，您好")


async def test_without_any_address_nobody_is_told_to_scan(
    both: Messengers, signing: Signing
) -> None:
    configure(lambda: [INVITATION])
    await _hands_over_again(signing)
    status, words = signing.staff.messages[-2:]
    assert (status.files, words.files) == (0, 0)
    assert "扫二维码" not in status.text
    assert "发送 s-" in words.text
    client = both.member("王建国")
    await client.says(last_typed(signing.staff))
    await client.sees("[签收]")


async def test_a_client_who_is_in_wecom_gets_the_next_list_there_at_once(
    both: Messengers, signing: Signing
) -> None:
    client = await _known(both, signing)
    await _hands_over_again(signing)
    assert any("已直接发到对方的企业微信" in one.text for one in signing.staff.messages[-3:])
    await both.hears(client)
    await client.sees("隐患清单待签收", "2条", "[查看并签收]")
    await client.taps("查看并签收")
    await client.taps("签收")
    await client.taps("确认签收")
    await client.sees("已签收，服务机构会收到通知")
    assert {one.channel for one in await signing.signed()} == {"wecom"}


async def test_a_client_whom_no_account_reaches_gets_the_web_link(
    both: Messengers, signing: Signing
) -> None:
    code = await signing.hands_over()
    words = signing.staff.messages[-1].text
    assert f"网页：https://anxing.example/s/{code}" in words
    assert any("扫二维码" in one.text for one in signing.staff.messages[-3:])
    client = both.member("王建国")
    await client.says(last_typed(signing.staff))
    await signing.office.write(lambda s: mark_unreachable(s, "wecom", str(client.id)))
    await _hands_over_again(signing)
    assert not any("已直接发到" in one.text for one in signing.staff.messages[-3:])


async def test_a_client_is_reminded_in_wecom(both: Messengers, signing: Signing) -> None:
    client = await _known(both, signing)
    signing.office.clock.passes(days=1)
    letters = await sweep(signing.office.app.database, signing.office.clock())
    assert [(one.channel, one.account) for one in letters if one.account == str(client.id)] == [
        ("wecom", str(client.id))
    ]
    assert not any(one.key.startswith("forward:") for one in letters)
    await both.hears(client)
    await client.taps("查看并签收")
    await client.sees("[签收]", "堆放杂物")


async def test_one_contact_opens_the_link_in_both_messengers_and_nobody_else_does(
    both: Messengers, signing: Signing
) -> None:
    first = await signing.client(await signing.hands_over())
    code = last_typed(signing.staff)
    await first.sees("[签收]")
    stranger = both.member("路人")
    await stranger.says(code)
    await stranger.sees("已由另一个账号打开过")
    await first.says("绑定")
    await first.taps("生成绑定码")
    bound = both.member("王建国")
    await bound.says(next(one for one in first.screen.splitlines() if one.startswith("绑定 ")))
    await bound.says(code)
    await bound.sees("事故隐患清单", "[签收]")


async def _known(both: Messengers, signing: Signing) -> Person:
    """The contact came in by their first link."""
    client = both.member("王建国")
    await client.says(await code_to_type(signing))
    await client.sees("[签收]")
    return client


async def _hands_over_again(signing: Signing) -> None:
    signing.office.clock.passes(minutes=1)
    await signing.staff.presses(f"sign.give:{signing.visit.id}:0")
    await signing.staff.taps("王建国")
