"""A code gets in however it was copied; what only looks like one is an answer like any other."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from handlers.links import invitation_links
from storage.account import new_code
from storage.audit import trail
from storage.organisation import Role, memberships
from storage.person import Person as Somebody
from storage.store import Store
from tests.bot.messengers import Messengers, code_to_type, side_by_side
from tests.bot.signing import Signing, set_up


@pytest.fixture
async def both(data: Path) -> AsyncIterator[Messengers]:
    async with side_by_side(data) as made:
        yield made


@pytest.fixture
async def signing(both: Messengers) -> Signing:
    return await set_up(both.office)


COPIED = {
    "as it is told": "{}",
    "with spaces and lines around it": "  {}\n",
    "as a command": "/start {}",
    "in wide letters": "{wide}",
    "in quotes": "“{}”。",
    "with the words around it": "在企业微信里打开“安星”，发送 {}",
}


@pytest.mark.parametrize("copied", COPIED.values(), ids=COPIED.keys())
async def test_a_strangers_link_opens_its_list_however_it_was_copied(
    copied: str, both: Messengers, signing: Signing
) -> None:
    code = await code_to_type(signing)
    client = both.member("王建国")
    await client.says(copied.format(code, wide=wide(code)))
    await client.sees("事故隐患清单", "堆放杂物", "[签收]")


@pytest.mark.parametrize("copied", COPIED.values(), ids=COPIED.keys())
async def test_a_strangers_invitation_lets_in_however_it_was_copied(
    copied: str, both: Messengers
) -> None:
    code = await both.office.invitation("沈经理", Role.PRINCIPAL)
    member = both.member("沈经理")
    await member.says(copied.format(code, wide=wide(code)))
    await member.sees("沈经理，您好", "机构主要负责人")


async def test_whole_messages_that_were_passed_on_are_understood(
    both: Messengers, signing: Signing
) -> None:
    await code_to_type(signing)
    client = both.member("王建国")
    await client.says(signing.staff.messages[-1].text)
    await client.sees("事故隐患清单", "[签收]")
    code = await both.office.invitation("沈经理", Role.PRINCIPAL)
    member = both.member("沈经理")
    await member.says("\n".join(invitation_links(code)))
    await member.sees("沈经理，您好")


async def test_a_known_contact_pastes_what_another_visit_brought(
    both: Messengers, signing: Signing
) -> None:
    client = both.member("王建国")
    await client.says(await code_to_type(signing))
    await client.taps("签收")
    await client.taps("确认签收")
    await code_to_type(signing)
    await client.says(signing.staff.messages[-1].text)
    await client.sees("事故隐患清单", "[签收]")


async def test_the_agencys_staff_who_send_it_to_the_bot_by_mistake_try_nothing(
    both: Messengers, signing: Signing
) -> None:
    await code_to_type(signing)
    colleague = await both.office.person("李强", Role.AGENCY)
    await colleague.says(signing.staff.messages[-1].text)
    await colleague.sees("没看懂")
    tried = select(trail.c.act).where(trail.c.act.startswith("refused"))
    assert await both.office.read(lambda s: list(s.connection.scalars(tried))) == []


BROKEN = [
    ("s-abcdefgh1234", "链接不对，可能没有复制完整"),
    ("a-" + "x" * 24, "链接不对"),
    ("x" * 24, "邀请码已经用过、过期或被收回"),
    ("s-短", "使用前需要邀请"),
    ("你好 " + "x" * 24, "使用前需要邀请"),
    ("x" * 3000, "使用前需要邀请"),
]


@pytest.mark.parametrize(("typed", "said"), BROKEN)
async def test_a_stranger_with_no_code_of_ours_reads_what_to_do(
    typed: str, said: str, both: Messengers
) -> None:
    member = both.member("陌生人")
    await member.says(typed)
    await member.sees(said)


async def test_an_answer_that_looks_like_a_code_stays_an_answer(
    both: Messengers, signing: Signing
) -> None:
    client = both.member("王建国")
    await client.says(await code_to_type(signing))
    await client.taps("拒签")
    await client.says("A1B2C3D4E5F6A7B8C9D0E1F2")
    await client.sees("A1B2C3D4E5F6A7B8C9D0E1F2", "[提交]")


async def test_an_invitation_gives_somebody_known_another_office(both: Messengers) -> None:
    member = both.member("沈经理")
    await member.says(await both.office.invitation("沈经理", Role.PRINCIPAL))
    await member.says(await both.office.invitation("沈经理", Role.INSPECTOR))
    await member.sees("评定人员")
    await member.says("菜单")
    await member.sees("[切换身份]")


async def test_a_code_used_before_only_greets_whoever_used_it(both: Messengers) -> None:
    member = both.member("沈经理")
    code = await both.office.invitation("沈经理", Role.PRINCIPAL)
    await member.says(code)
    await member.says(code)
    await member.sees("沈经理，您好")
    await both.member("别人").says(code)

    def held(store: Store) -> int:
        (person,) = store.find(Somebody, name="沈经理")
        return len(memberships(store, person.id))

    assert await both.office.read(held) == 1


def test_a_code_is_letters_and_digits_which_no_markup_changes() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 24 and code.isascii() and code.isalnum() for code in codes)


def wide(text: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) for one in text)


