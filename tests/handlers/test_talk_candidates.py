"""Circumstances in chat: weighed by supervisors, with their evidence, unseen by anybody else."""

from typing import Any

import pytest

from handlers.formkit.events import Pressed
from storage.agency import Agency
from storage.candidates import decide, open_candidate
from storage.checking import compare
from storage.client import Client
from storage.contract import Contract
from storage.cycle import Cycle
from storage.database import Database
from storage.organisation import Role
from storage.site_check import SiteCheck, SiteFinding
from storage.store import Store
from storage.talk import Candidate, Origin, Outcome
from storage.visit import Grade
from tests.handlers.bureau import Bureau, Phone, member
from tests.handlers.talking import decided, find, letters_to, settled


@pytest.fixture
async def small(sqlite_database: Database) -> Bureau:
    return await settled(sqlite_database)


async def test_a_circumstance_raised_by_hand_is_weighed_or_transferred(small: Bureau) -> None:
    phone = small.supervisor
    await phone.types("警示约谈")
    await phone.picks("人工提出")
    await phone.types(small.agency.name, "A7 发生事故且机构负有责任", "9月事故调查认定负有责任")
    await phone.sends("a")
    await phone.types("完成上传", "提交")
    await phone.picks("去决定")
    phone.sees("委托单位发生生产安全事故", "人工提出", "照片和文件（1）", "还没有决定")
    await phone.picks("决定")
    await phone.types("是", "否", "否", "约谈", "事故责任")
    phone.sees("选了约谈，前面却答没有必要谈话")
    await phone.types("移送", "提交")
    phone.sees("已提交")
    await phone.picks("返回")
    phone.sees("2026-11-20 移送", "理由：事故责任（周科长）", "重新决定")
    phone.misses("安排约谈")
    await phone.picks("警示约谈", "已决定的情形")
    phone.sees("发生事故且机构负有责任（A7）", "移送")
    await phone.picks("1. A7", "重新决定")
    await phone.types("是", "是", "是", "约谈", "处罚依据不足")
    phone.sees("原来的决定是移送，提交后以这次为准")
    await phone.types("提交")
    await phone.picks("返回")
    phone.sees("2026-11-20 约谈", "安排约谈")
    assert await letters_to(small.principal) == []


async def test_a_signal_is_verified_before_it_is_decided_on(small: Bureau) -> None:
    phone = small.supervisor

    def work(store: Store) -> Candidate | None:
        said = [("text:abc.2", "2家文字相同")]
        return open_candidate(store, small.agency.id, "A6", Origin.SIGNALS, None, said)

    await phone.writes(work)
    await phone.types("约谈")
    await phone.picks("待决定的情形（1）", "1. A6")
    phone.sees("疑点提示，经人工核实才能认定", "1. 2家文字相同")
    await phone.picks("证据1")
    phone.sees("2家文字相同")
    await phone.picks("返回情形", "决定")
    phone.sees("怎样核实的")
    await phone.types("问过两家企业，确有此事", "否", "是", "否", "不予约谈", "已当场改正", "提交")
    await phone.picks("返回")
    phone.sees("核实情况：问过两家企业", "不予约谈")
    await phone.types("约谈")
    await phone.picks("按记录查找")
    (kept,) = await find(phone, Candidate, code="A6")
    assert kept.outcome is Outcome.NONE


async def test_evidence_opens_the_record_behind_it(small: Bureau) -> None:
    phone = small.supervisor
    await phone.types("约谈")
    await phone.picks("按记录查找", "待决定的情形（2）", "1. A1")
    phone.sees("嘉兴4号机械厂", "2026-02-04签订")
    await phone.picks("证据1")
    phone.sees("服务次数：未填")
    await phone.picks("打开 服务合同")
    phone.sees("服务合同 HT-2026-0004", "更正历史")


async def test_records_put_right_take_an_undecided_circumstance_away(small: Bureau) -> None:
    phone = small.supervisor
    await phone.types("约谈")
    await phone.picks("按记录查找")

    def mend(store: Store) -> None:
        (vague,) = store.find(Contract, visits=None)
        store.revise(vague, reason="补登", visits=4)

    await phone.writes(mend)
    await phone.types("约谈")
    await phone.picks("按记录查找", "待决定的情形（1）")
    phone.sees("（A2），2项证据")
    phone.misses("（A1）")


BUREAUS = "cands decided ready look raise cand ev photos decide plan".split()


@pytest.mark.parametrize("role", [Role.PRINCIPAL, Role.AGENCY, Role.INSPECTOR, Role.CLIENT])
async def test_nobody_but_a_supervisor_comes_near_a_circumstance(
    small: Bureau, role: Role
) -> None:
    phone = await decided(small)
    (one, *_rest) = await find(phone, Candidate)
    whose = {"agency_id": small.agency.id} if role is Role.AGENCY else {}

    def hire(store: Store) -> Any:
        return member(store, "来人", role, **whose)

    hand = small.principal if role is Role.PRINCIPAL else Phone(
        phone.database, await phone.writes(hire)
    )
    for verb in BUREAUS:
        await hand.do(Pressed(f"talk.{verb}", one.id))
        hand.misses("情形（", "证据", "A1", "A2", "A6", "约谈类型")
        assert "不能" in hand.view.text
    await hand.do(Pressed("rec.open", f"candidate:{one.id}", 1))
    hand.sees("没有找到这份记录")
    await hand.types("查 QX-2026-0001")
    hand.misses("机械厂", "合同未明确")


async def test_in_a_closed_cycle_nothing_new_is_looked_for(small: Bureau) -> None:
    phone = small.supervisor

    def close(store: Store) -> None:
        cycle = store.find(Cycle)[0]
        store.revise(cycle, closed_on=store.today)

    await phone.writes(close)
    await phone.types("约谈")
    await phone.picks("按记录查找")
    phone.sees("已经结束，不再按记录查找")
    assert await find(phone, Candidate) == []


async def test_what_an_inspector_found_and_nobody_had_advised_on_can_be_opened(
    small: Bureau,
) -> None:
    phone = small.supervisor

    def work(store: Store) -> None:
        client = store.find(Client, agency_id=small.agency.id)[0]
        whose: dict[str, Any] = {"agency_id": small.agency.id, "client_id": client.id}
        visit: dict[str, Any] = {"participation_id": small.joined.id, "on": store.today}
        check = store.add(SiteCheck(inspector_id=small.inspector.person.id, **visit, **whose))
        seen: dict[str, Any] = {"place": "配电间", "description": "没有防火门"}
        made = store.add(
            SiteFinding(site_check_id=check.id, grade=Grade.MAJOR, **seen, **whose)
        )
        compare(store, made, None)

    await phone.writes(work)
    await phone.types("约谈")
    await phone.picks("待决定的情形（1）", "1. A5")
    phone.sees("未发现重大生产安全事故隐患", "配电间：没有防火门")
    await phone.picks("证据1", "打开 现场发现的隐患")
    phone.sees("没有防火门", "未提出")


async def test_however_many_wait_to_be_arranged_each_can_be_reached(small: Bureau) -> None:
    phone = small.supervisor

    def many(store: Store) -> None:
        for number in range(8):
            agency = store.add(Agency(name=f"机构{number}", credit_code=""))
            made = open_candidate(store, agency.id, "A8", Origin.PERSON, "另一件", ())
            assert made is not None
            decide(store, made, Outcome.TALK, {"needed": True}, "应当谈")

    await phone.writes(many)
    await phone.types("约谈")
    await phone.picks("安排约谈（8）", "下一页", "2. ")
    phone.sees("安排约谈", "约谈类型")
