"""The agencies that take part in the cycle, for an inspector to choose from."""

from collections.abc import Sequence

from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.scorecard.item import PAGE, page_row
from handlers.scorecard.sheet import Sheet
from storage.agency import Agency
from storage.cycle import Cycle, Participation
from storage.inspecting import HANDED_IN


def no_cycle() -> View:
    text = "现在没有评定周期，无法开始评定。请监管人员先从菜单建立评定周期，并登记参评机构。"
    return View(text, ((Choice("菜单", press("menu")),),), title="现场评定")


def agencies_view(
    cycle: Cycle,
    found: Sequence[tuple[Participation, Agency]],
    page: int,
    search: str = "",
    elsewhere: int = 0,
) -> View:
    """A page of them by name."""
    last = max(0, (len(found) - 1) // PAGE)
    page = min(page, last)
    shown = found[page * PAGE : (page + 1) * PAGE]
    rows: list[tuple[Choice, ...]] = [
        (Choice(f"{place}. {cut(agency.name, 40)}", press("insp.agency", part.id)),)
        for place, (part, agency) in enumerate(shown, 1)
    ]
    rows += [] if search else page_row("insp.list", page, last)
    rows.append((Choice("菜单", press("menu")),))
    said = f"名称中含“{search}”的参评机构" if search else "参评机构"
    text = f"{cycle.name}，{said}{len(found)}家，请选择要评定的机构。"
    if not found:
        text = f"{cycle.name}没有{said}。请核对名称，或请监管人员登记参评机构。"
    elif last:
        text += f"\n第{page + 1}/{last + 1}页；也可以发“/inspect 名称的一部分”查找。"
    if elsewhere:
        text += f"\n另有{elsewhere}家已分派给其他评定人员，或者您申报了回避，不在这里。"
    return View(text, tuple(rows), title="现场评定", numbered=True)


def closed(cycle: Cycle) -> View:
    text = f"{cycle.name}已于{cycle.closed_on}结束，不能再评定。得分和评定结果仍可以查看。"
    rows = ((Choice("查看得分", press("score.mine")), Choice("菜单", press("menu"))),)
    return View(text, rows, title="现场评定", numbered=True)


def begin_blind(sheet: Sheet) -> View:
    """Before a blind inspector's first press: nothing that others found."""
    text = (
        f"请您独立评定{sheet.agency}：逐项核对25项，看不到别人的认定和它的得分，"
        "别人也看不到您的。两份都提交后，只列出两份不同的地方。提交后不能再改。"
    )
    rows = (
        (Choice("开始评定", press("insp.start", sheet.id)),),
        (Choice("返回机构列表", press("insp.list.0")),),
    )
    return View(text, rows, title="独立评定", numbered=True)


def handed_in(participation_id: str) -> View:
    rows = (
        (Choice("两份评定的不同", press("side.blind", participation_id)),),
        (Choice("返回机构列表", press("insp.list.0")),),
    )
    return View(HANDED_IN, rows, title="独立评定", numbered=True)


def begin_view(sheet: Sheet) -> View:
    """Before the first press that writes: what the records alone say."""
    text = (
        f"还没有对{sheet.agency}开始评定。\n按系统记录和机构自报：{sheet.line}\n"
        "开始后逐项核对25项，每项认定随时保存，可以分几天完成。"
    )
    rows = (
        (Choice("开始评定", press("insp.start", sheet.id)),),
        (Choice("返回机构列表", press("insp.list.0")),),
    )
    return View(text, rows, title="现场评定", numbered=True)
