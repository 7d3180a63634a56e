"""死亡事故: a fatal production accident at a client, entered by the bureau (item 23)."""

from datetime import date
from typing import Any

from handlers.belonging import own, same_agency
from handlers.formkit import Form, Invalid, ask
from handlers.wordings import late
from storage.accident import Accident
from storage.agency import Agency
from storage.client import Client
from storage.contract import covering
from storage.organisation import Role


class AccidentForm(
    Form,
    name="accident",
    title="死亡事故",
    roles={Role.SUPERVISOR},
    record=Accident,
    items=(23,),
):
    agency_id: str = ask.lookup("服务机构", source="agencies")
    client_id: str = ask.lookup("发生事故的单位", source="agency_clients", within="agency_id")
    on: date = ask.day("事故日期")
    deaths: int | None = ask.count(
        "死亡人数",
        optional=True,
        unit="人",
        least=1,
        most=10_000,
        hint="第23项按起数计，不按人数计。",
    )
    note: str | None = ask.text(
        "事故简况", optional=True, example="物体打击，事故调查组已进驻"
    )

    def _checked(self, store: Any, author: Any) -> None:
        own(store, author, Agency, self.agency_id, "agency_id")
        client = own(store, author, Client, self.client_id, "client_id")
        if client.agency_id != self.agency_id:
            raise Invalid("这个单位不在所选机构的名单里，请重新选择。", field="client_id")

    def save(self, store: Any, author: Any) -> Accident:
        self._checked(store, author)
        made: Accident = super().save(store, author)
        return made

    def amend(self, store: Any, author: Any, subject: Accident, reason: str) -> Accident:
        same_agency(subject, self.agency_id)
        self._checked(store, author)
        made: Accident = super().amend(store, author, subject, reason)
        return made

    def warn(self, store: Any, author: Any) -> list[str]:
        lines = late(self.on, store.today)
        if not covering(store, self.agency_id, self.client_id, self.on):
            lines.append("事故当天没有服务合同覆盖，第23项不计这一起。")
        return lines

    def after(self, store: Any, author: Any, record: Accident) -> list[str]:
        return ["登记齐了，请再做“事故登记确认”，第23项才有得分。"]
