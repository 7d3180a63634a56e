"""A hazard as it is entered where it was found: the same entry for an agency and an inspector."""

from datetime import date
from typing import Any

from handlers.formkit import Entry, ask
from storage.visit import GRADE_NAMES, Grade


class FoundHazard(Entry):
    """``id`` is the hazard that the entry was prefilled from, so that a correction finds it."""

    id: str = ask.carried()
    place: str = ask.text("隐患位置", limit=100, example="二楼配电间")
    description: str = ask.text("隐患情况", limit=500, example="配电箱前堆放纸箱，箱门未关")
    grade: Grade = ask.one_of("隐患等级", [(name, grade) for grade, name in GRADE_NAMES.items()])
    advice: str | None = ask.text(
        "整改意见", limit=500, optional=True, example="立即清理，配电箱前1米内不得堆物"
    )
    deadline: date | None = ask.day("整改期限", optional=True, future=True)
    photos: tuple[str, ...] = ask.files("隐患照片", optional=True)

    def title(self) -> str:
        mark = "【重大】" if self.grade is Grade.MAJOR else ""
        return f"{mark}{self.place}：{self.description}"

    def values(self) -> dict[str, Any]:
        return {q.name: getattr(self, q.name) for q in self.spec.questions if q.name != "id"}

    @classmethod
    def of(cls, record: Any) -> "FoundHazard":
        """The entry of a record that has its fields."""
        return cls(**{q.name: getattr(record, q.name) for q in cls.spec.questions})
