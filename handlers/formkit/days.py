"""Days as people type them: 昨天, 3月5日, 周一, 2026-03-05, in full-width digits too."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from handlers.formkit.invalid import Invalid
from handlers.formkit.wording import plain, say_day

FIRST = date(1950, 1, 1)
_NEAR = {
    "大前天": -3,
    "前天": -2,
    "昨天": -1,
    "昨日": -1,
    "今天": 0,
    "今日": 0,
    "明天": 1,
    "明日": 1,
    "后天": 2,
    "大后天": 3,
}
_WEEKDAY = {c: n for n, c in enumerate("一二三四五六日")} | {"天": 6}
_FULL = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*[日号]?")
_SOLID = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SHORT = re.compile(r"([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*[日号]?")
_LONE = re.compile(r"([0-9]{1,2})\s*[日号]?")
_AGO = re.compile(r"([0-9]{1,4})\s*天(前|后)")
_WEEK = re.compile(r"(上|下|本|这)?个?(?:周|星期|礼拜)([一二三四五六日天])")


def parse_day(text: str, today: date, ahead: bool) -> date:
    """``ahead``: the day may lie in the future, and one without a year is the nearest to come."""
    said = plain(text)
    if len(said) > 30:
        raise Invalid("没看懂这个日期。")
    if said in _NEAR:
        return today + timedelta(days=_NEAR[said])
    if found := _AGO.fullmatch(said):
        return today + timedelta(days=int(found[1]) * (-1 if found[2] == "前" else 1))
    if found := _WEEK.fullmatch(said):
        return _weekday(found[1] or "", _WEEKDAY[found[2]], today, ahead)
    if found := (_FULL.fullmatch(said) or _SOLID.fullmatch(said)):
        return _exact(int(found[1]), int(found[2]), int(found[3]))
    if found := _SHORT.fullmatch(said):
        return _nearest(int(found[1]), int(found[2]), today, ahead)
    if found := _LONE.fullmatch(said):
        return _of_month(int(found[1]), said, today, ahead)
    raise Invalid("没看懂这个日期。")


def within(day: date, first: date, last: date, label: str) -> date:
    if day > last:
        close = (last,) if (day - last).days < 32 else _same_day_earlier(day)
        guesses = tuple(d for d in close if first <= d <= last)[:1]
        raise Invalid(f"{label}不能晚于{say_day(last)}。", guesses=guesses)
    if day < first:
        raise Invalid(f"{label}不能早于{say_day(first)}。")
    return day


def _same_day_earlier(day: date) -> Iterator[date]:
    for year in range(day.year - 1, day.year - 9, -1):
        if found := _real(year, day.month, day.day):
            yield found


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last_of(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _exact(year: int, month: int, day: int) -> date:
    if found := _real(year, month, day):
        return found
    if 1 <= month <= 12 and FIRST.year <= year < 9999 and 28 < day <= 31:
        last = _last_of(year, month)
        raise Invalid(f"{year}年{month}月没有{day}日。", guesses=(last,))
    raise Invalid("没有这一天。")


def _nearest(month: int, day: int, today: date, ahead: bool) -> date:
    for years in range(9):
        found = _real(today.year + (years if ahead else -years), month, day)
        if found and (found >= today if ahead else found <= today):
            return found
    if not (1 <= month <= 12 and 28 < day <= 31):
        raise Invalid("没有这一天。")
    last = _last_of(today.year, month)
    if not ahead and last > today:
        last = _last_of(today.year - 1, month)
    raise Invalid(f"{month}月没有{day}日。", guesses=(last,))


def _of_month(day: int, said: str, today: date, ahead: bool) -> date:
    step = timedelta(days=1 if ahead else -1)
    found = today
    for _ in range(62):
        if found.day == day:
            break
        found += step
    else:
        raise Invalid("没有这一天。")
    if said.isdigit():
        raise Invalid("没看懂这个日期，是哪个月的？", guesses=(found,))
    return found


def _weekday(which: str, weekday: int, today: date, ahead: bool) -> date:
    monday = today - timedelta(days=today.weekday())
    if which:
        return monday + timedelta(days=weekday + {"上": -7, "下": 7}.get(which, 0))
    if ahead:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    return today - timedelta(days=(today.weekday() - weekday) % 7)
