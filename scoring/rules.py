"""The words that Appendix A is written in, so that its declaration reads like the printed table."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import overload

from scoring.fact import Fact
from scoring.findings import Finding
from scoring.scheme import Each, Forfeit, Group, Item, Judged, Measured, Once, Rule
from scoring.values import Cases, Satisfaction

Points = int | float


def exact(points: Points) -> Decimal:
    """The decimal as it is written in the table: 0.5 is half a point, not a float."""
    return Decimal(str(points))


@overload
def minus(points: Points, why: str, *, when: Finding) -> Rule: ...
@overload
def minus(points: Points, why: str, *, per: Fact[Cases]) -> Rule: ...
def minus(
    points: Points, why: str, *, when: Finding | None = None, per: Fact[Cases] | None = None
) -> Rule:
    """扣…分: once when something is found, or per case."""
    if when is not None:
        return Once(exact(points), why, "", when)
    if per is not None:
        return Each(exact(points), why, "", per)
    raise TypeError("minus needs either when= or per=")


def zero(why: str, *, when: Finding) -> Rule:
    """不得分: all the points of the item, which it learns when it takes its place there."""
    return Forfeit(Decimal(0), why, "", when)


def judged(points: Points, why: str, by: Fact[Decimal]) -> Rule:
    """酌情扣分: what the inspector finds right, up to these points."""
    return Judged(exact(points), why, "", by)


def up_to(cap: Points, *rules: Rule) -> Group:
    """扣满…分为止, for some of the rules of an item."""
    return Group(exact(cap), rules)


def measured(by: Fact[Satisfaction]) -> Measured:
    """取平均分: no deductions, the points are what was measured."""
    return Measured(by)


def item(
    number: int, title: str, points: Points, text: str, *parts: Rule | Group | Measured
) -> Item:
    """One row: number, short name, 标准得分, 评定标准 as printed, and what that means."""
    most, groups, count = exact(points), [], 0
    measure: Measured | None = None
    for part in parts:
        if isinstance(part, Measured):
            measure = part
            continue
        group = part if isinstance(part, Group) else Group(most, (part,))
        rules = [_placed(rule, number, count + n, most) for n, rule in enumerate(group.rules, 1)]
        count += len(rules)
        groups.append(Group(group.cap, tuple(rules)))
    return Item(number, title, most, text, tuple(groups), measure)


def _placed(rule: Rule, number: int, place: int, most: Decimal) -> Rule:
    points = most if isinstance(rule, Forfeit) else rule.points
    return replace(rule, code=f"{number}.{place}", points=points)


def under(content: str, *items: Item) -> tuple[Item, ...]:
    """A cell of 评定内容 and the rows that it spans."""
    return tuple(replace(row, content=content) for row in items)


def section(name: str, *cells: tuple[Item, ...]) -> tuple[Item, ...]:
    """A part of the table and the cells that it spans."""
    return tuple(replace(row, section=name) for cell in cells for row in cell)
