"""``anxing draw --verify``: a draw repeated from its published file, or from the records."""

import re
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from bot.operator.office import Failure, Office, Order
from scoring.draw_file import differences, read
from scoring.sampling import Unsound
from storage.database import Connection
from storage.draw import Draw
from storage.drawing import changed_since, published
from storage.store import Store

NO_FILE = "没有这个文件：{}（也可以写抽样的编号，如 CY-2026-0001）。"
NO_DRAW = "没有编号为 {} 的抽样，也没有叫这个名字的文件。"
NUMBER = re.compile(r"[A-Z]{2}-[0-9]{4}-[0-9]{4,}")
NOT_DRAWN = "{}：名单和种子与准备时记下的一致；还没有抽取，种子还没有公布。"
LARGE = 50_000_000


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--verify", required=True, metavar="文件或编号", help="公布的抽样文件，或抽样的编号"
    )


def from_file(asked: Namespace) -> str | None:
    """A file needs no database: whoever has it can check it."""
    path = Path(asked.verify)
    if not path.is_file():
        if NUMBER.fullmatch(number_of(asked)):
            return None
        raise Failure(NO_FILE.format(path))
    try:
        if path.stat().st_size > LARGE:
            raise Failure(f"{path}：太大，不是抽样文件。")
        found = read(path.read_bytes())
    except OSError as error:
        raise Failure(f"不能读 {path}：{error.strerror or error}。") from error
    except Unsound as wrong:
        raise Failure(f"不一致：{wrong}。") from wrong
    return _judged(found, differences(found))


def number_of(asked: Namespace) -> str:
    return str(asked.verify).strip().upper()


async def run(office: Office, asked: Namespace) -> str:
    number = number_of(asked)

    def look(connection: Connection) -> str:
        store = Store(connection, office.clock())
        draw = next(iter(store.find(Draw, number=number, withdrawn=True)), None)
        if draw is None:
            raise Failure(NO_DRAW.format(number))
        wrong = changed_since(store, draw)
        if draw.drawn_at is None:
            if wrong:
                raise Failure(_listed(draw.number, wrong))
            return NOT_DRAWN.format(draw.number)
        found = published(draw)
        return _judged(found, [*wrong, *differences(found)])

    return await office.database.read(look)


def _judged(found: dict[str, Any], wrong: list[str]) -> str:
    if wrong:
        raise Failure(_listed(found["number"], wrong))
    frozen, picked = found["population"], found["picked"]["clients"]
    names = {one["id"]: one.get("name", one["id"]) for one in frozen["clients"]}
    return "\n".join(
        [
            f"一致：{found['number']}，从{len(names)}家里抽{len(picked)}家，重新抽取的结果相同。",
            f"名单的SHA-256：{found['population_hash']}",
            f"种子的SHA-256：{found['commitment']}",
            "请与抽取以前公布的这两个值核对。抽中的：",
            *(f"  {names[id]}" for id in picked),
        ]
    )


def _listed(number: str, wrong: list[str]) -> str:
    return "\n".join([f"不一致：{number}", *(f"  {one}。" for one in wrong)])


DRAW = Order("draw", "检验一次现场核查抽样（不需要数据库也行）", run, arguments, offline=from_file)
