"""合同上传登记: contracts were put on the municipal platform on a day (item 4)."""

from datetime import date
from typing import Any

from handlers.belonging import own
from handlers.formkit import Form, Invalid, ask
from handlers.several import settled
from handlers.wordings import PLATFORM, RECEIPT_HINT
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
    contract_ids: tuple[str, ...] = ask.several(
        "哪些合同",
        source="contracts_to_upload",
        none="合同都已登记上传。",
        hint="同一天上传的可以一次选几份。",
    )
    uploaded_on: date = ask.day("上传日期", hint=f"上传至{PLATFORM}的那一天。")
    upload_receipt: str | None = ask.text(
        "平台回执编号", hint=RECEIPT_HINT, example="JX20261120001", optional=True, limit=100
    )

    def _revised(self, store: Any, contract: Contract, reason: str | None) -> Contract:
        if self.uploaded_on < contract.signed_on:
            raise Invalid(
                f"合同{contract.number}：上传日期不能早于签订的 {contract.signed_on}。",
                field="uploaded_on",
            )
        made: Contract = store.revise(
            contract,
            reason=reason,
            uploaded_on=self.uploaded_on,
            upload_receipt=self.upload_receipt,
        )
        return made

    def save(self, store: Any, author: Any) -> Any:
        marked = []
        for id in dict.fromkeys(self.contract_ids):
            contract = own(store, author, Contract, id, "contract_ids")
            if contract.uploaded_on is not None:
                raise Invalid(
                    f"合同{contract.number}已登记在 {contract.uploaded_on} 上传，请不要再选它。",
                    field="contract_ids",
                )
            marked.append(self._revised(store, contract, None))
        return settled(marked, "份合同")

    def amend(self, store: Any, author: Any, subject: Contract, reason: str) -> Contract:
        if self.contract_ids != (subject.id,):
            raise Invalid("更正时不能换成别的合同；登错的请先作废。", field="contract_ids")
        return self._revised(store, subject, reason)

    @classmethod
    def prefill(cls, store: Any, subject: Contract) -> dict[str, Any]:
        return {
            "contract_ids": (subject.id,),
            "uploaded_on": subject.uploaded_on,
            "upload_receipt": subject.upload_receipt,
        }

    @classmethod
    def withdraw(cls, store: Any, author: Any, subject: Contract, reason: str) -> Contract:
        """The upload is taken back, the contract stays."""
        gone: Contract = store.revise(
            subject, reason=reason, uploaded_on=None, upload_receipt=None
        )
        return gone

    def after(self, store: Any, author: Any, record: Any) -> list[str]:
        rest = store.find(Contract, agency_id=author.agency_id, uploaded_on=None)
        return [f"还有{len(rest)}份合同没有上传。" if rest else "合同都已上传。"]
