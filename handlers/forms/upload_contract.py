"""合同上传登记: a contract was put on the municipal platform on a day (item 4)."""

from datetime import date
from typing import Any

from handlers.belonging import own
from handlers.formkit import Form, Invalid, ask
from handlers.wordings import PLATFORM
from storage.contract import Contract
from storage.organisation import Role


class ContractUploadForm(
    Form,
    name="upload_contract",
    title="合同上传登记",
    roles={Role.AGENCY, Role.PRINCIPAL},
    record=Contract,
    items=(4,),
):
    contract_id: str = ask.lookup(
        "哪一份合同", source="contracts_to_upload", none="合同都已登记上传。"
    )
    uploaded_on: date = ask.day("上传日期", hint=f"上传至{PLATFORM}的那一天。")

    def _revised(self, store: Any, author: Any, reason: str | None) -> Contract:
        contract = own(store, author, Contract, self.contract_id, "contract_id")
        if self.uploaded_on < contract.signed_on:
            raise Invalid(f"上传日期不能早于签订的 {contract.signed_on}。", field="uploaded_on")
        made: Contract = store.revise(contract, reason=reason, uploaded_on=self.uploaded_on)
        return made

    def save(self, store: Any, author: Any) -> Contract:
        contract = own(store, author, Contract, self.contract_id, "contract_id")
        if contract.uploaded_on is not None:
            raise Invalid(f"这份合同已登记在 {contract.uploaded_on} 上传。", field="contract_id")
        return self._revised(store, author, None)

    def amend(self, store: Any, author: Any, subject: Contract, reason: str) -> Contract:
        if self.contract_id != subject.id:
            raise Invalid("更正时不能换成另一份合同；登错的请先作废。", field="contract_id")
        return self._revised(store, author, reason)

    @classmethod
    def prefill(cls, store: Any, subject: Contract) -> dict[str, Any]:
        return {"contract_id": subject.id, "uploaded_on": subject.uploaded_on}

    @classmethod
    def withdraw(cls, store: Any, author: Any, subject: Contract, reason: str) -> Contract:
        """The upload is taken back, the contract stays."""
        gone: Contract = store.revise(subject, reason=reason, uploaded_on=None)
        return gone

    def after(self, store: Any, author: Any, record: Contract) -> list[str]:
        rest = store.find(Contract, agency_id=record.agency_id, uploaded_on=None)
        return [f"还有{len(rest)}份合同没有上传。" if rest else "合同都已上传。"]
