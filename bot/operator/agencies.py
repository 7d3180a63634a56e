"""The agency that an order names."""

from argparse import ArgumentParser
from datetime import date
from difflib import get_close_matches

from bot.operator.office import Failure
from storage.agency import Agency
from storage.store import Store


def agency_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--agency", metavar="机构名称", required=True, help="已登记的机构全称")


def agency_named(store: Store, name: str) -> Agency:
    known = store.find(Agency)
    found = [agency for agency in known if name.strip() in (agency.name, agency.credit_code)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Failure(f"有{len(found)}家机构叫“{name}”，请写统一社会信用代码。")
    close = get_close_matches(name, [agency.name for agency in known], 3, 0.3)
    near = f"是不是：{'、'.join(close)}？" if close else ""
    raise Failure(f"没有登记“{name}”这个机构。{near}")


def day_said(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Failure(f"日期“{text}”读不懂，请写成 2026-12-20 这样。") from None
