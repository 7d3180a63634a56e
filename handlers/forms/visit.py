"""服务记录: a visit with the hazards found on it, corrected together (items 4, 13, 14)."""

from datetime import date, timedelta
from typing import Any

from handlers.belonging import agency_of, own
from handlers.formkit import Answers, Form, Invalid, ask
from handlers.formkit.view import Choice, press
from handlers.found_hazard import FoundHazard
from handlers.typed import hours, span
from handlers.wordings import NO_CLIENTS, PLATFORM, by, late, readings_on
from storage.client import Client
from storage.contract import covering
from storage.organisation import Role
from storage.sign_off import void_changed
from storage.visit import Grade, Hazard, SignedList, Visit


def found_any(answers: Answers) -> bool:
    return bool(answers.get("hazards"))


def is_uploaded(answers: Answers) -> bool:
    return found_any(answers) and answers.get("uploaded") is True


class VisitForm(
    Form,
    name="visit",
    title="服务记录",
    roles={Role.AGENCY, Role.PRINCIPAL},
    record=Visit,
    items=(4, 13, 14),
):
    client_id: str = ask.lookup("委托单位", source="clients", none=NO_CLIENTS)
    on: date = ask.day("服务日期")
    staff: tuple[str, ...] = ask.several("服务人员", source="staff", optional=True)
    done: str = ask.text("服务内容", example="检查配电间、仓库和焊接工位，现场讲解动火作业要求")
    hours: str | None = ask.text(
        "服务起止时间", optional=True, limit=40, example="9:00-11:30", check=hours
    )
    hazards: tuple[FoundHazard, ...] = ask.group(
        "发现的隐患", FoundHazard, none="未发现隐患", noun="隐患"
    )
    uploaded: bool = ask.yes_no(
        "隐患已上传监管平台？", yes="已上传", no="未上传", when=found_any, hint=f"指{PLATFORM}。"
    )
    uploaded_on: date | None = ask.day("上传日期", when=is_uploaded)
    photos: tuple[str, ...] = ask.files("现场照片", optional=True)

    def check(self) -> None:
        for number, hazard in enumerate(self.hazards, 1):
            if hazard.deadline and hazard.deadline < self.on:
                raise Invalid(f"隐患{number}的整改期限不能早于服务日期。", field="hazards")
        if self.uploaded_on and self.uploaded_on < self.on:
            raise Invalid("上传日期不能早于服务日期。", field="uploaded_on")

    def _values(self, store: Any, author: Any) -> dict[str, Any]:
        own(store, author, Client, self.client_id, "client_id")
        started, ended = span(self.hours)
        return {
            "client_id": self.client_id,
            "on": self.on,
            "staff": self.staff,
            "done": self.done,
            "started": started,
            "ended": ended,
            "photos": self.photos,
        }

    def save(self, store: Any, author: Any) -> Visit:
        values = self._values(store, author)
        made: Visit = store.add(Visit(agency_id=agency_of(author), **values))
        for hazard in self.hazards:
            self._add(store, made, hazard)
        return made

    def _add(self, store: Any, visit: Visit, hazard: FoundHazard) -> None:
        made = Hazard(
            agency_id=visit.agency_id,
            client_id=visit.client_id,
            visit_id=visit.id,
            uploaded_on=self.uploaded_on,
            **hazard.values(),
        )
        store.add(made)

    def amend(self, store: Any, author: Any, subject: Visit, reason: str) -> Visit:
        if self.on > subject.on:
            self._before_what_followed(store, subject)
        visit: Visit = store.revise(subject, reason=reason, **self._values(store, author))
        before = {hazard.id: hazard for hazard in store.find(Hazard, visit_id=visit.id)}
        known_day = _uploaded_on(list(before.values()))
        for entry in self.hazards:
            known = before.pop(entry.id, None)
            if known is None:
                self._add(store, visit, entry)
                continue
            changes = {**entry.values(), "client_id": visit.client_id}
            if self.uploaded_on != known_day:
                changes |= self._upload(known, known_day)
            store.revise(known, reason=reason, **changes)
        for gone in before.values():
            store.withdraw(gone, reason=reason)
        for signed in store.find(SignedList, visit_id=visit.id, hand_over_id=None):
            store.revise(signed, reason=reason, client_id=visit.client_id)
        void_changed(store, visit, reason)
        return visit

    def _before_what_followed(self, store: Any, visit: Visit) -> None:
        hazards = store.find(Hazard, visit_id=visit.id)
        followed = [one.signed_on for one in store.find(SignedList, visit_id=visit.id)]
        followed += [day for h in hazards for day in (h.rectified_on, h.uploaded_on) if day]
        if (first := min(followed, default=self.on)) < self.on:
            said = f"服务日期不能晚于已登记的签收、整改和上传（最早 {first}），请先更正那一条。"
            raise Invalid(said, field="on")

    def _upload(self, hazard: Hazard, known_day: date | None) -> dict[str, Any]:
        """What was uploaded before the rest keeps its own day; its receipt goes with the day."""
        if self.uploaded_on is None:
            return {"uploaded_on": None, "upload_receipt": None}
        again = hazard.uploaded_on is None or known_day is not None
        return {"uploaded_on": self.uploaded_on} if again else {}

    @classmethod
    def prefill(cls, store: Any, subject: Visit) -> dict[str, Any]:
        hazards = store.find(Hazard, visit_id=subject.id)
        times = subject.started, subject.ended
        uploaded_on = _uploaded_on(hazards)
        return {
            **super().prefill(store, subject),
            "hours": "-".join(f"{at:%H:%M}" for at in times if at) if all(times) else None,
            "hazards": tuple(map(FoundHazard.of, hazards)),
            "uploaded": uploaded_on is not None,
            "uploaded_on": uploaded_on,
        }

    @classmethod
    def withdraw(cls, store: Any, author: Any, subject: Visit, reason: str) -> Visit:
        """What hangs on a visit goes with it: its hazards, and the list signed for them."""
        for kind in (Hazard, SignedList):
            for record in store.find(kind, visit_id=subject.id):
                store.withdraw(record, reason=reason)
        gone: Visit = store.withdraw(subject, reason=reason)
        void_changed(store, gone, reason)
        return gone

    def _uncovered(self, store: Any, author: Any) -> list[str]:
        if covering(store, agency_of(author), self.client_id, self.on):
            return []
        return ["这一天没有服务合同覆盖：第13项扣8分。合同已签的，请登记合同，服务期要包含这一天。"]

    def warn(self, store: Any, author: Any) -> list[str]:
        lines = self._uncovered(store, author)
        unadvised = [h for h in self.hazards if h.grade is Grade.MAJOR and not h.advice]
        if unadvised:
            lines.append("有重大隐患没有写整改意见，请补上，并书面交给委托单位。")
        if self.hazards and not self.uploaded:
            lines.append("隐患未上传：第4项这一次服务扣0.5分，一次都没有上传的扣3分。")
        return lines + late(self.on, store.today)

    def after(self, store: Any, author: Any, record: Visit) -> list[str]:
        readings, lines = readings_on(store, self.on), self._uncovered(store, author)
        if any(hazard.grade is Grade.MAJOR for hazard in self.hazards):
            lines.append("有重大隐患：请点“一键快报”，立刻告知委托单位、本机构负责人和监管部门。")
        if self.hazards and not store.find(SignedList, visit_id=record.id, voided_on=None):
            due = by(self.on + timedelta(readings.list_days), store.today)
            lines.append(f"{readings.list_days}天内取得隐患清单签收：{due}。")
        if self.hazards and not self.uploaded:
            lines.append(f"请把隐患上传至{PLATFORM}，再来做“隐患上传登记”。")
        due = by(self.on + timedelta(readings.follow_up_days), store.today)
        return [*lines, f"服务回访：{due}。"]

    def onward(self, record: Visit) -> tuple[Choice, ...]:
        if not self.hazards:
            return ()
        given = Choice("交给委托单位签收", press("sign.give", record.id))
        if any(hazard.grade is Grade.MAJOR for hazard in self.hazards):
            return (Choice("一键快报", press("alarm.visit", record.id)), given)
        return (given,)


def _uploaded_on(hazards: list[Hazard]) -> date | None:
    """The last day of the uploads, where all are uploaded."""
    days = [hazard.uploaded_on for hazard in hazards if hazard.uploaded_on]
    return max(days) if days and len(days) == len(hazards) else None
