"""事故登记确认: the bureau's word that an agency's accident register is complete (item 23)."""

from datetime import date
from typing import Any

from handlers.belonging import own, same_agency
from handlers.formkit import Form, Invalid, ask
from storage.accident import Accident, AccidentRegister
from storage.agency import Agency
from storage.cycle import Cycle
from storage.organisation import Role


class AccidentRegisterForm(
    Form,
    name="register",
    title="事故登记确认",
    roles={Role.SUPERVISOR},
    record=AccidentRegister,
    items=(23,),
):
    agency_id: str = ask.lookup("哪一家机构", source="agencies")
    cycle_id: str = ask.lookup("哪一个评定周期", source="cycles")
    until: date = ask.day("登记齐全到哪一天（含）")

    def _checked(self, store: Any, author: Any) -> None:
        own(store, author, Agency, self.agency_id, "agency_id")
        cycle = own(store, author, Cycle, self.cycle_id, "cycle_id")
        if self.until < cycle.start:
            raise Invalid(f"不能早于周期开始的 {cycle.start}。", field="until")

    def save(self, store: Any, author: Any) -> AccidentRegister:
        self._checked(store, author)
        made: AccidentRegister = super().save(store, author)
        return made

    def amend(self, store: Any, author: Any, subject: Any, reason: str) -> AccidentRegister:
        same_agency(subject, self.agency_id)
        self._checked(store, author)
        made: AccidentRegister = super().amend(store, author, subject, reason)
        return made

    def _count(self, store: Any) -> int:
        cycle = store.get(Cycle, self.cycle_id)
        known = store.find(Accident, agency_id=self.agency_id)
        return sum(1 for a in known if cycle and cycle.start <= a.on <= self.until)

    def warn(self, store: Any, author: Any) -> list[str]:
        count = self._count(store)
        return [f"周期开始到 {self.until}，这家机构的服务对象共登记死亡事故{count}起。"]

    def after(self, store: Any, author: Any, record: AccidentRegister) -> list[str]:
        return [f"已确认共{self._count(store)}起，第23项按此计分。"]
