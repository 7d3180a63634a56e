"""Objections and their rulings in words: they stay on the item, live and on every issued card."""

from collections.abc import Iterable, Mapping

from handlers.scorecard.wording import say_date
from storage.objection import Objection, Ruling

RULINGS = {Ruling.UPHELD: "成立", Ruling.REFUSED: "不成立"}


def state(objection: Objection) -> str:
    if objection.withdrawn_at is not None:
        return "已撤回"
    return RULINGS[objection.ruling] if objection.ruling else "待处理"


def objection_lines(
    found: Iterable[Objection], names: Mapping[str, str], number: int
) -> list[str]:
    """What the agency objected on an item, and what came of it."""
    said = [line for one in found if one.item == number for line in lines_of(one, names)]
    return ["", "异议：", *said] if said else []


def lines_of(one: Objection, names: Mapping[str, str]) -> list[str]:
    about = f"{one.rule}（其中{len(one.cases)}例）" if one.cases else one.rule
    when = say_date(one.raised_on)
    raised = f"{one.number} {when} 机构对 {about} 的扣分提出异议：{one.words}"
    if one.files:
        raised += f"；附{len(one.files)}个文件"
    if one.ruling is None:
        return [raised, "　待处理"]
    who, then = names.get(one.ruled_by or "", ""), one.ruled_on
    return [raised, f"　{who} {then} 认定异议{RULINGS[one.ruling]}；理由：{one.grounds}"]
