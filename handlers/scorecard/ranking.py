"""All agencies of the cycle with worst–best: sorted, paged, each to be opened."""

from collections.abc import Collection
from datetime import date

from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.scorecard.item import PAGE
from scoring.summary import between
from storage.snapshot import Order, Ranked, Ranking

ORDERS = ((Order.NAME, "按名称"), (Order.BEST, "按最高分"), (Order.WORST, "按最低分"))
"""How the list may be sorted; a press carries the place in this row."""


BLIND = "独立评定中，不显示得分"


def ranking_view(
    title: str,
    found: Ranking,
    page: int,
    order: int,
    day: int = 0,
    unseen: Collection[str] = (),
) -> View:
    """A page of the list; what is opened from it is the score of the day, 0 being today. The scores
    of the participations ``unseen`` are not its reader's to see."""
    last = max(0, (found.total - 1) // PAGE)
    head = f"{title}：参评机构{found.total}家，{ORDERS[order][1]}排列。"
    lines = [f"{head}第{page + 1}/{last + 1}页", ""]
    rows: list[tuple[Choice, ...]] = []
    for place, one in enumerate(found.rows, 1):
        stands = BLIND if one.participation_id in unseen else worth(one)
        lines.append(f"{place}. {one.name} {stands}")
        label = f"{place}. {cut(one.name, 40)}"
        rows.append((Choice(label, press("score.card", one.participation_id, day)),))
    ways = (("上一页", page - 1), ("下一页", page + 1))
    turn = [
        Choice(label, press(f"score.list.{to}.{order}", "", day))
        for label, to in ways
        if 0 <= to <= last
    ]
    rows += [tuple(turn)] if turn else []
    rows.append(
        tuple(
            Choice(name, press(f"score.list.0.{at}", "", day))
            for at, (_order, name) in enumerate(ORDERS)
            if at != order
        )
    )
    lines += ["", "区间为最低–最高可能得分，未评的不算0分也不算满分。"]
    if day:
        lines.append(f"列表是今天的得分；点开一家机构，看截至{date.fromordinal(day)}的得分。")
    return View("\n".join(lines), tuple(rows), title="各机构得分", numbered=True)


def worth(line: Ranked) -> str:
    if line.worst is None or line.best is None:
        return "还没有算出"
    return between(line.worst, line.best)
