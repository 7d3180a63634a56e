"""One client's whole file as a paper with an index."""

from collections.abc import Iterable
from typing import Any

from handlers.client_file import lacking
from handlers.client_file.wording import (
    contact_line,
    counts,
    hand_over_state,
    hazard_course,
    period,
    signature,
    signed_state,
)
from handlers.documents.paper import Paper, moment, photos
from handlers.formkit.wording import cut, say_amount
from storage.client import RISK_NAMES
from storage.contract import Contract
from storage.dossier import Dossier
from storage.store import Store
from storage.visit import GRADE_NAMES, Hazard, Visit

NOTHING: dict[str, Any] = {"columns": [], "heads": [], "rows": [], "entries": []}
Rows = list[list[str]]


def client_file(store: Store, dossier: Dossier) -> Paper:
    client = dossier.client
    made = moment(store.now)
    told = {
        "title": f"一企一档 {client.name}",
        "agency": dossier.agency.name,
        "running": f"一企一档　{cut(client.name, 40)}",
        "number": client.number,
        "made": f"{dossier.agency.name}　{made} 制",
        "client": client.name,
        "facts": _about(dossier),
        "counts": counts(dossier),
        "lacking": _lacking(dossier),
        "sections": [
            _contracts(dossier),
            _visits(dossier),
            _hazards(dossier),
            _signatures(dossier),
            _follow_ups(dossier),
        ],
    }
    return Paper("client_file.typ", f"一企一档 {cut(client.name, 40)}.pdf", told, store.now)


def _about(dossier: Dossier) -> Rows:
    client = dossier.client
    contacts = "\n".join(contact_line(one) for one in dossier.contacts)
    return [
        ["档案编号", client.number],
        ["服务机构", dossier.agency.name],
        ["信用代码", said(client.credit_code)],
        ["所在镇街道", said(client.town)],
        ["地址", said(client.address)],
        ["行业", said(client.industry)],
        ["安全风险等级", said(RISK_NAMES[client.risk] if client.risk else None)],
        ["联系人", said("，".join(one for one in (client.contact, client.phone) if one))],
        *([["签收联系人", contacts]] if contacts else []),
        ["书面档案保管", said(client.keeper)],
        ["存放位置", said(client.shelf)],
    ]


def _lacking(dossier: Dossier) -> list[str]:
    points = lacking.costly(dossier)
    lines = [f"{lacking.COST}：{'；'.join(points)}。"] if points else []
    lines += [f"{one}。" for one in lacking.advisable(dossier)]
    return lines or ["这一家的档案没有发现缺项。"]


def _contracts(dossier: Dossier) -> dict[str, Any]:
    entries = [
        {
            "title": f"{one.number}　{one.signed_on} 签订",
            "facts": _contract(one),
            **NOTHING,
            **photos(one.scan or ()),
        }
        for one in dossier.contracts
    ]
    return _section("服务合同", "还没有登记合同。", entries)


def _contract(one: Contract) -> Rows:
    return [
        ["服务内容", said(one.content)],
        ["服务期", period(one)],
        ["约定次数", f"{one.visits}次" if one.visits is not None else said(None)],
        ["金额", f"{say_amount(one.amount)}元" if one.amount is not None else said(None)],
        ["扫描件", f"{len(one.scan)}个文件" if one.scan else "没有"],
        ["监管平台", _uploaded(one)],
    ]


def _uploaded(one: Contract) -> str:
    if one.uploaded_on is None:
        return "未上传"
    receipt = f"，回执 {one.upload_receipt}" if one.upload_receipt else ""
    return f"{one.uploaded_on} 上传{receipt}"


def _visits(dossier: Dossier) -> dict[str, Any]:
    entries = [_visit(dossier, one) for one in dossier.visits]
    return _section("服务记录", "还没有服务记录。", entries)


def _visit(dossier: Dossier, visit: Visit) -> dict[str, Any]:
    found = dossier.found_on(visit)
    hours = "-".join(f"{at:%H:%M}" for at in (visit.started, visit.ended) if at)
    people = "、".join(dossier.staff.get(id, "（已不在名册）") for id in visit.staff)
    rows = [
        [str(n), f"{one.place}：{one.description}", said(one.advice, "没有写"), _grade_and_day(one)]
        for n, one in enumerate(found, 1)
    ]
    listing = {"columns": [1, 5, 5, 3], "heads": ["序", "隐患", "整改意见", "等级与期限"]}
    shown = [*visit.photos, *(sha for one in found for sha in one.photos)]
    return {
        "title": f"{visit.on}　{visit.number}",
        "facts": [
            ["服务时间", f"{visit.on} {hours}".strip()],
            ["服务人员", said(people)],
            ["服务内容", said(visit.done)],
            ["清单签收", signed_state(dossier, visit)],
        ],
        **({**listing, "rows": rows} if rows else NOTHING),
        **photos(shown),
    }


def _grade_and_day(one: Hazard) -> str:
    limit = f"\n{one.deadline}前" if one.deadline else ""
    return f"{GRADE_NAMES[one.grade]}{limit}"


def _hazards(dossier: Dossier) -> dict[str, Any]:
    on = {visit.id: visit.on for visit in dossier.visits}
    rows = [
        [one.number, str(on[one.visit_id]), f"{one.place}：{one.description}", hazard_course(one)]
        for one in dossier.hazards
    ]
    listing = {"columns": [3, 2, 6, 4], "heads": ["编号", "发现", "隐患", "到了哪一步"]}
    after = [one for one in dossier.hazards if one.rectified_photos or one.recheck_photos]
    entries = [_rectified(one) for one in after]
    return _section("隐患与整改", "还没有发现隐患。", entries, {**listing, "rows": rows})


def _rectified(one: Hazard) -> dict[str, Any]:
    return {
        "title": f"整改照片　{one.number}",
        "facts": [["整改情况", said(one.rectification)], ["复查情况", said(one.recheck)]],
        **NOTHING,
        **photos([*one.rectified_photos, *one.recheck_photos]),
    }


def _signatures(dossier: Dossier) -> dict[str, Any]:
    visits = {visit.id: visit for visit in dossier.visits}
    rows = [
        [one.number, _visited(visits, one.visit_id), signature(one)] for one in dossier.signatures
    ]
    rows += [
        [one.number, _visited(visits, one.visit_id), f"{one.handed_on}交付，{hand_over_state(one)}"]
        for one in dossier.hand_overs
    ]
    listing = {"columns": [3, 3, 7], "heads": ["编号", "哪次服务", "经过"]}
    signed = [one for one in dossier.signatures if one.photos]
    entries = [
        {"title": f"签收件　{one.number}", "facts": [], **NOTHING, **photos(one.photos)}
        for one in signed
    ]
    return _section("清单交付与签收", "还没有交付或签收。", entries, {**listing, "rows": rows})


def _visited(visits: dict[str, Visit], id: str) -> str:
    visit = visits.get(id)
    return f"{visit.on}\n{visit.number}" if visit else ""


def _follow_ups(dossier: Dossier) -> dict[str, Any]:
    entries = [
        {
            "title": f"{one.on}　{one.number}",
            "facts": [["方式", one.way], ["结果", one.outcome]],
            **NOTHING,
            **photos(one.photos),
        }
        for one in dossier.follow_ups
    ]
    return _section("服务回访", "还没有回访。", entries)


def _section(
    title: str, none: str, entries: Iterable[dict[str, Any]], table: dict[str, Any] | None = None
) -> dict[str, Any]:
    whole = {**NOTHING, **(table or {}), "entries": list(entries)}
    empty = not whole["rows"] and not whole["entries"]
    return {"title": title, "note": none if empty else "", **whole}


def said(value: str | None, none: str = "没有登记") -> str:
    return value or none
