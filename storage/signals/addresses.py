"""Where lists were signed from (A6): one address for several clients, or the agency's own."""

from collections import defaultdict
from dataclasses import dataclass
from ipaddress import ip_address

from sqlalchemy import select

from storage.audit import trail
from storage.candidates import Piece
from storage.hand_over import HandOver
from storage.signals.own_staff import SIGNED
from storage.signals.window import Held, Window
from storage.store import Store
from storage.visit import SignedList

CLIENTS = 3
"""So many clients of one address are looked at: two may well share a park's network."""

SHOWN = 3


@dataclass(frozen=True)
class Signed:
    """A list signed by a link, and from where."""

    id: str
    visit: Held
    address: str


def from_one_place(store: Store, seen: Window) -> list[Piece]:
    """Several clients' lists from one address; and any from where the agency's own staff tried to
    sign for a client. An address of a network's own says nothing: a proxy may stand between."""
    signed = _signed(store, seen)
    tried = _tried(store, seen)
    places: dict[str, list[Held]] = defaultdict(list)
    for one in signed:
        places[one.address].append(one.visit)
    several = [
        _piece(address, held, clients)
        for address, held in places.items()
        if (clients := len({one.client_id for one in held})) >= CLIENTS
    ]
    return [*several, *(_after(one) for one in signed if one.address in tried)]


def _signed(store: Store, seen: Window) -> list[Signed]:
    s = SignedList.table.c
    rows = store.connection.execute(
        select(s.id, s.visit_id, s.address)
        .where(
            s.agency_id == seen.agency_id,
            s.hand_over_id.is_not(None),
            s.withdrawn_at.is_(None),
            s.address.is_not(None),
        )
        .order_by(s.signed_on, s.id)
    )
    return [
        Signed(id, seen.by_id[visit_id], address)
        for id, visit_id, address in rows
        if visit_id in seen.by_id and _tells(address)
    ]


def _tried(store: Store, seen: Window) -> set[str]:
    h, t = HandOver.table.c, trail.c
    notes = store.connection.execute(
        select(t.payload)
        .join(HandOver.table, t.subject == h.id)
        .where(h.agency_id == seen.agency_id, t.act == SIGNED)
    )
    return {payload.get("address") or "" for (payload,) in notes}


def _after(one: Signed) -> Piece:
    said = f"清单的签收和本机构人员试图代签来自同一个网络地址（{one.address}）：{one.visit.words}"
    return f"signed_list:{one.id},address:{one.address.replace(':', '-')},{one.visit.ref}", said


def _tells(address: str) -> bool:
    try:
        return ip_address(address).is_global
    except ValueError:
        return False


def _piece(address: str, held: list[Held], clients: int) -> Piece:
    """Told again, as new, when as many clients again have signed from there."""
    each: dict[str, Held] = {}
    for one in held:
        each.setdefault(one.client_id, one)
    first = list(each.values())[:SHOWN]
    named = "、".join(one.words for one in first)
    more = "等" if clients > len(first) else ""
    mark = f"address:{address.replace(':', '-')}.{clients.bit_length()}"
    said = f"{clients}家委托单位的清单从同一个网络地址（{address}）签收：{named}{more}"
    return ",".join([mark, *(one.ref for one in first)]), said
