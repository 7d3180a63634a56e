"""A hazard list and what came of it, as lines that the agency and its client read alike."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.formkit.wording import cut
from storage.contact import CONFIRMATION_NAMES, Contact
from storage.hand_over import HandOver, Outcome
from storage.sign_off import signature_of, state_now
from storage.store import ZONE, Store
from storage.visit import SignedList

UNCONFIRMED = "未核实"


def moment(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def called(contact: Contact) -> str:
    """王建国（安全员）"""
    return f"{contact.name}（{contact.post}）" if contact.post else contact.name


def known_by(contact: Contact) -> str:
    return CONFIRMATION_NAMES[contact.confirmed] if contact.confirmed else UNCONFIRMED


def content_lines(content: Mapping[str, Any]) -> list[str]:
    """The list, word for word as it was handed over."""
    hazards = content["hazards"]
    head = f"服务机构：{content['agency']}"
    visit = f"服务日期：{content['on']}（{content['visit']}）"
    lines = [f"委托单位：{content['client']}", head, visit, f"事故隐患：{len(hazards)}条"]
    for at, hazard in enumerate(hazards, 1):
        lines += ["", *_hazard_lines(at, hazard)]
    return lines


def _hazard_lines(at: int, hazard: Mapping[str, Any]) -> list[str]:
    mark = "【重大】" if hazard["grade"] == "重大" else ""
    lines = [f"{at}. {mark}{hazard['place']}：{hazard['description']}"]
    lines.append(f"　整改意见：{hazard['advice'] or '（没有写）'}")
    if hazard["deadline"]:
        lines.append(f"　整改期限：{hazard['deadline']}")
    if hazard["photos"]:
        lines.append(f"　照片：{len(hazard['photos'])}张")
    return lines


def shortly(state: str) -> str:
    """A state in the few letters that a button has for it: 有异议, 已失效."""
    return state.split("（")[0].split("，")[-1]


def answer_lines(store: Store, handed: HandOver) -> list[str]:
    """The state, and the answer with who gave it, when, and how they were known."""
    lines = [f"状态：{state_now(store, handed)}"]
    signed = signature_of(store, handed)
    if handed.opened_at is not None:
        lines.append(f"首次打开：{moment(handed.opened_at)}")
    if signed is not None:
        lines += signature_lines(signed, handed)
    elif handed.outcome == Outcome.NOT_ME and handed.answered_at is not None:
        lines.append(f"{moment(handed.answered_at)} 打开链接的人说不是本人，链接已关闭。")
    return lines


def signature_lines(signed: SignedList, handed: HandOver) -> list[str]:
    name = f"{signed.signer}（{signed.post}）" if signed.post else signed.signer
    known = CONFIRMATION_NAMES[signed.confirmed] if signed.confirmed else UNCONFIRMED
    verb = "拒签" if signed.refusal else "签收"
    lines = [f"{verb}人：{name}，{known}"]
    if signed.signed_at is not None:
        lines.append(f"{verb}时间：{moment(signed.signed_at)}（{signed.number}）")
    if signed.refusal:
        lines.append(f"拒签原因：{signed.refusal}")
    if signed.voided_on is not None:
        lines.append(f"清单后来有改动，这次{verb}自 {signed.voided_on} 起不再有效。")
    return [*lines, *dispute_lines(signed, handed), f"内容校验码：{handed.content_hash[:16]}"]


def dispute_lines(signed: SignedList, handed: HandOver) -> list[str]:
    said = signed.disputes or {}
    numbered = enumerate(handed.content["hazards"], 1)
    return [
        f"异议 第{at}条（{cut(hazard['place'], 20)}）：{said[hazard['id']]}"
        for at, hazard in numbered
        if hazard["id"] in said
    ]
