"""What an inspector types about one item: a reason, a case, a note; values are in `values`."""

from collections.abc import Iterable
from typing import Any

from handlers.formkit import Form, Invalid, ask
from handlers.formkit.view import Choice, press
from handlers.inspection.cases import ref_of
from handlers.inspection.decide import decide_case, nothing
from handlers.inspection.desk import Desk
from handlers.inspection.doubles import doubles
from handlers.inspection.opening import desk_at
from handlers.inspection.screen import WAITS
from handlers.scorecard.item import made_at, say_decision
from handlers.scorecard.wording import case_label, gained, heading
from handlers.turn import Actor, Refused
from scoring.fact import AnyFact
from scoring.values import Cases
from storage.evidence import labels
from storage.inspection import Decision, Inspection, Verdict
from storage.organisation import Role
from storage.store import Store

ROLES = (Role.INSPECTOR,)
REASON = {"limit": 500, "example": "现场查看了原件，与系统记录不符"}


class OnItem:
    """What the forms of an inspection share: the item they are about, which they carry unasked."""

    inspection: str
    number: str

    def desk(self, store: Store, author: Actor) -> Desk:
        found = desk_at(store, self.inspection, author.id)
        if found is None:
            raise Refused("这次评定已经不在了，请重新打开。")
        return found

    @property
    def item(self) -> int:
        return int(self.number)

    def warnings(self, desk: Desk, facts: Iterable[str], refs: Iterable[str] = ()) -> list[str]:
        """Whose word would be replaced, and what would be deducted twice."""
        said = [f"{desk.sheet.agency} · {heading(desk.item(self.item))}"]
        for decision in desk.others(self.item, frozenset(facts)):
            said.append(f"{say_decision(desk.sheet, decision, {})}。提交后以您的认定为准。")
        return said

    def after(self, store: Store, author: Actor, record: object) -> list[str]:
        desk = self.desk(store, author)
        state = desk.sheet.states[self.item].label
        lines = [f"第{self.item}项得分：{gained(desk.sheet.card.item(self.item))}（{state}）"]
        if not desk.done(self.item):
            lines.append(f"第{self.item}项还没有核完，请回去接着确认。")
        return [*lines, desk.sheet.line]

    def onward(self, record: object) -> tuple[Choice, ...]:
        same = press(f"insp.item.{self.item}", self.inspection)
        following = press(f"insp.next.{self.item}", self.inspection)
        return (Choice("继续评定", following), Choice(f"返回第{self.item}项", same))


class Nothing(
    OnItem, Form, name="insp.nothing", title="核实没有", roles=ROLES, record=Decision
):
    """The registers are empty, and an inspector says that there was nothing."""

    inspection: str = ask.carried()
    number: str = ask.carried()
    reason: str = ask.text("怎样核实的？", limit=500, example="查阅了财务台账，两年内没有签订合同")
    photos: tuple[str, ...] = ask.files("照片", optional=True)

    def save(self, store: Store, author: Actor) -> Inspection:
        desk = self.desk(store, author)
        nothing(store, desk, self.item, self.reason, photos=self.photos)
        return desk.inspection

    def warn(self, store: Store, author: Actor) -> list[str]:
        desk = self.desk(store, author)
        said = self.warnings(desk, ())
        return said + [f"认定没有：{fact.label}" for fact in desk.unknown(self.item)]


class Strike(
    OnItem, Form, name="insp.strike", title="认定这一例不成立", roles=ROLES, record=Decision
):
    """One case of the records falls; the record itself stays as it is."""

    inspection: str = ask.carried()
    number: str = ask.carried()
    fact: str = ask.carried()
    ref: str = ask.carried()
    reason: str = ask.text("为什么不成立？", **REASON)
    photos: tuple[str, ...] = ask.files("照片", optional=True)

    def save(self, store: Store, author: Actor) -> Inspection:
        desk = self.desk(store, author)
        fact = desk.sheet.edition.facts[self.fact]
        said: dict[str, Any] = {"grounds": self.reason, "photos": self.photos}
        decide_case(store, desk, self.item, fact, self.ref, Verdict.REJECTED, **said)
        return desk.inspection

    def warn(self, store: Store, author: Actor) -> list[str]:
        desk = self.desk(store, author)
        said = self.warnings(desk, (self.fact,))
        return [*said, f"不成立：{case_label(self.ref, labels(store, (self.ref,)))}"]


class Add(OnItem, Form, name="insp.add", title="新增一例", roles=ROLES, record=Decision):
    """A case that the records don't hold, or that they count as good."""

    inspection: str = ask.carried()
    number: str = ask.carried()
    fact: str = ask.carried()
    what: str = ask.text(
        "是哪一例？",
        limit=200,
        hint="系统里有的，打它的编号；没有的，写清楚是什么。",
        example="FW-2026-0012，或“3月5日对某某公司的服务”",
    )
    reason: str = ask.text("依据是什么？", **REASON)
    photos: tuple[str, ...] = ask.files("照片", optional=True)

    def case(self, store: Store, desk: Desk) -> tuple[AnyFact, str]:
        fact = desk.sheet.edition.facts[self.fact]
        if desk.waits(fact):
            raise Invalid(WAITS, field="what")
        ref = ref_of(store, desk.inspection.agency_id, fact, self.what)
        value = desk.sheet.facts.get(fact.name)
        if isinstance(value, Cases) and ref in value.refs:
            raise Invalid("这一例已经在列，不用再加。", field="what")
        return fact, ref

    def save(self, store: Store, author: Actor) -> Inspection:
        desk = self.desk(store, author)
        fact, ref = self.case(store, desk)
        said: dict[str, Any] = {"grounds": self.reason, "photos": self.photos}
        decide_case(store, desk, self.item, fact, ref, Verdict.ADDED, **said)
        return desk.inspection

    def warn(self, store: Store, author: Actor) -> list[str]:
        desk = self.desk(store, author)
        said = self.warnings(desk, (self.fact,))
        try:
            _fact, ref = self.case(store, desk)
        except Invalid as wrong:
            return [*said, wrong.sentence]
        named = labels(store, (ref,))
        return [
            *said,
            f"新增：{case_label(ref, named)}",
            *doubles(desk.sheet, self.item, (ref,), named),
        ]


class Remark(OnItem, Form, name="insp.remark", title="补充备注", roles=ROLES, record=Decision):
    """A note or photos beside what was decided, which stays as it was."""

    inspection: str = ask.carried()
    number: str = ask.carried()
    note: str | None = ask.text("备注", optional=True, limit=1000)
    photos: tuple[str, ...] = ask.files("照片", optional=True)

    def check(self) -> None:
        if not self.note and not self.photos:
            raise Invalid("备注和照片至少填一样。", field="note")

    def save(self, store: Store, author: Actor) -> Inspection:
        desk = self.desk(store, author)
        decided = desk.sheet.decisions_on(self.item)
        if not decided:
            raise Invalid("这一项还没有认定，请先认定再补充备注。")
        last = max(decided, key=made_at)
        photos = tuple(dict.fromkeys((*last.photos, *self.photos)))
        store.revise(last, reason="补充备注", note=self.note or last.note, photos=photos)
        return desk.inspection

    def warn(self, store: Store, author: Actor) -> list[str]:
        return self.warnings(self.desk(store, author), ())
