"""Points that take more than an entry: people, contracts, premises, or an inspector's next look."""

from collections.abc import Mapping
from decimal import Decimal

from handlers.formkit.runner import open_form
from handlers.forms.contract import ContractForm
from handlers.forms.profile import ProfileForm
from handlers.forms.staff import StaffForm
from handlers.next_point.at_once import more_contracts
from handlers.next_point.look import Look, Offer, When, way
from handlers.scorecard.sheet import Facts
from handlers.turn import Turn
from scoring.fact import Source
from scoring.findings import Below, Either, Finding
from scoring.kinds import FlagFact
from scoring.next_point import Fix
from scoring.scheme import Edition, Once
from scoring.values import Cases, Value
from storage.evidence.asked import ask
from storage.evidence.site import FLAGS

ROSTER = ("staff", "engineers", "other_titles")
PEOPLE = "既有劳动合同又缴社会保险的才算专职；已经有人的，登记或更正“专职人员”，证书须在有效期内。"
SIGNED = "按签订日期计，到周期最后一天为止；每份都按写全、附扫描件并上传来算。"
SAID = "如实填写“机构基本情况”就能计入，评定人员还会到现场核查。这里按全部符合要求来算。"
POLICIES = "把制度建起来、发文施行，再更新“机构基本情况”。"
PREMISES = "做到以后更新“机构基本情况”，评定人员还会到现场核查。"
AGAIN = "整改到位以后，请评定人员再看一次，认定为符合才得分。"

HAPPENED = frozenset(
    ("ethics_breach", "secrets_leaked", "fees_unlawful", "integrity_breach", "fatal_accidents")
)
"""What happened can't be undone by doing better afterwards."""


def offers(seen: Look) -> list[Offer]:
    """What can be done before the cycle ends; afterwards only what an inspector sees again."""
    within = [] if seen.over else [*_profile(seen), _staff(seen), _quantity(seen)]
    return [offer for offer in [*within, *_again(seen)] if offer.way.fixes]


def least(edition: Edition) -> dict[str, Decimal]:
    """What the standard asks for at least, by fact: 8 people, 350 contracts, 200 m²."""
    rules = (rule for item in edition.items for rule in item.rules if isinstance(rule, Once))
    return {one.fact.name: one.limit for rule in rules for one in _numbers(rule.finding)}


def _numbers(finding: Finding) -> list[Below]:
    if isinstance(finding, Either):
        return _numbers(finding.first) + _numbers(finding.second)
    return [finding] if isinstance(finding, Below) else []


def _staff(seen: Look) -> Offer:
    """So many people that all of item 2 is met; who is lacking in a group comes with the number."""
    records, asked = seen.sheet.records, least(seen.sheet.edition)
    fixes = hired(records, asked)
    act = "增加{}名专职人员（" + _wanted(records, asked) + "）"
    by = seen.cycle.end
    return Offer(way("staff", fixes), 2, When.TIME, act, "人", PEOPLE, _new_staff, by)


def hired(records: Facts, asked: Mapping[str, Decimal]) -> list[Fix]:
    """One fix a person: engineers or assessors first, then titles, then whoever else is needed."""
    have = {name: _number(records, name) for name in ROSTER}
    kinds = [name for name in ROSTER[1:] for _ in range(int(asked[name]) - have[name])]
    kinds += [""] * (int(asked["staff"]) - have["staff"] - len(kinds))
    fixes = []
    for number, kind in enumerate(kinds):
        have["staff"] += 1
        if kind:
            have[kind] += 1
        now: dict[str, Value] = {name: Decimal(value) for name, value in have.items()}
        fixes.append(Fix(f"person:{number}", sets=now))
    return fixes


def _number(records: Facts, name: str) -> int:
    value = records.get(name)
    return int(value) if isinstance(value, Decimal) else 0


def _wanted(records: Facts, asked: Mapping[str, Decimal]) -> str:
    engineers, titles = (int(asked[name]) - _number(records, name) for name in ROSTER[1:])
    parts = [f"注册安全工程师或安全评价师{engineers}名"] if engineers > 0 else []
    parts += [f"其他中级以上职称{titles}名"] if titles > 0 else []
    return "，".join(parts) or "不限资格"


def _new_staff(turn: Turn, _subject: str) -> None:
    open_form(turn, StaffForm)


def _quantity(seen: Look) -> Offer:
    records = seen.sheet.records
    asked = least(seen.sheet.edition)["contracts_signed"]
    needed = max(0, int(asked) - _number(records, "contracts_signed"))
    fixes = [
        Fix(f"signed:{n}", sets=more_contracts(records, n, seen.cycle, seen.store.today))
        for n in range(1, needed + 1)
    ]
    act, by = "再签{}份服务合同", seen.cycle.end
    return Offer(way("quantity", fixes), 12, When.TIME, act, "份", SIGNED, _sign, by)


def _sign(turn: Turn, _subject: str) -> None:
    open_form(turn, ContractForm)


def _profile(seen: Look) -> list[Offer]:
    """What the profile is silent about, what it says is missing, and what policies are lacking."""
    records, by = seen.sheet.records, seen.cycle.end
    good = whole(seen.sheet.edition)
    silent = {name: value for name, value in good.items() if name not in records}
    missing = seen.costing("policies_missing")
    policies = [Fix(ref, {"policies_missing": frozenset({ref})}) for ref in missing]
    said = [Fix("profile:", sets=silent)] if silent else []
    found = [
        Offer(way("profile", said), 1, When.NOW, "填写机构基本情况", "项", SAID, _declare, by),
        _of_policies("policies", 3, "建立{}项管理制度", policies, seen),
    ]
    if records.get("callback_policy") is False:
        fix = Fix("policy:服务回访", sets={"callback_policy": True})
        found.append(_of_policies("callback_policy", 5, "建立服务回访制度", [fix], seen))
    for name, item, act in IMPROVED:
        if _poor(records.get(name), good[name]):
            fix = Fix(f"fact:{name}", sets={name: good[name]})
            one = way(name, [fix])
            found.append(Offer(one, item, When.TIME, act, "项", PREMISES, _declare, by))
    return found


def whole(edition: Edition) -> dict[str, Value]:
    """What a profile says that wants nothing."""
    return {
        "office_area": least(edition)["office_area"],
        "equipment": True,
        "policies_missing": Cases(0),
        "callback_policy": True,
        "grading_body": True,
    }


IMPROVED = (
    ("office_area", 1, "固定办公场所达到200平方米"),
    ("equipment", 1, "配齐相适应的设施设备"),
    ("grading_body", 24, "列入三级安全生产标准化评审机构"),
)


def _poor(value: Value | None, good: Value) -> bool:
    if isinstance(value, Decimal) and isinstance(good, Decimal):
        return value < good
    return value is not None and value != good


def _of_policies(name: str, item: int, act: str, fixes: list[Fix], seen: Look) -> Offer:
    by = seen.cycle.end
    return Offer(way(name, fixes), item, When.TIME, act, "项", POLICIES, _declare, by)


def _declare(turn: Turn, _subject: str) -> None:
    open_form(turn, ProfileForm)


def _again(seen: Look) -> list[Offer]:
    """What an inspector found wanting and may find good at the next look."""
    facts, edition, found = seen.sheet.facts, seen.sheet.edition, []
    for name, fact in edition.facts.items():
        looked_at = fact.source is Source.SITE or name in seen.sheet.confirmed
        if not looked_at or fact.source is Source.RECORDS or name in HAPPENED:
            continue
        good = whole(edition).get(name, fact.good if isinstance(fact, FlagFact) else None)
        if name in facts and good is not None and _poor(facts[name], good):
            act = f"整改“{fact.label}”后请评定人员再核查"
            one = way(f"again.{name}", [_seen_again(seen, name, good)])
            item = edition.item_of(name).number
            found.append(Offer(one, item, When.TIME, act, "项", AGAIN, _nowhere, decided=True))
    return found


def _seen_again(seen: Look, name: str, good: Value) -> Fix:
    """What site checks found bad is good only once the sample is closed; till then it is open."""
    decided = any(one.fact == name for one in seen.sheet.decisions)
    closed = ask(seen.cycle, seen.part, seen.sheet.day).sample_closed
    if name in FLAGS and not decided and not closed:
        return Fix(f"fact:{name}", reopens=frozenset({name}))
    return Fix(f"fact:{name}", sets={name: good})


def _nowhere(_turn: Turn, _subject: str) -> None:
    """It is done outside of this conversation."""
