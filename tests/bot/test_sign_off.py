"""A hazard list from the agency's hand to the client's and back, through a messenger."""

from decimal import Decimal

import pytest

from tests.bot.office import Office
from tests.bot.signing import Signing, set_up
from tests.bot.test_faults_updates import ON_BOTH


@pytest.fixture
async def signing(office: Office) -> Signing:
    return await set_up(office)


@ON_BOTH
async def test_a_list_is_handed_over_signed_and_item_14_moves_by_one(signing: Signing) -> None:
    staff, before = signing.staff, await signing.item_14()
    client = await signing.client(await signing.hands_over())
    await client.sees("堆放杂物", "整改意见：清理杂物", "[签收]", "[不是我]")
    await staff.says("清单签收情况")
    await client.taps("签收")
    await client.sees("签收人：王建国（安全员），未核实")
    await client.taps("确认签收")
    await client.sees("已签收，服务机构会收到通知", "未核实")
    (signed,) = await signing.signed()
    (handed,) = await signing.handed()
    assert (signed.signer, signed.content_hash) == ("王建国", handed.content_hash)
    assert (signed.confirmed, signed.signed_at) == (None, signing.office.clock())
    await signing.hears()
    await staff.sees("委托单位签收", "隐患清单已签收")
    assert await signing.item_14() == before + Decimal(1)
