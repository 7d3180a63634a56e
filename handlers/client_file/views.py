"""One client's file in chat: how complete it is, and each part of it page by page."""

from collections.abc import Callable, Sequence
from typing import Any

from handlers.client_file import lacking
from handlers.client_file.wording import counts, hand_over_state, signature
from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.turn import Turn
from storage.client import Client
from storage.dossier import Dossier, dossier, incomplete
from storage.entity import Record

PAGE = 5
SHOWN = 6
"""Lines of what is missing; the rest are counted."""
MENU = Choice("菜单", press("menu"))
OTHERS = Choice("换一家", press("doc.list"))
TITLE = "一企一档"

Line = Callable[[Dossier, Any], str]


def clients_view(turn: Turn, page: int, lacking_only: bool = False) -> View:
    """An agency's clients by name, each with what its file lacks; or those alone that cost points
    in item 6 today."""
    agency_id = turn.actor.agency_id
    if agency_id is None:
        text = "先从“查看记录”里找到委托单位，打开以后点“一企一档”。"
        return View(text, ((Choice("查看记录", press("rec.menu")), MENU),), TITLE)
    wanting = incomplete(turn.store, agency_id)
    if lacking_only:
        found = wanting[page * PAGE :][: PAGE + 1]
    else:
        found = turn.store.find(
            Client, agency_id=agency_id, order="name", limit=PAGE + 1, offset=page * PAGE
        )
    action = "doc.lacking" if lacking_only else "doc.list"
    rows = [(Choice(_client_line(turn, one), press("doc.open", one.id)),) for one in found[:PAGE]]
    turning = _turning(action, "", page, len(found) > PAGE)
    every = Choice("看全部", press("doc.list"))
    some = Choice(f"只看第6项缺的（{len(wanting)}）", press("doc.lacking"))
    narrow = ((every if lacking_only else some),) if lacking_only or wanting else ()
    ways = (*turning, Choice("查找", press("rec.find")), MENU)
    text = _lead(len(wanting), lacking_only, bool(found))
    return View(text, tuple(row for row in (*rows, narrow, ways) if row), TITLE, numbered=True)


def _lead(wanting: int, lacking_only: bool, found: bool) -> str:
    if lacking_only:
        none = "现在没有一家缺第6项要查的材料。"
        return f"第6项缺材料的有{wanting}家，一家扣0.5分，最多扣2分。" if wanting else none
    return "看哪一家的档案？" if found else "还没有委托单位。请先从菜单登记“委托单位”。"


def _client_line(turn: Turn, client: Client) -> str:
    whole = dossier(turn.store, client)
    missing = len(lacking.costly(whole))
    mark = f"第6项缺{missing}样" if missing else "第6项不缺"
    return f"{cut(client.name, 28)}（{mark}）"


def _turning(action: str, id: str, page: int, more: bool) -> list[Choice]:
    back = [Choice("上一页", press(action, id, page - 1))] if page > 0 else []
    return [*back, *([Choice("下一页", press(action, id, page + 1))] if more else [])]


def file_view(turn: Turn, whole: Dossier) -> View:
    """The file at a glance, and the ways into it."""
    client = whole.client
    keeper = client.keeper or "没有登记"
    lines = [
        f"档案编号：{client.number}" + ("（这家单位已作废）" if client.withdrawn_at else ""),
        f"书面档案保管：{keeper}",
        f"存放位置：{client.shelf or '没有登记'}",
        *counts(whole),
        "",
        *missing_lines(whole),
    ]
    parts = [
        Choice(f"{label}（{len(records(whole))}）", press(f"doc.part.{name}", client.id))
        for name, (label, records, _line) in PARTS.items()
    ]
    hazards = press("haz.list", f"all:{client.id}")
    parts.insert(2, Choice(f"隐患（{len(whole.hazards)}）", hazards))
    ways = [Choice("导出", press("doc.export", client.id))]
    if turn.actor.agency_id is not None:
        if client.withdrawn_at is None:
            ways.insert(0, Choice("补充资料", press("form.amend.client", client.id)))
        ways.append(OTHERS)
    pairs = tuple(tuple(parts[at : at + 2]) for at in range(0, len(parts), 2))
    return View("\n".join(lines), (*pairs, tuple(ways), (MENU,)), _title(whole), numbered=True)


def missing_lines(whole: Dossier) -> list[str]:
    """First what costs points, then what else could be there."""
    costly, more = lacking.costly(whole), lacking.advisable(whole)
    lines = [f"{lacking.COST}：", *_few(costly)] if costly else []
    if lacking.cleared(whole):
        lines.append(lacking.CLEARED)
    elif not costly and whole.examined:
        lines.append("第6项要查的都有：扫描件、地址、行业、联系人。")
    if not costly and not whole.examined:
        lines.append("本评定周期内没有与它签合同，第6项不查这一家。")
    if more:
        lines += ["还可以补：", *_few(more)]
    return lines


def _few(lines: list[str]) -> list[str]:
    shown = [f"· {line}" for line in lines[:SHOWN]]
    rest = len(lines) - SHOWN
    return [*shown, f"· 另有{rest}样，导出的PDF里都有"] if rest > 0 else shown


def _title(whole: Dossier) -> str:
    return f"{TITLE} · {cut(whole.client.name, 40)}"


def _contract(_whole: Dossier, one: Any) -> str:
    return f"{one.signed_on}签 {one.number}" + ("" if lacking.scanned(one) else " 缺扫描件")


def _visit(whole: Dossier, one: Any) -> str:
    found = len(whole.found_on(one))
    standing = [s for s in whole.signed_for(one) if s.voided_on is None]
    signed = " 已交付签收" if standing else " 未签收"
    return f"{one.on} {one.number} 隐患{found}条{signed if found else ''}"


def _signature(_whole: Dossier, one: Any) -> str:
    return signature(one)


def _hand_over(_whole: Dossier, one: Any) -> str:
    return f"{one.handed_on}交付，{hand_over_state(one)}"


def _follow_up(_whole: Dossier, one: Any) -> str:
    return f"{one.on} {one.way} {one.outcome}"


PARTS: dict[str, tuple[str, Callable[[Dossier], Sequence[Record]], Line]] = {
    "contracts": ("服务合同", lambda whole: whole.contracts, _contract),
    "visits": ("服务记录", lambda whole: whole.visits, _visit),
    "signatures": ("清单签收", lambda whole: whole.signatures, _signature),
    "hand_overs": ("清单交付", lambda whole: whole.hand_overs, _hand_over),
    "follow_ups": ("服务回访", lambda whole: whole.follow_ups, _follow_up),
}
"""The parts of a file: their name, their records, and how one is said in a line."""

OPENED = frozenset({"contract", "visit", "hazard", "signed_list", "follow_up"})
"""Kinds that open as records."""


def part_view(whole: Dossier, name: str, page: int) -> View:
    """One part, the latest first."""
    label, records, line = PARTS[name]
    listed = list(reversed(records(whole)))
    page = max(0, min(page, (len(listed) - 1) // PAGE))
    shown = listed[page * PAGE :][:PAGE]
    openable = bool(shown) and shown[0].table.name in OPENED
    said = [cut(line(whole, one), 60) for one in shown]
    rows = [
        (Choice(words, press("rec.open", f"{one.table.name}:{one.id}", 1)),)
        for words, one in zip(said, shown, strict=True)
        if openable
    ]
    client = whole.client.id
    more = len(listed) > (page + 1) * PAGE
    turning = _turning(f"doc.part.{name}", client, page, more)
    back = Choice("返回档案", press("doc.open", client))
    text = f"{label}共{len(listed)}条，新的在前。" if listed else f"还没有{label}。"
    body = text if openable else "\n".join([text, *said])
    return View(body, (*rows, (*turning, back, MENU)), _title(whole), numbered=True)


def export_view(whole: Dossier) -> View:
    client = whole.client.id
    text = (
        "PDF：全部记录排成一份，前面有目录，照片缩小印在里面。\n"
        f"压缩包：照片和文件的原件（共{len(whole.files)}个），带目录页和这份PDF；太大时分成几个包。"
    )
    rows = (
        (Choice("导出PDF", press("doc.pdf", client)),),
        (Choice("导出压缩包", press("doc.zip", client)),),
        (Choice("返回档案", press("doc.open", client)), MENU),
    )
    return View(text, rows, _title(whole), numbered=True)
