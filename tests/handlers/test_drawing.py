"""Drawing clients to visit: frozen, told of, drawn once, readable and repeatable."""

from datetime import date, timedelta
from typing import Any

import pytest

from handlers.formkit.events import Pressed
from handlers.formkit.view import press
from scoring.draw_file import differences, read, written
from scoring.sampling import draw as draw_of
from scoring.sampling import sha256
from storage import outbox
from storage.assignment import Assignment
from storage.client import Client, Risk
from storage.conflict import Conflict
from storage.contract import Contract
from storage.cycle import Cycle
from storage.database import Database
from storage.draw import Draw
from storage.drawing import AWAY, changed_since, drawn_from, published
from storage.organisation import Membership, Role
from storage.site_check import SiteCheck
from storage.store import Store
from tests.handlers.bureau import TODAY, Bureau, Phone, member, open_bureau


@pytest.fixture
async def bureau(sqlite_database: Database) -> Bureau:
    return await open_bureau(sqlite_database)


async def prepares(bureau: Bureau, wanted: int, why: str = "") -> Phone:
    phone = bureau.supervisor
    await phone.types("抽样")
    await phone.picks("1. 嘉兴安达", "再准备一次抽样" if why else "准备抽样")
    await phone.types(str(wanted), *([why] if why else []), "提交")
    phone.sees("已提交 · 准备抽样", "名单的SHA-256：", "种子的SHA-256：")
    return phone


async def draws(phone: Phone) -> list[Draw]:
    found: list[Draw] = await phone.writes(lambda store: store.find(Draw, order="-id"))
    return found


async def letters(phone: Phone) -> list[str]:
    """The texts of all letters that wait, with whom they are for."""

    def work(store: Store) -> list[str]:
        rows = store.connection.execute(outbox.outbox.select()).mappings()
        return [f"{row['account']} {view['text']}" for row in rows
                for view in row["payload"]["views"]]  # fmt: skip

    found: list[str] = await phone.writes(work)
    return found


async def test_a_draw_from_the_list_to_the_clients_that_are_visited(database: Database) -> None:
    bureau = await open_bureau(database)
    await bureau.inspector.types("菜单")
    await bureau.principal.types("菜单")
    phone = await prepares(bureau, 3)
    (ready,) = await draws(phone)
    assert (ready.picked, ready.drawn_at) == (None, None)
    assert ready.commitment == sha256(ready.seed)
    phone.sees(ready.population_hash, ready.commitment)
    phone.misses(ready.seed, "更正", "作废")
    for act in ("amend", "withdraw"):
        await phone.do(Pressed(f"form.{act}.draw.prepare", ready.id))
        assert await draws(phone) == [ready]
    await phone.types("抽样")
    await phone.picks("1. 嘉兴安达", f"1. {ready.number}", "返回", f"1. {ready.number}")
    told = [one for one in await letters(phone) if ready.commitment in one]
    assert [one.split()[0] for one in told] == [bureau.inspector.person.id]
    assert ready.seed not in "".join(told)

    phone.sees("合同期内的5家", "还没有抽取")
    phone.misses(ready.seed)
    go = phone.button("抽取3家")
    await phone.picks("抽取3家")
    (drawn,) = await draws(phone)
    assert drawn.picked == draw_of(drawn.population, drawn.seed).as_json()
    phone.sees(f"种子：{drawn.seed}", "抽中3家")
    await phone.do(go)
    assert phone.toast == "这个按钮已过期，下面是现在的情况"
    assert await draws(phone) == [drawn]

    told = [one for one in await letters(phone) if f"种子：{drawn.seed}" in one]
    assert [one.split()[0] for one in told] == [bureau.inspector.person.id]
    names = {one["id"]: one["name"] for one in drawn.population["clients"]}
    picked = [names[id] for id in drawn.picked["clients"]]
    assert all(name in told[0] for name in picked)

    inspector = await visits(bureau, drawn, picked)
    await inspector.picks("看名单")
    inspector.sees(*names.values(), "从未核查，权数", "✓是抽中的")
    await inspector.picks("返回", "怎样检验")
    inspector.sees("anxing draw --verify", "权数")


async def visits(bureau: Bureau, drawn: Draw, picked: list[str]) -> Phone:
    """The inspector finds each client's check from here, and which are done."""
    phone = bureau.inspector
    await phone.types("抽样")
    await phone.picks("1. 嘉兴安达", f"1. {drawn.number}")
    phone.sees(*(f"{n}. 核查{name}" for n, name in enumerate(picked, 1)))
    assert phone.button("1. 核查") == Pressed("site.at", drawn.picked["clients"][0])  # type: ignore[index]
    check = SiteCheck(
        agency_id=drawn.of_agency_id,
        participation_id=drawn.participation_id,
        client_id=drawn.picked["clients"][1],  # type: ignore[index]
        inspector_id=phone.person.id,
        on=TODAY,
    )
    await phone.writes(lambda store: store.add(check))
    await phone.types("抽样")
    phone.sees("已抽3家，已核查1家")
    await phone.picks("1. 嘉兴安达", f"1. {drawn.number}")
    assert phone.view.text.count("已核查") == 1
    return phone


async def visited(phone: Phone, drawn: Draw) -> None:
    """Every client that was drawn is checked."""
    whose: dict[str, Any] = {"agency_id": drawn.of_agency_id, "inspector_id": phone.person.id}
    whose |= {"participation_id": drawn.participation_id, "on": TODAY}

    def work(store: Store) -> None:
        for id in (drawn.picked or {})["clients"]:
            store.add(SiteCheck(client_id=id, **whose))

    await phone.writes(work)


async def test_the_agency_sees_its_own_draw_once_all_were_visited_and_no_other(
    bureau: Bureau,
) -> None:
    phone = await prepares(bureau, 2)
    (ready,) = await draws(phone)
    opens = Pressed("draw.open", ready.id)
    await bureau.principal.types("抽样")
    bureau.principal.sees("还没有公布的现场核查抽样")
    for verb in ("open", "pop", "how", "file"):
        await bureau.principal.do(Pressed(f"draw.{verb}", ready.id))
        bureau.principal.sees("部门内部的工作")
    await phone.picks("打开抽样", "抽取2家")
    for verb in ("open", "pop", "how", "file"):
        await bureau.principal.do(Pressed(f"draw.{verb}", ready.id))
        bureau.principal.sees("部门内部的工作")
    await visited(bureau.inspector, *await draws(phone))
    await bureau.principal.types("/draw")
    await bureau.principal.picks(f"1. {ready.number}")
    bureau.principal.sees(f"种子：{ready.seed}", "抽中2家", "抽样文件")
    bureau.principal.misses("核查嘉兴")
    rival = await phone.writes(
        lambda s: member(s, "对手", Role.PRINCIPAL, agency_id=bureau.other.id)
    )
    other = Phone(phone.database, rival)
    await other.do(opens)
    other.sees("部门内部的工作")
    await other.types("抽样")
    other.sees("还没有公布的现场核查抽样")


@pytest.mark.parametrize("who", ["inspector", "principal"])
async def test_only_a_supervisor_prepares_and_draws(bureau: Bureau, who: str) -> None:
    phone = await prepares(bureau, 2)
    (ready,) = await draws(phone)
    other: Phone = getattr(bureau, who)
    for data in (press("draw.go", ready.id), press("draw.new", bureau.joined.id)):
        pressed = Pressed.parse(data)
        assert pressed is not None
        await other.do(pressed)
        other.sees("抽样由监管人员进行")
    assert await draws(phone) == [ready]


async def test_another_draw_has_its_reason_and_stays_beside_the_first(bureau: Bureau) -> None:
    phone = await prepares(bureau, 2)
    first = (await draws(phone))[0]
    await prepares(bureau, 3, "第一次要抽的家数太少")
    second = (await draws(phone))[0]
    assert (second.grounds, first.grounds) == ("第一次要抽的家数太少", None)
    await phone.do(Pressed("draw.go", first.id))
    assert phone.toast == "这个按钮已过期，下面是现在的情况"
    phone.sees("后来又准备了新的抽样，这一次没有抽取")
    await phone.picks("返回")
    phone.sees(first.number, second.number, "再抽的原因：第一次要抽的家数太少")
    await phone.picks(f"1. {second.number}", "抽取3家")
    assert [one.picked is None for one in await draws(phone)] == [False, True]


async def test_two_supervisors_do_not_prepare_past_each_other(bureau: Bureau) -> None:
    phone = bureau.supervisor
    await phone.types("抽样")
    await phone.picks("1. 嘉兴安达", "准备抽样")
    twin = await phone.writes(
        lambda s: member(s, "李科长", Role.SUPERVISOR, department_id=_department(s, phone))
    )
    other = Bureau(**{**vars(bureau), "supervisor": Phone(phone.database, twin)})
    await prepares(other, 2)
    await phone.types("4", "提交")
    phone.sees("刚刚有了新的抽样")
    assert len(await draws(phone)) == 1


def _department(store: Store, phone: Phone) -> str:
    return store.find(Membership, person_id=phone.person.id)[0].department_id or ""


async def test_more_than_there_are_is_put_right_in_the_form(bureau: Bureau) -> None:
    phone = bureau.supervisor
    await phone.types("抽样")
    await phone.picks("1. 嘉兴安达", "准备抽样")
    await phone.types("6")
    phone.sees("可以抽的只有5家")
    await phone.types("提交")
    phone.sees("可以抽的只有5家")
    await phone.types("5", "提交")
    phone.sees("已提交 · 准备抽样")


async def test_an_agency_without_clients_and_a_cycle_that_ended_say_so(bureau: Bureau) -> None:
    phone = bureau.supervisor
    await phone.types("抽样")
    await phone.picks("2. 嘉兴恒信", "准备抽样")
    await phone.types("1", "提交")
    phone.sees("没有在合同期内的委托单位")
    await phone.types("取消", "抽样")

    def close(store: Store) -> None:
        (cycle,) = store.find(Cycle)
        store.revise(cycle, closed_on=TODAY)

    await phone.writes(close)
    await phone.picks("1. 嘉兴安达", "准备抽样")
    phone.sees("已经结束，不能再抽样")


def _listed(store: Store, bureau: Bureau, day: date = TODAY) -> dict[str, Any]:
    (cycle,) = store.find(Cycle)
    free, left_out = drawn_from(store, cycle, bureau.joined, day)
    return {"free": {one["name"][2]: one for one in free}, "out": left_out}


async def test_who_has_a_conflict_at_a_client_does_not_meet_it_in_a_draw(
    database: Database,
) -> None:
    bureau = await open_bureau(database)
    us, them = bureau.inspector.person.id, bureau.colleague.person.id

    def declare(store: Store) -> None:
        clients = store.find(Client, agency_id=bureau.agency.id)
        grounds = {"of_agency_id": bureau.agency.id, "grounds": "亲属在那里", "declared_on": TODAY}
        store.add(Conflict(person_id=us, client_id=clients[0].id, **grounds))  # type: ignore[arg-type]
        store.add(Conflict(person_id=them, client_id=clients[1].id, **grounds))  # type: ignore[arg-type]
        gone = store.add(Conflict(person_id=us, client_id=clients[2].id, **grounds))  # type: ignore[arg-type]
        store.withdraw(gone, reason="已调离")

    phone = bureau.supervisor
    await phone.writes(declare)
    both = await phone.writes(lambda store: _listed(store, bureau))
    assert set(both["free"]) == set("345"), "nobody is assigned: whoever declared one counts"
    going = Assignment(
        participation_id=bureau.joined.id,
        of_agency_id=bureau.agency.id,
        inspector_id=us,
        since=TODAY,
    )
    await phone.writes(lambda store: store.add(going))
    found = await phone.writes(lambda store: _listed(store, bureau))
    assert set(found["free"]) == set("2345")
    assert [(one["name"], one["why"]) for one in found["out"]] == [("嘉兴1号机械厂", AWAY)]
    await prepares(bureau, 4)
    phone.sees("名单的SHA-256")
    await phone.picks("打开抽样", "抽取4家")
    (drawn,) = await draws(phone)
    assert "嘉兴1号机械厂" not in phone.view.text
    await phone.picks("看名单")
    phone.sees("× 嘉兴1号机械厂：评定人员已申报回避，不抽")
    assert drawn.picked is not None
    assert len(drawn.picked["clients"]) == 4


async def test_the_list_holds_who_is_under_contract_that_day_with_the_last_visit(
    database: Database,
) -> None:
    bureau = await open_bureau(database)

    def change(store: Store) -> None:
        clients = store.find(Client, agency_id=bureau.agency.id)
        store.revise(clients[0], town="新塍镇", risk=Risk.MAJOR)
        first, second, third = store.find(Contract, agency_id=bureau.agency.id)[:3]
        store.revise(first, ends_on=None)
        store.revise(second, ends_on=TODAY - timedelta(days=1))
        store.revise(third, starts_on=None, signed_on=TODAY, ends_on=TODAY)
        made = SiteCheck(
            agency_id=bureau.agency.id,
            participation_id=bureau.joined.id,
            client_id=clients[0].id,
            inspector_id=bureau.inspector.person.id,
            on=date(2026, 5, 1),
        )
        store.add(made)
        store.withdraw(store.add(_at(made, date(2026, 8, 1))), reason="登错")
        store.add(_at(made, TODAY + timedelta(days=1)))
        store.withdraw(clients[4], reason="登错")

    await bureau.supervisor.writes(change)
    found = (await bureau.supervisor.writes(lambda store: _listed(store, bureau)))["free"]
    assert set(found) == set("134")
    said = ("town", "risk", "last_check")
    assert [found["1"][name] for name in said] == ["新塍镇", "重大风险（红）", "2026-05-01"]
    assert [found["4"][name] for name in said] == ["未登记镇街道", "未定级", None]


def _at(check: SiteCheck, day: date) -> SiteCheck:
    return SiteCheck(
        agency_id=check.agency_id,
        participation_id=check.participation_id,
        client_id=check.client_id,
        inspector_id=check.inspector_id,
        on=day,
    )


async def test_a_draw_whose_record_was_altered_is_not_made(bureau: Bureau) -> None:
    phone = await prepares(bureau, 2)
    (ready,) = await draws(phone)

    def alter(store: Store) -> list[str]:
        wanted = {**ready.population, "wanted": 1}
        store.connection.execute(Draw.table.update().values(population=wanted, seed="b" * 64))
        return changed_since(store, store.find(Draw)[0])

    assert len(await phone.writes(alter)) == 2
    await phone.do(Pressed("draw.go", ready.id))
    phone.sees("与准备时不一致，不能抽取", "名单与准备抽样时", "种子与准备抽样时")
    assert (await draws(phone))[0].picked is None


async def test_what_is_published_agrees_with_itself(database: Database) -> None:
    bureau = await open_bureau(database)
    phone = await prepares(bureau, 3)
    await phone.picks("打开抽样", "抽取3家")
    (drawn,) = await draws(phone)
    assert differences(read(written(published(drawn)))) == []
