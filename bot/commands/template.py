"""``anxing template FILE``: an empty workbook to be filled in and imported."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bot.commands.command import Command
from bot.operator.office import Failure
from bot.operator.workbooks import put
from bot.settings import Settings
from handlers import workbook


def options(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="文件", help="要写成的 .xlsx 文件")


async def run(settings: Settings, options: Namespace) -> int:
    try:
        put(options.file, workbook.template())
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    print(f"模板已写好：{options.file}")
    return 0


TEMPLATE = Command("template", "写一份空的 Excel 模板", run, options)
