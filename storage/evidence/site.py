"""Site checks as facts: what inspectors saw at an agency's clients, within the contract (15–22)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from sqlalchemy import TextClause, and_, select

from scoring.editions import CURRENT
from scoring.findings import AtLeast
from scoring.scheme import Once
from scoring.values import Cases, Value
from storage.evidence.asked import Asked, Scope, in_window, spelled_out
from storage.evidence.contracts import covered
from storage.site_check import SiteCheck, SiteFinding
from storage.store import Store
from storage.visit import Grade

FLAGS = (
    "duty_system_deficient",
    "procedures_generic",
    "training_irregular",
    "uncertified_staff",
    "no_emergency_drill",
    "ledger_irregular",
    "ledger_for_show",
    "papers_unlawful",
)
"""The facts that a check answers by yes (bad) or no, in the order of items 15 to 21."""

UNADVISED, MAJOR = "hazards_unadvised", "major_unadvised"
FACTS = frozenset((*FLAGS, UNADVISED, MAJOR))


def _enough() -> int:
    rules = (rule for item in CURRENT.items for rule in item.rules if isinstance(rule, Once))
    found = (rule.finding for rule in rules if isinstance(rule.finding, AtLeast))
    return next(one.count for one in found if one.fact.name == UNADVISED)


ENOUGH = _enough()
"""So many at one client cost the points of 22.1; what is still uncompared can't change it."""


@dataclass
class Seen:
    """A check that counts: the latest of its client on a day that a contract covers."""

    check: str
    client: str
    on: str
    flags: dict[str, bool | None]
    unadvised: list[str] = field(default_factory=list)
    major: list[str] = field(default_factory=list)
    uncompared: int = 0


def count(store: Store, asked: Asked) -> dict[str, Value]:
    """One bad client makes a flag bad at once; good, and a list that may still grow, wait until
    the sample is closed."""
    seen = counting(store, asked)
    return established(seen, asked.sample_closed) if seen else {}


def waiting(store: Store, asked: Asked, found: Mapping[str, Value]) -> frozenset[str]:
    """The facts that the checks leave open: until the sample is closed and everything compared, no
    answer given without them takes their place. What nobody looked at is free to be answered."""
    absent = FACTS - found.keys()
    if not absent or not counting(store, asked):
        return frozenset()
    return absent & {UNADVISED, MAJOR} if asked.sample_closed else absent


def counting(store: Store, asked: Asked) -> list[Seen]:
    """The checks that count, by their day."""
    latest: dict[str, Seen] = {}
    statement = checks(asked.known_before is not None)
    rows = store.connection.execute(statement, asked.binds).all()
    for id, client, on, *rest in sorted(rows, key=lambda row: (row[2], row[0], row[-3] or "")):
        flags, (finding, grade, advised) = rest[: len(FLAGS)], rest[len(FLAGS) :]
        if client not in latest or latest[client].check != id:
            answers = (None if said is None else bool(said) for said in flags)
            latest[client] = Seen(id, client, on, dict(zip(FLAGS, answers, strict=True)))
        if finding is not None:
            _take(latest[client], f"site_finding:{finding}", grade, advised)
    return sorted(latest.values(), key=lambda one: (one.on, one.check))


def _take(seen: Seen, ref: str, grade: str, advised: bool | None) -> None:
    if advised is None:
        seen.uncompared += 1
    elif not advised:
        seen.unadvised.append(ref)
        seen.major += [ref] if grade == Grade.MAJOR else []


def established(seen: Sequence[Seen], closed: bool) -> dict[str, Value]:
    """The facts that these checks establish."""
    found: dict[str, Value] = {}
    for name in FLAGS:
        answers = {one.flags[name] for one in seen}
        if True in answers:
            found[name] = True
        elif closed and False in answers:
            found[name] = False
    firm = closed and not any(one.uncompared for one in seen)
    longest = longest_list(seen)
    majors = [ref for one in seen for ref in one.major]
    if firm or len(longest) >= ENOUGH:
        found[UNADVISED] = Cases.of(longest)
    if firm or majors:
        found[MAJOR] = Cases.of(majors)
    return found


def longest_list(seen: Iterable[Seen]) -> list[str]:
    """What was not advised on at the client with most of it; of two the one checked first."""
    return max((one.unadvised for one in seen), key=len, default=[])


@cache
def checks(known: bool) -> TextClause:
    """Every check of the window on a day that a contract covers, with each of its findings."""
    scope = Scope(known)
    c, f = SiteCheck.table.c, SiteFinding.table.c
    theirs = and_(f.site_check_id == c.id, *scope.counts(SiteFinding))
    flags = [c[name] for name in FLAGS]
    return spelled_out(
        select(c.id, c.client_id, c.on, *flags, f.id.label("finding"), f.grade, f.advised)
        .select_from(SiteCheck.table.outerjoin(SiteFinding.table, theirs))
        .where(*scope.counts(SiteCheck), in_window(c.on), covered(scope, c.client_id, c.on))
    )
