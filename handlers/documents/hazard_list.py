"""The hazard list of a visit on paper: what the client signs for, with the way to prove it."""

from collections.abc import Mapping
from typing import Any

from handlers.documents import typeset
from handlers.documents.paper import Paper, moment, photos
from handlers.formkit.wording import cut
from storage.hand_over import Outcome
from storage.list_content import content_hash, content_of
from storage.proof import PREFIX_LENGTH, UNCONFIRMED, Verification, verify
from storage.staff import StaffMember
from storage.store import Store
from storage.visit import Visit
from storage.ways import proof_page

Content = Mapping[str, Any]
SHORT = PREFIX_LENGTH * 2
"""Characters of the hash in the QR picture: few enough for a phone's camera, too many to guess."""

LEAD = "对贵单位进行安全生产技术服务时发现下列事故隐患，请按整改意见在期限内完成整改。"
RECEIPT = "委托单位已收到本清单。对清单内容有异议的，请写在这里并签名："
LINES = ("委托单位签收人", "职务", "签收日期", "服务机构人员")


def hazard_list(store: Store, visit: Visit) -> tuple[Paper, dict[str, Any]]:
    """The paper copy of the list as it stands now, and its content, to be kept as printed."""
    content = content_of(store, visit)
    staff = [store.get(StaffMember, id) for id in visit.staff]
    people = "、".join(one.name for one in staff if one is not None)
    hash = content_hash(content)
    told = told_of(content, hash, people, verify(store, hash))
    told["made"] = f"{content['agency']}　{moment(store.now)} 制"
    name = f"隐患清单 {cut(content['client'], 40)} {content['on']}.pdf"
    return Paper("hazard_list.typ", name, told, store.now), content


def told_of(
    content: Content, hash: str, people: str, proof: Verification | None
) -> dict[str, Any]:
    rows = [
        ["委托单位", content["client"]],
        ["服务机构", content["agency"]],
        ["服务日期", content["on"]],
        ["服务记录", content["visit"]],
        *([["服务人员", people]] if people else []),
    ]
    address = proof_page(hash[:SHORT])
    found = content["hazards"]
    return {
        "title": f"事故隐患清单 {content['visit']}",
        "agency": content["agency"],
        "running": f"事故隐患清单　{cut(content['client'], 40)}",
        "number": content["visit"],
        "facts": rows,
        "lead": LEAD if found else "本次服务没有发现事故隐患。",
        "hazards": [_hazard(n, one) for n, one in enumerate(found, 1)],
        "signed": signed_lines(proof),
        "receipt": RECEIPT,
        "lines": list(LINES),
        "qr": typeset.qr(address) if address else [],
        "hash": f"本清单内容的校验码：{hash[:SHORT]}。内容改动一个字，校验码就不同。",
    }


def signed_lines(proof: Verification | None) -> list[str]:
    """What is known of an online signature for exactly this content."""
    if proof is None or proof.signed_at is None:
        return []
    post = f"（{proof.post}）" if proof.post else ""
    done = "拒签" if proof.outcome is Outcome.REFUSED else "签收"
    known = "身份未核实" if proof.confirmed == UNCONFIRMED else proof.confirmed
    signer = f"{proof.signer}{post}"
    lines = [f"本清单已在线{done}：{signer}，{moment(proof.signed_at)}，{known}。"]
    if proof.disputed:
        lines.append(f"签收人对其中{proof.disputed}条有异议。")
    if proof.voided_on:
        lines.append(f"清单在{proof.voided_on}改过，这次签收已失效。")
    return lines


def _hazard(n: int, one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "head": f"{n}. {one['place']}",
        "major": one["grade"] == "重大",
        "facts": [
            ["隐患情况", one["description"]],
            ["整改意见", one["advice"] or "没有写"],
            ["整改期限", one["deadline"] or "没有写"],
            ["编号", one["number"]],
        ],
        **photos(one["photos"]),
    }
