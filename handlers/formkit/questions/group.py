"""A repeating group: entries with questions of their own, added, changed and removed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from handlers.formkit.invalid import Invalid
from handlers.formkit.question import ABSENT, Asking, Button, Json, Question, Reply, Rows
from handlers.formkit.wording import cut, plain

if TYPE_CHECKING:
    from handlers.formkit.form import Entry

MOST = 50


@dataclass(frozen=True, kw_only=True)
class Group(Question):
    """``none`` is the sentence for an empty list; without it at least one entry is wanted."""

    entry: "type[Entry]"
    none: str = ""
    noun: str = ""
    most: int = MOST
    kind: ClassVar[str] = "group"
    numbered: ClassVar[bool] = True

    def called(self, index: int) -> str:
        return f"{self.noun or self.label}{index + 1}"

    def decode(self, answer: Json) -> Any:
        if not isinstance(answer, list):
            raise ValueError(answer)
        return tuple(self.entry.from_answers(entry) for entry in answer)

    def encode(self, value: Any) -> Json:
        return None if value is None else [entry.to_answers() for entry in value]

    def empty(self) -> Any:
        return ()

    def entries(self, asking: Asking) -> list[dict[str, Json]]:
        return list(asking.answer) if asking.answered and asking.answer else []

    def entry_complete(self, entry: Mapping[str, Json]) -> bool:
        return all(q.complete(entry.get(q.name, ABSENT)) for q in self.entry.spec.asked(entry))

    def complete(self, answer: Json) -> bool:
        if answer is ABSENT or not all(map(self.entry_complete, answer or ())):
            return False
        return bool(answer) or bool(self.none) or self.optional

    def title_of(self, index: int, entry: Mapping[str, Json]) -> str:
        if not self.entry_complete(entry):
            return f"{self.called(index)}（未填完）"
        try:
            return cut(self.entry.from_answers(entry).title(), 60) or self.called(index)
        except (ValueError, Invalid):
            return self.called(index)

    def words(self, answer: Json, asking: Asking) -> str:
        if not answer:
            return self.none or "（无）"
        titles = [f"　· {self.title_of(i, entry)}" for i, entry in enumerate(answer)]
        return "\n".join([f"{len(answer)} 条", *titles])

    def keeps(self, asking: Asking) -> bool:
        return False

    def typed(self, text: str, asking: Asking) -> Reply:
        said = plain(text)
        if said in ("添加", "再添加", "加"):
            return self.added(asking)
        if said in ("完成", "好了") or (said and said in (self.none, "无", "没有")):
            return self.finished(asking)
        raise Invalid("请选“添加”来加一条，或者从下面选别的继续。")

    def pressed(self, action: str, argument: str, asking: Asking) -> Reply | None:
        entries = self.entries(asking)
        index = int(argument) if argument.isascii() and argument.isdigit() else -1
        if action == "add":
            return self.added(asking)
        if action == "done":
            return self.finished(asking)
        if action == "entry" and 0 <= index < len(entries):
            return Reply(inside=(index,))
        return None

    def added(self, asking: Asking) -> Reply:
        entries = self.entries(asking)
        if len(entries) >= self.most:
            raise Invalid(f"最多 {self.most} 条。")
        return Reply([*entries, {}], inside=(len(entries), ""))

    def finished(self, asking: Asking) -> Reply:
        entries = self.entries(asking)
        for index, entry in enumerate(entries):
            if not self.entry_complete(entry):
                note = f"{self.called(index)}还没有填完，先填完它。"
                return Reply(inside=(index, ""), note=note)
        if not entries and not self.none and not self.optional:
            raise Invalid("至少添加一条。")
        return Reply(entries, on=True)

    def way(self) -> str:
        return "选“添加”来加一条"

    def expected(self) -> str:
        return "一条一条地加，都加完了就选“完成”。"

    def body(self, asking: Asking) -> list[str]:
        titles = [self.title_of(i, entry) for i, entry in enumerate(self.entries(asking))]
        return [f"{i}. {title}" for i, title in enumerate(titles, 1)]

    def buttons(self, asking: Asking) -> Rows:
        entries = self.entries(asking)
        rows = [(Button(cut(self.title_of(i, e)), f"entry.{i}"),) for i, e in enumerate(entries)]
        if entries:
            return (*rows, (Button("再添加", "add"), Button("完成", "done")))
        none = self.none or ("没有" if self.optional else "")
        return ((Button("添加", "add"), *((Button(cut(none), "done"),) if none else ())),)

    def likely(self, asking: Asking) -> list[Button]:
        return []

    def shape(self) -> tuple[object, ...]:
        return (*super().shape(), *(q.shape() for q in self.entry.spec.questions))
