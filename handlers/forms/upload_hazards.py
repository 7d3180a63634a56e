"""隐患上传登记: the hazards of visits were put on the municipal platform on a day (item 4)."""

from datetime import date
from typing import Any

from handlers.belonging import own
from handlers.formkit import Form, Invalid, ask
from handlers.several import settled
from handlers.wordings import PLATFORM, RECEIPT_HINT
from storage.organisation import Role
from storage.visit import Hazard, Visit


class HazardUploadForm(
    Form,
    name="upload_hazards",
    title="隐患上传登记",
    roles={Role.AGENCY, Role.PRINCIPAL},
    record=Visit,
    items=(4,),
):
    visit_ids: tuple[str, ...] = ask.several(
        "哪几次服务的隐患",
        source="visits_to_upload",
        none="隐患都已登记上传。",
        hint="同一天上传的可以一次选几次服务。",
    )
    uploaded_on: date = ask.day(
        "上传日期", hint=f"上传至{PLATFORM}的那一天；一次服务的隐患一起登记。"
    )
    upload_receipt: str | None = ask.text(
        "平台回执编号", hint=RECEIPT_HINT, example="JX20261120002", optional=True, limit=100
    )

    def save(self, store: Any, author: Any) -> Any:
        marked = []
        for id in dict.fromkeys(self.visit_ids):
            visit = own(store, author, Visit, id, "visit_ids")
            if not store.find(Hazard, visit_id=visit.id, uploaded_on=None):
                raise Invalid(
                    f"服务{visit.number}的隐患已经都登记过上传，请不要再选它。", field="visit_ids"
                )
            self._mark(store, visit, None, lambda hazard: hazard.uploaded_on is None)
            marked.append(visit)
        return settled(marked, "次服务")

    def amend(self, store: Any, author: Any, subject: Visit, reason: str) -> Visit:
        if self.visit_ids != (subject.id,):
            raise Invalid("更正时不能换成别的服务；登错的请先作废。", field="visit_ids")
        marked = _marked_last(store, subject)
        if not marked:
            raise Invalid("这次服务的隐患还没有登记过上传，请做“隐患上传登记”。")
        return self._mark(store, subject, reason, lambda hazard: hazard in marked)

    def _mark(self, store: Any, visit: Visit, reason: str | None, which: Any) -> Visit:
        if self.uploaded_on < visit.on:
            raise Invalid(
                f"服务{visit.number}：上传日期不能早于服务的 {visit.on}。", field="uploaded_on"
            )
        for hazard in store.find(Hazard, visit_id=visit.id):
            if which(hazard):
                store.revise(
                    hazard,
                    reason=reason,
                    uploaded_on=self.uploaded_on,
                    upload_receipt=self.upload_receipt,
                )
        return visit

    @classmethod
    def prefill(cls, store: Any, subject: Visit) -> dict[str, Any]:
        last = next(iter(_marked_last(store, subject)), None)
        return {
            "visit_ids": (subject.id,),
            "uploaded_on": last.uploaded_on if last else None,
            "upload_receipt": last.upload_receipt if last else None,
        }

    @classmethod
    def withdraw(cls, store: Any, author: Any, subject: Visit, reason: str) -> Visit:
        """The upload is taken back; the visit and its hazards stay."""
        for hazard in store.find(Hazard, visit_id=subject.id):
            store.revise(hazard, reason=reason, uploaded_on=None, upload_receipt=None)
        return subject

    def after(self, store: Any, author: Any, record: Any) -> list[str]:
        rest = store.find(Hazard, agency_id=author.agency_id, uploaded_on=None)
        visits = len({hazard.visit_id for hazard in rest})
        return [f"还有{visits}次服务的隐患没有上传。" if visits else "隐患都已上传。"]


def _marked_last(store: Any, visit: Visit) -> list[Hazard]:
    """The hazards of the visit's last upload: those found since then are in none, and an earlier
    upload keeps its own day and receipt."""
    marked = [h for h in store.find(Hazard, visit_id=visit.id) if h.uploaded_on]
    last = max(marked, key=lambda hazard: hazard.uploaded_on, default=None)
    same = last and (last.uploaded_on, last.upload_receipt)
    return [h for h in marked if (h.uploaded_on, h.upload_receipt) == same]
