"""How the parts of a client's file are said, in chat and on paper alike."""

from collections import Counter

from storage.contact import CONFIRMATION_NAMES, Contact
from storage.contract import Contract
from storage.dossier import Dossier
from storage.hand_over import OUTCOME_NAMES, HandOver
from storage.hazards import STATE_NAMES, State, state_of
from storage.telling import CHANNEL_NAMES
from storage.visit import Grade, Hazard, SignedList, Visit

UNCONFIRMED = "身份未核实"


def counts(dossier: Dossier) -> list[str]:
    hazards = Counter(state_of(one) for one in dossier.hazards)
    parts = [f"{STATE_NAMES[one]}{hazards[one]}条" for one in State if hazards[one]]
    major = sum(one.grade is Grade.MAJOR for one in dossier.hazards)
    split = "，".join([*parts, *([f"重大的共{major}条"] if major else [])])
    standing = sum(one.voided_on is None for one in dossier.signatures)
    return [
        f"服务合同{len(dossier.contracts)}份，服务{len(dossier.visits)}次，"
        f"清单签收{standing}份，服务回访{len(dossier.follow_ups)}次。",
        f"发现隐患{len(dossier.hazards)}条{f'：{split}' if split else ''}。",
    ]


def period(contract: Contract) -> str:
    if contract.starts_on is None and contract.ends_on is None:
        return "没有写明"
    return f"{contract.starts_on or '没有写明'} 至 {contract.ends_on or '没有写明'}"


def signature(one: SignedList) -> str:
    """What came of a hand-over, in one sentence."""
    post = f"（{one.post}）" if one.post else ""
    if one.refusal:
        witness = f"；见证：{one.witness}" if one.witness else ""
        said = f"{one.signed_on} {one.signer}{post}拒签，原因：{one.refusal}{witness}"
    else:
        said = f"{one.signed_on} {one.signer}{post}签收，{_way(one)}"
    if one.disputes:
        said += f"，对{len(one.disputes)}条有异议"
    return said + (f"；清单{one.voided_on}改过，这次签收已失效" if one.voided_on else "")


def _way(one: SignedList) -> str:
    if one.content_hash is None:
        return "纸质签收"
    known = CONFIRMATION_NAMES[one.confirmed] if one.confirmed else UNCONFIRMED
    return f"{CHANNEL_NAMES.get(one.channel or '', '线上')}签收，{known}"


def signed_state(dossier: Dossier, visit: Visit) -> str:
    if not dossier.found_on(visit):
        return "没有发现隐患，不需要签收"
    said = [signature(one) for one in dossier.signed_for(visit)]
    return "\n".join(said) or "还没有签收"


def hand_over_state(one: HandOver) -> str:
    if one.outcome is not None:
        return OUTCOME_NAMES[one.outcome]
    if one.superseded_at is not None:
        return "已作废（清单改过或重新交付）"
    return "已打开，还没有签收" if one.opened_at else "还没有打开"


def contact_line(one: Contact) -> str:
    known = CONFIRMATION_NAMES[one.confirmed] if one.confirmed else UNCONFIRMED
    parts = (one.name, one.post, "主要负责人" if one.principal else None, one.phone, known)
    return " · ".join(part for part in parts if part)


def hazard_course(one: Hazard) -> str:
    """发现以后到了哪一步."""
    said = STATE_NAMES[state_of(one)]
    if one.rectified_on:
        said += f"，{one.rectified_on}整改"
    if one.rechecked_on:
        said += f"，{one.rechecked_on}复查"
    return said
