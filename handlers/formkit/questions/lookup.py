"""Choosing among the records: searched by typing, shown a page at a time."""

from dataclasses import dataclass
from typing import Any, ClassVar

from handlers.formkit.invalid import Invalid
from handlers.formkit.question import Asking, Button, Json, Question, Reply, Rows, stack
from handlers.formkit.questions.choice import Options, Several, named
from handlers.formkit.wording import LABEL_LIMIT, cut, plain, visible
from handlers.formkit.world import Need, Page

SEARCH_LIMIT = 60


def need(source: str, within: str, asking: Asking) -> Need:
    narrowed = str(asking.answers.get(within) or "") if within else ""
    return Need(source, asking.search, asking.page, narrowed)


def searched(text: str) -> Reply:
    said = plain(text)
    if not visible(said):
        raise Invalid("没有看到文字，请打名称里的几个字来搜索。")
    if len(said) > SEARCH_LIMIT or "\0" in said or any("\ud800" <= c <= "\udfff" for c in said):
        raise Invalid(f"搜索的词太长，请打名称里的几个字（最多 {SEARCH_LIMIT} 个）。")
    return Reply(search=said)


def turned(action: str, argument: str, asking: Asking) -> Reply | None:
    if action == "page" and argument.isdigit() and len(argument) <= 6:
        return Reply(page=int(argument), search=asking.search)
    return Reply() if action == "all" else None


def turning(page: Page, asking: Asking) -> Rows:
    """The way to the other pages, and out of a search."""
    row = []
    if page.page > 0:
        row.append(Button("上一页", f"page.{page.page - 1}"))
    if page.page < page.last:
        row.append(Button("下一页", f"page.{page.page + 1}"))
    if asking.search:
        row.append(Button("看全部", "all"))
    return (tuple(row),) if row else ()


def found_lines(page: Page, asking: Asking, none: str = "") -> list[str]:
    if asking.search and not page.total:
        return [f"没有找到“{asking.search}”，换个词再试，或者看全部。"]
    lines = [f"找到“{asking.search}”的 {page.total} 个："] if asking.search else []
    if not page.total:
        lines.append(none or "名单里还没有可以选的。")
    if page.last:
        lines.append(f"第 {page.page + 1}/{page.last + 1} 页，共 {page.total} 个。")
    return lines


@dataclass(frozen=True, kw_only=True)
class Lookup(Question):
    """``within`` names an earlier answer that narrows the source; ``none`` says what to do first
    where there is nothing to choose."""

    source: str = ""
    within: str = ""
    none: str = ""
    kind: ClassVar[str] = "lookup"
    numbered: ClassVar[bool] = True

    def decode(self, answer: Json) -> Any:
        if not isinstance(answer, str) or not answer:
            raise ValueError(answer)
        return answer

    def words(self, answer: Json, asking: Asking) -> str:
        return asking.world.label(self.source, answer)

    def typed(self, text: str, asking: Asking) -> Reply:
        said = plain(text)
        page = asking.world.page(need(self.source, self.within, asking))
        for value, label in page.options:
            if said == label or (said and said == cut(label)):
                return Reply(value, on=True)
        if said in map(str, range(1, len(asking.offered) + 1)):
            return Reply(asking.offered[int(said) - 1], on=True)
        return searched(text)

    def pressed(self, action: str, argument: str, asking: Asking) -> Reply | None:
        return turned(action, argument, asking)

    def way(self) -> str:
        return "选一个，或者打几个字搜索"

    def expected(self) -> str:
        return "打名称里的几个字可以搜索。"

    def body(self, asking: Asking) -> list[str]:
        page = asking.world.page(need(self.source, self.within, asking))
        now = [f"现在是：{self.words(asking.answer, asking)}"] if self.keeps(asking) else []
        listed = [f"{n}. {label}" for n, (_, label) in enumerate(page.options, 1) if too_long(page)]
        return [*now, *found_lines(page, asking, self.none), *listed]

    def buttons(self, asking: Asking) -> Rows:
        page = asking.world.page(need(self.source, self.within, asking))
        options = [
            Button(cut(f"{n}. {label}" if too_long(page) else label) or value, "pick", value)
            for n, (value, label) in enumerate(page.options, 1)
        ]
        return (*stack(options), *turning(page, asking))

    def shape(self) -> tuple[object, ...]:
        return (*super().shape(), self.source)


def too_long(page: Page) -> bool:
    """Whether a button would lose what tells its record from the next: then the text lists them."""
    return any(len(label) > LABEL_LIMIT for _value, label in page.options)


@dataclass(frozen=True, kw_only=True)
class SeveralOf(Several):
    """Several of the records: the picks stay while one searches and turns pages, and a page can be
    picked whole; ``none`` says what it means that there is nothing to choose."""

    source: str = ""
    within: str = ""
    none: str = ""

    def encode(self, value: Any) -> Json:
        return None if value is None else list(value)

    def decode(self, answer: Json) -> Any:
        if not isinstance(answer, list) or any(not isinstance(k, str) for k in answer):
            raise ValueError(answer)
        return tuple(answer)

    def label_of(self, chosen: str, asking: Asking) -> str:
        return asking.world.label(self.source, chosen)

    def shown(self, asking: Asking) -> Options:
        page = asking.world.page(need(self.source, self.within, asking))
        return tuple((label or value, value) for value, label in page.options)

    def typed(self, text: str, asking: Asking) -> Reply:
        try:
            return super().typed(text, asking)
        except Invalid:
            said = plain(text)
            if len(said) > SEARCH_LIMIT or any(c in said for c in "、，, \n"):
                raise
            if said.isdigit() or named(said, self.shown(asking)):
                raise
            return searched(text)

    def pressed(self, action: str, argument: str, asking: Asking) -> Reply | None:
        if action == "here":
            page = asking.world.page(need(self.source, self.within, asking))
            picked = dict.fromkeys([*self.chosen(asking), *(value for value, _ in page.options)])
            return Reply(list(picked), page=asking.page, search=asking.search)
        return turned(action, argument, asking) or super().pressed(action, argument, asking)

    def expected(self) -> str:
        return "可以选几项，例如打 1 3；打名称里的字可以搜索；都选好了就选“完成选择”。"

    def body(self, asking: Asking) -> list[str]:
        page = asking.world.page(need(self.source, self.within, asking))
        return [*super().body(asking), *found_lines(page, asking, self.none)]

    def turning(self, asking: Asking) -> Rows:
        page = asking.world.page(need(self.source, self.within, asking))
        left = [value for value, _ in page.options if value not in self.chosen(asking)]
        whole: Rows = ((Button("选中本页", "here"),),) if len(left) > 1 else ()
        return (*whole, *turning(page, asking))

    def shape(self) -> tuple[object, ...]:
        return (*super().shape(), self.source)
