"""What a contact answers in words: objections one by one, a reason, a confirmation code."""

from typing import Any

from handlers.formkit import Entry, Form, Invalid, ask
from handlers.formkit.view import Choice, press
from handlers.turn import Actor, Refused, Turn
from storage.account import accounts_of
from storage.contact import CONFIRMATION_NAMES, Contact, WrongCode, confirm_by_code
from storage.hand_over import HandOver, Outcome
from storage.organisation import Role
from storage.sign_off import (
    OWN_STAFF,
    Answer,
    Closed,
    OwnStaff,
    Sheet,
    answer,
    is_staff,
    refuse_staff,
    sheet_of,
)
from storage.store import Store

NOT_YOURS = "这份清单不是发给您的，您不能查看或签收。"
DONE_ALREADY = "这份清单现在不能再签收：{state}。"


def of_reader(turn: Turn, id: str) -> Sheet:
    """The list that was handed to whoever acts. Refuses anybody else; raises ``OwnStaff``, noted,
    where a contact is of the agency's own staff."""
    shown = _theirs(turn.store, turn.actor, id)
    if is_staff(turn.store, turn.actor.id, shown.hand_over.agency_id):
        refuse_staff(turn.store, shown.hand_over, turn.actor.id, turn.account.channel)
        raise OwnStaff(OWN_STAFF)
    return shown


def _theirs(store: Store, actor: Actor, id: str) -> Sheet:
    handed = store.get(HandOver, id)
    contact = store.get(Contact, handed.contact_id) if handed else None
    theirs = contact is not None and contact.person_id == actor.id
    held = [one.client_id for one in (actor.membership, *actor.others) if one.role is Role.CLIENT]
    acting = contact is not None and contact.client_id in held
    if handed is None or not theirs or not acting or actor.role is not Role.CLIENT:
        raise Refused(NOT_YOURS)
    return sheet_of(store, handed)


def may_answer(shown: Sheet) -> bool:
    return shown.open and shown.state in ("未打开", "已打开")


def given(turn: Turn, shown: Sheet, said: Answer) -> HandOver:
    address = f"{turn.account.channel}:{turn.account.external_id}"
    channel = turn.account.channel
    return answer(turn.store, shown.hand_over, said, channel, address, turn.actor.id)


class Objection(Entry):
    number: int = ask.count("对第几条有异议", least=1, most=999, unit="条")
    words: str = ask.text("异议内容", limit=500, example="这台设备上月已停用并断电")

    def title(self) -> str:
        return f"第{self.number}条：{self.words}"


class DisputeForm(Form, name="dispute", title="签收并逐条写异议", roles={Role.CLIENT}):
    """What is not objected to is signed for; the objections stand beside."""

    hand_over_id: str = ask.carried()
    objections: tuple[Objection, ...] = ask.group(
        "有异议的隐患", Objection, noun="异议", hint="其余各条视为签收。"
    )

    def save(self, store: Any, author: Any) -> HandOver:
        shown = _theirs(store, author, self.hand_over_id)
        hazards = shown.hand_over.content["hazards"]
        said: dict[str, str] = {}
        for objection in self.objections:
            if objection.number > len(hazards):
                raise Invalid(f"清单只有{len(hazards)}条，没有第{objection.number}条。",
                              field="objections")
            id = hazards[objection.number - 1]["id"]
            said[id] = "；".join(filter(None, [said.get(id, ""), objection.words]))
        return _answered(store, author, shown, Outcome.DISPUTED, disputes=said)

    def after(self, store: Any, author: Any, record: HandOver) -> list[str]:
        return [f"已签收，对{len(self.objections)}处写了异议，服务机构会收到通知。"]

    def onward(self, record: Any) -> tuple[Choice, ...]:
        return _back(self.hand_over_id)


class RefuseForm(Form, name="refuse", title="拒签隐患清单", roles={Role.CLIENT}):
    hand_over_id: str = ask.carried()
    reason: str = ask.text("拒签原因", limit=300, example="清单上的车间不是我单位的")

    def save(self, store: Any, author: Any) -> HandOver:
        shown = _theirs(store, author, self.hand_over_id)
        return _answered(store, author, shown, Outcome.REFUSED, reason=self.reason)

    def after(self, store: Any, author: Any, record: HandOver) -> list[str]:
        return ["已记下您拒签的原因，服务机构会收到通知。"]

    def onward(self, record: Any) -> tuple[Choice, ...]:
        return _back(self.hand_over_id)


class CodeForm(Form, name="confirmation", title="填写确认码", roles={Role.CLIENT}):
    """A wrong code is counted, so it is no error of the form: the receipt says it."""

    hand_over_id: str = ask.carried()
    code: str = ask.text("确认码", limit=20, example="12345678", hint="监管人员在电话里告诉您的。")

    def save(self, store: Any, author: Any) -> Contact:
        contact = _theirs(store, author, self.hand_over_id).contact
        try:
            return confirm_by_code(store, contact, self.code)
        except WrongCode:
            return store.get(Contact, contact.id) or contact

    def after(self, store: Any, author: Any, record: Contact) -> list[str]:
        if record.confirmed:
            return [f"{CONFIRMATION_NAMES[record.confirmed]}，现在可以回到清单签收。"]
        return ["确认码不对，或者已经失效。可以再试，或者向监管人员要一个新的。"]

    def onward(self, record: Any) -> tuple[Choice, ...]:
        return _back(self.hand_over_id)


def _back(hand_over_id: str) -> tuple[Choice, ...]:
    return (Choice("回到清单", press("sheet.open", hand_over_id)),)


def _answered(
    store: Store, author: Actor, shown: Sheet, outcome: Outcome, **more: Any
) -> HandOver:
    """A form knows its author, and by them the account that it is handed in on."""
    contact = shown.contact
    if not may_answer(shown):
        raise Invalid(DONE_ALREADY.format(state=shown.state))
    said = Answer(outcome, shown.hand_over.content_hash, contact.name, contact.post, **more)
    account = author.account or next(iter(accounts_of(store, author.id)), None)
    channel = account.channel if account else "chat"
    address = f"{channel}:{account.external_id}" if account else None
    try:
        return answer(store, shown.hand_over, said, channel, address, author.id)
    except OwnStaff as own:
        raise Refused(str(own)) from own
    except Closed as closed:
        raise Invalid(str(closed)) from closed


FORMS: tuple[type[Form], ...] = (DisputeForm, RefuseForm, CodeForm)
