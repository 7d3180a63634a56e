"""The city's heat map: what each agency lost on each item, seven agencies a picture."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from handlers.formkit.wording import cut
from handlers.pictures.picture import Picture
from scoring.scheme import Edition, Item
from scoring.values import plain
from storage.cycle import Cycle
from storage.losses import Loser, by_item

COLUMNS = 7
"""Agencies side by side: as many as have legible numbers on a phone."""
PICTURES = 6
SAID = 5
NAMED = 40
NOTE = "数字是该项已经失去的分，颜色越深失得越多；问号是还没评。"


def heat(
    cycle: Cycle, standard: Edition, who: Sequence[Loser], day: date, at: datetime
) -> list[Picture]:
    """Those that lost most first; of very many agencies the first so many."""
    shown = who[: COLUMNS * PICTURES]
    groups = [shown[at_ : at_ + COLUMNS] for at_ in range(0, len(shown), COLUMNS)]
    text = _lines(cycle, standard, who, day)
    return [
        _picture(cycle, standard, group, n, len(groups), day, at, text)
        for n, group in enumerate(groups)
    ]


def _picture(
    cycle: Cycle,
    standard: Edition,
    group: Sequence[Loser],
    n: int,
    of: int,
    day: date,
    at: datetime,
    text: tuple[str, ...],
) -> Picture:
    numbers = [str(n * COLUMNS + k) for k in range(1, len(group) + 1)]
    page = f"　第{n + 1}/{of}张" if of > 1 else ""
    told = {
        "title": "全市失分热力图",
        "subtitle": f"{cut(cycle.name, 30)}　{day}{page}",
        "heads": numbers,
        "rows": [_row(item, group) for item in standard.items],
        "names": [
            f"{number} {cut(one.name, 30)}　共失{plain(one.lost)}分"
            for number, one in zip(numbers, group, strict=True)
        ],
        "note": NOTE,
    }
    name = f"全市失分热力图 {day} {n + 1}"
    return Picture("picture_heat.typ", name, told, text, at)


def _row(item: Item, group: Sequence[Loser]) -> dict[str, object]:
    return {
        "name": f"{item.number} {item.title}",
        "cells": [_cell(item, one) for one in group],
    }


def _cell(item: Item, one: Loser) -> dict[str, object]:
    """``share``: hundredths of the item's points that are lost."""
    standing = one.items.get(item.number)
    lost = standing.lost if standing else Decimal(0)
    still = bool(standing and standing.open)
    words = plain(lost) if lost else "?" if still else "·"
    return {"words": words, "share": int(lost * 100 / item.points), "open": still}


def _lines(
    cycle: Cycle, standard: Edition, who: Sequence[Loser], day: date
) -> tuple[str, ...]:
    """The same in words: the items that cost most, and the agencies that lost most with where."""
    items = by_item(list(who), standard)
    lines = [f"{cycle.name} · 全市失分，{day}，参评机构{len(who)}家", "", "失分最多的项目："]
    for one in items[:SAID]:
        title = standard.item(one.item).title
        lines.append(f"· 第{one.item}项 {title}：共失{plain(one.lost)}分，{one.agencies}家")
    lines += [] if items else ["· 没有已确定的失分"]
    lines += ["", "失分最多的机构："]
    lines += [_said(loser, whole=n <= COLUMNS) for n, loser in enumerate(who[:NAMED], 1)]
    beyond = len(who) - COLUMNS * PICTURES
    lines += [f"图上是失分最多的{COLUMNS * PICTURES}家，另有{beyond}家。"] if beyond > 0 else []
    return (*lines, NOTE)


def _said(loser: Loser, whole: bool) -> str:
    """An agency's column in words: each item with what it lost, and which are still open."""
    said = f"· {loser.name}：共失{plain(loser.lost)}分"
    if not whole:
        return said
    gone = [f"第{number}项−{plain(one.lost)}" for number, one in loser.items.items() if one.lost]
    still = [str(n) for n, one in loser.items.items() if one.open and not one.lost]
    said += f"（{'、'.join(gone)}）" if gone else ""
    return said + (f"；待评第{'、'.join(still)}项" if still else "")
