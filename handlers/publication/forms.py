"""The two forms of publication: setting the star bands, and correcting a published result."""

from decimal import Decimal
from typing import Any

from handlers.formkit import Answers, Entry, Form, Invalid, ask
from handlers.formkit.view import Choice, press
from handlers.formkit.wording import cut
from handlers.publication.telling import make_public, mark
from handlers.turn import Actor, Refused
from scoring.stars import EXAMPLE, NAME_LIMIT, Band, BandError, checked, read_lines, stars_between
from scoring.values import plain
from storage.cycle import Cycle, Participation
from storage.organisation import Role
from storage.private_names import private_names_in
from storage.publication import Publication, StarBands
from storage.published import outdated_bands
from storage.publishing import NotReady, prospect
from storage.snapshot import Order, ranking, refresh
from storage.star_table import bands_of, set_bands, spread
from storage.store import Store

NAMED, LOOKED_AT, FRESH = 6, 200, 20
AT_ONCE = "typed"
MOVED = "要公布的内容刚有变动，没有公布。请从“星级与公布”重新进入，核对后再公布。"
STEPS = "steps"


def typed(answers: Answers) -> bool:
    return answers.get("way") == AT_ONCE


def stepwise(answers: Answers) -> bool:
    return answers.get("way") == STEPS


def whole(text: str) -> str:
    """Raises ``Invalid`` unless the text is a table without a hole."""
    try:
        checked(read_lines(text))
    except BandError as wrong:
        raise Invalid(str(wrong)) from None
    return text


class StarBand(Entry):
    name: str = ask.text("这一档叫什么", limit=NAME_LIMIT, example="五星")
    least: Decimal = ask.amount("最低多少分", unit="分", most=Decimal(100))
    most: Decimal = ask.amount("最高多少分", unit="分", most=Decimal(100))

    def title(self) -> str:
        return str(self.band())

    def band(self) -> Band:
        return Band(self.name, self.least, self.most)


class BandsForm(Form, name="star_bands", title="星级标准", roles={Role.SUPERVISOR}):
    cycle: str = ask.carried()
    way: str = ask.one_of("怎样填写", [("一次写完", AT_ONCE), ("逐档填写", STEPS)])
    text: str | None = ask.text(
        "各档星级",
        limit=500,
        when=typed,
        check=whole,
        example=EXAMPLE,
        hint="从高到低写，两端都含在内，从100分到0分不留空档；低于标准的也写一档。",
    )
    bands: tuple[StarBand, ...] = ask.group(
        "各档星级", StarBand, when=stepwise, noun="档", hint="从高到低，从100分到0分不留空档。"
    )
    grounds: str = ask.text("依据", limit=200, example="嘉应急〔2026〕12号")

    @property
    def table(self) -> tuple[Band, ...]:
        if self.way == AT_ONCE:
            return read_lines(self.text or "")
        return tuple(entry.band() for entry in self.bands)

    def check(self) -> None:
        try:
            checked(self.table)
        except BandError as wrong:
            raise Invalid(str(wrong), field="text" if self.way == AT_ONCE else "bands") from None

    def warn(self, store: Store, author: Actor) -> list[str]:
        """Who would get what, before it is set."""
        cycle = self.of_cycle(store)
        before = bands_of(store, cycle.id)
        lines = ["\n　".join(tried(store, cycle, self.table))]
        if before is not None and (public := outdated_bands(store, cycle.id, "")):
            lines.append(f"已公布的{public}家仍按公布时的标准，不会自动改变；要改请逐家更正公布。")
        return lines

    def save(self, store: Store, author: Actor) -> StarBands:
        cycle = self.of_cycle(store)
        try:
            return set_bands(store, cycle, self.table, self.grounds)
        except BandError as wrong:
            raise Invalid(str(wrong)) from None

    def of_cycle(self, store: Store) -> Cycle:
        cycle = store.get(Cycle, self.cycle)
        if cycle is None or cycle.withdrawn_at is not None:
            raise Invalid("这个评定周期已经作废，请从“星级与公布”重新进入。")
        return cycle

    def after(self, store: Store, author: Actor, record: StarBands) -> list[str]:
        return [f"第{record.version}版星级标准已设定，以后公布的结果按它确定星级。"]

    def onward(self, record: StarBands) -> tuple[Choice, ...]:
        return (Choice("星级与公布", press("pub.menu", record.cycle_id)),)


class CorrectionForm(Form, name="result_correction", title="更正公布", roles={Role.SUPERVISOR}):
    part: str = ask.carried()
    seen: str = ask.carried()
    reason: str = ask.text(
        "更正的理由",
        limit=300,
        example="复核后更正第8项得分",
        hint="理由会和结果一起公开，请不要写委托单位、人员的名称和隐患的情况。",
    )

    def warn(self, store: Store, author: Actor) -> list[str]:
        found = prospect(store, taking_part(store, self.part))
        if found.before is None or found.total is None:
            return []
        was = f"第{found.before.version}版 {plain(found.before.total)}分 {found.before.stars}"
        now = f"第{found.before.version + 1}版 {plain(found.total)}分 {found.stars}"
        return [f"{was} → {now}", "原来的版本仍可查看；机构会收到更正后的结果。"]

    def save(self, store: Store, author: Actor) -> Publication:
        part = taking_part(store, self.part)
        if str(mark([prospect(store, part)])) != self.seen:
            raise Refused(MOVED)
        if private := private_names_in(store, part.agency_id, self.reason):
            named = "、".join(cut(name) for name in private[:3])
            raise Invalid(f"理由会公开，请去掉其中的“{named}”。", field="reason")
        try:
            return make_public(store, part, self.reason)
        except NotReady as wrong:
            raise Invalid(str(wrong)) from None

    def after(self, store: Store, author: Actor, record: Publication) -> list[str]:
        return [f"已更正公布第{record.version}版：{plain(record.total)}分，{record.stars}。"]

    def onward(self, record: Publication) -> tuple[Choice, ...]:
        return (Choice("看公告", press("res.of", record.number)),)


def taking_part(store: Store, id: str) -> Participation:
    part = store.get(Participation, id)
    if part is None:
        raise Refused("找不到这家机构的参评记录，请从“星级与公布”重新进入。")
    return part


def tried(store: Store, cycle: Cycle, table: tuple[Band, ...]) -> list[str]:
    """What a table would make of today's scores: how many of each star, and the first names."""
    refresh(store, cycle, FRESH)
    counted = spread(store, cycle, table)
    if not counted.total:
        return ["还没有参评机构，设定后再看谁得几星。"]
    names: dict[str, list[str]] = {}
    for one in ranking(store, cycle, Order.BEST, size=LOOKED_AT).rows:
        if one.worst is not None and one.best is not None:
            possible = stars_between(table, one.worst, one.best)
            names.setdefault(possible[0] if len(possible) == 1 else "", []).append(one.name)
    lines = ["按今天的得分："]
    for star, count in counted.stars.items():
        lines.append(f"{star} {count}家{_named(names.get(star, []), count)}")
    if counted.open:
        lines.append(f"星级未定 {counted.open}家{_named(names.get('', []), counted.open)}")
    if counted.unknown:
        lines.append(f"还没有算出得分 {counted.unknown}家")
    return lines


def _named(names: list[str], count: int) -> str:
    shown: list[Any] = [cut(name) for name in names[:NAMED]]
    if not shown:
        return ""
    return f"：{'、'.join(shown)}{'等' if count > len(shown) else ''}"
