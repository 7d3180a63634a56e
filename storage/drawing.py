"""Preparing and making a draw of clients to visit: frozen first, drawn after, never redrawn."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import exists, func, or_, select

from scoring import sampling
from scoring.draw_file import whole
from storage.agency import Agency
from storage.assignment import assigned
from storage.client import RISK_NAMES, Client
from storage.conflict import Conflict
from storage.contract import Contract
from storage.cycle import Cycle, Participation
from storage.draw import Draw
from storage.organisation import Role, people_with
from storage.site_check import SiteCheck
from storage.store import ZONE, Store

NO_TOWN, NO_RISK = "未登记镇街道", "未定级"
AWAY = "评定人员已申报回避"

Row = dict[str, Any]


def drawn_from(
    store: Store, cycle: Cycle, part: Participation, day: date
) -> tuple[list[Row], list[Row]]:
    """The clients that a contract covers on the day, each with its last site check; and those of
    them that are left out, because somebody who inspects the agency declared a conflict there."""
    away = _away(store, part)
    rows = _covered(store, part.agency_id, day)
    free = [row for row in rows if row["id"] not in away]
    left_out = [
        {"id": row["id"], "name": row["name"], "why": AWAY} for row in rows if row["id"] in away
    ]
    return free, left_out


def _covered(store: Store, agency_id: str, day: date) -> list[Row]:
    client, contract, check = Client.table.c, Contract.table.c, SiteCheck.table.c
    covers = exists().where(
        contract.agency_id == agency_id,
        contract.client_id == client.id,
        contract.withdrawn_at.is_(None),
        func.coalesce(contract.starts_on, contract.signed_on) <= day,
        or_(contract.ends_on.is_(None), contract.ends_on >= day),
    )
    checks = (
        select(check.client_id, func.max(check.on).label("last"))
        .where(check.agency_id == agency_id, check.withdrawn_at.is_(None), check.on <= day)
        .group_by(check.client_id)
        .subquery()
    )
    wanted = (
        select(client.id, client.name, client.town, client.risk, checks.c.last)
        .outerjoin(checks, checks.c.client_id == client.id)
        .where(client.agency_id == agency_id, client.withdrawn_at.is_(None), covers)
        .order_by(client.id)
    )
    return [
        {
            "id": id,
            "name": name,
            "town": town or NO_TOWN,
            "risk": RISK_NAMES[risk] if risk else NO_RISK,
            "last_check": last.isoformat() if last else None,
        }
        for id, name, town, risk, last in store.connection.execute(wanted)
    ]


def _away(store: Store, part: Participation) -> set[str]:
    """Clients at which somebody who may go there has a conflict: the agency's inspectors, or,
    while nobody is assigned, whoever declared one."""
    declared = store.find(Conflict, of_agency_id=part.agency_id)
    going = {one.inspector_id for one in assigned(store, part.id)}
    return {
        one.client_id
        for one in declared
        if one.client_id and (not going or one.person_id in going)
    }


def draws_of(store: Store, participation_id: str) -> list[Draw]:
    """The latest first."""
    return store.find(Draw, participation_id=participation_id, order="-id")


def prepare(
    store: Store, cycle: Cycle, part: Participation, wanted: int, grounds: str | None = None
) -> Draw:
    """Freeze today's list, and fix the seed in the same moment: from here nothing can be chosen.
    Raises ``sampling.Unsound`` where there is nobody to draw, or more are wanted than there are."""
    agency = store.get(Agency, part.agency_id)
    about = {"agency": agency.name if agency else "", "cycle": cycle.name}
    free, left_out = drawn_from(store, cycle, part, store.today)
    frozen = sampling.population(about, store.today, wanted, free, left_out)
    seed = secrets.token_hex(32)
    return store.add(
        Draw(
            of_agency_id=part.agency_id,
            participation_id=part.id,
            wanted=wanted,
            population=frozen,
            population_hash=sampling.hash_of(frozen),
            seed=seed,
            commitment=sampling.sha256(seed),
            grounds=grounds,
        )
    )


def make(store: Store, draw: Draw) -> Draw:
    """Draw, once: what was drawn stays as it is."""
    if draw.picked is not None:
        return draw
    picked = sampling.draw(draw.population, draw.seed).as_json()
    return store.revise(draw, reason="抽取并公布种子", picked=picked, drawn_at=store.now)


def published(draw: Draw) -> Row:
    """The file that anyone may check; of a draw that was made."""
    assert draw.entered_at is not None
    assert draw.drawn_at is not None
    at = [f"{one.astimezone(ZONE):%Y-%m-%d %H:%M:%S}" for one in (draw.entered_at, draw.drawn_at)]
    return whole(
        number=draw.number,
        prepared_at=at[0],
        drawn_at=at[1],
        population=draw.population,
        population_hash=draw.population_hash,
        commitment=draw.commitment,
        seed=draw.seed,
        picked=draw.picked,
    )


def changed_since(store: Store, draw: Draw) -> list[str]:
    """What the audit trail says was prepared and the draw no longer says."""
    first = next((one for one in store.history(draw) if one.act == "add"), None)
    if first is None:
        return ["审计记录里没有这次抽样"]
    kept, now = first.payload["after"], draw.values()
    names = {
        "population": "名单",
        "population_hash": "名单的SHA-256",
        "seed": "种子",
        "commitment": "种子的SHA-256",
        "wanted": "要抽的家数",
    }
    return [f"{said}与准备抽样时记下的不一致" for name, said in names.items()
            if kept.get(name) != now[name]]  # fmt: skip


def concerned(store: Store, draw: Draw) -> list[str]:
    """Who goes to the clients: the agency's inspectors, or all while none is assigned."""
    going = [one.inspector_id for one in assigned(store, draw.participation_id)]
    return going or [person.id for person in people_with(store, Role.INSPECTOR, None)]


def told_to_agency(store: Store, draw: Draw) -> bool:
    """Whether its agency may see whom a draw picked: once all of them were visited, or nobody more
    will be. Who knew before could still hand over advice before the inspector comes."""
    part = store.get(Participation, draw.participation_id)
    cycle = store.get(Cycle, part.cycle_id) if part else None
    if part is None or cycle is None or draw.drawn_at is None:
        return False
    picked = set((draw.picked or {}).get("clients", ()))
    over = part.sample_closed_on or cycle.closed_on or store.today > cycle.end
    return bool(over) or picked <= checked_since(store, draw, picked).keys()


def picked_clients(draw: Draw) -> Sequence[Row]:
    """The rows of the frozen list that were drawn, in the order of the draw."""
    known = {one["id"]: one for one in draw.population["clients"]}
    return [known[id] for id in (draw.picked or {}).get("clients", ()) if id in known]


def checked_since(store: Store, draw: Draw, ids: Iterable[str]) -> dict[str, date]:
    """Which of these clients were visited since the list was frozen, and when last."""
    wanted, found = set(ids), store.find(SiteCheck, participation_id=draw.participation_id)
    first = date.fromisoformat(draw.population["on"])
    held = [one for one in found if one.client_id in wanted and one.on >= first]
    return {one.client_id: one.on for one in sorted(held, key=lambda one: one.on)}
