"""What an inspector fills in at a client, and the two reasons that are asked for afterwards."""

from dataclasses import replace
from datetime import date
from typing import Any

from handlers.belonging import own
from handlers.formkit import Form, Invalid, ask
from handlers.formkit.view import Choice, press
from handlers.found_hazard import FoundHazard
from handlers.scorecard.wording import heading
from handlers.turn import Actor, Refused
from handlers.wordings import late
from scoring.editions import CURRENT
from storage.checking import (
    SAMPLE_CLOSED,
    compare,
    draw_of,
    findings,
    majors,
    reopen_sample,
    sample,
    why_no_check,
    withdraw_check,
)
from storage.client import Client
from storage.contract import covering
from storage.cycle import Cycle, Participation
from storage.evidence.site import FLAGS
from storage.organisation import Role
from storage.site_check import SiteCheck, SiteFinding
from storage.store import Store

INSPECTOR = (Role.INSPECTOR,)
GONE = "这一条已经不在了，请从“现场核查”重新打开。"
COMPARED = ("place", "description", "grade")
"""What a comparison was made of: once one of them changes, it is made again."""


def flag(name: str) -> Any:
    """The fact's question with the rule's text; who didn't look says nothing."""
    item, fact = CURRENT.item_of(name), CURRENT.facts[name]
    hint = f"{fact.question}\n评定标准：{item.text}\n没有查看的点“跳过”，不会算作合格。"
    return ask.yes_no(f"第{item.number}项 {fact.label}", optional=True, hint=hint)


def allowed(store: Store, author: Actor, part: Participation, client_id: str) -> None:
    wrong = why_no_check(store, part, author.id, client_id)
    if wrong == SAMPLE_CLOSED:
        raise Invalid(wrong)
    if wrong:
        raise Refused(wrong)


def part_of(store: Store, id: str) -> Participation:
    found = store.get(Participation, id)
    if found is None or found.withdrawn_at is not None:
        raise Refused("这家机构没有参加评定，请从“现场核查”重新打开。")
    return found


class SiteCheckForm(
    Form, name="site_check", title="现场核查", roles=INSPECTOR, record=SiteCheck
):
    participation: str = ask.carried()
    agency: str = ask.carried()
    client_id: str = ask.lookup(
        "核查哪家委托单位",
        source="agency_clients",
        within="agency",
        none="这家机构还没有登记委托单位。",
    )
    on: date = ask.day("核查日期")
    duty_system_deficient: bool | None = flag("duty_system_deficient")
    procedures_generic: bool | None = flag("procedures_generic")
    training_irregular: bool | None = flag("training_irregular")
    uncertified_staff: bool | None = flag("uncertified_staff")
    no_emergency_drill: bool | None = flag("no_emergency_drill")
    ledger_irregular: bool | None = flag("ledger_irregular")
    ledger_for_show: bool | None = flag("ledger_for_show")
    papers_unlawful: bool | None = flag("papers_unlawful")
    hazards: tuple[FoundHazard, ...] = ask.group(
        "现场发现的隐患", FoundHazard, none="未发现隐患", noun="隐患"
    )
    photos: tuple[str, ...] = ask.files("现场照片", optional=True)
    note: str | None = ask.text("情况说明", optional=True, limit=1000)

    def _values(self, store: Store, author: Actor, part: Participation) -> dict[str, Any]:
        client = own(store, author, Client, self.client_id, "client_id")
        if client.agency_id != part.agency_id:
            raise Invalid("这家单位不是这家机构的委托单位，请重新选择。", field="client_id")
        allowed(store, author, part, client.id)
        said = ("client_id", "on", *FLAGS, "photos", "note")
        return {name: getattr(self, name) for name in said}

    def save(self, store: Store, author: Actor) -> SiteCheck:
        part = part_of(store, self.participation)
        values = self._values(store, author, part)
        made = store.add(
            SiteCheck(
                agency_id=part.agency_id,
                participation_id=part.id,
                inspector_id=author.id,
                draw_id=draw_of(store, part, self.client_id),
                **values,
            )
        )
        for entry in self.hazards:
            self._add(store, made, entry)
        return made

    def _add(self, store: Store, check: SiteCheck, entry: FoundHazard) -> None:
        whose: dict[str, Any] = {"agency_id": check.agency_id, "client_id": check.client_id}
        store.add(SiteFinding(site_check_id=check.id, **whose, **entry.values()))

    def amend(self, store: Store, author: Actor, subject: SiteCheck, reason: str) -> SiteCheck:
        part = part_of(store, subject.participation_id)
        allowed(store, author, part, subject.client_id)
        values = self._values(store, author, part)
        draw = draw_of(store, part, self.client_id)
        made = store.revise(subject, reason=reason, draw_id=draw, **values)
        moved = (made.client_id, made.on) != (subject.client_id, subject.on)
        before = {one.id: one for one in findings(store, subject)}
        touched = list(before.values())
        for entry in self.hazards:
            known = before.pop(entry.id, None)
            if known is None:
                self._add(store, made, entry)
                continue
            changes = {**entry.values(), "client_id": made.client_id}
            if moved or any(changes[name] != getattr(known, name) for name in COMPARED):
                changes |= dict.fromkeys(("advised", "hazard_id", "grounds", "compared_by"))
            touched.append(store.revise(known, reason=reason, **changes))
        for gone in before.values():
            store.withdraw(gone, reason=reason)
        majors(store, made.id, touched)
        return made

    @classmethod
    def prefill(cls, store: Store, subject: SiteCheck) -> dict[str, Any]:
        return {
            **super().prefill(store, subject),
            "participation": subject.participation_id,
            "agency": subject.agency_id,
            "hazards": tuple(map(FoundHazard.of, findings(store, subject))),
        }

    @classmethod
    def withdraw(
        cls, store: Store, author: Actor, subject: SiteCheck, reason: str
    ) -> SiteCheck:
        allowed(store, author, part_of(store, subject.participation_id), subject.client_id)
        return withdraw_check(store, subject, reason)

    def warn(self, store: Store, author: Actor) -> list[str]:
        part = part_of(store, self.participation)
        cycle = store.get(Cycle, part.cycle_id)
        lines = late(self.on, store.today)
        if cycle and not max(cycle.start, part.joined_on) <= self.on <= cycle.end:
            lines.append("核查日期不在评定期内，第15—22项不计这一次。")
        elif not covering(store, part.agency_id, self.client_id, self.on):
            lines.append("这一天没有服务合同覆盖，不在核查合同期内，第15—22项不计这一次。")
        bad = [name for name in FLAGS if getattr(self, name)]
        lines += [f"{heading(CURRENT.item_of(name))}：不符合，提交后即扣分。" for name in bad]
        return lines

    def after(self, store: Store, author: Actor, record: SiteCheck) -> list[str]:
        if not sample(store, part_of(store, record.participation_id)).counts(record.id):
            return ["这一次不计入第15—22项：不在合同期内，或者同一单位之后又核查过。"]
        lines = ["计入：附件A 第15—22项。"]
        if waiting := [one for one in findings(store, record) if one.advised is None]:
            lines.append(f"现场发现{len(waiting)}处隐患，请与机构以前的清单逐条比对。")
        return lines

    def onward(self, record: SiteCheck) -> tuple[Choice, ...]:
        whole = Choice("现场核查", press("site.of", record.participation_id))
        if not self.hazards:
            return (whole,)
        return (Choice("逐条比对", press("site.next", record.participation_id)), whole)


class ListedForm(
    Form, name="site.listed", title="已提出的依据", roles=INSPECTOR, record=SiteFinding
):
    """The client has a list of this hazard in hand that nobody entered."""

    finding: str = ask.carried()
    seen: str = ask.carried()
    grounds: str = ask.text(
        "依据是什么？",
        limit=500,
        hint="写明哪一天交付的哪份清单、有什么整改意见。核查当天或以后交付的不算。",
        example="委托单位出示9月2日签收的纸质清单第3条，整改意见为清理配电箱前杂物",
    )
    photos: tuple[str, ...] = ask.files("依据的照片", optional=True)

    def save(self, store: Store, author: Actor) -> SiteFinding:
        finding = store.get(SiteFinding, self.finding)
        check = store.get(SiteCheck, finding.site_check_id) if finding else None
        if finding is None or finding.withdrawn_at is not None or check is None:
            raise Refused(GONE)
        allowed(store, author, part_of(store, check.participation_id), check.client_id)
        if str(finding.revision) != self.seen:
            raise Invalid("您打开以后，这一条有变化，请返回重新比对。")
        made = compare(store, finding, None, self.grounds)
        photos = tuple(dict.fromkeys((*made.photos, *self.photos)))
        return store.revise(made, reason="补充依据的照片", photos=photos)

    def warn(self, store: Store, author: Actor) -> list[str]:
        finding = store.get(SiteFinding, self.finding)
        return [f"已提出：{finding.place}，{finding.description}"] if finding else []

    def onward(self, record: SiteFinding) -> tuple[Choice, ...]:
        return (Choice("继续比对", press("site.check", record.site_check_id)),)


class ReopenForm(Form, name="site.reopen", title="重新开放现场核查", roles=INSPECTOR):
    participation: str = ask.carried()
    reason: str = ask.text("为什么要重新开放？", limit=500, example="补查一家抽中的委托单位")

    def save(self, store: Store, author: Actor) -> Participation:
        part = part_of(store, self.participation)
        if wrong := why_no_check(store, replace(part, sample_closed_on=None), author.id):
            raise Refused(wrong)
        if part.sample_closed_on is None:
            raise Invalid("现场核查本来就没有结束，不用重新开放。")
        return reopen_sample(store, part, self.reason)

    def after(self, store: Store, author: Actor, record: Participation) -> list[str]:
        return ["第15—22项中没有发现问题的，重新列为待评，到再次结束为止。"]

    def onward(self, record: Participation) -> tuple[Choice, ...]:
        return (Choice("现场核查", press("site.of", record.id)),)


FORMS: tuple[type[Form], ...] = (SiteCheckForm, ListedForm, ReopenForm)
"""Opened from the room, or from a draw."""
