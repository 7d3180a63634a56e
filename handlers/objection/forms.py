"""What is written about a deduction: an agency's objection, and the ruling on it."""

from decimal import Decimal
from typing import cast

from handlers.formkit import Answers, Form, Invalid, ask
from handlers.formkit.view import Choice, press
from handlers.objection import letters
from handlers.objection.correct import UNCHANGED, Change, base_of, correct, facts_on, item_scores
from handlers.objection.points import ALL, Point, card_sheet, chosen, meant, point_on, shown
from handlers.scorecard.wording import case_label, gained, say_value
from handlers.turn import Actor, Refused
from scoring.editions import edition
from scoring.fact import AnyFact, Kind
from scoring.values import Cases, FactError, Value
from storage.card import Card
from storage.decided import same
from storage.evidence import labels
from storage.inspecting import blinded
from storage.inspection import Inspection
from storage.objection import Disclosure, Objection, Ruling
from storage.objections import NotNow, hindrance, raise_objection, rule, why_no_judge
from storage.organisation import Role
from storage.store import Store

GONE = "这条异议已经不在了。"
LOOK_AGAIN = "这一项还有没核查过的内容，要由评定人员补核、重新提交后再告知机构。"
ROLES = {Role.AGENCY, Role.PRINCIPAL}
JUDGES = {Role.INSPECTOR, Role.SUPERVISOR}


def counted(answers: Answers) -> bool:
    return bool(answers.get("many"))


class RaiseForm(Form, name="objection", title="提出异议", roles=ROLES):
    """The agency's words against one deduction, with its evidence."""

    disclosure: str = ask.carried()
    rule: str = ask.carried()
    many: str = ask.carried()
    which: str = ask.text(
        "对哪几例有异议？",
        when=counted,
        default=ALL,
        limit=200,
        hint="打扣分页面上第几例的数字，如 1、3；对整项扣分有异议就选“全部”。",
    )
    words: str = ask.text(
        "有什么异议？", limit=1000, example="这份合同6月3日已上传监管平台，回执附后"
    )
    files: tuple[str, ...] = ask.files("证明材料", optional=True)

    def about(self, store: Store, author: Actor) -> tuple[Disclosure, Point]:
        found = store.get(Disclosure, self.disclosure)
        if found is None or not author.may_see(found.agency_id) or author.agency_id is None:
            raise Refused("这不是本单位的评定结果。")
        point = point_on(shown(store, found), self.rule)
        if point is None:
            raise Refused("评定结果上已经没有这项扣分。")
        return found, point

    def cases(self, point: Point) -> tuple[str, ...]:
        picked = chosen(self.which, point.cases, "which") if self.many else ()
        return () if len(picked) == len(point.cases) else picked

    def save(self, store: Store, author: Actor) -> Objection:
        found, point = self.about(store, author)
        given = {"cases": self.cases(point), "files": self.files}
        try:
            made = raise_objection(
                store, found, point.item, point.rule, self.words, author.id, **given
            )
        except NotNow as wrong:
            raise Refused(str(wrong)) from None
        letters.raised(store, made)
        return made

    def warn(self, store: Store, author: Actor) -> list[str]:
        found, point = self.about(store, author)
        lines = [point.head]
        if wrong := hindrance(store, found, point.rule):
            lines.append(f"⚠ {wrong}")
        try:
            cases = self.cases(point)
        except Invalid as unclear:
            return [*lines, f"⚠ {unclear.sentence}"]
        named = labels(store, cases)
        return lines + [f"· {case_label(ref, named)}" for ref in cases[:10]]

    def after(self, store: Store, author: Actor, record: Objection) -> list[str]:
        return ["由没有参加评定的人处理，结果会告诉您；处理前可以撤回。"]

    def onward(self, record: Objection) -> tuple[Choice, ...]:
        return (Choice("返回评定结果", press("obj.mine")),)


def to_judge(store: Store, author: Actor, id: str) -> Objection:
    """An objection that this person may rule on. Raises ``Refused``."""
    found = store.get(Objection, id)
    if found is None or author.role not in JUDGES:
        raise Refused(GONE)
    if wrong := why_no_judge(store, found, author.id):
        raise Refused(wrong)
    if found.withdrawn_at is not None or found.ruling is not None:
        raise Refused("这条异议已经处理或撤回，不用再处理。")
    return found


def listed(answers: Answers) -> bool:
    return answers.get("kind") == "cases"


def numbered(answers: Answers) -> bool:
    return answers.get("kind") == "number"


def staffing(answers: Answers) -> bool:
    return answers.get("kind") == "staffing"


def kind_of(store: Store, objection: Objection) -> str:
    """What a judge has to say for it to be upheld: which cases (where there are several), a
    number, both numbers of 2.2, or nothing, where the fact simply is not so."""
    base = base_of(store, objection)
    facts = edition(base.edition).rule(objection.rule).facts
    if len(facts) > 1:
        return "staffing"
    value = facts_on(base).get(facts[0].name)
    if isinstance(value, Cases):
        if value.count != len(value.refs):
            return "number"
        point = point_on(card_sheet(store, base.id), objection.rule)
        return "cases" if len(meant(point, objection)) > 1 else "all"
    return "flag" if facts[0].kind is Kind.FLAG else "number"


class UpholdForm(Form, name="uphold", title="异议成立", roles=JUDGES):
    """How the fact is, by somebody who did not inspect; the score follows from it."""

    objection: str = ask.carried()
    kind: str = ask.carried()
    which: str = ask.text(
        "哪几例不成立？",
        when=listed,
        default=ALL,
        limit=200,
        hint="打异议页面上第几例的数字，如 1、3；所提的都不成立就选“全部”。",
    )
    value: str = ask.amount("核实后的数是多少？", when=numbered)
    engineers: str = ask.count("注册安全工程师、安全评价师有几人？", when=staffing, unit="人")
    titles: str = ask.count("其他中级以上职称的有几人？", when=staffing, unit="人")
    grounds: str = ask.text("理由", limit=500, example="查看了上传回执，日期在评定之前")
    files: tuple[str, ...] = ask.files("依据的照片", optional=True)

    def changes(self, store: Store, objection: Objection) -> tuple[Change, ...]:
        base = base_of(store, objection)
        standard = edition(base.edition)
        facts = standard.rule(objection.rule).facts
        match self.kind:
            case "cases" | "all":
                point = point_on(card_sheet(store, base.id), objection.rule)
                about = meant(point, objection)
                fallen = about if self.kind == "all" else chosen(self.which, about, "which")
                return (Change(facts[0], fallen=fallen),)
            case "staffing":
                said = zip(facts, (self.engineers, self.titles), strict=True)
                return tuple(Change(fact, value=read(fact, value)) for fact, value in said)
            case "flag":
                good = bool(getattr(facts[0], "good", False))
                return (Change(facts[0], value=good),)
        return (Change(facts[0], value=read(facts[0], self.value, "value")),)

    def save(self, store: Store, author: Actor) -> Objection:
        found = to_judge(store, author, self.objection)
        changes = self.changes(store, found)
        known = facts_on(base_of(store, found))
        same_as_before = all(
            same(change.value, known.get(change.fact.name)) for change in changes
        )
        if self.kind in ("number", "staffing") and same_as_before:
            raise Invalid(UNCHANGED, field="value" if self.kind == "number" else "engineers")
        said = {"grounds": f"异议成立：{self.grounds}", "photos": self.files}
        try:
            card = correct(store, found, changes, author.id, **said)
            made = rule(store, found, Ruling.UPHELD, self.grounds, author.id, card)
        except NotNow as wrong:
            raise Refused(str(wrong)) from None
        letters.ruled(store, made)
        return made

    def warn(self, store: Store, author: Actor) -> list[str]:
        found = to_judge(store, author, self.objection)
        base = base_of(store, found)
        try:
            changes = self.changes(store, found)
            was, now = item_scores(base, changes, found.item)
        except Invalid as wrong:
            return [f"⚠ {wrong.sentence}"]
        known = facts_on(base)
        lines = []
        for change in changes:
            before, new = known.get(change.fact.name), change.over(known)
            said = f"{say_value(change.fact, before)} → {say_value(change.fact, new)}"
            lines.append(f"{change.fact.label}：{said}")
        lines.append(f"第{found.item}项得分：{gained(was)} → {gained(now)}")
        return [*lines, LOOK_AGAIN] if now.worst != now.best else lines

    def after(self, store: Store, author: Actor, record: Objection) -> list[str]:
        card = store.get(Card, record.settled_card_id or "")
        return [f"评定结果现为{card.number} 第{card.version}版，已告诉机构。"] if card else []

    def onward(self, record: Objection) -> tuple[Choice, ...]:
        return (Choice("返回异议", press("obj.one", record.id)),)


class DismissForm(Form, name="dismiss", title="异议不成立", roles=JUDGES):
    """The deduction stands, and why."""

    objection: str = ask.carried()
    grounds: str = ask.text("理由", limit=500, example="上传回执的日期在评定之后")

    def save(self, store: Store, author: Actor) -> Objection:
        found = to_judge(store, author, self.objection)
        try:
            made = rule(store, found, Ruling.REFUSED, self.grounds, author.id)
        except NotNow as wrong:
            raise Refused(str(wrong)) from None
        letters.ruled(store, made)
        return made

    def onward(self, record: Objection) -> tuple[Choice, ...]:
        return (Choice("返回异议", press("obj.one", record.id)),)


def read(fact: AnyFact, value: object, field: str = "") -> Value:
    whole = isinstance(value, Decimal) and value == value.to_integral_value()
    try:
        return cast(Value, fact.read(int(value) if whole else value))  # type: ignore[call-overload]
    except FactError:
        raise Invalid(f"应为{fact.wanted.strip()}。", field=field) from None


def unseen(store: Store, objection: Objection, person_id: str) -> bool:
    """Whether somebody scores this agency blind, and must not see what was deducted."""
    inspection = store.get(Inspection, objection.inspection_id)
    return inspection is not None and blinded(store, inspection.participation_id, person_id)
