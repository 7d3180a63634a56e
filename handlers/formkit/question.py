"""What every kind of question has in common: its words, how it takes an event, how it is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from handlers.formkit.events import Sent
from handlers.formkit.invalid import Invalid
from handlers.formkit.wording import cut
from handlers.formkit.world import World

Json = Any
Answers = Mapping[str, Json]


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()
"""No answer yet, which is not the same as a skipped question's None."""


@dataclass(frozen=True)
class Asking:
    """The moment a question is asked in: its answer so far, its neighbours', what is on screen."""

    world: World
    answer: Json = ABSENT
    answers: Answers = field(default_factory=dict)
    page: int = 0
    search: str = ""
    month: str = ""
    offered: tuple[Json, ...] = ()
    guesses: tuple[Any, ...] = ()

    @property
    def answered(self) -> bool:
        return self.answer is not ABSENT


@dataclass(frozen=True)
class Button:
    """``pick`` buttons carry an answer and are numbered by the machine; others are actions."""

    label: str
    action: str = "pick"
    value: Json = None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Reply:
    """What a question makes of an event: an answer or not, and whether to go on from here."""

    answer: Json = ABSENT
    on: bool = False
    page: int = 0
    search: str = ""
    month: str = ""
    inside: tuple[int, str] | tuple[int] | None = None
    note: str = ""
    toast: str = ""


def stack(buttons: list[Button], wide: int = 9) -> Rows:
    """Two to a row where all are short, else one."""
    per = 2 if all(len(b.label) <= wide for b in buttons) else 1
    return tuple(tuple(buttons[i : i + per]) for i in range(0, len(buttons), per))


@dataclass(frozen=True, kw_only=True)
class Question:
    label: str
    name: str = ""
    example: str = ""
    hint: str = ""
    optional: bool = False
    default: Any = None
    when: Callable[[Answers], bool] | None = None

    kind: ClassVar[str] = ""
    numbered: ClassVar[bool] = False
    echoed: ClassVar[bool] = False
    """The next view repeats how the answer was understood."""

    # An answer travels as text typed -> value (date, Decimal, …) -> JSON kept in the draft.
    def parse(self, text: str, world: World) -> Any:
        raise NotImplementedError

    def encode(self, value: Any) -> Json:
        return value

    def decode(self, answer: Json) -> Any:
        """The value of a kept answer; ValueError where it is no answer to this question."""
        return answer

    def words(self, answer: Json, asking: Asking) -> str:
        """The answer as a person reads it."""
        return str(answer)

    def complete(self, answer: Json) -> bool:
        return answer is not ABSENT and (answer is not None or self.optional)

    def empty(self) -> Any:
        """The value of a question that was skipped or not asked."""
        return None

    # Events
    def typed(self, text: str, asking: Asking) -> Reply:
        return Reply(self.encode(self.parse(text, asking.world)), on=True)

    def picked(self, answer: Json, asking: Asking) -> Reply:
        return Reply(answer, on=True)

    def sent(self, sent: Sent, asking: Asking) -> Reply:
        raise Invalid(f"这里问的是「{self.label}」，不收照片和文件，请{self.way()}。")

    def pressed(self, action: str, argument: str, asking: Asking) -> Reply | None:
        """None where the action is none of this question's."""
        return None

    def passed(self, asking: Asking) -> Reply | None:
        """跳过, which goes on but never throws away what was answered."""
        if asking.answered and isinstance(asking.answer, list) and asking.answer:
            return self.pressed("done", "", asking)
        if self.keeps(asking):
            return Reply(asking.answer, on=True)
        if not self.optional:
            raise Invalid(f"「{self.label}」是必填的，不能跳过。")
        return Reply(None, on=True)

    # Showing
    def way(self) -> str:
        return "打字回答"

    def expected(self) -> str:
        return ""

    def body(self, asking: Asking) -> list[str]:
        return []

    def buttons(self, asking: Asking) -> Rows:
        return ()

    def keeps(self, asking: Asking) -> bool:
        """Whether 保留 is offered: on coming back to a question that goes on by one answer."""
        return asking.answered and asking.answer is not None

    def likely(self, asking: Asking) -> list[Button]:
        """The default and the guesses, as buttons."""
        values = list(asking.guesses)
        if self.default is not None and not asking.answered and not values:
            value = self.default(asking.world) if callable(self.default) else self.default
            values = [] if value is None else [value]
        return [self.button(self.encode(value), asking) for value in values]

    def button(self, answer: Json, asking: Asking) -> Button:
        return Button(cut(self.words(answer, asking)) or "（空）", "pick", answer)

    def shape(self) -> tuple[object, ...]:
        """What makes an answer of an older edition of this question doubtful."""
        return (self.name, self.kind, self.label, self.optional)
