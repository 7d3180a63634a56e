"""The record of a talk, question by question: who was there, what was said of each circumstance."""

from datetime import date
from typing import Any

from handlers.formkit import Answers, Form, Invalid, ask
from handlers.formkit.view import Choice, press
from handlers.talks.arranging import talk_of
from handlers.talks.minutes import minutes
from handlers.talks.wording import SHORT
from handlers.turn import Actor
from scoring.admonition import circumstance
from storage import talk_record
from storage.organisation import Role
from storage.store import ZONE, Store
from storage.talk import Talk
from storage.talk_record import Held
from storage.talks import NotNow

CHANGED = "您打开以后，别人改了约谈记录。请取消这次填写，看过现在的纪要再改。"


def said_of(code: str) -> Any:
    """What the agency says of one circumstance, asked only where the talk is about it."""

    def about(answers: Answers) -> bool:
        return code in str(answers.get("codes") or "").split(",")

    label = f"机构怎么说：{SHORT[code]}"
    hint = f"{code} {circumstance(code).words}"
    return ask.text(label, when=about, limit=200, hint=hint, example="属实，已经安排专人补签")


def demanded(answers: Answers) -> bool:
    return bool(answers.get("demands"))


class HoldForm(Form, name="talk.hold", title="约谈记录", roles={Role.SUPERVISOR}):
    talk: str = ask.carried()
    codes: str = ask.carried()
    seen: str = ask.carried()
    held_on: date = ask.day("哪天谈的")
    bureau: str = ask.text("监管部门参加人员", limit=100, example="周科长、陈评定（记录）")
    agency: str = ask.text("机构参加人员", limit=100, example="沈经理（主要负责人）")
    a1: str | None = said_of("A1")
    a2: str | None = said_of("A2")
    a3: str | None = said_of("A3")
    a4: str | None = said_of("A4")
    a5: str | None = said_of("A5")
    a6: str | None = said_of("A6")
    a7: str | None = said_of("A7")
    a8: str | None = said_of("A8")
    demands: str | None = ask.text(
        "提出的整改要求",
        optional=True,
        limit=600,
        hint="没有要求的可以跳过：纪要双方确认后就办结。",
        example="两周内补齐服务记录，逐一请委托单位签收清单",
    )
    rectify_by: date | None = ask.day("整改期限", future=True, when=demanded)
    remarks: str | None = ask.text("其他要记的", optional=True, limit=300)

    def check(self) -> None:
        if self.rectify_by and self.rectify_by < self.held_on:
            raise Invalid("整改期限不能早于约谈那天。", field="rectify_by")

    def save(self, store: Store, author: Actor) -> Talk:
        talk = talk_of(store, self.talk)
        if talk.entered_at and self.held_on < talk.entered_at.astimezone(ZONE).date():
            raise Invalid("约谈那天不能早于发出通知的日子。", field="held_on")
        if str(talk_record.version(talk)) != self.seen:
            raise Invalid(CHANGED)
        talked = self._talked()
        held = Held(
            self.held_on, talked, minutes(store, talk, talked), self.demands, self.rectify_by
        )
        try:
            return talk_record.hold(store, talk, held)
        except NotNow as no:
            raise Invalid(str(no)) from None

    def _talked(self) -> dict[str, Any]:
        said = {code: getattr(self, code.lower()) for code in self.codes.split(",") if code}
        return {
            "held_on": self.held_on.isoformat(),
            "bureau": self.bureau,
            "agency": self.agency,
            "said": said,
            "demands": self.demands,
            "rectify_by": self.rectify_by.isoformat() if self.rectify_by else None,
            "remarks": self.remarks,
        }

    def after(self, store: Store, author: Actor, record: Talk) -> list[str]:
        return ["纪要写好了，请双方各自核对、确认。改动会使先前的确认失效。"]

    def onward(self, record: Talk) -> tuple[Choice, ...]:
        return (Choice("核对纪要", press("talk.minutes", record.id)),)


def known(talk: Talk) -> dict[str, Any]:
    """What the form opens with: the record that is to be changed, where there is one."""
    preset: dict[str, Any] = {
        "talk": talk.id,
        "codes": ",".join(talk.codes),
        "seen": str(talk_record.version(talk)),
    }
    if talk.talked is None:
        return preset
    kept = dict(talk.talked)
    said = {code.lower(): words for code, words in kept.pop("said").items()}
    return {**preset, **kept, **said}
