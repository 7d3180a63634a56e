"""隐患清单签收: the signed paper, or a refusal with its reason and a witness or photo (item 14)."""

from datetime import date
from typing import Any

from handlers.belonging import agency_of, own
from handlers.formkit import Answers, Form, Invalid, ask
from handlers.wordings import late, readings_on
from storage.organisation import Role
from storage.visit import SignedList, Visit


def is_signed(answers: Answers) -> bool:
    return answers.get("signed") is True


def is_refused(answers: Answers) -> bool:
    return answers.get("signed") is False


ITS_OWN_HAND = "这是委托单位自己在线签的，不能更正或作废；清单有改动时它会自动失效。"


class SignedListForm(
    Form,
    name="signed_list",
    title="隐患清单签收",
    roles={Role.AGENCY, Role.PRINCIPAL},
    record=SignedList,
    items=(14,),
):
    visit_id: str = ask.lookup(
        "哪一次服务的隐患清单", source="visits_to_sign", none="没有等待签收的隐患清单。"
    )
    signed: bool = ask.yes_no("委托单位签收了吗？", yes="已签收", no="拒绝签收")
    signed_on: date = ask.day("签收日期", hint="拒绝签收的，填拒绝的那一天。")
    signer: str = ask.text("签收人", limit=40, example="王建国", hint="拒绝签收的，填拒签的人。")
    post: str | None = ask.text("职务", optional=True, limit=40, example="安全员")
    paper: tuple[str, ...] = ask.files("签收清单照片", when=is_signed)
    refusal: str | None = ask.text(
        "拒签原因", limit=300, when=is_refused, example="负责人不在，值班人员不肯签"
    )
    witness: str | None = ask.text(
        "见证人", optional=True, limit=100, when=is_refused, example="新塍镇应急管理站 李明"
    )
    proof: tuple[str, ...] = ask.files(
        "拒签现场照片", optional=True, when=is_refused, hint="见证人和照片至少有一样。"
    )

    def check(self) -> None:
        if not self.signed and not self.witness and not self.proof:
            raise Invalid("拒绝签收要有见证人或现场照片，才能视为已交付。", field="witness")

    def _record(self, store: Any, author: Any) -> dict[str, Any]:
        visit = own(store, author, Visit, self.visit_id, "visit_id")
        if self.signed_on < visit.on:
            raise Invalid(f"签收日期不能早于服务日期 {visit.on}。", field="signed_on")
        return {
            "client_id": visit.client_id,
            "visit_id": visit.id,
            "signed_on": self.signed_on,
            "signer": self.signer,
            "post": self.post,
            "photos": self.paper or self.proof,
            "refusal": self.refusal,
            "witness": self.witness,
        }

    def save(self, store: Any, author: Any) -> SignedList:
        values = self._record(store, author)
        made: SignedList = store.add(SignedList(agency_id=agency_of(author), **values))
        return made

    def amend(self, store: Any, author: Any, subject: SignedList, reason: str) -> SignedList:
        _on_paper(subject)
        made: SignedList = store.revise(subject, reason=reason, **self._record(store, author))
        return made

    @classmethod
    def prefill(cls, store: Any, subject: SignedList) -> dict[str, Any]:
        signed = subject.refusal is None
        return {
            **super().prefill(store, subject),
            "signed": signed,
            "paper": subject.photos if signed else (),
            "proof": () if signed else subject.photos,
        }

    @classmethod
    def withdraw(cls, store: Any, author: Any, subject: SignedList, reason: str) -> SignedList:
        _on_paper(subject)
        gone: SignedList = store.withdraw(subject, reason=reason)
        return gone

    def warn(self, store: Any, author: Any) -> list[str]:
        visit = store.get(Visit, self.visit_id)
        given = readings_on(store, self.signed_on).list_days
        lines = late(self.signed_on, store.today)
        if visit and (self.signed_on - visit.on).days > given:
            lines.append(f"服务后超过{given}天才签收，签收以后这一次不再扣分。")
        return lines

    def after(self, store: Any, author: Any, record: SignedList) -> list[str]:
        if self.signed:
            return ["整改完成以后，请登记“隐患整改”。"]
        return ["拒签已有原因和见证，视为已交付清单。"]


def _on_paper(subject: SignedList) -> None:
    """What the client answered with its own hand is not the agency's to change."""
    if subject.hand_over_id is not None:
        raise Invalid(ITS_OWN_HAND)
