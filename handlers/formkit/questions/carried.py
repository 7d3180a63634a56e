"""What an answer carries along unasked: the id of the record an entry of a group stands for."""

from dataclasses import dataclass
from typing import Any, ClassVar

from handlers.formkit.question import Json, Question


@dataclass(frozen=True, kw_only=True)
class Carried(Question):
    """Never asked and never shown; prefilled when a record is opened, empty for a new entry."""

    label: str = ""
    optional: bool = True
    kind: ClassVar[str] = "carried"

    def decode(self, answer: Json) -> Any:
        if not isinstance(answer, str):
            raise ValueError(answer)
        return answer

    def empty(self) -> Any:
        return ""
