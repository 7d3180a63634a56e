"""What stands behind a case: the few lines of its record that a deduction hangs on."""

from dataclasses import dataclass
from datetime import date

from handlers.formkit.view import Choice, press
from handlers.formkit.wording import cut
from storage.accident import Accident
from storage.client import Client
from storage.contract import Contract
from storage.entity import Record
from storage.follow_up import FollowUp
from storage.site_check import SiteCheck, SiteFinding
from storage.store import ZONE, Store
from storage.visit import GRADE_NAMES, Hazard, SignedList, Visit

FILES = 9
NOT_SAID = "未填"


@dataclass(frozen=True)
class Evidence:
    """Lines to read, and the stored files to look at."""

    lines: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def evidence(store: Store, record: Record | None) -> Evidence:
    """The record as an inspector needs it; nothing where none stands behind the case."""
    match record:
        case Contract():
            found = _contract(store, record)
        case Visit():
            found = _visit(store, record)
        case Client():
            found = _client(record)
        case Accident():
            found = Evidence((f"发生日期：{record.on}", f"说明：{record.note or NOT_SAID}"))
        case SiteFinding():
            found = _finding(store, record)
        case None:
            return Evidence()
        case _:
            found = Evidence()
    head = [f"{record.label} {record.number}", *_entered(record)]
    return Evidence((*head, *found.lines), found.files[:FILES])


def whole_record(ref: str) -> Choice:
    """The way to all of a record: one found on site opens beside the agency's lists."""
    kind, _, id = ref.partition(":")
    data = press("site.finding", id, 1) if kind == "site_finding" else press("rec.open", ref, 1)
    return Choice("完整记录", data)


def _entered(record: Record) -> list[str]:
    """When it was entered: beside the day it happened, late entry shows."""
    if record.entered_at is None:
        return []
    lines = [f"录入：{record.entered_at.astimezone(ZONE):%Y-%m-%d %H:%M}"]
    if record.withdrawn_at is not None:
        lines.append("这份记录已作废，不再计入。")
    elif record.revision > 1:
        lines.append(f"更正过{record.revision - 1}次")
    return lines


def _contract(store: Store, contract: Contract) -> Evidence:
    client = store.get(Client, contract.client_id)
    times = f"{contract.visits}次" if contract.visits is not None else NOT_SAID
    return Evidence(
        (
            f"委托单位：{client.name if client else NOT_SAID}",
            f"签订日期：{contract.signed_on}{_late(contract)}",
            f"服务内容：{cut(contract.content or NOT_SAID, 200)}",
            f"服务期限：{_day(contract.starts_on)} 至 {_day(contract.ends_on)}",
            f"服务次数：{times}",
            f"上传市平台：{_day(contract.uploaded_on, '未上传')}",
        ),
        contract.scan or (),
    )


def _late(contract: Contract) -> str:
    """A contract signed after its service began covers it all the same; the lateness is shown."""
    begun = contract.starts_on
    if begun is None or contract.signed_on <= begun:
        return ""
    return f"（补签，晚于服务期起{(contract.signed_on - begun).days}天）"


def _visit(store: Store, visit: Visit) -> Evidence:
    client = store.get(Client, visit.client_id)
    lines = [
        f"服务对象：{client.name if client else NOT_SAID}",
        f"服务日期：{visit.on}",
        f"服务内容：{cut((visit.done or '').strip() or '没有记录', 200)}",
    ]
    hazards = store.find(Hazard, visit_id=visit.id)
    lines.append(f"发现隐患：{len(hazards)}条" if hazards else "发现隐患：没有")
    for hazard in hazards[:FILES]:
        uploaded = _day(hazard.uploaded_on, "未上传")
        what = cut(f"{hazard.place}：{hazard.description}", 60)
        lines.append(f"　- 【{GRADE_NAMES[hazard.grade]}】{what}（市平台：{uploaded}）")
    lists = store.find(SignedList, visit_id=visit.id)
    for signed in lists:
        how = "拒签" if signed.refusal else "签收"
        gone = f"，清单{signed.voided_on}改过，已失效" if signed.voided_on else ""
        lines.append(f"隐患清单：{signed.signed_on} {signed.signer} {how}{gone}")
    standing = any(signed.voided_on is None for signed in lists)
    lines += ["隐患清单：没有签收"] if hazards and not standing else []
    calls = [c.on for c in store.find(FollowUp, client_id=visit.client_id, order="on")]
    after = next((on for on in calls if on >= visit.on), None)
    lines.append(f"之后的回访：{_day(after, '没有')}")
    return Evidence(tuple(lines), visit.photos)


def _client(client: Client) -> Evidence:
    said = (
        ("名称", client.name),
        ("地址", client.address),
        ("行业", client.industry),
        ("联系人", client.contact),
        ("电话", client.phone),
        ("档案保管", client.keeper),
    )
    return Evidence(tuple(f"{label}：{value or NOT_SAID}" for label, value in said))


def _finding(store: Store, finding: SiteFinding) -> Evidence:
    check = store.get(SiteCheck, finding.site_check_id)
    client = store.get(Client, finding.client_id)
    hazard = store.get(Hazard, finding.hazard_id) if finding.hazard_id else None
    said = {None: "还没有比对", True: "已提出", False: "未提出"}[finding.advised]
    lines = [
        f"服务对象：{client.name if client else NOT_SAID}",
        f"核查日期：{check.on if check else NOT_SAID}",
        f"隐患：【{GRADE_NAMES[finding.grade]}】{finding.place}：{cut(finding.description, 200)}",
        f"机构清单：{said}{f'（{hazard.number}）' if hazard else ''}",
    ]
    return Evidence(tuple(lines), finding.photos)


def _day(day: date | None, otherwise: str = NOT_SAID) -> str:
    return otherwise if day is None else day.isoformat()
