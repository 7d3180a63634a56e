"""What a supervisor fills in about a cycle: whom to ask, who inspects, what is read otherwise."""

from dataclasses import replace
from datetime import date
from typing import Any

from handlers.belonging import own, still_open
from handlers.formkit import Answers, Form, Invalid, ask
from handlers.formkit.view import Choice, press
from handlers.several import Batch, settled
from handlers.turn import Actor, Refused
from scoring.settings import POLICIES, Readings
from storage.agency import Agency
from storage.cycle import Cycle, CycleInvitation, Participation, ReadingsChange
from storage.entity import Record
from storage.inviting import invite, reach
from storage.organisation import Role
from storage.recusal import Kept, assign, tell_assigned
from storage.store import Store

ROLES = {Role.SUPERVISOR}
BACK = Choice("评定工作", press("cyc.board"))


def cycle_of(store: Store, author: Actor, id: str) -> Cycle:
    """The cycle a form was opened for, which must still be open."""
    cycle = own(store, author, Cycle, id, "")
    still_open(cycle)
    return cycle


class InviteForm(Form, name="cycle_invite", title="邀请参评", roles=ROLES):
    cycle: str = ask.carried()
    agencies: tuple[str, ...] = ask.several("邀请哪几家机构", source="agencies")

    def save(self, store: Store, author: Actor) -> Record | Batch:
        cycle = cycle_of(store, author, self.cycle)
        asked = [own(store, author, Agency, id, "agencies") for id in self.agencies]
        made = [one for one in (invite(store, cycle, agency) for agency in asked) if one]
        if not made:
            raise Invalid("选的机构都已经参加了，不用再邀请。", field="agencies")
        return settled(made, "家")

    def after(self, store: Store, author: Actor, record: object) -> list[str]:
        cycle = cycle_of(store, author, self.cycle)
        found = store.find(CycleInvitation, cycle_id=cycle.id)
        asked = [one for one in found if one.agency_id in self.agencies and one.joins is None]
        silent = reach(store, cycle, asked)
        lines = [f"已邀请{len(asked)}家，答复后会告诉您。"]
        if silent:
            lines.append(f"{'、'.join(silent[:8])}的主要负责人还没有账号，请电话告知。")
        return lines

    def onward(self, record: object) -> tuple[Choice, ...]:
        return (Choice("参评邀请", press("cyc.invite")), BACK)


class AssignForm(Form, name="cycle_assign", title="评定分工", roles=ROLES):
    participation: str = ask.carried()
    inspectors: tuple[str, ...] = ask.several("由谁评定", source="inspectors")
    blind: bool = ask.yes_no(
        "怎样评定",
        yes="独立评定（背对背）",
        no="共同评定",
        hint="独立评定的人看不到别人的认定，提交后双方只看不同之处；每家最多一人。",
    )

    def _taking_part(self, store: Store, author: Actor) -> Participation:
        found = store.get(Participation, self.participation)
        if found is None or found.withdrawn_at is not None:
            raise Refused("这家机构不再参评，请重新打开。")
        return found

    def save(self, store: Store, author: Actor) -> object:
        part = self._taking_part(store, author)
        cycle_of(store, author, part.cycle_id)
        try:
            return settled(assign(store, part, self.inspectors, self.blind), "人")
        except Kept as kept:
            raise Invalid(str(kept), field="inspectors") from None

    def after(self, store: Store, author: Actor, record: object) -> list[str]:
        told = tell_assigned(store, self._taking_part(store, author), self.inspectors)
        missing = len(set(self.inspectors)) - told
        return ["已通知评定人员。"] if not missing else [f"有{missing}人还没有账号，请另行告知。"]

    def onward(self, record: object) -> tuple[Choice, ...]:
        return (Choice("返回分工", press("cyc.who", self.participation)), BACK)


SETTINGS = (
    ("清单签收天数", "list_days"),
    ("服务回访天数", "follow_up_days"),
    ("第3项核对的制度", "required_policies"),
    ("注安师计入其他职称", "engineer_counts_as_title"),
    ("优先计入注安师的人数", "engineers_needed"),
    ("起止日期", "dates"),
)


def chose(*names: str) -> Any:
    return lambda answers: answers.get("setting") in names


def days(answers: Answers) -> bool:
    return answers.get("setting") in ("list_days", "follow_up_days")


class ReadingsForm(
    Form, name="cycle_readings", title="更改评定设置", roles=ROLES
):
    cycle: str = ask.carried()
    setting: str = ask.one_of("改哪一项设置", SETTINGS)
    days: int = ask.count("改为几天", unit="天", most=365, when=days)
    policies: tuple[str, ...] = ask.several(
        "核对哪些制度", [(one, one) for one in POLICIES], when=chose("required_policies")
    )
    counts: bool = ask.yes_no(
        "注册安全工程师能计入其他中级以上职称吗", when=chose("engineer_counts_as_title")
    )
    needed: int = ask.count(
        "两类都符合的人，先把注安师类计满几人", unit="人", most=20, when=chose("engineers_needed")
    )
    start: date = ask.day("起始日期", future=True, when=chose("dates"))
    end: date = ask.day("截止日期", future=True, when=chose("dates"))
    grounds: str = ask.text("更改的理由", limit=300, example="按市局通知调整")

    def check(self) -> None:
        if self.setting == "dates" and self.end <= self.start:
            raise Invalid("截止日期应晚于起始日期。", field="end")

    def wanted(self, now: Readings) -> Readings:
        said = {
            "required_policies": self.policies,
            "engineer_counts_as_title": self.counts,
            "engineers_needed": self.needed,
        }
        if self.setting == "dates":
            return now
        value: Any = said.get(self.setting, self.days)
        return replace(now, **{self.setting: value})

    def save(self, store: Store, author: Actor) -> ReadingsChange:
        cycle = cycle_of(store, author, self.cycle)
        now = Readings.from_dict(cycle.readings)
        then = self.wanted(now)
        start, end = (self.start, self.end) if self.setting == "dates" else (cycle.start, cycle.end)
        if (then, start, end) == (now, cycle.start, cycle.end):
            raise Invalid("与现在的设置相同，不用更改。", field="setting")
        return store.add(
            ReadingsChange(
                cycle_id=cycle.id,
                readings=then.as_dict(),
                start=start,
                end=end,
                grounds=self.grounds,
                base=cycle.revision,
            )
        )

    def after(self, store: Store, author: Actor, record: object) -> list[str]:
        return ["还没有生效。请先看哪些机构的得分会变，再确认。"]

    def onward(self, record: object) -> tuple[Choice, ...]:
        id = record.id if isinstance(record, ReadingsChange) else ""
        return (Choice("看影响并确认", press("cyc.change", id)),)


class ReopenForm(Form, name="cycle_reopen", title="重新开放周期", roles=ROLES):
    cycle: str = ask.carried()
    grounds: str = ask.text("重新开放的理由", limit=300, example="有一家机构的结果要更正")

    def save(self, store: Store, author: Actor) -> Cycle:
        cycle = own(store, author, Cycle, self.cycle, "")
        if cycle.closed_on is None:
            raise Invalid("这个周期没有结束，不用重新开放。")
        return store.revise(cycle, reason=self.grounds, closed_on=None)

    def onward(self, record: object) -> tuple[Choice, ...]:
        return (BACK,)


FORMS: tuple[type[Form], ...] = (InviteForm, AssignForm, ReadingsForm, ReopenForm)
