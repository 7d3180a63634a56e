"""What a letter of notices says: the same words when it is pushed and when it is paged through."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from storage.due.wording import when
from storage.notices import Notice

PAGE = 6
LABEL = 20
Button = tuple[str, str]


@dataclass(frozen=True)
class Digest:
    """``rows`` are buttons: a label and ``action:id:revision``."""

    title: str
    text: str
    rows: tuple[tuple[Button, ...], ...]


def line(notice: Notice, today: date) -> str:
    whose = f"{notice.agency_name}：" if notice.agency_name else ""
    return f"{whose}{notice.text}，{when(notice.due, today, notice.late)}。"


def digest(notices: Sequence[Notice], today: date, letter: str, page: int = 0) -> Digest:
    """One notice alone in its own words; several as a list, nearest to today first (what can still
    be put right), six to a page, numbered on each page anew: a typed number picks what is shown."""
    notices = sorted(notices, key=lambda each: (abs(each.due - today), each.what, each.key))
    if len(notices) == 1:
        only = notices[0]
        row = (_open(only.label, only), ("明天再提醒", f"due.later:{letter}:0"))
        return Digest(f"提醒：{only.title}", line(only, today), (row,))
    pages = max(1, -(-len(notices) // PAGE))
    page = min(max(page, 0), pages - 1)
    first = page * PAGE
    shown = notices[first : first + PAGE]
    lines = [f"{n}. {line(notice, today)}" for n, notice in enumerate(shown, 1)]
    if pages > 1:
        lines = [_summary(notices), "", *lines]
    rows = [(_open(f"{n}. {_short(each)}", each),) for n, each in enumerate(shown, 1)]
    turns = _turns(letter, page, pages, len(notices) - first - len(shown))
    last = (*turns, ("都明天再提醒", f"due.later:{letter}:0"))
    return Digest(f"提醒：有{len(notices)}件事要办", "\n".join(lines), (*rows, last))


def _summary(notices: Sequence[Notice]) -> str:
    """How many of each kind; for who hears of several agencies, of each agency: the most first."""
    groups = Counter(notice.agency_name or notice.title for notice in notices).most_common()
    told = "、".join(f"{name}{count}项" for name, count in groups[:PAGE])
    return f"{told}等。" if len(groups) > PAGE else f"{told}。"


def _open(label: str, notice: Notice) -> Button:
    return _cut(label), f"due.open:{notice.id}:0"


def _short(notice: Notice) -> str:
    return f"{notice.label}·{notice.what}"


def _turns(letter: str, page: int, pages: int, left: int) -> tuple[Button, ...]:
    back = (("上一页", f"due.list:{letter}:{page - 1}"),) if page else ()
    more = ((f"还有{left}项", f"due.list:{letter}:{page + 1}"),) if page + 1 < pages else ()
    return (*back, *more)


def _cut(label: str) -> str:
    return label if len(label) <= LABEL else label[: LABEL - 1] + "…"
