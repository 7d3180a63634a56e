"""Numbers as people type them, by explicit rules: what fits none is refused, maybe with a guess."""

import re
from decimal import ROUND_HALF_UP, Decimal

from handlers.formkit.invalid import Invalid
from handlers.formkit.wording import plain

_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_NUMBER = re.compile(r"[0-9]{1,30}(\.[0-9]{1,30})?")
_DIGIT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TEN = {"十": 10, "百": 100, "千": 1000}


def whole(text: str, units: tuple[str, ...], most: int) -> int:
    said = _without(text, units)
    number = _chinese(said)
    if number is None:
        found = _decimal(said)
        if found is None:
            raise Invalid("这里要填一个整数。", guesses=_inside(said, most))
        if found != found.to_integral_value():
            low = int(found)
            fits = tuple(n for n in (low, low + 1) if n <= most)
            raise Invalid("这里要填整数，不能有小数。", guesses=fits)
        number = int(found) if found <= 10**30 else 10**30
    if number > most:
        raise Invalid(f"这个数太大了，最多 {most}。")
    return number


def amount(text: str, unit: str, most: Decimal) -> Decimal:
    said = _without(text.replace("¥", "").replace("￥", ""), (unit, "元", "块"))
    times = Decimal(1)
    short = re.fullmatch(r"([0-9]{1,6})万([0-9])", said)
    if short:
        guess = Decimal(f"{short[1]}.{short[2]}") * 10000
        raise Invalid("没看懂这个数。", guesses=(_cents(guess),))
    for sign, value in (("万", 10**4), ("亿", 10**8)):
        if said.endswith(sign):
            said, times = said.removesuffix(sign).strip(), Decimal(value)
    found = _decimal(said)
    if found is None:
        raise Invalid("这里要填一个数。", guesses=tuple(map(Decimal, _inside(said, int(most)))))
    exact = found * times
    if exact > most:
        raise Invalid(f"这个数太大了，最多 {most:,}。")
    if exact != _cents(exact):
        raise Invalid("最多两位小数。", guesses=(_cents(exact),))
    return _cents(exact)


def _cents(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _without(text: str, units: tuple[str, ...]) -> str:
    said = plain(text)
    for unit in units:
        if unit and said.endswith(unit):
            said = plain(said.removesuffix(unit))
    return said


def _decimal(said: str) -> Decimal | None:
    if _GROUPED.fullmatch(said) and len(said) <= 40:
        said = said.replace(",", "")
    return Decimal(said) if _NUMBER.fullmatch(said) else None


def _inside(said: str, most: int) -> tuple[int, ...]:
    """The one number inside a longer answer: 约3次, -3, 3 到."""
    if len(said) > 40 or not said.isprintable():
        return ()
    runs = re.findall(r"[0-9]+", said)
    if len(runs) != 1 or re.search(r"[0-9][.eE]|[.][0-9]", said) or int(runs[0]) > most:
        return ()
    return (int(runs[0]),)


def _chinese(said: str) -> int | None:
    """三, 十二, 二十, 一百零五, 三千: up to thousands."""
    if not said or len(said) > 9 or any(c not in _DIGIT and c not in _TEN for c in said):
        return None
    total, digit, last = 0, None, 10**4
    for c in said:
        if c in _TEN:
            if _TEN[c] >= last:
                return None
            last = _TEN[c]
            total += (1 if digit is None or (digit == 0 and total) else digit) * last
            digit = None
        elif digit not in (None, 0):
            return None
        else:
            digit = _DIGIT[c]
    return total + (digit or 0)
