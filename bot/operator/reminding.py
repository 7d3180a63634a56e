"""``anxing remind --on DAY --dry-run``: who would be told what, and why; nothing is sent."""

from argparse import ArgumentParser, Namespace
from datetime import date

from bot.operator.office import Failure, Office, Order
from scheduler.preview import plan, printed
from storage.database import Connection
from storage.store import Store


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--on", metavar="日期", help="如 2026-12-20，缺省为今天")
    parser.add_argument("--dry-run", action="store_true", help="只列出，不发送（必须写明）")


async def run(office: Office, asked: Namespace) -> str:
    if not asked.dry_run:
        raise Failure("提醒由运行中的 anxing run 自动发送；这里只能预览，请加上 --dry-run。")
    try:
        day = date.fromisoformat(asked.on) if asked.on else None
    except ValueError:
        raise Failure(f"日期“{asked.on}”读不懂，请写成 2026-12-20 这样。") from None
    hour = office.settings.remind_hour

    def look(connection: Connection) -> list[str]:
        store = Store(connection, office.clock())
        return [printed(line) for line in plan(store, day or store.today, hour)]

    lines = await office.database.read(look)
    return "\n".join(lines) if lines else "这一天没有要提醒的事项。"


REMIND = Order("remind", "预览某一天会提醒谁、提醒什么、为什么", run, arguments)
