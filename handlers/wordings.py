"""Sentences that several conversations share: days, quarters, late entry, what is owed when."""

from datetime import date, timedelta

from scoring.settings import Readings
from storage.cycle import current_cycle
from storage.store import Store

PLATFORM = "嘉兴市安全生产综合监管平台"
RECEIPT_HINT = "平台给的回执或受理编号，没有可以跳过。"
NO_CLIENTS = "还没有委托单位，请先从菜单登记“委托单位”。"
LATE_DAYS = 7
"""An event entered more days after it than this is called 补录; it counts all the same."""

Quarter = tuple[date, date]


def quarter_of(day: date) -> Quarter:
    """The first and the last day of a calendar quarter."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    beyond = date(first.year + first.month // 10, (first.month + 3 - 1) % 12 + 1, 1)
    return first, beyond - timedelta(days=1)


def quarter_name(day: date) -> str:
    return f"{day.year}年第{(day.month - 1) // 3 + 1}季度"


def readings_on(store: Store, day: date) -> Readings:
    """The settings of the cycle that holds a day; outside any cycle, the defaults."""
    cycle = current_cycle(store, day)
    return Readings.from_dict(cycle.readings) if cycle else Readings()


def late(happened: date, entered: date) -> list[str]:
    """The line that says a record was entered long after its event (reading.md: Dates)."""
    if (entered - happened).days <= LATE_DAYS:
        return []
    return [f"补录：事发 {happened}，录入 {entered}。"]


def by(day: date, today: date) -> str:
    """A due day, and whether it has gone by."""
    left = (day - today).days
    if left < 0:
        return f"{day}前（已过{-left}天）"
    return f"{day}前（{'今天' if left == 0 else f'还有{left}天'}）"


def listed(parts: list[str]) -> str:
    return "、".join(parts)
