"""隐患上传登记: a visit's hazards were put on the municipal platform on a day (item 4)."""

from datetime import date
from typing import Any

from handlers.belonging import own
from handlers.formkit import Form, Invalid, ask
from handlers.wordings import PLATFORM
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
    visit_id: str = ask.lookup(
        "哪一次服务的隐患", source="visits_to_upload", none="隐患都已登记上传。"
    )
    uploaded_on: date = ask.day(
        "上传日期", hint=f"上传至{PLATFORM}的那一天；一次服务的隐患一起登记。"
    )

    def save(self, store: Any, author: Any) -> Visit:
        visit = own(store, author, Visit, self.visit_id, "visit_id")
        if not store.find(Hazard, visit_id=visit.id, uploaded_on=None):
            raise Invalid("这次服务的隐患已经都登记过上传。", field="visit_id")
        return self._mark(store, visit, None, lambda hazard: hazard.uploaded_on is None)

    def amend(self, store: Any, author: Any, subject: Visit, reason: str) -> Visit:
        if self.visit_id != subject.id:
            raise Invalid("更正时不能换成另一次服务；登错的请先作废。", field="visit_id")
        return self._mark(store, subject, reason, lambda hazard: True)

    def _mark(self, store: Any, visit: Visit, reason: str | None, which: Any) -> Visit:
        if self.uploaded_on < visit.on:
            raise Invalid(f"上传日期不能早于服务的 {visit.on}。", field="uploaded_on")
        for hazard in store.find(Hazard, visit_id=visit.id):
            if which(hazard):
                store.revise(hazard, reason=reason, uploaded_on=self.uploaded_on)
        return visit

    @classmethod
    def prefill(cls, store: Any, subject: Visit) -> dict[str, Any]:
        days = [h.uploaded_on for h in store.find(Hazard, visit_id=subject.id) if h.uploaded_on]
        return {"visit_id": subject.id, "uploaded_on": max(days, default=None)}

    @classmethod
    def withdraw(cls, store: Any, author: Any, subject: Visit, reason: str) -> Visit:
        """The upload is taken back; the visit and its hazards stay."""
        for hazard in store.find(Hazard, visit_id=subject.id):
            store.revise(hazard, reason=reason, uploaded_on=None)
        return subject

    def after(self, store: Any, author: Any, record: Visit) -> list[str]:
        rest = store.find(Hazard, agency_id=record.agency_id, uploaded_on=None)
        visits = len({hazard.visit_id for hazard in rest})
        return [f"还有{visits}次服务的隐患没有上传。" if visits else "隐患都已上传。"]
