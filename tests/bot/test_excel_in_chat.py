"""Excel in chat: sent, looked at, imported once; asked for, filled in and sent back."""

import asyncio
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from aiogram.methods import SendDocument
from openpyxl import Workbook, load_workbook

from handlers.excel import XLSX
from storage.client import Client
from storage.contract import Contract
from storage.job import waiting
from storage.organisation import Role
from storage.store import Store
from tests.bot.office import Office
from tests.bot.talk import Person

CLIENTS = [
    ["单位名称", "所在镇（街道）", "地址"],
    ["恒丰纺织厂", "新塍镇", "兴业路1号"],
    ["永兴化工厂", "王店镇", "梅北路2号"],
]

ON_BOTH = pytest.mark.parametrize(
    "server",
    ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)],
    indirect=True,
)


def book(title: str, rows: list[list[Any]]) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


async def sends(person: Person, content: bytes, name: str = "客户.xlsx") -> None:
    held = {**person.held(content), "file_name": name, "mime_type": XLSX}
    await person.deliver(person.message(document=held))
    await rested(person)


async def rested(person: Person) -> None:
    """All that was asked for has been done and said."""
    app = person.app
    app.jobs.wake()
    for _ in range(4000):
        await asyncio.sleep(0.005)
        if not await app.database.read(_waits) and app.jobs.idle and app.sender.idle:
            return
    raise AssertionError("it never came to rest")


def _waits(connection: Any) -> bool:
    return bool(waiting(connection))


async def taps(person: Person, label: str) -> None:
    await person.taps(label)
    await rested(person)


def data_of(person: Person, label: str) -> str:
    rows = person.messages[-1].rows
    return next(data for row in rows for shown, data in row if shown == label)


def sheet_of(person: Person) -> bytes:
    """The document that came last."""
    calls = [c for c in person.channel.session.calls if isinstance(c, SendDocument)]
    document: Any = calls[-1].document
    content: bytes = document.path.read_bytes()
    return content


async def clients(office: Office) -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = await office.read(
        lambda store: [(c.name, c.town) for c in store.find(Client, order="name")]
    )
    return found


@ON_BOTH
async def test_a_workbook_is_looked_at_confirmed_and_then_written_whole(
    office: Office, wang: Person
) -> None:
    await sends(wang, book("委托单位", CLIENTS))
    assert "核对结果 · 客户.xlsx" in wang.screen
    assert "新增2" in wang.screen
    assert await clients(office) == []
    await taps(wang, "导入")
    assert "已导入" in wang.screen
    assert await clients(office) == [("恒丰纺织厂", "新塍镇"), ("永兴化工厂", "王店镇")]
    await sends(wang, book("委托单位", CLIENTS))
    assert "和已有的记录完全一样" in wang.screen
    assert "[导入]" not in wang.screen


async def test_typing_the_word_imports_as_well(office: Office, wang: Person) -> None:
    await sends(wang, book("委托单位", CLIENTS))
    await wang.says("导入")
    await rested(wang)
    assert len(await clients(office)) == 2


async def test_wrong_rows_are_named_marked_in_the_file_and_keep_everything_out(
    office: Office, wang: Person
) -> None:
    rows = [*CLIENTS, ["", "凤桥镇", "中心路3号"]]
    await sends(wang, book("委托单位", rows))
    assert "第4行" in wang.screen
    assert "[导入]" not in wang.screen
    assert await clients(office) == []
    marked = load_workbook(BytesIO(sheet_of(wang)))
    said = [str(cell.value) for row in marked["委托单位"].iter_rows() for cell in row if cell.value]
    assert any("没有填写" in one for one in said)


async def test_two_taps_import_once(office: Office, wang: Person) -> None:
    await sends(wang, book("委托单位", CLIENTS))
    press = wang.button("导入")
    again = wang.button("导入")
    await wang.deliver(press, again)
    await rested(wang)
    assert len(await clients(office)) == 2
    assert sum("已导入" in one.text for one in wang.messages) == 1


@ON_BOTH
async def test_a_preview_that_records_have_overtaken_is_made_again(
    office: Office, wang: Person
) -> None:
    await sends(wang, book("委托单位", CLIENTS))
    await office.write(
        lambda store: store.add(Client(agency_id=office.agency.id, name="恒丰纺织厂"))
    )
    await taps(wang, "导入")
    assert "没有写入" in wang.screen
    assert await clients(office) == [("恒丰纺织厂", None)]
    await taps(wang, "重新核对")
    assert "新增1" in wang.screen
    await taps(wang, "导入")
    assert len(await clients(office)) == 2


async def test_a_colleagues_correction_since_the_preview_is_not_written_over(
    office: Office, wang: Person
) -> None:
    held = await office.write(
        lambda store: store.add(Client(agency_id=office.agency.id, name="恒丰纺织厂"))
    )
    await sends(wang, book("委托单位", CLIENTS[:2]))
    assert "更正1" in wang.screen
    await office.write(lambda store: store.revise(held, reason="搬了", address="新路9号"))
    await taps(wang, "导入")
    assert "没有写入" in wang.screen
    await taps(wang, "重新核对")
    await taps(wang, "导入")
    assert "已导入" in wang.screen


async def test_a_preview_may_be_let_be(office: Office, wang: Person) -> None:
    await sends(wang, book("委托单位", CLIENTS))
    gone = data_of(wang, "导入")
    await taps(wang, "不导入")
    assert "什么都没有写入" in wang.screen
    await wang.presses(gone)
    await rested(wang)
    assert await clients(office) == []


async def test_nobody_imports_what_somebody_else_sent(office: Office, wang: Person) -> None:
    await sends(wang, book("委托单位", CLIENTS))
    data = data_of(wang, "导入")
    colleague = await office.person("李四", Role.AGENCY)
    await colleague.presses(data, 1)
    await rested(colleague)
    assert "这不是您发来的工作簿" in colleague.screen
    assert await clients(office) == []


async def test_a_form_that_asks_for_words_does_not_swallow_a_workbook(
    office: Office, wang: Person
) -> None:
    await wang.says("委托单位")
    await sends(wang, book("委托单位", CLIENTS))
    assert "新增2" in wang.screen
    await taps(wang, "导入")
    await wang.says("继续")
    assert "第1/" in wang.screen, "the form is where it was"


async def test_a_form_that_asks_for_files_gets_them(office: Office, wang: Person) -> None:
    await office.write(
        lambda store: store.add(Client(agency_id=office.agency.id, name="恒丰纺织厂"))
    )
    await wang.says("服务合同")
    for said in ("1", "今天", "隐患排查", "今天", "2027-11-19", "12", "跳过"):
        await wang.says(said)
    assert "完成上传" in wang.screen
    await sends(wang, book("委托单位", CLIENTS), "合同.xlsx")
    assert "核对" not in wang.screen
    assert "现在共 1 个" in wang.screen


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.SUPERVISOR])
async def test_a_workbook_is_nothing_to_the_bureaus_people(office: Office, role: Role) -> None:
    person = await office.person("周科长", role)
    await sends(person, book("委托单位", CLIENTS))
    assert "用不上" in person.screen or "没有要传文件的表" in person.screen
    await person.says("导入导出")
    assert "下载模板" not in person.screen


async def test_what_is_no_workbook_of_ours_is_refused_in_a_sentence(
    office: Office, wang: Person
) -> None:
    await sends(wang, book("随便", [["甲"], ["乙"]]))
    assert "没有认识的工作表" in wang.screen
    assert await clients(office) == []


def filled(content: bytes, change: Callable[[Any], None]) -> bytes:
    made = load_workbook(BytesIO(content))
    change(made)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


async def test_a_template_is_asked_for_filled_in_and_sent_back(
    office: Office, wang: Person
) -> None:
    await wang.says("导入导出")
    await taps(wang, "下载模板")
    content = sheet_of(wang)
    titles = [cell.value for cell in load_workbook(BytesIO(content))["委托单位"][1]]

    def fill(made: Any) -> None:
        name = next(t for t in titles if "名称" in str(t))
        made["委托单位"].append([{name: "恒丰纺织厂"}.get(t) for t in titles])

    await sends(wang, filled(content, fill))
    await taps(wang, "导入")
    assert await clients(office) == [("恒丰纺织厂", None)]


@ON_BOTH
async def test_the_ledger_of_uploads_is_filled_in_and_marks_many_at_once(
    office: Office, wang: Person
) -> None:
    def contracts(store: Store) -> None:
        client = store.add(Client(agency_id=office.agency.id, name="恒丰纺织厂"))
        for month in (3, 4, 5):
            signed = date(2026, month, 1)
            store.add(
                Contract(agency_id=office.agency.id, client_id=client.id, signed_on=signed)
            )

    await office.write(contracts)
    await wang.says("导入导出")
    await taps(wang, "导出上传台账")

    def fill(made: Any) -> None:
        sheet = made["上传台账"]
        titles = [cell.value for cell in sheet[1]]
        day, receipt = titles.index("上传日期") + 1, titles.index("上传回执号") + 1
        for row in range(2, 5):
            sheet.cell(row, day, "2026年6月1日")
            sheet.cell(row, receipt, f"JX-{row}")

    await sends(wang, filled(sheet_of(wang), fill))
    assert "更正3" in wang.screen
    await taps(wang, "导入")
    found = await office.read(
        lambda store: [(c.uploaded_on, c.upload_receipt) for c in store.find(Contract)]
    )
    assert sorted(found) == [(date(2026, 6, 1), f"JX-{row}") for row in (2, 3, 4)]
