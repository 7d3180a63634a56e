"""Checks of typed text that a form asks for: a credit code, a phone number, hours of a day."""

import re
from datetime import time

from handlers.formkit import Invalid
from handlers.formkit.wording import cut, plain
from storage import credit_code as code

_PHONE = re.compile(r"\+?[0-9]{5,15}([-转#*][0-9]{1,6})?")
_HOURS = re.compile(r"(上午|中午|下午|晚上)?\s*([0-9]{1,2})[:点.时]?([0-9]{2}|半)?分?")
_BETWEEN = re.compile(r"\s*(?:-|—|–|~|～|至|到)+\s*|\s+")


def credit_code(text: str) -> str:
    tidied = code.tidy(text)
    wrong = code.fault(tidied)
    if wrong:
        raise Invalid(wrong)
    return tidied


def phone(text: str) -> str:
    said = plain(text)
    digits = re.sub(r"(?<=[0-9])[ -](?=[0-9]{3,})", "", said) if len(said) <= 40 else ""
    if not _PHONE.fullmatch(digits):
        raise Invalid("这个电话号码看起来不对，请核对。")
    return said


def hours(text: str) -> str:
    """Kept as 09:00-11:30."""
    parts = _BETWEEN.split(plain(text).replace("：", ":")) if len(text) <= 40 else []
    if len(parts) != 2:
        raise Invalid("请打开始和结束的时间，中间用“-”隔开。")
    started, ended = map(_clock, parts)
    if ended <= started and "午" in parts[0] and started.hour >= 12 > ended.hour:
        ended = ended.replace(hour=ended.hour + 12)
    if ended <= started:
        raise Invalid("结束时间应晚于开始时间。")
    return f"{started:%H:%M}-{ended:%H:%M}"


def span(kept: str | None) -> tuple[time | None, time | None]:
    """What ``hours`` kept, as two times of day."""
    if not kept:
        return None, None
    started, ended = kept.split("-")
    return time.fromisoformat(started), time.fromisoformat(ended)


def clock(text: str) -> str:
    """A time of day, kept as 14:30."""
    return f"{_clock(plain(text).replace('：', ':')):%H:%M}"


def _clock(part: str) -> time:
    found = _HOURS.fullmatch(part.strip())
    minute = (found[3] or "0").replace("半", "30") if found else "60"
    if not found or int(found[2]) > 23 or int(minute) > 59:
        raise Invalid(f"没看懂时间“{cut(part, 10)}”。")
    hour = int(found[2])
    late = found[1] in ("下午", "晚上") and hour < 12
    return time(hour + 12 if late else hour, int(minute))
