"""委托单位: one basic file for each client an agency serves (item 6)."""

from typing import Any

from handlers.belonging import agency_of, withdraw_alone
from handlers.formkit import Form, Invalid, ask
from handlers.typed import credit_code, phone
from handlers.wordings import listed
from storage.client import RISK_NAMES, Client, Risk
from storage.organisation import Role


class ClientForm(
    Form,
    name="client",
    title="委托单位",
    roles={Role.AGENCY, Role.PRINCIPAL},
    record=Client,
    items=(6,),
):
    name: str = ask.text("单位名称", limit=100, example="嘉兴秀城金属制品有限公司")
    credit_code: str | None = ask.text(
        "统一社会信用代码",
        optional=True,
        example="91330402MA2BC1D23T",
        hint="18位，营业执照上有。",
        check=credit_code,
    )
    town: str | None = ask.text("所在镇（街道）", optional=True, limit=40, example="新塍镇")
    address: str | None = ask.text("地址", optional=True, limit=200, example="工业园区兴业路8号")
    industry: str | None = ask.text("行业", optional=True, limit=60, example="金属制品业")
    contact: str | None = ask.text("联系人", optional=True, limit=40, example="王建国")
    phone: str | None = ask.text("联系电话", optional=True, example="13800001234", check=phone)
    keeper: str | None = ask.text(
        "书面档案由谁保管",
        optional=True,
        limit=100,
        example="档案员陈敏",
        hint="第6项：书面档案专人保管，按规定年限保存。",
    )
    shelf: str | None = ask.text(
        "书面档案存放位置", optional=True, limit=100, example="档案室2号柜第3层"
    )
    risk: Risk | None = ask.one_of(
        "安全风险等级",
        [(name, risk) for risk, name in RISK_NAMES.items()],
        optional=True,
        hint="企业评定过的风险等级；没有评定过可以跳过。",
    )

    def save(self, store: Any, author: Any) -> Client:
        self._only_one(store, agency_of(author), "")
        made: Client = super().save(store, author)
        return made

    def amend(self, store: Any, author: Any, subject: Client, reason: str) -> Client:
        self._only_one(store, subject.agency_id, subject.id)
        made: Client = super().amend(store, author, subject, reason)
        return made

    @classmethod
    def withdraw(cls, store: Any, author: Any, subject: Client, reason: str) -> Client:
        return withdraw_alone(store, subject, reason)

    def _only_one(self, store: Any, agency_id: str, but: str) -> None:
        if self.credit_code is None:
            return
        twins = store.find(Client, agency_id=agency_id, credit_code=self.credit_code)
        for twin in twins:
            if twin.id != but:
                raise Invalid(
                    f"这个代码已经登记在“{twin.name}”（{twin.number}）名下，请核对。",
                    field="credit_code",
                )

    def warn(self, store: Any, author: Any) -> list[str]:
        wanted = ((self.address, "地址"), (self.industry, "行业"), (self.contact, "联系人"))
        missing = [label for value, label in wanted if not value]
        lines = []
        if missing:
            lines.append(f"缺{listed(missing)}：签了合同以后，第6项这一家档案不完整扣0.5分。")
        namesakes = store.find(Client, agency_id=agency_of(author), name=self.name)
        if namesakes:
            lines.append(f"名单里已有“{self.name}”（{namesakes[0].number}），请看看是不是同一家。")
        return lines

    def after(self, store: Any, author: Any, record: Client) -> list[str]:
        return ["接着可以登记与它的服务合同。"]
