"""``anxing template``, ``import``, ``export``, ``score``: an agency's books on the command line."""

import json
from argparse import Namespace
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.operator.control import ORDERS, carry_out
from bot.operator.office import Office
from scoring.__main__ import cards
from scoring.interchange import facts_as_json
from storage.agency import Agency
from storage.assessment import assess
from storage.client import Client
from storage.cycle import Cycle, Participation
from storage.database import Connection, open_database
from storage.store import Store
from tests.bot.office import settings_in
from tests.conftest import NOW
from tests.handlers.workbook.typing import SHEETS, file_of
from tests.storage.registers import register

ORDER = {order.name: order for order in ORDERS}
NAME = "嘉兴安信"


@pytest.fixture
async def desk(data: Path) -> AsyncIterator[Office]:
    """One agency that takes part in a cycle and has nothing on record."""
    settings = settings_in(data)
    database = await open_database(settings.database_url)

    def found(connection: Connection) -> None:
        store = Store(connection, NOW)
        made = register(store)
        store.revise(made.agency, name=NAME)

    await database.write(found)
    yield Office(settings, database, settings.file_folder(), lambda: NOW)
    await database.close()


async def told(desk: Office, order: str, /, **asked: Any) -> tuple[int, str]:
    return await carry_out(ORDER[order], desk, Namespace(**asked))


async def agencies(desk: Office) -> list[str]:
    return await desk.database.read(lambda c: [a.name for a in Store(c, NOW).find(Agency)])


async def clients(desk: Office) -> int:
    return await desk.database.read(lambda c: len(Store(c, NOW).find(Client)))


async def test_a_workbook_is_looked_at_and_then_imported(desk: Office, tmp_path: Path) -> None:
    path, before = tmp_path / "台账.xlsx", await clients(desk)
    path.write_bytes(file_of(SHEETS))
    asked = {"file": path, "agency": NAME}
    code, said = await told(desk, "import", **asked, dry_run=True)
    assert (code, said.splitlines()[-1]) == (0, "只是预览，没有导入。")
    assert "委托单位：新增2" in said
    assert await clients(desk) == before
    code, said = await told(desk, "import", **asked, dry_run=False)
    assert (code, said.splitlines()[-1]) == (0, "嘉兴安信导入完成：新增8条，更正0条。")
    assert "得分：第4项 0–5 → 0；" in said
    assert await clients(desk) == before + 2
    code, said = await told(desk, "import", **asked, dry_run=False)
    assert (code, said.splitlines()[-1]) == (0, "没有新的内容，什么也没有改。")


async def test_a_workbook_with_a_fault_is_told_and_left_out(desk: Office, tmp_path: Path) -> None:
    path, before = tmp_path / "台账.xlsx", await clients(desk)
    rows = [*SHEETS["服务合同"], ("没有这家", "2026-01-05", None, None, None, None, None)]
    path.write_bytes(file_of({**SHEETS, "服务合同": rows}))
    code, said = await told(desk, "import", file=path, agency=NAME, dry_run=False)
    assert code == 1
    assert "服务合同 第4行“委托单位”：没有登记“没有这家”这个委托单位。" in said
    assert said.splitlines()[-1] == "有误，一行也没有导入。"
    assert await clients(desk) == before


async def test_an_export_is_imported_without_a_change(desk: Office, tmp_path: Path) -> None:
    path, out = tmp_path / "台账.xlsx", tmp_path / "导出.xlsx"
    path.write_bytes(file_of(SHEETS))
    await told(desk, "import", file=path, agency=NAME, dry_run=False)
    assert (await told(desk, "export", file=out, agency=NAME))[0] == 0
    code, said = await told(desk, "import", file=str(out), agency=NAME, dry_run=False)
    assert (code, said.splitlines()[-1]) == (0, "没有新的内容，什么也没有改。")
    code, said = await told(desk, "export", file=out, agency=NAME)
    assert (code, "已经存在" in said) == (1, True)


OWNED = (
    ("机构名称", "统一社会信用代码", "从哪一天起"),
    ("禾安公司", "91330402MA2BC1D23T", "2026-01-01"),
)


async def test_a_workbook_that_names_an_agency_nobody_knows_registers_it(
    desk: Office, tmp_path: Path
) -> None:
    path, out = tmp_path / "台账.xlsx", tmp_path / "导出.xlsx"
    path.write_bytes(file_of({**SHEETS, "机构情况": OWNED}))
    asked = {"file": path, "agency": None}
    code, said = await told(desk, "import", **asked, dry_run=True)
    assert (code, await agencies(desk)) == (0, [NAME])
    code, said = await told(desk, "import", **asked, dry_run=False)
    assert (code, said.splitlines()[-1]) == (0, "禾安公司导入完成：新增9条，更正0条。")
    assert await agencies(desk) == [NAME, "禾安公司"]
    assert (await told(desk, "export", file=out, agency="禾安公司"))[0] == 0
    code, said = await told(desk, "import", file=out, agency=None, dry_run=False)
    assert (code, said.splitlines()[-1]) == (0, "没有新的内容，什么也没有改。")
    code, said = await told(desk, "import", file=out, agency=NAME, dry_run=False)
    assert (code, "这是“禾安公司”的工作簿，不是嘉兴安信的。" in said) == (1, True)


async def test_a_new_agency_needs_its_credit_code(desk: Office, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(file_of({"机构情况": (OWNED[0], ("禾安公司", None, "2026-01-01"))}))
    code, said = await told(desk, "import", file=path, agency=None, dry_run=False)
    assert code == 1
    assert said.startswith("还没有登记“禾安公司”这个机构，要在“机构情况”里写明统一社会信用代码")
    assert await agencies(desk) == [NAME]


async def test_where_there_is_one_agency_it_is_meant(desk: Office, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(file_of(SHEETS))
    code, said = await told(desk, "import", file=path, agency=None, dry_run=False)
    assert (code, said.splitlines()[-1]) == (0, "嘉兴安信导入完成：新增8条，更正0条。")


async def test_an_agency_nobody_knows_is_told_with_one_like_it(desk: Office) -> None:
    code, said = await told(desk, "export", file=Path("x.xlsx"), agency="嘉兴安心")
    assert (code, said) == (1, "没有登记“嘉兴安心”这个机构。是不是：嘉兴安信？")


async def test_a_score_is_printed_as_the_scoring_program_prints_it(desk: Office) -> None:
    code, said = await told(desk, "score", agency=NAME, on=None, known_on=None, json=True)
    assert code == 0

    def facts(connection: Connection) -> dict[str, object]:
        store = Store(connection, NOW)
        agency = store.find(Agency, name=NAME)[0]
        part = store.find(Participation, agency_id=agency.id)[0]
        cycle = store.get(Cycle, part.cycle_id)
        assert cycle is not None
        return facts_as_json(assess(store, cycle, part).facts)

    assert json.loads(said) == cards(await desk.database.read(facts))


async def test_a_score_names_the_records_behind_each_deduction(
    desk: Office, tmp_path: Path
) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes(file_of(SHEETS))
    await told(desk, "import", file=path, agency=NAME, dry_run=False)
    code, said = await told(desk, "score", agency=NAME, on=None, known_on=None, json=False)
    assert code == 0
    assert "4.1 −2" in said
    assert "秀城金属制品有限公司" in said
    assert "visit:" in said
    code, early = await told(
        desk, "score", agency=NAME, on="2026-11-20", known_on=str(date(2026, 11, 1)), json=False
    )
    assert (code, "秀城金属制品有限公司" in early) == (0, False)


@pytest.mark.parametrize(("name", "said"), [("on", "昨天"), ("known_on", "2026-02-30")])
async def test_a_day_that_is_none_is_told(name: str, said: str, desk: Office) -> None:
    asked = {"agency": NAME, "on": None, "known_on": None, "json": True, name: said}
    code, answer = await told(desk, "score", **asked)
    assert (code, answer) == (1, f"日期“{said}”读不懂，请写成 2026-12-20 这样。")


def test_a_template_is_written_without_any_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANXING_DATA", str(tmp_path / "nothing"))
    path = tmp_path / "模板.xlsx"
    assert main(["template", str(path)]) == 0
    assert path.read_bytes().startswith(b"PK")
    assert main(["template", str(path)]) == 1
    assert "已经存在" in capsys.readouterr().err
    assert not (tmp_path / "nothing").exists()
