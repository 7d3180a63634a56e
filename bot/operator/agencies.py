"""The agency that an order names."""

from argparse import ArgumentParser
from datetime import date
from difflib import get_close_matches

from bot.operator.office import Failure
from handlers.workbook import Owner
from storage.agency import Agency
from storage.credit_code import fault, tidy
from storage.store import Store


def agency_argument(parser: ArgumentParser, required: bool = True) -> None:
    more = "" if required else "，缺省为工作簿的“机构情况”里写的机构"
    parser.add_argument(
        "--agency", metavar="机构名称", required=required, help=f"已登记的机构全称{more}"
    )


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


def owner_of(store: Store, owner: Owner | None) -> Agency:
    """The agency that a workbook is of; one that nobody registered yet has no id."""
    known = store.find(Agency)
    if owner is None:
        if len(known) == 1:
            return known[0]
        raise Failure("是哪家机构的？请用 --agency 写明，或在“机构情况”里写上机构名称。")
    code = tidy(owner.credit_code)
    for agency in known:
        if agency.name == owner.name or (code and agency.credit_code == code):
            return agency
    if wrong := fault(code):
        said = f"还没有登记“{owner.name}”这个机构，要在“机构情况”里写明统一社会信用代码"
        raise Failure(f"{said}（{wrong.rstrip('。')}），或用 --agency 写明已登记的机构。")
    return Agency(name=owner.name, credit_code=code)


def day_said(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Failure(f"日期“{text}”读不懂，请写成 2026-12-20 这样。") from None
