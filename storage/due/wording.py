"""How a day and its distance are said, alike when a notice is pushed and when it is looked at."""

from datetime import date


def spoken(day: date, today: date) -> str:
    """11月20日; with the year where it is another one."""
    plain = f"{day.month}月{day.day}日"
    return plain if day.year == today.year else f"{day.year}年{plain}"


def when(due: date, today: date, late: str) -> str:
    """还有3天（11月23日） / 今天到期 / ``late`` with its days."""
    days = (due - today).days
    if days > 0:
        return f"还有{days}天（{spoken(due, today)}到期）"
    return late.format(days=-days) if days < 0 else "今天到期"
