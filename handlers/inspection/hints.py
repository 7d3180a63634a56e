"""Indicators for the inspector's own judgement: shown beside an item, never deducted."""

from handlers.inspection.desk import Desk
from storage.cycle import Participation
from storage.indicators import BRIEF_MINUTES, Indicators, indicators
from storage.store import Store

RUN = 3
"""Quiet visits in a row that are worth a look; the standard names no number."""
SHOWN = 5
LEAD = "提示（只供参考，不自动扣分）："


def hints(store: Store, desk: Desk, number: int) -> list[str]:
    """What the records show that bears on an item, in words."""
    facts = desk.item(number).facts
    quiet, unproven = "ledger_for_show" in facts, "visits_unproven" in facts
    if not quiet and not unproven:
        return []
    part = store.get(Participation, desk.inspection.participation_id)
    assert part is not None
    first = max(desk.sheet.start, part.joined_on)
    last = min(desk.sheet.day, desk.sheet.end)
    found = indicators(store, desk.inspection.agency_id, first, last)
    lines = quiet_lines(found) if quiet else short_lines(found)
    return ["", LEAD, *lines] if lines else []


def quiet_lines(found: Indicators) -> list[str]:
    if not found.visits:
        return []
    lines = [f"· 评定期内服务{found.visits}次，其中{found.quiet}次未发现隐患"]
    run = found.longest
    if run is not None and run.visits >= RUN:
        lines.append(
            f"· {run.client}连续{run.visits}次服务未发现隐患（{run.first}至{run.last}）"
        )
    if found.brief:
        lines.append(f"· 用时不超过{BRIEF_MINUTES}分钟的服务{found.brief}次")
    return lines


def short_lines(found: Indicators) -> list[str]:
    if not found.short:
        return []
    named = "、".join(found.short[:SHOWN])
    more = f"等{len(found.short)}份" if len(found.short) > SHOWN else ""
    return [f"· 已到期的合同中，服务次数少于约定的：{named}{more}"]
