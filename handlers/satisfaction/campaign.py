"""Asking the clients of one agency, or of all, in one go: first what would be done, then done."""

from dataclasses import dataclass

from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.satisfaction.forward import ask_them
from storage import satisfaction
from storage.contact import Contact
from storage.cycle import Cycle, Participation
from storage.store import Store

NAMED = 10
AT_ONCE = 300
"""How many are asked in one unit: others wait for it."""


@dataclass(frozen=True)
class Plan:
    """Whom a campaign would ask; ``silent`` names clients without a registered contact."""

    contacts: tuple[Contact, ...]
    asked: int
    silent: tuple[str, ...]


def plan(store: Store, cycle: Cycle, parts: list[Participation]) -> Plan:
    found = [satisfaction.clients_to_ask(store, cycle, part.agency_id) for part in parts]
    return Plan(
        tuple(contact for each in found for contact in each.contacts),
        sum(each.asked for each in found),
        tuple(client.name for each in found for client in each.silent),
    )


def plan_view(found: Plan, part_id: str) -> View:
    lines = [
        f"将请{len(found.contacts)}家委托单位评价，每家一位联系人。",
        "有账号的直接收到消息，不打断正在填的表；没有账号的，从“转发链接”里逐个转给本人。",
    ]
    if found.asked:
        lines.append(f"已经请过的{found.asked}家不再重复请。")
    lines += silent_lines(found)
    go = (Choice("发起", press("sat.go", part_id)),) if found.contacts else ()
    back = Choice("返回", press("sat.agency", part_id) if part_id else press("sat.home"))
    return View("\n".join(lines), ((*go, back),), title="请委托单位评价", numbered=True)


def silent_lines(found: Plan) -> list[str]:
    if not found.silent:
        return []
    names = "、".join(cut(name, 20) for name in found.silent[:NAMED])
    more = "等" if len(found.silent) > NAMED else ""
    return [f"还有{len(found.silent)}家没有登记联系人，没法请：{names}{more}。"]


def carry_out(store: Store, cycle: Cycle, found: Plan) -> str:
    """Ask them; the sentence that says how many were reached and how."""
    told, chosen = 0, found.contacts[:AT_ONCE]
    for contact in chosen:
        told += ask_them(store, satisfaction.ask_client(store, cycle, contact))
    said = f"已请{len(chosen)}家委托单位评价：{told}家直接发到账号"
    if left := len(chosen) - told:
        said += f"，{left}家没有账号，请到“转发链接”里转给本人"
    if waiting := len(found.contacts) - len(chosen):
        said += f"。还有{waiting}家，请再发起一次"
    return f"{said}。"
