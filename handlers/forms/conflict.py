"""回避申报: what keeps an inspector away from an agency, or from one of its clients."""

from datetime import date
from typing import Any

from handlers.belonging import own
from handlers.formkit import Form, Invalid, ask
from handlers.turn import Actor
from storage.agency import Agency
from storage.client import Client
from storage.conflict import Conflict
from storage.organisation import Role
from storage.recusal import recuse
from storage.store import Store


class ConflictForm(
    Form,
    name="conflict",
    title="回避申报",
    roles={Role.INSPECTOR, Role.SUPERVISOR},
    record=Conflict,
):
    person_id: str = ask.lookup("谁要回避", source="inspectors")
    of_agency_id: str = ask.lookup("与哪一家机构有利害关系", source="agencies")
    client_id: str | None = ask.lookup(
        "只回避它的哪一家委托单位",
        source="agency_clients",
        within="of_agency_id",
        optional=True,
        hint="要回避整家机构的，请跳过。",
        none="这家机构还没有登记委托单位，请跳过。",
    )
    grounds: str = ask.text("利害关系", limit=300, example="近亲属在该机构任职")
    declared_on: date = ask.day("申报日期", default=lambda world: world.today)

    @classmethod
    def opening(cls, store: Store, author: Actor) -> dict[str, Any]:
        return {"person_id": author.id} if author.role is Role.INSPECTOR else {}

    def _checked(self, store: Store, author: Actor, but: str = "") -> None:
        if author.role is Role.INSPECTOR and self.person_id != author.id:
            raise Invalid("评定人员只能为自己申报；代别人申报请找监管人员。", field="person_id")
        own(store, author, Agency, self.of_agency_id, "of_agency_id")
        if self.client_id is not None:
            client = own(store, author, Client, self.client_id, "client_id")
            if client.agency_id != self.of_agency_id:
                raise Invalid("这家委托单位不是这家机构的。", field="client_id")
        same = store.find(
            Conflict,
            person_id=self.person_id,
            of_agency_id=self.of_agency_id,
            client_id=self.client_id,
        )
        if any(one.id != but for one in same):
            raise Invalid("已经申报过同样的回避。", field="of_agency_id")

    def save(self, store: Store, author: Actor) -> Conflict:
        self._checked(store, author)
        made: Conflict = super().save(store, author)
        recuse(store, made)
        return made

    def amend(self, store: Store, author: Actor, subject: Conflict, reason: str) -> Conflict:
        _mine(author, subject)
        self._checked(store, author, subject.id)
        made: Conflict = super().amend(store, author, subject, reason)
        recuse(store, made)
        return made

    @classmethod
    def withdraw(cls, store: Store, author: Actor, subject: Conflict, reason: str) -> Conflict:
        _mine(author, subject)
        return store.withdraw(subject, reason=reason)

    def warn(self, store: Store, author: Actor) -> list[str]:
        if self.client_id is not None:
            return ["抽样时这家委托单位不会分给您去；机构的其他核查不受影响。"]
        return ["申报后不再评定这家机构，已有的分工随即取消，监管人员会收到通知。"]

    def after(self, store: Store, author: Actor, record: Conflict) -> list[str]:
        return ["已告诉监管人员。情况消失后可以作废这份申报。"]


def _mine(author: Actor, subject: Conflict) -> None:
    if author.role is Role.INSPECTOR and subject.person_id != author.id:
        raise Invalid("这是别人的回避申报，您不能改。")
