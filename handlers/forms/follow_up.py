"""服务回访: a follow-up answers every earlier visit of its client (item 5)."""

from datetime import date
from typing import Any

from handlers.belonging import own
from handlers.formkit import Form, ask
from handlers.wordings import NO_CLIENTS, late, listed, readings_on
from storage.client import Client
from storage.follow_up import FollowUp, newly_answered
from storage.organisation import Role

WAYS = ("电话", "上门", "微信", "问卷", "其他")


class FollowUpForm(
    Form,
    name="follow_up",
    title="服务回访",
    roles={Role.AGENCY, Role.PRINCIPAL},
    record=FollowUp,
    items=(5,),
):
    client_id: str = ask.lookup("回访的委托单位", source="clients", none=NO_CLIENTS)
    on: date = ask.day("回访日期")
    way: str = ask.one_of("回访方式", [(way, way) for way in WAYS])
    outcome: str = ask.text(
        "回访情况", example="对服务满意，配电间隐患已整改，希望下次讲讲有限空间作业"
    )
    photos: tuple[str, ...] = ask.files("回访记录照片", optional=True)

    def save(self, store: Any, author: Any) -> FollowUp:
        own(store, author, Client, self.client_id, "client_id")
        made: FollowUp = super().save(store, author)
        return made

    def amend(self, store: Any, author: Any, subject: FollowUp, reason: str) -> FollowUp:
        own(store, author, Client, self.client_id, "client_id")
        made: FollowUp = super().amend(store, author, subject, reason)
        return made

    def warn(self, store: Any, author: Any) -> list[str]:
        return late(self.on, store.today)

    def after(self, store: Any, author: Any, record: FollowUp) -> list[str]:
        answered = newly_answered(store, record)
        if not answered:
            return ["这一天以前的服务都已经有回访了。"]
        days = listed([str(visit.on) for visit in answered[-6:]])
        more = "等" if len(answered) > 6 else ""
        lines = [f"回应了{len(answered)}次服务：{days}{more}。"]
        given = readings_on(store, record.on).follow_up_days
        if (record.on - answered[0].on).days > given:
            lines.append(f"其中最早的一次已超过{given}天，迟到的回访也算有记录。")
        return lines
