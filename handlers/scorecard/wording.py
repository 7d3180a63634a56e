"""Points, facts and rules in the words of the standard, the same wherever a score is shown."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal

from scoring.fact import AnyFact
from scoring.scheme import Item
from scoring.scorecard import ItemScore
from scoring.states import State
from scoring.summary import SectionSum, between
from scoring.values import Cases, Satisfaction, Value, plain
from storage.store import ZONE

MARKS = {State.ASSESSED: "✓", State.DERIVED: "•", State.PENDING: "?"}
BAR = 10


def say_value(fact: AnyFact, value: Value | None) -> str:
    """A fact's value as the answer to its question; an unknown one is neither yes nor nought."""
    match value:
        case None:
            return "未知"
        case bool():
            return "是" if value else "否"
        case Cases():
            return f"{value.count}{fact.unit}" if value.count else "没有"
        case Satisfaction():
            parties = zip(("县级", "镇级", "委托单位"), value.parties, strict=True)
            return "，".join(f"{name}{len(answers)}份" for name, answers in parties)
    return f"{plain(value)}{fact.unit}"


def printed_lines(item: Item) -> list[str]:
    """The row of the printed table."""
    return [
        f"评定内容：{item.content}",
        f"标准得分：{plain(item.points)}分",
        f"评定标准：{item.text}",
    ]


def heading(item: Item) -> str:
    return f"第{item.number}项 {item.title}"


def gained(score: ItemScore) -> str:
    """得3.5分, or the range that is still possible."""
    return f"{between(score.worst, score.best)}分"


def lost(score: ItemScore) -> Decimal:
    """The points that are gone for certain."""
    return score.points - score.best


def bar(part: SectionSum) -> str:
    """▰ is certain, ▨ still open, ▱ lost: what is open is drawn neither as nought nor as full."""
    full = int(part.worst * BAR / part.possible)
    reach = int((part.best * BAR / part.possible).to_integral_value(ROUND_CEILING))
    if part.worst != part.best and reach == full:
        reach = full + 1
    elif part.worst == part.best:
        reach = full
    return "▰" * full + "▨" * (reach - full) + "▱" * (BAR - reach)


def numbers(items: Iterable[int]) -> str:
    """第7、8、10项"""
    return f"第{'、'.join(str(number) for number in items)}项"


def say_time(at: datetime) -> str:
    return at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


def say_date(day: date) -> str:
    return day.isoformat()


def case_label(ref: str, labels: Mapping[str, str]) -> str:
    """A case as a person knows it; one that an inspector added says itself."""
    kind, _, words = ref.partition(":")
    return words if kind == "other" else labels.get(ref, ref)
