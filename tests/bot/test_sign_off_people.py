"""Who stands at either end of a hand-over: contacts of several clients, officials, absent staff."""

import pytest
from sqlalchemy import select

from scheduler.sweep import sweep
from storage.account import mark_unreachable
from storage.audit import trail
from storage.contact import Contact
from storage.organisation import Role
from storage.sign_off import hand_over
from storage.store import Store
from tests.bot.office import IN_WECOM_TOO, Office
from tests.bot.signing import Signing, set_up
from tests.storage.registers import register


@pytest.fixture
async def signing(office: Office) -> Signing:
    return await set_up(office)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.INSPECTOR])
async def test_an_official_to_whom_a_link_was_forwarded_becomes_nobodys_contact(
    role: Role, signing: Signing
) -> None:
    code = await signing.hands_over()
    official = await signing.office.person("周科长", role)
    await official.says(f"/start s-{code}")
    await official.sees("不能代委托单位打开")
    await official.says("菜单")
    await official.sees_nothing_of("待签清单")
    assert (await signing.handed())[0].opened_at is None
    await (await signing.client(code)).sees("[签收]")


async def test_where_whoever_handed_it_over_is_not_reached_the_others_are_asked(
    signing: Signing,
) -> None:
    await signing.hands_over()
    principal = await signing.office.person("沈经理", Role.PRINCIPAL)
    staff = str(signing.staff.id)
    await signing.office.write(lambda s: mark_unreachable(s, signing.office.channel.name, staff))
    signing.office.clock.passes(days=1)
    letters = await sweep(signing.office.app.database, signing.office.clock())
    asked = [one.account for one in letters if one.key.startswith("forward:")]
    assert asked == [str(principal.id)]


@IN_WECOM_TOO
async def test_a_contact_of_two_clients_opens_the_list_of_either(signing: Signing) -> None:
    client = await signing.client(await signing.hands_over())
    first = client.button("签收")

    def another(store: Store) -> str:
        books = register(store, agency=signing.office.agency)
        visit = books.visit(-10)
        books.hazard(visit)
        known = Contact(agency_id=visit.agency_id, client_id=visit.client_id, name="王建国")
        return hand_over(store, visit, store.add(known), 14)[1]

    await client.says(f"/start s-{await signing.office.write(another)}")
    await client.sees("[签收]")
    await client.deliver(first)
    await client.taps("确认签收")
    assert [one.visit_id for one in await signing.signed()] == [signing.visit.id]


@IN_WECOM_TOO
async def test_a_form_begun_as_the_client_is_not_handed_in_by_the_agencys_staff(
    signing: Signing,
) -> None:
    client = await signing.client(await signing.hands_over())
    await client.taps("拒签")
    await client.says("负责人不在")
    submit = client.button("提交")
    invited = await signing.office.invitation("王建国", Role.AGENCY)
    await client.says(f"/start {invited}")
    await client.says("菜单")
    await client.taps("切换身份")
    await client.says("2")
    await client.deliver(submit)
    await client.sees("不能代委托单位签收", "已记录")
    assert await signing.signed() == []
    tried = select(trail.c.payload).where(trail.c.act == "refused")
    kept = await signing.office.read(lambda store: list(store.connection.scalars(tried)))
    assert len(kept) == 1
