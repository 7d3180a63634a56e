"""Checks of typed text that a form asks for: a credit code, a phone number, hours of a day."""

import re
from datetime import time

from handlers.formkit import Invalid
from handlers.formkit.wording import plain
from storage import credit_code as code

_PHONE = re.compile(r"\+?[0-9]{5,15}([-转#*][0-9]{1,6})?")
_HOURS = re.compile(r"([0-9]{1,2})[:点.时]?([0-9]{2})?分?")
_BETWEEN = re.compile(r"\s*(?:-|—|–|~|～|至|到)+\s*")


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
    if ended <= started:
        raise Invalid("结束时间应晚于开始时间。")
    return f"{started:%H:%M}-{ended:%H:%M}"


def span(kept: str | None) -> tuple[time | None, time | None]:
    """What ``hours`` kept, as two times of day."""
    if not kept:
        return None, None
    started, ended = kept.split("-")
    return time.fromisoformat(started), time.fromisoformat(ended)


def _clock(part: str) -> time:
    found = _HOURS.fullmatch(part.strip())
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise Invalid(f"没看懂时间“{part[:10]}”。")
    return time(int(found[1]), int(found[2] or 0))
