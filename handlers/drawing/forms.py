"""Preparing a draw: how many clients, and, where there was one before, why another."""

from typing import Any

from handlers.drawing.telling import prepared
from handlers.drawing.views import draw_press
from handlers.formkit import Answers, Form, Invalid, ask
from handlers.formkit.view import Choice, press
from handlers.turn import Actor, Refused
from scoring.sampling import Unsound
from storage.agency import Agency
from storage.cycle import Cycle, Participation
from storage.draw import Draw
from storage.drawing import drawn_from, draws_of, prepare
from storage.organisation import Role
from storage.store import Store

GONE = "这家机构的参评已经作废，不能抽样。"
SINCE = "这家机构刚刚有了新的抽样，请返回重新打开。"


def another(answers: Answers) -> bool:
    return bool(answers.get("before"))


def running(store: Store, participation_id: str) -> tuple[Participation, Cycle]:
    """Raises ``Refused`` where no client can be inspected any more."""
    part = store.get(Participation, participation_id)
    cycle = store.get(Cycle, part.cycle_id) if part else None
    if part is None or cycle is None or part.withdrawn_at or cycle.withdrawn_at:
        raise Refused(GONE)
    if cycle.closed_on is not None or store.today > cycle.end:
        raise Refused(f"评定周期“{cycle.name}”已经结束，不能再抽样。")
    if store.today < cycle.start:
        raise Refused(f"评定周期“{cycle.name}”从{cycle.start}开始，现在还不能抽样。")
    return part, cycle


class PrepareDraw(Form, name="draw.prepare", title="准备抽样", roles={Role.SUPERVISOR}):
    """``before`` is the draw that was the latest when the form was opened. Nothing corrects or
    withdraws what it made: it names no record."""

    participation: str = ask.carried()
    before: str = ask.carried()
    wanted: int = ask.count(
        "抽几家？",
        unit="家",
        least=1,
        most=1000,
        example="10",
        hint="从服务合同期内的委托单位里抽，按镇街道和风险等级分层，久未核查的机会大。",
    )
    grounds: str | None = ask.text(
        "为什么要再抽一次？", when=another, limit=500, example="第一次抽中的单位有两家已停产"
    )

    def save(self, store: Store, author: Actor) -> Draw:
        part, cycle = running(store, self.participation)
        latest = draws_of(store, part.id)[:1]
        if (latest[0].id if latest else "") != self.before:
            raise Refused(SINCE)
        try:
            draw = prepare(store, cycle, part, self.wanted, self.grounds)
        except Unsound:
            raise Invalid(_short(*self._lists(store)), field="wanted") from None
        prepared(store, draw)
        return draw

    def _lists(self, store: Store) -> tuple[list[Any], list[Any]]:
        part, cycle = running(store, self.participation)
        return drawn_from(store, cycle, part, store.today)

    def warn(self, store: Store, author: Actor) -> list[str]:
        free, left_out = self._lists(store)
        part, _cycle = running(store, self.participation)
        agency = store.get(Agency, part.agency_id)
        lines = [f"{agency.name if agency else ''}：合同期内可以抽的有{len(free)}家。"]
        if left_out:
            lines.append(f"有回避、不参加抽取的{len(left_out)}家。")
        if self.wanted > len(free):
            lines.append(_short(free, left_out))
        strata = {(row["town"], row["risk"]) for row in free}
        if 0 < self.wanted < len(strata):
            lines.append(f"镇街道和风险等级分为{len(strata)}层，抽{self.wanted}家不能每层都有。")
        lines.append("提交后名单和种子就固定了，不能再改。")
        return lines

    def after(self, store: Store, author: Actor, record: Draw) -> list[str]:
        return [
            f"名单的SHA-256：{record.population_hash}",
            f"种子的SHA-256：{record.commitment}",
            "已告知评定人员。接着打开抽样，点“抽取”。",
        ]

    def onward(self, record: Draw) -> tuple[Choice, ...]:
        here = Choice("打开抽样", draw_press("open", record))
        return (here, Choice("返回", press("draw.of", record.participation_id)))


def _short(free: list[Any], left_out: list[Any]) -> str:
    if free:
        return f"可以抽的只有{len(free)}家，请改成不超过{len(free)}家。"
    if left_out:
        return "合同期内的委托单位都有回避，没有可以抽的。请先调整评定分工。"
    return "这家机构现在没有在合同期内的委托单位，没有可以抽的。"
