"""Who hears of a disclosure, an objection and its ruling: each once, on the account they use."""

from collections.abc import Iterable

from handlers.formkit.view import Choice, View, press
from handlers.scorecard.load import issued
from handlers.scorecard.objected import RULINGS
from storage.agency import Agency
from storage.assignment import assigned
from storage.card import Card, open_items
from storage.inspection import Inspection
from storage.letters import ViewBody
from storage.objection import Disclosure, Objection, Ruling
from storage.organisation import Role, people_with
from storage.store import Store
from storage.telling import tell


def body(view: View) -> ViewBody:
    """A view as a letter keeps it."""
    rows = [[[choice.label, choice.data] for choice in row] for row in view.rows]
    return {"title": view.title, "text": view.text, "rows": rows, "numbered": view.numbered}


def of_agency(store: Store, agency_id: str) -> list[str]:
    roles = (Role.PRINCIPAL, Role.AGENCY)
    return [person.id for role in roles for person in people_with(store, role, agency_id)]


def disclosed(store: Store, disclosure: Disclosure) -> int:
    """To the agency; to how many."""
    card = store.get(Card, disclosure.card_id)
    assert card is not None
    sheet = issued(store, card)
    text = (
        f"{sheet.agency}的评定结果（{sheet.issue}）已出：{sheet.line}\n"
        f"对单项扣分有异议的，请在{disclosure.until}前（含当天）提出并附证明材料；"
        "没有异议的，主要负责人可以直接确认。"
    )
    rows = ((Choice("查看评定结果", press("obj.mine")),),)
    found = tell(
        store,
        of_agency(store, disclosure.agency_id),
        body(View(text, rows, "评定结果告知")),
        f"disclosure:{disclosure.id}",
    )
    return len(found)


def raised(store: Store, objection: Objection) -> None:
    """To the supervisors, who rule or see to it that somebody does."""
    people = (person.id for person in people_with(store, Role.SUPERVISOR))
    whose = name(store, objection.agency_id)
    text = f"{whose}对 {objection.rule} 的扣分提出异议：{objection.words}"
    _tell(store, people, text, "新的异议", objection, "raised")


def ruled(store: Store, objection: Objection) -> None:
    assert objection.ruling is not None
    text = (
        f"对 {objection.rule} 扣分的异议（{objection.number}）{RULINGS[objection.ruling]}。"
        f"理由：{objection.grounds}"
    )
    if objection.ruling is Ruling.UPHELD:
        text += "\n评定结果已按此更正。"
    people = of_agency(store, objection.agency_id)
    _tell(store, people, text, "异议处理结果", objection, "ruled")
    if objection.ruling is Ruling.UPHELD:
        _look_again(store, objection)


def _look_again(store: Store, objection: Objection) -> None:
    """To those who inspect the agency, where the corrected fact leaves something to be seen."""
    card = store.get(Card, objection.settled_card_id or "")
    inspection = store.get(Inspection, objection.inspection_id)
    if card is None or inspection is None or objection.item not in open_items(card):
        return
    given = [one for one in assigned(store, inspection.participation_id) if not one.blind]
    people = {inspection.inspector_id, *(one.inspector_id for one in given)}
    text = (
        f"{name(store, objection.agency_id)}对 {objection.rule} 扣分的异议成立，"
        f"第{objection.item}项还有没核查过的内容，请补核后重新提交。"
    )
    to = press(f"insp.item.{objection.item}", inspection.id)
    view = View(text, ((Choice("继续评定", to),),), "请补核")
    tell(store, sorted(people), body(view), f"objection:{objection.id}:again")


def accepted(store: Store, disclosure: Disclosure) -> None:
    people = [person.id for person in people_with(store, Role.SUPERVISOR)]
    text = f"{name(store, disclosure.agency_id)}对评定结果无异议。"
    rows = ((Choice("结果告知与异议", press("obj.list.0")),),)
    key = f"disclosure:{disclosure.id}:accepted"
    tell(store, people, body(View(text, rows, "评定结果无异议")), key)


def name(store: Store, agency_id: str) -> str:
    agency = store.get(Agency, agency_id)
    return agency.name if agency else ""


def _tell(
    store: Store, people: Iterable[str], text: str, title: str, about: Objection, what: str
) -> None:
    rows = ((Choice("查看异议", press("obj.one", about.id)),),)
    tell(store, people, body(View(text, rows, title)), f"objection:{about.id}:{what}")
