"""Text is kept exactly as it was typed, but for blanks around it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from handlers.formkit.invalid import Invalid
from handlers.formkit.question import Asking, Json, Question
from handlers.formkit.wording import cut, trim, visible
from handlers.formkit.world import World

LIMIT = 2000


@dataclass(frozen=True, kw_only=True)
class Text(Question):
    """``check`` may refuse (Invalid) or tidy what was typed: a credit code, a phone number."""

    limit: int = LIMIT
    check: Callable[[str], str] | None = None
    kind: ClassVar[str] = "text"

    def parse(self, text: str, world: World) -> str:
        said = trim(text)
        if not visible(said):
            raise Invalid("没有看到文字。")
        if len(said) > self.limit:
            raise Invalid(f"太长了：最多 {self.limit} 个字，这里有 {len(said)} 个。")
        if "\0" in said or any("\ud800" <= c <= "\udfff" for c in said):
            raise Invalid("里面有无法保存的字符，请重新打一遍。")
        return self.check(said) if self.check else said

    def decode(self, answer: Json) -> Any:
        if not isinstance(answer, str) or len(answer) > self.limit:
            raise ValueError(answer)
        return answer

    def body(self, asking: Asking) -> list[str]:
        return [f"现在是：{cut(asking.answer, 200)}"] if self.keeps(asking) else []
