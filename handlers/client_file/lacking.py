"""What a client's file lacks: what costs points in item 6 today, and what else belongs in it."""

from storage.client import Client
from storage.contract import Contract
from storage.dossier import Dossier

BASICS = (("address", "地址"), ("industry", "行业"), ("contact", "联系人"))
WRITTEN = (("keeper", "书面档案由谁保管"), ("shelf", "书面档案的存放位置"))
RULED = "评定人员核查认定档案不完整"
CLEARED = "评定人员已核查，第6项不扣这一家。"
COST = "第6项：这一家的基础档案不完整，扣0.5分"


def costly(dossier: Dossier) -> list[str]:
    """What makes this client a case of rule 6.1 today: what its records lack, or what inspectors
    have decided."""
    if dossier.ruled is None:
        return _recorded(dossier)
    return (_recorded(dossier) or [RULED]) if dossier.ruled else []


def cleared(dossier: Dossier) -> bool:
    """Whether inspectors let pass what the records lack."""
    return dossier.ruled is False and bool(_recorded(dossier))


def _recorded(dossier: Dossier) -> list[str]:
    """Nothing without a contract signed in the window."""
    examined = dossier.examined
    if not examined:
        return []
    unscanned = [f"合同 {one.number} 没有扫描件" for one in examined if not scanned(one)]
    return _absent(dossier.client, BASICS) + unscanned


def advisable(dossier: Dossier) -> list[str]:
    """What the engine does not count by itself, and an inspector looks for."""
    lines = [] if dossier.examined else _absent(dossier.client, BASICS)
    lines += _recorded(dossier) if cleared(dossier) else []
    lines += _absent(dossier.client, WRITTEN)
    others = [one for one in dossier.contracts if one not in dossier.examined]
    lines += [f"合同 {one.number} 没有扫描件" for one in others if not scanned(one)]
    for visit in dossier.visits:
        if visit.done is None:
            lines.append(f"{visit.on}的服务没有写服务内容（{visit.number}）")
        standing = [one for one in dossier.signed_for(visit) if one.voided_on is None]
        if dossier.found_on(visit) and not standing:
            lines.append(f"{visit.on}的隐患清单还没有签收（{visit.number}）")
    last = max((visit.on for visit in dossier.visits), default=None)
    if last and not any(one.on >= last for one in dossier.follow_ups):
        lines.append(f"{last}的服务以后还没有回访")
    return lines


def scanned(contract: Contract) -> bool:
    return bool(contract.scan)


def _absent(client: Client, wanted: tuple[tuple[str, str], ...]) -> list[str]:
    return [f"没有{label}" for name, label in wanted if getattr(client, name) is None]
