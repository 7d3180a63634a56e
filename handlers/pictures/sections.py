"""The score by section of the table, as bars with the range."""

from datetime import datetime
from decimal import Decimal

from handlers.formkit.wording import cut
from handlers.pictures.picture import Picture
from handlers.scorecard.sheet import Sheet
from scoring.summary import SectionSum, between, section_sums
from scoring.values import plain

WHOLE = "合计"
NOTE = "还没定的分要等评定人员看过或测评结束才知道，不算0分，也不算满分。"


def sections(sheet: Sheet, at: datetime) -> Picture:
    parts = [*section_sums(sheet.card), _whole(sheet)]
    note = NOTE if sheet.card.worst != sheet.card.best else ""
    told = {
        "title": sheet.agency,
        "subtitle": f"各部分得分　截至{sheet.day}",
        "rows": [_row(part) for part in parts],
        "line": sheet.line,
        "note": note,
    }
    lines = [f"{sheet.agency} · 各部分得分，截至{sheet.day}"]
    lines += [_said(part) for part in parts]
    lines += [sheet.line, *filter(None, (note,))]
    name = f"各部分得分 {cut(sheet.agency, 40)} {sheet.day}"
    return Picture("picture_sections.typ", name, told, tuple(lines), at)


def _whole(sheet: Sheet) -> SectionSum:
    possible = sum((item.points for item in sheet.card.items), Decimal(0))
    return SectionSum(WHOLE, possible, sheet.card.worst, sheet.card.best)


def _row(part: SectionSum) -> dict[str, object]:
    """Shares of the bar in hundredths."""
    sure = float(part.worst * 100 / part.possible)
    return {
        "name": part.name,
        "worth": between(part.worst, part.best),
        "of": f" / {plain(part.possible)}分",
        "sure": sure,
        "open": float(part.best * 100 / part.possible) - sure,
    }


def _said(part: SectionSum) -> str:
    """基础管理 19.5–24/25分，已失1分"""
    gone = part.possible - part.best
    lost = f"，已失{plain(gone)}分" if gone else ""
    return f"{part.name} {between(part.worst, part.best)}/{plain(part.possible)}分{lost}"
