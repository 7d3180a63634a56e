"""All agencies of the cycle with worst–best: sorted, paged, each to be opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.scorecard.item import PAGE
from scoring.summary import between

ORDERS = ("按名称", "按最高分", "按最低分")
"""How the list may be sorted; a press carries the place in this row."""


@dataclass(frozen=True)
class Ranked:
    """One line of the list; ``id`` is the participation's. None: not reckoned yet."""

    id: str
    agency: str
    worst: Decimal | None
    best: Decimal | None
    day: date | None = None


def ranking_view(
    title: str, found: Sequence[Ranked], total: int, page: int, order: int, note: str = ""
) -> View:
    """A page of the list, as it was sorted before."""
    last = max(0, (total - 1) // PAGE)
    lines = [f"{title}：参评机构{total}家，{ORDERS[order]}排列。第{page + 1}/{last + 1}页", ""]
    rows: list[tuple[Choice, ...]] = []
    for place, line in enumerate(found, 1):
        lines.append(f"{place}. {line.agency} {worth(line)}")
        rows.append((Choice(f"{place}. {cut(line.agency, 40)}", press("score.card", line.id)),))
    turn = [Choice("上一页", press(f"score.list.{page - 1}.{order}"))] if page > 0 else []
    turn += [Choice("下一页", press(f"score.list.{page + 1}.{order}"))] if page < last else []
    rows += [tuple(turn)] if turn else []
    rows.append(
        tuple(
            Choice(name, press(f"score.list.0.{at}"))
            for at, name in enumerate(ORDERS)
            if at != order
        )
    )
    lines += ["", note or "区间为最低–最高可能得分，未评的不算0分也不算满分。"]
    return View("\n".join(lines), tuple(rows), title="各机构得分", numbered=True)


def worth(line: Ranked) -> str:
    if line.worst is None or line.best is None:
        return "还没有算出"
    return between(line.worst, line.best)
