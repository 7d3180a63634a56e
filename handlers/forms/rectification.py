"""隐患整改: an open hazard is rectified, whose record it revises; a recheck then closes it."""

from datetime import date
from typing import Any

from handlers.belonging import own
from handlers.formkit import Form, Invalid, ask
from handlers.wordings import late
from storage.organisation import Role
from storage.visit import Hazard, Visit

RECHECKED = "这条隐患已经复查销号；整改登记要改的，请先作废复查。"


class RectificationForm(
    Form,
    name="rectification",
    title="隐患整改",
    roles={Role.AGENCY, Role.PRINCIPAL},
    record=Hazard,
):
    hazard_id: str = ask.lookup(
        "整改了哪一条隐患", source="open_hazards", none="没有等待整改的隐患。"
    )
    rectified_on: date = ask.day("整改完成日期", hint="委托单位整改好的那一天。")
    rectification: str = ask.text("整改情况", example="纸箱已清走，地面划了黄线，箱门上锁")
    rectified_photos: tuple[str, ...] = ask.files("整改后照片", optional=True)

    def _revised(self, store: Any, author: Any, reason: str | None) -> Hazard:
        hazard = own(store, author, Hazard, self.hazard_id, "hazard_id")
        if hazard.rechecked_on is not None:
            raise Invalid(RECHECKED, field="hazard_id")
        visit = store.get(Visit, hazard.visit_id)
        if self.rectified_on < visit.on:
            raise Invalid(f"整改日期不能早于发现隐患的 {visit.on}。", field="rectified_on")
        made: Hazard = store.revise(
            hazard,
            reason=reason,
            rectified_on=self.rectified_on,
            rectification=self.rectification,
            rectified_photos=self.rectified_photos,
        )
        return made

    def save(self, store: Any, author: Any) -> Hazard:
        hazard = own(store, author, Hazard, self.hazard_id, "hazard_id")
        if hazard.rectified_on is not None:
            raise Invalid(f"这条隐患已在 {hazard.rectified_on} 登记过整改。", field="hazard_id")
        return self._revised(store, author, None)

    def amend(self, store: Any, author: Any, subject: Hazard, reason: str) -> Hazard:
        if self.hazard_id != subject.id:
            raise Invalid("更正时不能换成另一条隐患；登错的请先作废这次整改。", field="hazard_id")
        return self._revised(store, author, reason)

    @classmethod
    def prefill(cls, store: Any, subject: Hazard) -> dict[str, Any]:
        return {**super().prefill(store, subject), "hazard_id": subject.id}

    @classmethod
    def withdraw(cls, store: Any, author: Any, subject: Hazard, reason: str) -> Hazard:
        """The rectification goes, the hazard stays, open again."""
        if subject.rechecked_on is not None:
            raise Invalid(RECHECKED)
        gone: Hazard = store.revise(
            subject, reason=reason, rectified_on=None, rectification=None, rectified_photos=()
        )
        return gone

    def warn(self, store: Any, author: Any) -> list[str]:
        hazard = store.get(Hazard, self.hazard_id)
        lines = late(self.rectified_on, store.today)
        if hazard and hazard.deadline and self.rectified_on > hazard.deadline:
            lines.append(f"超过了整改期限 {hazard.deadline}，照实登记就可以。")
        return lines

    def after(self, store: Any, author: Any, record: Hazard) -> list[str]:
        rest = store.find(Hazard, visit_id=record.visit_id, rectified_on=None)
        left = f"这次服务还有{len(rest)}条隐患没有整改。" if rest else "这次服务的隐患都已整改。"
        return [left, "去现场看过以后，请登记“隐患复查”，隐患才销号。"]
