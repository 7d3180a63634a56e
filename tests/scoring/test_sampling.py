"""A draw can be repeated by anyone, is fair to all strata, and shows every change made to it."""

import copy
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring.draw_file import differences, document, read, written
from scoring.sampling import (
    LONGEST,
    Unsound,
    draw,
    hash_of,
    population,
    sha256,
    strata,
    weights,
)

ON = date(2026, 11, 20)
ABOUT = {"agency": "嘉兴安达", "cycle": "2026—2027"}
SEEDS = st.text("0123456789abcdef", min_size=64, max_size=64)
TOWNS, RISKS = ("新塍镇", "王江泾镇", "油车港镇", "未登记镇街道"), ("重大风险", "低风险", "未定级")
CHECKED = st.none() | st.integers(0, 1500).map(lambda days: str(ON - timedelta(days=days)))


@st.composite
def populations(some: Callable[..., Any], least: int = 1) -> dict[str, Any]:
    ids = some(st.lists(st.text("abc0123", min_size=1, max_size=4), min_size=least, max_size=30,
                        unique=True))  # fmt: skip
    clients = [
        {
            "id": id,
            "name": f"{id}厂",
            "town": some(st.sampled_from(TOWNS)),
            "risk": some(st.sampled_from(RISKS)),
            "last_check": some(CHECKED),
        }
        for id in ids
    ]
    out = [{"id": f"out{n}", "name": "某厂", "why": "回避"} for n in range(some(st.integers(0, 3)))]
    return population(ABOUT, ON, some(st.integers(1, len(ids))), clients, out)


def made(frozen: dict[str, Any], seed: str) -> dict[str, Any]:
    return document("CY-2026-0001", "2026-11-20 10:00", "2026-11-20 10:05", frozen, seed)


@given(populations(), SEEDS)
def test_as_many_as_wanted_are_drawn_once_each_and_nobody_who_was_left_out(
    frozen: dict[str, Any], seed: str
) -> None:
    picked = draw(frozen, seed)
    ids = {one["id"] for one in frozen["clients"]}
    assert len(set(picked.clients)) == len(picked.clients) == frozen["wanted"]
    assert set(picked.clients) <= ids
    assert not set(picked.clients) & {one["id"] for one in frozen["excluded"]}


@given(populations(), SEEDS)
def test_every_stratum_has_one_where_there_are_enough_and_its_share_of_the_rest(
    frozen: dict[str, Any], seed: str
) -> None:
    parts, wanted = strata(frozen), frozen["wanted"]
    shares = dict(draw(frozen, seed).allotted)
    assert sum(shares.values()) == wanted
    assert all(shares[name] <= len(ids) for name, ids in parts.items())
    if wanted >= len(parts):
        left = sum(map(len, parts.values())) - len(parts) or 1
        for name, ids in parts.items():
            exact = (wanted - len(parts)) * (len(ids) - 1) / left
            assert shares[name] >= 1
            assert abs(shares[name] - 1 - exact) < 1
    else:
        assert set(shares.values()) <= {0, 1}


@given(populations(), SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_the_list_changes_nothing(
    frozen: dict[str, Any], seed: str, dice: Any
) -> None:
    clients, out = list(frozen["clients"]), list(frozen["excluded"])
    dice.shuffle(clients)
    dice.shuffle(out)
    other = population(ABOUT, ON, frozen["wanted"], clients, out)
    assert hash_of(other) == hash_of(frozen)
    assert draw(other, seed) == draw(frozen, seed)
    assert draw({**frozen, "clients": clients}, seed) == draw(frozen, seed)


@settings(max_examples=25)
@given(populations(least=2), SEEDS)
def test_the_same_seed_draws_the_same_and_other_seeds_draw_otherwise(
    frozen: dict[str, Any], seed: str
) -> None:
    frozen = {**frozen, "wanted": 1}
    assert draw(frozen, seed) == draw(copy.deepcopy(frozen), seed)
    share = weights(frozen)
    assume(min(share.values()) * 20 > sum(share.values()))
    others = {draw(frozen, sha256(f"{seed}{n}")).clients for n in range(400)}
    assert len(others) > 1, "no population is drawn alike by four hundred seeds"


def test_a_draw_is_for_ever_the_same() -> None:
    clients = [
        {"id": f"c{n:02}", "name": f"{n}号厂", "town": TOWNS[n % 3], "risk": RISKS[n % 2],
         "last_check": None if n % 4 else "2026-01-01"}
        for n in range(20)
    ]  # fmt: skip
    frozen = population(ABOUT, ON, 7, clients, [])
    assert hash_of(frozen).startswith("b5d719e291cb")
    drawn = ("c09", "c18", "c05", "c08", "c01", "c07", "c16")
    assert draw(frozen, "a" * 64).clients == drawn
    assert draw({**frozen, "wanted": 2}, "a" * 64).clients == ("c18", "c01")


def test_who_waited_longer_is_drawn_more_often_and_who_was_never_visited_most() -> None:
    days = {"昨天": 1, "半年": 180, "两年": 730}
    clients: list[dict[str, Any]] = [
        {"id": name, "town": "", "risk": "", "last_check": str(ON - timedelta(days=ago))}
        for name, ago in days.items()
    ]
    clients.append({"id": "从未", "town": "", "risk": "", "last_check": None})
    frozen = population(ABOUT, ON, 1, clients, [])
    assert weights(frozen) == {**days, "从未": LONGEST + 1}
    drawn = [draw(frozen, sha256(str(n))).clients[0] for n in range(2000)]
    for name, weight in weights(frozen).items():
        assert abs(drawn.count(name) / 2000 - weight / (911 + 731)) < 0.04


def paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, one in inner:
        found.append((*at, key))
        if isinstance(one, dict | list):
            found += paths(one, (*at, key))
    return found


OTHER: dict[type, Any] = {str: lambda s: s + "0", int: lambda n: n + 1, bool: lambda b: not b}


@given(populations(), SEEDS, st.data())
def test_any_value_that_was_changed_is_found(
    frozen: dict[str, Any], seed: str, data: st.DataObject
) -> None:
    whole = made(frozen, seed)
    assert differences(read(written(whole))) == []
    parts = ("population", "seed", "picked", "population_hash", "commitment", "rule")
    *way, last = data.draw(st.sampled_from([p for p in paths(whole) if p[0] in parts]))
    changed = copy.deepcopy(whole)
    place: Any = changed
    for step in way:
        place = place[step]
    how = data.draw(st.sampled_from(("other", "gone", "number")))
    if how == "gone" or place[last] is None or isinstance(place[last], dict | list):
        del place[last]
    elif how == "number" and type(place[last]) is int:
        place[last] = float(place[last])
    else:
        place[last] = OTHER[type(place[last])](place[last])
    assert wrong_with(json.dumps(changed).encode())


@given(populations(), SEEDS, st.data())
def test_no_byte_of_the_file_can_be_changed_unseen(
    frozen: dict[str, Any], seed: str, data: st.DataObject
) -> None:
    whole = made(frozen, seed)
    content = bytearray(written(whole))
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[at]))
    if not wrong_with(bytes(content)):
        # Blanks between values, and words that only tell when: the values are the same.
        same = read(bytes(content))
        for part in ("population", "seed", "picked", "population_hash", "commitment", "rule"):
            assert same[part] == whole[part]


def wrong_with(content: bytes) -> list[str]:
    try:
        return differences(read(content))
    except Unsound as wrong:
        return [str(wrong)]


CLIENT = {"id": "a", "name": "甲厂", "town": "", "risk": "", "last_check": None}


@pytest.mark.parametrize(
    ("clients", "wanted", "sentence"),
    [
        ([], 1, "没有可以抽的单位"),
        ([CLIENT], 0, "1到1之间"),
        ([CLIENT], 2, "1到1之间"),
        ([CLIENT], True, "1到1之间"),
        ([CLIENT, CLIENT], 1, "写了两次"),
        ([{**CLIENT, "town": 3}], 1, "缺少"),
        ([{**CLIENT, "last_check": "昨天"}], 1, "日期"),
        ([{**CLIENT, "last_check": "20260101"}], 1, "日期"),
    ],
)
def test_what_is_no_population_is_refused_in_a_sentence(
    clients: list[dict[str, Any]], wanted: int, sentence: str
) -> None:
    with pytest.raises(Unsound, match=sentence):
        population(ABOUT, ON, wanted, clients, [])


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"[]", b"{}", b"[" * 100_000, b'{"format":1,"format":1}', b"NaN"]
)
def test_what_is_no_file_of_a_draw_is_refused(content: bytes) -> None:
    with pytest.raises(Unsound):
        read(content)
