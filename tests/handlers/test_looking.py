"""Records found by what people type of them, within what they may see."""

from collections.abc import Callable
from datetime import date

import pytest

from handlers.formkit.events import Pressed
from handlers.looking import read
from storage.agency import Agency
from storage.client import Client
from storage.contract import Contract
from storage.database import Database
from storage.looking import WITHDRAWN, Wanted, states_of
from storage.organisation import Role
from storage.store import Store
from storage.visit import Hazard, Visit
from tests.handlers.bureau import Bureau, Phone, member, open_bureau

KINDS_READ = ("visit", "hazard", "contract", "client", "gathering")
TODAY = date(2026, 11, 22)

ASKED = (
    ("FW-2026-0007", Wanted(KINDS_READ, ("FW-2026-0007",))),
    ("隐患 重大 未整改", Wanted(("hazard",), (), ("重大", "未整改"))),
    ("合同 未上传", Wanted(("contract",), (), ("未上传",))),
    ("金属 2026年3月", Wanted(KINDS_READ, ("金属",), (), date(2026, 3, 1), date(2026, 3, 31))),
    ("服务 12月", Wanted(("visit",), (), (), date(2025, 12, 1), date(2025, 12, 31))),
    ("2026-03-05", Wanted(KINDS_READ, (), (), date(2026, 3, 5), date(2026, 3, 5))),
    ("３月５日 ３月９日", Wanted(KINDS_READ, (), (), date(2026, 3, 5), date(2026, 3, 9))),
    ("上月", Wanted(KINDS_READ, (), (), date(2026, 10, 1), date(2026, 10, 31))),
    ("2025", Wanted(KINDS_READ, (), (), date(2025, 1, 1), date(2025, 12, 31))),
    ("去年", Wanted(KINDS_READ, (), (), date(2025, 1, 1), date(2025, 12, 31))),
    ("会议", Wanted(("gathering",), (), ("会议",))),
    ("5号楼 88", Wanted(KINDS_READ, ("5号楼", "88"))),
    ("0000-13", Wanted(KINDS_READ, ("0000-13",))),
    ("0000年3月 9999年12月", Wanted(KINDS_READ, ("0000年3月", "9999年12月"))),
    ("重大隐患", Wanted(("hazard",), (), ("重大",))),
    ("未上传合同", Wanted(("contract",), (), ("未上传",))),
    ("嘉兴安全培训服务有限公司", Wanted(KINDS_READ, ("嘉兴安全培训服务有限公司",))),
)


@pytest.mark.parametrize(("text", "wanted"), ASKED, ids=[text for text, _wanted in ASKED])
def test_words_are_a_kind_a_day_a_state_or_text(text: str, wanted: Wanted) -> None:
    assert read(text, KINDS_READ, TODAY) == wanted


@pytest.fixture
async def bureau(database: Database) -> Bureau:
    return await open_bureau(database)


async def everything(phone: Phone, words: str) -> list[str]:
    """The labels of all pages of a search."""
    await phone.types(f"查 {words}")
    labels: list[str] = []
    while True:
        labels += [c.label for c in phone.view.choices if c.data.startswith("rec.open:")]
        if "下一页" not in [choice.label for choice in phone.view.choices]:
            return labels
        await phone.presses("下一页")


async def a_visit(bureau: Bureau) -> tuple[Visit, Client]:
    def first(store: Store) -> tuple[Visit, Client]:
        visit = store.find(Visit)[0]
        client = store.get(Client, visit.client_id)
        assert client
        return visit, client

    found: tuple[Visit, Client] = await bureau.principal.writes(first)
    return found


async def test_a_visit_is_found_by_number_client_day_and_month(bureau: Bureau) -> None:
    visit, client = await a_visit(bureau)
    days = (f"服务 {visit.on}", f"服务 {visit.on:%Y-%m}")
    for words in (visit.number, *days, f"{client.name} 服务", "服务记录"):
        assert any(visit.number in label for label in await everything(bureau.principal, words))
    await bureau.principal.types(f"/find {visit.number}", "1")
    assert visit.number in bureau.principal.view.title


async def test_pages_show_each_record_once(bureau: Bureau) -> None:
    labels = await everything(bureau.principal, "2026")
    there = await bureau.principal.writes(lambda s: [*s.find(Contract), *s.find(Visit)])
    assert len(labels) == len(set(labels)) > 6
    assert {one.number for one in there} <= {label.split()[-1] for label in labels}


async def test_a_page_of_a_search_made_before_the_last_one_is_not_turned(bureau: Bureau) -> None:
    await bureau.principal.types("查 2026")
    old = bureau.principal.button("下一页")
    await bureau.principal.types("查 服务")
    await bureau.principal.do(old)
    assert "过期" in bureau.principal.toast


STATES = (
    ("合同 未上传", Contract, lambda one: one.uploaded_on is None),
    ("合同 已上传", Contract, lambda one: one.uploaded_on is not None),
    ("合同 缺扫描件", Contract, lambda one: not one.scan),
)


@pytest.mark.parametrize(("words", "kind", "holds"), STATES, ids=[row[0] for row in STATES])
async def test_a_state_finds_those_for_which_it_holds(
    bureau: Bureau, words: str, kind: type[Contract], holds: Callable[[Contract], bool]
) -> None:
    there = await bureau.principal.writes(lambda s: s.find(kind))
    labels = await everything(bureau.principal, words)
    wanted = {one.number for one in there if holds(one)}
    assert len(labels) == len(wanted)
    assert all(any(number in label for label in labels) for number in wanted)


async def test_every_state_of_every_kind_can_be_asked_for(bureau: Bureau) -> None:
    for kind in KINDS_READ:
        for state in states_of(kind):
            await bureau.inspector.types(f"查 {state}")
            assert bureau.inspector.view.title == "查找"


async def test_what_was_withdrawn_is_found_where_it_is_asked_for(bureau: Bureau) -> None:
    visit, _client = await a_visit(bureau)
    await bureau.principal.writes(lambda s: s.withdraw(visit, reason="重复"))
    assert not await everything(bureau.principal, visit.number)
    assert len(await everything(bureau.principal, f"{visit.number} {WITHDRAWN}")) == 1


async def test_a_record_is_looked_for_where_nothing_else_was_meant(bureau: Bureau) -> None:
    visit, _client = await a_visit(bureau)
    await bureau.principal.types(visit.number)
    bureau.principal.sees("查找", visit.number)
    await bureau.principal.types("从来没有过的东西")
    bureau.principal.sees("没看懂")


async def test_a_number_that_no_list_has_is_no_search(bureau: Bureau) -> None:
    visit, _client = await a_visit(bureau)
    assert "026" in visit.number
    for said in ("026", "０２６"):
        await bureau.principal.types("帮助", said)
        bureau.principal.sees("没看懂")


async def test_brackets_of_either_width_are_the_same(bureau: Bureau) -> None:
    _visit, client = await a_visit(bureau)
    await bureau.principal.writes(
        lambda store: store.revise(client, reason="改名", name="秀城（嘉兴）钣金公司")
    )
    for words in ("秀城(嘉兴)", "秀城（嘉兴）"):
        assert len(await everything(bureau.principal, f"单位 {words}")) == 1


async def test_who_sees_everybodys_looks_in_names_or_in_a_kind(bureau: Bureau) -> None:
    def place(store: Store) -> str:
        return store.find(Hazard)[0].place

    said = await bureau.principal.writes(place)
    assert await everything(bureau.principal, said)
    assert await everything(bureau.inspector, f"隐患 {said}")
    assert not await everything(bureau.inspector, said)


def test_no_more_words_are_looked_for_than_a_person_types() -> None:
    words = [chr(0x4E10 + at) for at in range(50)]
    assert read(" ".join([words[0], *words]), KINDS_READ, TODAY).words == tuple(words[:10])


async def test_an_answer_of_a_form_is_no_search(bureau: Bureau) -> None:
    visit, _client = await a_visit(bureau)
    await bureau.principal.types("服务回访", visit.number)
    assert bureau.principal.view.title != "查找"


async def test_the_bureau_finds_every_agencys_and_is_told_whose(bureau: Bureau) -> None:
    visit, _client = await a_visit(bureau)
    for phone in (bureau.inspector, bureau.supervisor):
        assert len(await everything(phone, visit.number)) == 1
        phone.sees(bureau.agency.name)


async def test_wildcards_of_the_database_are_only_characters(bureau: Bureau) -> None:
    for words in ("%", "_", "%%", "\\", "' OR 1=1 --", "(?)"):
        assert await everything(bureau.inspector, f"合同 {words}") == []


async def test_another_agency_and_another_client_find_and_open_nothing(bureau: Bureau) -> None:
    visit, client = await a_visit(bureau)

    def strangers(store: Store) -> tuple[Phone, Phone, Phone]:
        other = store.find(Agency, name=bureau.other.name)[0]
        rival = member(store, "李别家", Role.PRINCIPAL, agency_id=other.id)
        theirs = next(one for one in store.find(Client) if one.id != client.id)
        guest = member(store, "王客户", Role.CLIENT, client_id=theirs.id)
        mine = member(store, "赵客户", Role.CLIENT, client_id=client.id)
        made = (Phone(bureau.principal.database, person) for person in (rival, guest, mine))
        return tuple(made)  # type: ignore[return-value]

    rival, guest, mine = await bureau.supervisor.writes(strangers)
    for phone in (rival, guest):
        assert await everything(phone, visit.number) == []
        await phone.do(Pressed("rec.open", f"visit:{visit.id}"))
        assert phone.view.text == "这不是本单位的记录，不能查看。"
    assert len(await everything(mine, visit.number)) == 1
    await mine.types("1")
    mine.sees(visit.number)
    mine.misses("更正记录", "作废")
    assert await everything(mine, "合同") == []
    for said in ("得分", "现场评定"):
        await mine.types(said)
        mine.misses("附件A", "总分")
