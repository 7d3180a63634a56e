"""Who gets in and who no longer does: invitations shown and used once, logins renewed and ended."""

import re
from dataclasses import replace

import pytest

from handlers.forms.agency import AgencyForm
from handlers.forms.end_membership import EndMembershipForm
from handlers.forms.invite_official import OfficialInvitationForm
from handlers.forms.invite_staff import StaffInvitationForm
from handlers.forms.renew_login import LoginRenewalForm
from handlers.links import configure, invitation_links
from storage.account import Invitation, accounts_of, hashed, open_account
from storage.admission import NotAdmitted, use_invitation
from storage.agency import Agency
from storage.organisation import Membership, Role, memberships, people_with
from storage.person import Person
from storage.store import Store
from tests.handlers.formkit.office import NOW
from tests.handlers.forms.town import Desk, Town


def code_in(text: str) -> str:
    found = re.search(r"邀请码：(\S+)", text)
    assert found is not None
    return found[1]


async def enter(desk: Desk, code: str, account: str = "7") -> Person:
    return await desk.database.write(
        lambda c: use_invitation(Store(c, NOW), code, "telegram", account)
    )


async def test_an_invitation_is_shown_once_and_used_once(town: Town) -> None:
    desk = town.principal
    code = code_in(await desk.submits(StaffInvitationForm, {"name": "陈敏", "role": "机构人员"}))
    assert code not in await desk.corrects(StaffInvitationForm, {"name": "陈敏敏"})
    person = await enter(desk, code)
    assert person.name == "陈敏敏"
    held = await desk.reads(lambda store: memberships(store, person.id))
    mine = (await desk.find(Membership, person_id=desk.person.id))[0]
    assert [(m.role, m.agency_id) for m in held] == [(Role.AGENCY, mine.agency_id)]
    with pytest.raises(NotAdmitted):
        await enter(desk, code, "8")


async def test_a_withdrawn_invitation_lets_nobody_in(town: Town) -> None:
    desk = town.principal
    code = code_in(await desk.submits(StaffInvitationForm))
    await desk.types("作废", "发错了人", "确认作废")
    with pytest.raises(NotAdmitted):
        await enter(desk, code)


async def test_the_code_itself_is_not_kept_with_the_record(town: Town) -> None:
    desk = town.principal
    code = code_in(await desk.submits(StaffInvitationForm))
    (kept,) = await desk.find(Invitation, code_hash=hashed(code))
    trail = await desk.reads(lambda store: store.history(kept))
    assert code not in repr((kept, trail))


async def test_a_new_agency_comes_with_its_principals_invitation(
    town: Town,
) -> None:
    desk = town.supervisor
    given = {"name": "嘉兴新安", "credit_code": "91330402MA28B0AB16", "principal": "钱立新"}
    person = await enter(desk, code_in(await desk.submits(AgencyForm, given)))
    (agency,) = await desk.find(Agency, name="嘉兴新安")
    principals = await desk.reads(lambda s: people_with(s, Role.PRINCIPAL, agency.id))
    assert [p.id for p in principals] == [person.id]
    await desk.opens(AgencyForm)
    await desk.fill(AgencyForm, given)
    await desk.types("提交")
    assert "这个代码已登记为“嘉兴新安”" in desk.view.text


async def test_an_inspector_belongs_to_the_bureau_that_invites(town: Town) -> None:
    desk = town.supervisor
    code = code_in(await desk.submits(OfficialInvitationForm, {"role": "评定人员"}))
    person = await enter(desk, code)
    (held,) = await desk.reads(lambda store: memberships(store, person.id))
    (boss,) = await desk.find(Membership, person_id=desk.person.id)
    assert (held.role, held.agency_id) == (Role.INSPECTOR, None)
    assert held.department_id == boss.department_id


async def test_a_lost_login_is_renewed_for_the_same_person(town: Town) -> None:
    desk = town.principal
    code = code_in(await desk.submits(LoginRenewalForm, {"membership_id": "安达同事|1"}))
    assert (await enter(desk, code)).name == "安达同事"


async def test_a_login_that_opens_another_organisation_too_is_not_the_principals_to_renew(
    town: Town,
) -> None:
    desk = town.principal

    def moonlight(store: Store) -> None:
        (colleague,) = store.find(Person, name="安达同事")
        boss = store.find(Membership, person_id=town.supervisor.person.id)[0]
        second = replace(boss, id="", person_id=colleague.id, role=Role.INSPECTOR)
        store.add(second)

    await desk.database.write(lambda c: moonlight(Store(c, NOW)))
    await desk.opens(LoginRenewalForm)
    await desk.fill(LoginRenewalForm, {"membership_id": "安达同事|1"})
    await desk.types("提交")
    assert "还在别的单位任职" in desk.view.text
    await town.supervisor.submits(LoginRenewalForm, {"membership_id": "安达同事|1"})


@pytest.mark.parametrize(("last_day", "logins"), [("昨天", 0), ("今天", 1), ("2026-12-31", 1)])
async def test_who_is_ended_loses_their_logins_after_the_last_day(
    last_day: str, logins: int, town: Town
) -> None:
    desk = town.principal
    (colleague,) = await desk.find(Person, name="安达同事")
    await desk.database.write(
        lambda c: open_account(Store(c, NOW), "telegram", "9", colleague.id)
    )
    given = {"membership_id": "安达同事|1", "last_day": last_day}
    await desk.submits(EndMembershipForm, given)
    held = await desk.reads(lambda store: memberships(store, colleague.id))
    open_ones = await desk.reads(lambda store: accounts_of(store, colleague.id))
    assert (len(held), len(open_ones)) == (logins, logins)
    await desk.opens(EndMembershipForm)
    await desk.types("安达同事")
    assert "没有找到" in desk.view.text


async def test_nobody_ends_themselves(town: Town) -> None:
    desk = town.principal
    await desk.opens(EndMembershipForm)
    await desk.fill(EndMembershipForm, {"membership_id": "安达负责人|1"})
    await desk.types("提交")
    assert "不能停用自己" in desk.view.text


def test_links_are_made_for_the_channels_that_are_served() -> None:
    served = [("网页", "https://anxing.example/i/{code}"), ("Telegram", "https://t.me/x?start={code}")]
    configure(lambda: served)
    try:
        first, web, telegram, last = invitation_links("abc")
    finally:
        configure(list)
    assert (first, web) == ("邀请码：abc", "网页：https://anxing.example/i/abc")
    assert telegram == "Telegram：https://t.me/x?start=abc"
    assert "只能用一次" in last
