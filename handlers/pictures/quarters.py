"""The cycle's quarters × training and meeting: held, missed, running or still to come (item 9)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from handlers.formkit.wording import cut
from handlers.pictures.picture import Picture
from handlers.scorecard.sheet import Sheet
from scoring.values import Cases
from storage.cycle import Cycle, Participation
from storage.evidence.gatherings import Quarter
from storage.evidence.gatherings import quarters as whole_quarters
from storage.gathering import Gathered, Gathering
from storage.store import Store

FACTS = {
    Gathered.TRAINING: "quarters_untrained",
    Gathered.MEETING: "quarters_without_meeting",
}
NAMES = {Gathered.TRAINING: "安全教育培训", Gathered.MEETING: "安全工作会议"}
SHORT = {Gathered.TRAINING: "培训", Gathered.MEETING: "会议"}
NOTE = "每季度各至少一次，少一次扣1分，第9项扣满2分为止；只计已结束的完整季度。"
NONE = "评定期内没有完整的季度。"
MOST = 16


@dataclass(frozen=True)
class Cell:
    """``state`` is how it is painted."""

    state: str
    words: str


def quarters(store: Store, part: Participation, sheet: Sheet, at: datetime) -> Picture:
    cycle = store.get(Cycle, part.cycle_id)
    assert cycle is not None
    asked = list(whole_quarters(max(cycle.start, part.joined_on), cycle.end))[:MOST]
    held = _held(store, part, sheet)
    cells = [[cell(sheet, one, kind, held[kind, one]) for kind in Gathered] for one in asked]
    rows = list(zip(asked, cells, strict=True))
    told = {
        "title": sheet.agency,
        "subtitle": f"各季度培训与会议　截至{sheet.day}",
        "heads": [NAMES[kind] for kind in Gathered],
        "rows": [
            {"quarter": one.label, "cells": [vars(each) for each in both]} for one, both in rows
        ],
        "note": NOTE if rows else NONE,
    }
    lines = [f"{sheet.agency} · 各季度培训与会议，截至{sheet.day}"]
    for one, both in rows:
        said = zip(Gathered, both, strict=True)
        lines.append(f"{one.label}：" + "，".join(f"{SHORT[k]}{c.words}" for k, c in said))
    name = f"培训与会议 {cut(sheet.agency, 40)} {sheet.day}"
    return Picture("picture_quarters.typ", name, told, (*lines, NOTE if rows else NONE), at)


def _held(store: Store, part: Participation, sheet: Sheet) -> Counter[tuple[Gathered, Quarter]]:
    found = store.find(Gathering, agency_id=part.agency_id)
    return Counter((one.kind, Quarter.holding(one.on)) for one in found if one.on <= sheet.day)


def cell(sheet: Sheet, quarter: Quarter, kind: Gathered, times: int) -> Cell:
    """What the score counts, in its own words: an inspector may have seen it otherwise."""
    missed = sheet.facts.get(FACTS[kind])
    if isinstance(missed, Cases) and quarter.ref in missed.refs:
        return Cell("missed", "没有，扣1分" if not times else "不算数，扣1分")
    if times:
        return Cell("held", f"已开展{times}次")
    if quarter.first > sheet.day:
        return Cell("ahead", "还没到")
    if quarter.last >= sheet.day:
        return Cell("running", "本季度还没有")
    return Cell("excused", "没有，不扣分")
