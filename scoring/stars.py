"""Star bands: which total gets which stars. The standard sets none; ours leave no hole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from scoring.values import decimal, plain

STEP = Decimal("0.01")
"""A total has two decimals at most (reading.md, section 3): bands meet when they are this apart."""

LEAST, MOST = Decimal(0), Decimal(100)
NAME_LIMIT = 20
_DIGITS = str.maketrans("０１２３４５６７８９．：", "0123456789.:")
_LINE = re.compile(
    r"(?P<name>.*?[^\d.\s:=])[\s:=]*(?P<least>\d+(?:\.\d+)?)\s*分?\s*(?:[-–—−~～至到－]+)"
    r"\s*(?P<most>\d+(?:\.\d+)?)\s*分?"
)
EXAMPLE = "五星 90-100；四星 80-89.99；三星 70-79.99；不授星 0-69.99"


class BandError(ValueError):
    """A sentence that names the numbers which don't fit."""


@dataclass(frozen=True)
class Band:
    """Both ends are included."""

    name: str
    least: Decimal
    most: Decimal

    def holds(self, points: Decimal) -> bool:
        return self.least <= points <= self.most

    def __str__(self) -> str:
        return f"「{self.name}」{plain(self.least)}–{plain(self.most)}分"


def checked(bands: Iterable[Band]) -> tuple[Band, ...]:
    """The bands as they are, if every total from 0 to 100 has exactly one. Raises ``BandError``."""
    table = tuple(bands)
    if not table:
        raise BandError(f"还没有写星级标准。请从高到低写，例如：{EXAMPLE}")
    for band in table:
        _sound(band)
    names = [band.name for band in table]
    for name in names:
        if names.count(name) > 1:
            raise BandError(f"「{name}」写了两次，每档的名称应各不相同。")
    for upper, lower in pairwise(table):
        if lower.least > upper.most:
            raise BandError(f"请从高到低写：{lower}应写在{upper}前面。")
    if table[0].most != MOST:
        raise BandError(f"最高一档是{table[0]}，应到100分为止，否则更高的得分没有星级。")
    for upper, lower in pairwise(table):
        _meeting(upper, lower)
    if table[-1].least != LEAST:
        raise BandError(
            f"最低一档是{table[-1]}，{plain(table[-1].least)}分以下没有星级。"
            "低于标准的也请写一档，例如：不授星。"
        )
    return table


def _sound(band: Band) -> None:
    if not band.name.strip() or len(band.name) > NAME_LIMIT:
        raise BandError(f"每档要有名称，最多{NAME_LIMIT}个字，例如：四星。")
    for points in (band.least, band.most):
        if not points.is_finite() or not LEAST <= points <= MOST:
            raise BandError(f"{band}不在0到100分之间。")
        if points % STEP:
            raise BandError(f"{band}里的{plain(points)}超过两位小数，得分最多两位小数。")
    if band.least > band.most:
        raise BandError(
            f"「{band.name}」的最低分{plain(band.least)}高于最高分{plain(band.most)}，请对调。"
        )


def _meeting(upper: Band, lower: Band) -> None:
    if lower.most >= upper.least:
        raise BandError(
            f"{upper}与{lower}重叠：{plain(upper.least)}到{plain(min(lower.most, upper.most))}分"
            f"同时属于两档。"
        )
    first, last = lower.most + STEP, upper.least - STEP
    if first <= last:
        between = plain(first) if first == last else f"{plain(first)}到{plain(last)}"
        raise BandError(f"{upper}与{lower}之间有空档：{between}分没有星级。")


def star_of(bands: Sequence[Band], total: Decimal) -> str:
    """The name of the band that a total stands in; totals have two decimals at most."""
    found = [band.name for band in bands if band.holds(total)]
    if len(found) != 1:
        raise BandError(f"{plain(total)}分没有唯一的星级。")
    return found[0]


def stars_between(bands: Sequence[Band], worst: Decimal, best: Decimal) -> tuple[str, ...]:
    """Every star that is still possible, the highest first."""
    return tuple(band.name for band in bands if band.most >= worst and band.least <= best)


def read_lines(text: str) -> tuple[Band, ...]:
    """Bands as people type them: 五星 90-100；四星 80-89.99；… or one a line."""
    bands = []
    for line in re.split(r"[；;\n，,、]+", text.translate(_DIGITS)):
        if not line.strip():
            continue
        found = _LINE.fullmatch(line.strip().rstrip("。"))
        if found is None:
            said = line.strip()[:40]
            raise BandError(f"没看懂「{said}」。请写成：名称 最低分-最高分，例如：{EXAMPLE}")
        least, most = Decimal(found["least"]), Decimal(found["most"])
        bands.append(Band(found["name"].strip(), least, most))
    return tuple(bands)


def as_json(bands: Iterable[Band]) -> list[dict[str, str]]:
    return [
        {"name": band.name, "least": plain(band.least), "most": plain(band.most)} for band in bands
    ]


def from_json(rows: Iterable[Mapping[str, str]]) -> tuple[Band, ...]:
    return tuple(
        Band(row["name"], _points(row["least"]), _points(row["most"])) for row in rows
    )


def _points(text: str) -> Decimal:
    value = decimal(text)
    if value is None:
        raise BandError(f"「{text}」不是分数。")
    return value
