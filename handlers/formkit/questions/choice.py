"""Choosing among a few known options: yes or no, one of them, several of them."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, ClassVar

from handlers.formkit.invalid import Invalid
from handlers.formkit.question import ABSENT, Asking, Button, Json, Question, Reply, Rows, stack
from handlers.formkit.wording import LABEL_LIMIT, cut, plain
from handlers.formkit.world import World

Options = tuple[tuple[str, Any], ...]
_YES = frozenset(("是", "是的", "对", "对的", "有", "好", "好的", "已", "嗯", "y", "yes", "√", "✓"))
_NO = frozenset(("否", "不", "不是", "没", "没有", "无", "未", "不对", "n", "no", "✗"))
ROOM = LABEL_LIMIT - 2
"""What a box before it leaves of a label."""

_PARTS = re.compile(r"[、，,;；\n]+")


def key(option: tuple[str, Any]) -> str:
    """How a chosen option is kept: by its value where that is a word, else by its label."""
    label, value = option
    return str(value) if isinstance(value, str) else label


def named(said: str, options: Options) -> tuple[str, Any] | None:
    """The option a text names: its label, its number, or the only one that begins so."""
    for option in options:
        if said == option[0]:
            return option
    if said.isascii() and said.isdigit() and len(said) <= 3 and 1 <= int(said) <= len(options):
        return options[int(said) - 1]
    starting = [option for option in options if said and option[0].startswith(said)]
    return starting[0] if len(starting) == 1 else None


def akin(said: str, options: Options) -> tuple[str, Any] | None:
    """The only option meant by less or more than its label: 培训 for 安全教育培训."""
    meant = [o for o in options if len(said) > 1 and (said in o[0] or said.startswith(o[0]))]
    return meant[0] if len(meant) == 1 else None


def unknown(said: str, options: Options) -> Invalid:
    close = get_close_matches(said[:40], [label for label, _ in options], 2, 0.4)
    guesses = tuple(value for label, value in options if label in close)
    shown = f"没有“{cut(said)}”这个选项。" if said else "请选一个。"
    names = "、".join(label for label, _ in options[:12])
    return Invalid(f"{shown}可以选：{names}。", guesses=guesses)


@dataclass(frozen=True, kw_only=True)
class YesNo(Question):
    yes: str = "是"
    no: str = "否"
    kind: ClassVar[str] = "yes_no"
    numbered: ClassVar[bool] = True

    def parse(self, text: str, world: World) -> bool:
        said = plain(text).lower().rstrip("。.!！")
        found = named(said, ((self.yes, True), (self.no, False)))
        if found:
            return bool(found[1])
        if said in _YES or said in _NO:
            return said in _YES
        raise Invalid(f"请回答“{self.yes}”或“{self.no}”。")

    def decode(self, answer: Json) -> Any:
        if type(answer) is not bool:
            raise ValueError(answer)
        return answer

    def words(self, answer: Json, asking: Asking) -> str:
        return self.yes if answer else self.no

    def way(self) -> str:
        return f"回答“{self.yes}”或“{self.no}”"

    def body(self, asking: Asking) -> list[str]:
        return [f"现在是：{self.words(asking.answer, asking)}"] if self.keeps(asking) else []

    def buttons(self, asking: Asking) -> Rows:
        return ((Button(self.yes, "pick", True), Button(self.no, "pick", False)),)


@dataclass(frozen=True, kw_only=True)
class OneOf(Question):
    options: Options = ()
    kind: ClassVar[str] = "one_of"
    numbered: ClassVar[bool] = True

    def parse(self, text: str, world: World) -> Any:
        said = plain(text)
        found = named(said, self.options) or akin(said, self.options)
        if found is None:
            raise unknown(said, self.options)
        return found[1]

    def encode(self, value: Any) -> Json:
        return next((key(o) for o in self.options if o[1] == value), None)

    def decode(self, answer: Json) -> Any:
        for option in self.options:
            if key(option) == answer:
                return option[1]
        raise ValueError(answer)

    def words(self, answer: Json, asking: Asking) -> str:
        return next((o[0] for o in self.options if key(o) == answer), str(answer))

    def way(self) -> str:
        return "选一个"

    def body(self, asking: Asking) -> list[str]:
        return [f"现在是：{self.words(asking.answer, asking)}"] if self.keeps(asking) else []

    def buttons(self, asking: Asking) -> Rows:
        return stack([Button(cut(option[0]), "pick", key(option)) for option in self.options])

    def likely(self, asking: Asking) -> list[Button]:
        return [] if asking.guesses else super().likely(asking)

    def shape(self) -> tuple[object, ...]:
        return (*super().shape(), *map(key, self.options))


def too_long(shown: Options) -> bool:
    """Whether a button would lose what tells its option from the next: then the text lists them."""
    return any(len(label) > ROOM for label, _ in shown)


def numbered(shown: Options) -> Options:
    """The labels of the buttons, with the numbers that the text gives where they are too long."""
    if not too_long(shown):
        return shown
    return tuple((f"{n}. {label}", value) for n, (label, value) in enumerate(shown, 1))


@dataclass(frozen=True, kw_only=True)
class Several(Question):
    """Every pick is kept at once; 完成选择 goes on."""

    options: Options = ()
    kind: ClassVar[str] = "several"
    numbered: ClassVar[bool] = True

    def encode(self, value: Any) -> Json:
        return None if value is None else [key(o) for v in value for o in self.options if o[1] == v]

    def decode(self, answer: Json) -> Any:
        by_key = {key(option): option[1] for option in self.options}
        if not isinstance(answer, list) or any(k not in by_key for k in answer):
            raise ValueError(answer)
        return tuple(by_key[k] for k in answer)

    def empty(self) -> Any:
        return ()

    def words(self, answer: Json, asking: Asking) -> str:
        return "、".join(self.label_of(k, asking) for k in answer) or "（无）"

    def label_of(self, chosen: str, asking: Asking) -> str:
        return next((o[0] for o in self.options if key(o) == chosen), chosen)

    def shown(self, asking: Asking) -> Options:
        """The options on screen, as (label, key)."""
        return tuple((option[0], key(option)) for option in self.options)

    def typed(self, text: str, asking: Asking) -> Reply:
        said, shown = plain(text), self.shown(asking)
        parts = [part.strip() for part in _PARTS.split(said) if part.strip()]
        if any(named(part, shown) is None for part in parts):
            parts = said.replace("、", " ").replace(",", " ").replace("，", " ").split()
        found = [named(part, shown) for part in parts]
        if not parts or None in found or len(parts) > 50:
            wrong = next((p for p, f in zip(parts, found, strict=True) if f is None), "")
            raise unknown(wrong, shown)
        return self.toggled([option[1] for option in found if option], asking)

    def picked(self, answer: Json, asking: Asking) -> Reply:
        return self.toggled([answer], asking)

    def toggled(self, keys: list[str], asking: Asking) -> Reply:
        chosen = self.chosen(asking)
        for one in dict.fromkeys(keys):
            chosen = [k for k in chosen if k != one] if one in chosen else [*chosen, one]
        return Reply(chosen, page=asking.page, search=asking.search)

    def chosen(self, asking: Asking) -> list[str]:
        return list(asking.answer) if asking.answered and asking.answer else []

    def pressed(self, action: str, argument: str, asking: Asking) -> Reply | None:
        if action != "done":
            return None
        if not self.chosen(asking) and not self.optional:
            raise Invalid("至少选一项，再完成选择。")
        return Reply(self.chosen(asking), on=True)

    def keeps(self, asking: Asking) -> bool:
        return False

    def complete(self, answer: Json) -> bool:
        return answer is not ABSENT and (self.optional or bool(answer))

    def way(self) -> str:
        return "都选好了就选“完成选择”"

    def expected(self) -> str:
        return "可以选几项，例如打 1 3；再选一次就取消；都选好了就选“完成选择”。"

    def body(self, asking: Asking) -> list[str]:
        chosen, shown = self.chosen(asking), self.shown(asking)
        lines = [f"已选：{self.words(chosen, asking)}"] if chosen else []
        return lines + [f"{n}. {label}" for n, (label, _) in enumerate(shown, 1) if too_long(shown)]

    def buttons(self, asking: Asking) -> Rows:
        chosen, shown = self.chosen(asking), self.shown(asking)
        rows = stack(
            [
                Button(f"{'☑' if k in chosen else '☐'} {cut(label, ROOM)}", "pick", k)
                for label, k in numbered(shown)
            ]
        )
        return (*rows, *self.turning(asking), (Button("完成选择", "done"),))

    def turning(self, asking: Asking) -> Rows:
        return ()

    def likely(self, asking: Asking) -> list[Button]:
        return []

    def shape(self) -> tuple[object, ...]:
        return (*super().shape(), *map(key, self.options))
