"""隐患复查: the agency saw for itself that a hazard is rectified, which closes it, or that not."""

from datetime import date
from typing import Any

from handlers.belonging import own
from handlers.formkit import Answers, Form, Invalid, ask
from handlers.wordings import late
from storage.alarms import close_alarm, reopen_alarm
from storage.hazard_course import FAILED
from storage.organisation import Role
from storage.visit import Hazard


def is_undone(answers: Answers) -> bool:
    return answers.get("passed") is False


def is_done(answers: Answers) -> bool:
    return answers.get("passed") is True


class RecheckForm(
    Form,
    name="recheck",
    title="隐患复查",
    roles={Role.AGENCY, Role.PRINCIPAL},
    record=Hazard,
):
    hazard_id: str = ask.lookup(
        "复查了哪一条隐患", source="hazards_to_recheck", none="没有等待复查的隐患。"
    )
    rechecked_on: date = ask.day("复查日期")
    passed: bool = ask.yes_no("整改到位了吗？", yes="已到位，销号", no="未到位，继续整改")
    recheck: str = ask.text("复查情况", limit=500, example="现场查看，箱前已清空，箱门上锁")
    deadline: date | None = ask.day("新的整改期限", optional=True, future=True, when=is_undone)
    recheck_photos: tuple[str, ...] = ask.files("复查照片", optional=True, when=is_done)

    def check(self) -> None:
        if self.deadline is not None and self.deadline < self.rechecked_on:
            raise Invalid("新的整改期限不能早于复查日期。", field="deadline")

    def _hazard(self, store: Any, author: Any) -> Hazard:
        hazard = own(store, author, Hazard, self.hazard_id, "hazard_id")
        if hazard.rectified_on is None:
            raise Invalid("这条隐患还没有登记整改，先登记“隐患整改”。", field="hazard_id")
        if self.rechecked_on < hazard.rectified_on:
            before = f"复查日期不能早于整改完成的 {hazard.rectified_on}。"
            raise Invalid(before, field="rechecked_on")
        return hazard

    def save(self, store: Any, author: Any) -> Hazard:
        hazard = self._hazard(store, author)
        if hazard.rechecked_on is not None:
            raise Invalid(f"这条隐患已在 {hazard.rechecked_on} 复查销号。", field="hazard_id")
        return self._kept(store, hazard, None)

    def _kept(self, store: Any, hazard: Hazard, reason: str | None) -> Hazard:
        if self.passed:
            close_alarm(store, hazard)
            made: Hazard = store.revise(
                hazard,
                reason=reason,
                rechecked_on=self.rechecked_on,
                recheck=self.recheck,
                recheck_photos=self.recheck_photos,
            )
            return made
        reopened: Hazard = store.revise(
            hazard,
            reason=f"{FAILED}：{self.rechecked_on} {self.recheck}",
            deadline=self.deadline or hazard.deadline,
            rectified_on=None,
            rectification=None,
            rectified_photos=(),
            rechecked_on=None,
            recheck=None,
            recheck_photos=(),
        )
        reopen_alarm(store, reopened)
        return reopened

    def amend(self, store: Any, author: Any, subject: Hazard, reason: str) -> Hazard:
        if self.hazard_id != subject.id:
            raise Invalid("更正时不能换成另一条隐患；登错的请先作废这次复查。", field="hazard_id")
        if subject.rechecked_on is None:
            raise Invalid("这次复查没有通过，隐患已重新打开；整改以后请重新登记复查。")
        return self._kept(store, self._hazard(store, author), reason)

    @classmethod
    def prefill(cls, store: Any, subject: Hazard) -> dict[str, Any]:
        closed = subject.rechecked_on is not None
        known = {**super().prefill(store, subject), "hazard_id": subject.id, "deadline": None}
        return {**known, "passed": True} if closed else known

    @classmethod
    def withdraw(cls, store: Any, author: Any, subject: Hazard, reason: str) -> Hazard:
        """The recheck goes, the hazard waits for one again."""
        gone: Hazard = store.revise(
            subject, reason=reason, rechecked_on=None, recheck=None, recheck_photos=()
        )
        reopen_alarm(store, gone)
        return gone

    def warn(self, store: Any, author: Any) -> list[str]:
        hazard = store.get(Hazard, self.hazard_id)
        lines = late(self.rechecked_on, store.today)
        if self.passed and hazard and not hazard.rectified_photos and not self.recheck_photos:
            lines.append("整改和复查都没有照片，建议补上，以后查得清楚。")
        return lines

    def after(self, store: Any, author: Any, record: Hazard) -> list[str]:
        if not self.passed:
            return ["隐患已重新打开，请督促委托单位继续整改，整改后再登记。"]
        rest = store.find(Hazard, visit_id=record.visit_id, rechecked_on=None)
        left = f"这次服务还有{len(rest)}条隐患没有销号。" if rest else "这次服务的隐患都已销号。"
        return ["这条隐患已销号。", left]
