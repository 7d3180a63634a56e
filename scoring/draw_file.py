"""The published file of a draw, and what is wrong with one: for whoever wants to check it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from scoring.sampling import FORMAT, RULE, Unsound, draw, hash_of, sha256

PARTS = {
    "format": str,
    "rule": str,
    "number": str,
    "prepared_at": str,
    "drawn_at": str,
    "population": dict,
    "population_hash": str,
    "commitment": str,
    "seed": str,
    "picked": dict,
}
"""What the file holds, all of it and nothing else."""

SEED = re.compile(r"[0-9a-f]{64}")


def document(
    number: str, prepared_at: str, drawn_at: str, population: Mapping[str, Any], seed: str
) -> dict[str, Any]:
    """The file of a draw that was made."""
    return whole(
        number=number,
        prepared_at=prepared_at,
        drawn_at=drawn_at,
        population=dict(population),
        population_hash=hash_of(population),
        commitment=sha256(seed),
        seed=seed,
        picked=draw(population, seed).as_json(),
    )


def whole(**kept: Any) -> dict[str, Any]:
    """The file of what was kept, whether or not it agrees."""
    return {"format": FORMAT, "rule": RULE, **kept}


def written(found: Mapping[str, Any]) -> bytes:
    """As a file that people can read, too."""
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def read(content: bytes) -> dict[str, Any]:
    """Raises Unsound where it is no such file."""
    try:
        found = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except Unsound:
        raise
    except (ValueError, RecursionError):
        raise Unsound("不是抽样文件，或者已经损坏") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise Unsound(f"不是抽样文件（应写明 {FORMAT}）")
    strange = set(found) ^ set(PARTS)
    if strange:
        raise Unsound(f"文件的内容不对：{'、'.join(sorted(strange))}")
    for name, kind in PARTS.items():
        if not isinstance(found[name], kind):
            raise Unsound(f"文件的内容不对：{name}")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise Unsound("文件里同一个名称写了两次")
    return made


def differences(found: Mapping[str, Any]) -> list[str]:
    """What doesn't agree, in sentences; empty where the draw is just as it says."""
    said = []
    if found["rule"] != RULE:
        said.append("抽样办法的说明被改动")
    try:
        hash = hash_of(found["population"])
    except (ValueError, RecursionError):
        hash = ""
    if hash != found["population_hash"]:
        said.append("名单的SHA-256与公布的不一致：名单或这个值被改动")
    seed = found["seed"]
    if not SEED.fullmatch(seed):
        said.append("种子应是64位十六进制数")
    if sha256(seed) != found["commitment"]:
        said.append("种子的SHA-256与事先公布的不一致：种子或这个值被改动")
    try:
        again = draw(found["population"], seed).as_json()
    except Unsound as wrong:
        return [*said, str(wrong)]
    if again != found["picked"] or _types(again) != _types(found["picked"]):
        said.append(_other(again, found["picked"], found["population"]))
    return said


def _types(value: Any) -> str:
    """1, 1.0 and true are equal to Python, but not the same words."""
    return json.dumps(value, sort_keys=True)


def _other(again: Mapping[str, Any], told: Mapping[str, Any], population: Any) -> str:
    names = {one["id"]: str(one.get("name", one["id"])) for one in population["clients"]}
    listed = told.get("clients")
    claimed = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    added = [names.get(one, one) for one in claimed if one not in again["clients"]]
    missing = [names[one] for one in again["clients"] if one not in claimed]
    said = "抽中的单位与重新抽取的不一致"
    if added:
        said += f"；不该有：{'、'.join(added)}"
    if missing:
        said += f"；应该有：{'、'.join(missing)}"
    return said
