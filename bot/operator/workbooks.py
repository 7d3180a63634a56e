"""``anxing import`` and ``anxing export``: an agency's records by way of Excel."""

import asyncio
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bot.operator.agencies import agency_argument, agency_named, owner_of
from bot.operator.office import Failure, Office, Order
from handlers import workbook
from handlers.scorecard import Receipts
from handlers.workbook import Fate, Plan, WorkbookError
from storage.agency import Agency
from storage.database import Connection
from storage.store import Store

LOOKED = "只是预览，没有导入。"
NOTHING = "没有新的内容，什么也没有改。"


def import_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="文件", help="填好的 .xlsx 工作簿")
    agency_argument(parser, required=False)
    parser.add_argument("--dry-run", action="store_true", help="只预览，不导入")


async def bring_in(office: Office, asked: Namespace) -> str:
    """All rows or none. What it did is said by sheet."""
    try:
        read = await asyncio.to_thread(workbook.read, Path(asked.file))
    except WorkbookError as error:
        raise Failure(str(error)) from error

    def whose(store: Store) -> Agency:
        if asked.agency:
            return agency_named(store, asked.agency)
        return owner_of(store, workbook.owner(read))

    def looked(connection: Connection) -> Plan:
        store = Store(connection, office.clock())
        return workbook.plan(store, whose(store).id, read)

    plan = await office.database.read(looked)
    if plan.problems:
        raise Failure("\n".join([*plan.lines(), "有误，一行也没有导入。"]))
    if asked.dry_run or not plan.steps:
        return "\n".join([*plan.lines(), LOOKED if plan.steps else NOTHING])

    def written(connection: Connection) -> list[str]:
        store = Store(connection, office.clock())
        agency, held = whose(store), plan
        if not agency.id:
            agency = store.add(agency)
            held = workbook.plan(store, agency.id, read)
        receipts = Receipts()
        before = receipts.standing(store, agency.id)
        outcome = workbook.apply(store, read, held)
        moved = receipts.lines(before, receipts.standing(store, agency.id))
        done = f"新增{outcome.total(Fate.NEW)}条，更正{outcome.total(Fate.CHANGED)}条"
        return [*outcome.lines(), *plan.notes, *moved, f"{agency.name}导入完成：{done}。"]

    try:
        return "\n".join(await office.database.write(written))
    except WorkbookError as error:
        raise Failure(str(error)) from error


def export_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="文件", help="要写成的 .xlsx 文件")
    agency_argument(parser)


async def send_out(office: Office, asked: Namespace) -> str:
    target = Path(asked.file)

    def made(connection: Connection) -> tuple[str, bytes]:
        store = Store(connection, office.clock())
        agency = agency_named(store, asked.agency)
        return agency.name, workbook.export(store, agency.id)

    name, content = await office.database.read(made)
    put(target, content)
    return f"已导出{name}的记录：{target}（{len(content) / 1000:.0f} KB）"


def put(target: Path, content: bytes) -> None:
    """Write a new file; what somebody filled in is never written over."""
    try:
        with target.open("xb") as out:
            out.write(content)
    except FileExistsError:
        raise Failure(f"{target} 已经存在，请换一个文件名。") from None
    except OSError as error:
        raise Failure(f"写不了 {target}：{error.strerror or error}。") from error


WORKBOOKS = (
    Order("import", "从 Excel 工作簿导入一家机构的记录", bring_in, import_arguments, founds=True),
    Order("export", "把一家机构的记录导出为 Excel 工作簿", send_out, export_arguments),
)
