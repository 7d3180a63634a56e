"""A draw of clients to visit that anyone can repeat: whole numbers and SHA-256, nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

FORMAT = "anxing-draw-1"
LONGEST = 730
"""Days a client counts as unvisited that was never visited, at least: the two years of a cycle."""

RULE = (
    "一、名单（population）按键名排序、不留空格写成JSON，它的SHA-256是population_hash；"
    "种子（seed）的SHA-256是commitment；两个值在抽取以前就公布。"
    "二、有回避的列在excluded，不抽。clients按“镇街道、风险等级”分层。"
    "三、要抽的家数（wanted）不少于层数时，每层先给一家，其余按各层剩下的家数用最大余数法分配，"
    "余数相同时SHA-256(种子:tie:层)小的在先；少于层数时，先抽层，每层一家，"
    "层的权数是层内各家权数之和。"
    "四、每家的权数是名单那一天距上次现场核查的天数，至少1；从未核查的，取730和名单里最多天数加1中大的。"
    "五、层内各家按id排序，第n签是SHA-256(种子:层:n)这个整数除以未抽中各家权数之和的余数，"
    "从头累加权数，首先超过余数的一家抽中。层写成不留空格的JSON数组[镇街道,风险等级]，"
    "各层按镇街道、风险等级排序；抽层时也照此办，层写成strata。"
)

Stratum = tuple[str, str]


class Unsound(ValueError):
    """What was given is no population to draw from; the sentence says why."""


@dataclass(frozen=True)
class Picked:
    """``clients`` in the order drawn, by stratum; ``allotted`` how many of each stratum."""

    clients: tuple[str, ...]
    allotted: tuple[tuple[Stratum, int], ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "clients": list(self.clients),
            "allotted": [[town, risk, count] for (town, risk), count in self.allotted],
        }


def canonical(value: object) -> str:
    """One spelling for one value."""
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def hash_of(population: object) -> str:
    return sha256(canonical(population))


def population(
    about: Mapping[str, str],
    on: date,
    wanted: int,
    clients: Sequence[Mapping[str, Any]],
    excluded: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """The frozen list, in one order whatever order it was given in. A client is ``id``, ``name``,
    ``town``, ``risk`` and ``last_check`` (a day, or None); one left out is ``id``, ``name`` and
    ``why``. ``about`` says whose clients they are."""
    made = {
        **about,
        "on": on.isoformat(),
        "wanted": wanted,
        "clients": sorted((dict(one) for one in clients), key=lambda one: str(one["id"])),
        "excluded": sorted((dict(one) for one in excluded), key=lambda one: str(one["id"])),
    }
    _sound(made)
    return made


def weights(frozen: Mapping[str, Any]) -> dict[str, int]:
    """By id: the days since the last site check; never visited is the longest of all."""
    on = date.fromisoformat(frozen["on"])
    days = {
        one["id"]: max(1, (on - date.fromisoformat(one["last_check"])).days)
        for one in frozen["clients"]
        if one["last_check"] is not None
    }
    never = max(LONGEST, 1 + max(days.values(), default=0))
    return {one["id"]: days.get(one["id"], never) for one in frozen["clients"]}


def strata(frozen: Mapping[str, Any]) -> dict[Stratum, list[str]]:
    """The ids of each town and risk, both in order."""
    found: dict[Stratum, list[str]] = {}
    for one in frozen["clients"]:
        found.setdefault((one["town"], one["risk"]), []).append(one["id"])
    return {stratum: sorted(found[stratum]) for stratum in sorted(found)}


def draw(frozen: Mapping[str, Any], seed: str) -> Picked:
    """What this seed picks of this population. Raises Unsound."""
    _sound(frozen)
    weight, parts, wanted = weights(frozen), strata(frozen), int(frozen["wanted"])
    if wanted >= len(parts):
        shares = _allot(parts, wanted, seed)
    else:
        # So few that not every stratum has one: by lot, so that nobody is out of reach.
        sums = {name: sum(weight[id] for id in ids) for name, ids in parts.items()}
        shares = dict.fromkeys(_lots(sums, wanted, f"{seed}:strata"), 1)
    chosen: list[str] = []
    for stratum, ids in parts.items():
        own = {id: weight[id] for id in ids}
        chosen += _lots(own, shares.get(stratum, 0), f"{seed}:{canonical(list(stratum))}")
    return Picked(tuple(chosen), tuple((one, shares.get(one, 0)) for one in parts))


def _allot(parts: Mapping[Stratum, Sequence[str]], wanted: int, seed: str) -> dict[Stratum, int]:
    """One for each stratum; the rest by largest remainder over those that are left."""
    rest, left = wanted - len(parts), sum(map(len, parts.values())) - len(parts)
    quotas = {name: divmod(rest * (len(ids) - 1), left or 1) for name, ids in parts.items()}
    shares = {name: 1 + whole for name, (whole, _) in quotas.items()}

    def place(name: Stratum) -> tuple[int, str, Stratum]:
        return -quotas[name][1], sha256(f"{seed}:tie:{canonical(list(name))}"), name

    for name in sorted(parts, key=place)[: wanted - sum(shares.values())]:
        shares[name] += 1
    return shares


def _lots(weight: Mapping[Any, int], count: int, label: str) -> list[Any]:
    """So many, one after another, each by its share of the weight that is left."""
    left, chosen = dict(weight), []
    for n in range(1, count + 1):
        at = int(sha256(f"{label}:{n}"), 16) % sum(left.values())
        for one, share in left.items():
            if at < share:
                chosen.append(one)
                del left[one]
                break
            at -= share
    return chosen


def _sound(frozen: Mapping[str, Any]) -> None:
    clients, wanted = frozen.get("clients"), frozen.get("wanted")
    if not isinstance(clients, list) or not clients:
        raise Unsound("名单里没有可以抽的单位")
    for one in clients:
        if not isinstance(one, dict) or not all(
            isinstance(one.get(name), str) for name in ("id", "town", "risk")
        ):
            raise Unsound("名单里的单位缺少id、镇街道或风险等级")
        _day(one.get("last_check", ""), none=True)
    _day(frozen.get("on"))
    ids = [one["id"] for one in clients]
    out = frozen.get("excluded")
    if not isinstance(out, list) or not all(isinstance(one, dict) for one in out):
        raise Unsound("名单里没有写明回避的单位")
    if len(set(ids)) < len(ids) or set(ids) & {one.get("id") for one in out}:
        raise Unsound("同一家单位在名单里写了两次")
    if type(wanted) is not int or not 1 <= wanted <= len(ids):
        raise Unsound(f"要抽的家数应在1到{len(ids)}之间")


def _day(said: object, none: bool = False) -> None:
    if none and said is None:
        return
    try:
        day = date.fromisoformat(said if isinstance(said, str) else "").isoformat()
    except ValueError:
        day = ""
    if day != said or not day:
        raise Unsound("名单里的日期不对")
