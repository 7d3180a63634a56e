"""参加评定: an agency joins a cycle on the day it applies (reading.md, section 8)."""

from datetime import date
from typing import Any

from handlers.belonging import own, same_agency, still_open, withdraw_alone
from handlers.formkit import Form, Invalid, ask
from storage.agency import Agency
from storage.cycle import Cycle, Participation, participation
from storage.organisation import Role


class ParticipationForm(
    Form,
    name="participation",
    title="参加评定",
    roles={Role.SUPERVISOR},
    record=Participation,
):
    agency_id: str = ask.lookup("哪一家机构", source="agencies")
    cycle_id: str = ask.lookup("哪一个评定周期", source="cycles")
    joined_on: date = ask.day("申请日期", hint="自愿参加；从申请之日起的记录计入评定。")

    def _checked(self, store: Any, author: Any, but: str) -> None:
        own(store, author, Agency, self.agency_id, "agency_id")
        cycle = own(store, author, Cycle, self.cycle_id, "cycle_id")
        still_open(cycle, "cycle_id")
        if self.joined_on > cycle.end:
            raise Invalid(f"这个周期到 {cycle.end} 已经结束。", field="joined_on")
        known = participation(store, cycle.id, self.agency_id)
        if known and known.id != but:
            raise Invalid(f"这家机构已在 {known.joined_on} 参加。", field="agency_id")

    def save(self, store: Any, author: Any) -> Participation:
        self._checked(store, author, "")
        made: Participation = super().save(store, author)
        return made

    def amend(self, store: Any, author: Any, subject: Participation, reason: str) -> Participation:
        same_agency(subject, self.agency_id)
        self._checked(store, author, subject.id)
        made: Participation = super().amend(store, author, subject, reason)
        return made

    @classmethod
    def withdraw(cls, store: Any, author: Any, subject: Any, reason: str) -> Any:
        return withdraw_alone(store, subject, reason)

    def after(self, store: Any, author: Any, record: Participation) -> list[str]:
        cycle = store.get(Cycle, record.cycle_id)
        first = max(cycle.start, record.joined_on)
        return [f"计入 {first}—{cycle.end} 的记录；服务数量从周期开始的 {cycle.start} 算起。"]
