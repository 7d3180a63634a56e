"""查找: records found by what a person types of them: client, number, day, state."""

import hashlib
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from handlers.formkit.days import parse_day
from handlers.formkit.events import Pressed, Typed
from handlers.formkit.invalid import Invalid
from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut, plain
from handlers.record_lines import scope_of, title_line
from handlers.turn import Turn
from storage.agency import Agency
from storage.entity import KINDS, Record
from storage.last_search import remember, remembered
from storage.looking import Wanted, look, states_of

PAGE = 6
MENU = Choice("菜单", press("menu"))
HINT = (
    "直接发要找的内容，几个词用空格隔开：单位名称、编号、日期、状态都可以。例如：\n"
    "查 金属制品 2026年3月\n"
    "查 FW-2025-0007\n"
    "查 合同 未上传\n"
    "查 隐患 重大 未整改"
)
KIND_WORDS = {
    "合同": "contract",
    "服务": "visit",
    "隐患": "hazard",
    "签收": "signed_list",
    "清单": "signed_list",
    "回访": "follow_up",
    "培训": "gathering",
    "会议": "gathering",
    "单位": "client",
    "客户": "client",
    "人员": "staff",
    "机构": "agency",
    "事故": "accident",
}
_ASKED = re.compile(r"(?:/find(?:@\w+)?|查找|搜索|查)(?:\s+(.*))?", re.DOTALL)
_MONTH = re.compile(r"(?:((?:19|20)[0-9]{2})\s*[-/.年])?\s*([0-9]{1,2})\s*月?")
_YEAR = re.compile(r"(20[0-9]{2})年?")
LIMIT, MOST = 100, 10
"""So many characters, and so many words of them, are looked for."""


def ask(turn: Turn, kinds: tuple[str, ...]) -> None:
    """/find, 查找 and 查, with what to look for or without."""
    found = _ASKED.fullmatch(plain(turn.event.text)) if isinstance(turn.event, Typed) else None
    words = (found[1] or "").strip() if found else ""
    if not words:
        return turn.say(View(HINT, ((MENU,),), "查找"))
    show(turn, kinds, words)


def asked_for(text: str) -> bool:
    """Whether a text begins like a search."""
    return bool(_ASKED.fullmatch(plain(text)))


def turn_page(turn: Turn, kinds: tuple[str, ...]) -> None:
    """The next or former page of what this person looked for last."""
    event, words = turn.event, remembered(turn.store, turn.actor.id)
    assert isinstance(event, Pressed)
    if event.id != _mark(words):
        turn.toast("这个按钮已过期，请重新查找")
        return turn.say(View(HINT, ((MENU,),), "查找"))
    show(turn, kinds, words, event.revision)


def show(turn: Turn, kinds: tuple[str, ...], words: str, page: int = 0) -> None:
    """A page of what was found, or that there is nothing."""
    if not _shown(turn, kinds, words, page):
        words = cut(plain(words), LIMIT)
        text = f"没有找到“{words}”。可以少写几个词，或换一种说法。\n{HINT}"
        turn.say(View(text, ((MENU,),), "查找"))


def shown_where_found(turn: Turn, kinds: tuple[str, ...], said: str) -> bool:
    """Look for what was typed for no other reason, unless it is nothing to look for: a number of
    a list that has no such line, a single character."""
    words = plain(said)
    if len(words) < 2 or (words.isdigit() and len(words) < 4):
        return False
    return _shown(turn, kinds, said, 0)


def _shown(turn: Turn, kinds: tuple[str, ...], words: str, page: int) -> bool:
    words = cut(plain(words), LIMIT)
    found = find(turn, kinds, words, page)
    if not found:
        return False
    if page == 0:
        remember(turn.store, turn.actor.id, words)
    lines = [f"“{words}”，最近登记的在前："]
    lines += [f"{n}. {_line(turn, record)}" for n, record in enumerate(found[:PAGE], 1)]
    rows = [
        (Choice(cut(_label(turn, record), 40), press("rec.open", _ref(record))),)
        for record in found[:PAGE]
    ]
    mark = _mark(words)
    turning = [Choice("上一页", press("rec.found", mark, page - 1))] if page else []
    turning += [Choice("下一页", press("rec.found", mark, page + 1))] if len(found) > PAGE else []
    turn.say(View("\n".join(lines), (*rows, (*turning, MENU)), "查找", numbered=True))
    return True


def find(turn: Turn, kinds: tuple[str, ...], words: str, page: int = 0) -> list[Record]:
    """One record more than a page shows, where there are more."""
    wanted = read(words, kinds, turn.today)
    return look(turn.store, scope_of(turn.actor), wanted, PAGE + 1, page * PAGE)


def _ref(record: Record) -> str:
    return f"{record.table.name}:{record.id}"


def _mark(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def _label(turn: Turn, record: Record) -> str:
    return f"{record.label} {title_line(turn.store, record)}"


def _line(turn: Turn, record: Record) -> str:
    gone = "【作废】" if record.withdrawn_at is not None else ""
    whose = ""
    if turn.actor.agency_id is None and (id := getattr(record, "agency_id", None)):
        agency = turn.store.get(Agency, id)
        whose = f" · {agency.name}" if agency else ""
    return f"{gone}{_label(turn, record)}{whose}"


def read(text: str, kinds: tuple[str, ...], today: date) -> Wanted:
    """What a person means by their words; several days are a span from the first to the last."""
    named: list[str] = []
    words: list[str] = []
    states: list[str] = []
    days: list[date] = []
    for word in islice(dict.fromkeys(_words(text, kinds)), MOST):
        kind = _kind(word, kinds)
        span = _span(word, today)
        if kind:
            named.append(kind)
        known = any(word in states_of(one) for one in kinds)
        if known:
            states.append(word)
        elif span:
            days += span
        elif not kind:
            words.append(word)
    wanted = tuple(dict.fromkeys(named)) or kinds
    first, last = (min(days), max(days)) if days else (None, None)
    return Wanted(wanted, tuple(words), tuple(states), first, last)


def _words(text: str, kinds: tuple[str, ...]) -> Iterator[str]:
    """What stands between blanks; 未上传合同 is two words, a name with 培训 in it is one."""
    known = {*KIND_WORDS, *(KINDS[kind].label for kind in kinds)}
    known = {*known, *(state for kind in kinds for state in states_of(kind))}
    either = re.compile("|".join(sorted(known, key=len, reverse=True)))
    for word in plain(text).split():
        parts = either.findall(word)
        yield from parts if "".join(parts) == word else (word,)


def _kind(word: str, kinds: tuple[str, ...]) -> str:
    labels = {KINDS[kind].label: kind for kind in kinds}
    kind = labels.get(word) or KIND_WORDS.get(word, "")
    return kind if kind in kinds else ""


def _span(word: str, today: date) -> tuple[date, date] | None:
    """The first and the last day of 2026年3月, 3月, 2026, 上月, 昨天, 2026-03-05."""
    if found := _YEAR.fullmatch(word):
        return date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)
    near = {"本月": 0, "上月": 1, "上个月": 1}
    if word in near:
        first = today.replace(day=1)
        return _month((first - timedelta(days=near[word])).replace(day=1))
    if word in ("今年", "去年"):
        year = today.year - (word == "去年")
        return date(year, 1, 1), date(year, 12, 31)
    found = _MONTH.fullmatch(word)
    if found and (found[1] or word.endswith("月")) and 1 <= int(found[2]) <= 12:
        return _month(_latest(found[1], int(found[2]), today))
    return next(_day(word, today), None)


def _latest(year: str | None, month: int, today: date) -> date:
    if year:
        return date(int(year), month, 1)
    return date(today.year - (month > today.month), month, 1)


def _month(first: date) -> tuple[date, date]:
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, after - timedelta(days=1)


def _day(word: str, today: date) -> Iterator[tuple[date, date]]:
    """A number alone, or a word with letters, is no day."""
    if word.isdigit() and len(word) != 8:
        return
    try:
        day = parse_day(word, today, ahead=False)
    except Invalid:
        return
    yield day, day

