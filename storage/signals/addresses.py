"""Lists of several clients signed from one network address (A6): who sat there?"""

from collections import defaultdict
from ipaddress import ip_address

from sqlalchemy import select

from storage.candidates import Piece
from storage.signals.window import Held, Window
from storage.store import Store
from storage.visit import SignedList

CLIENTS = 3
"""So many clients of one address are looked at: two may well share a park's network."""

SHOWN = 3


def shared(store: Store, seen: Window) -> list[Piece]:
    """An address of this machine or a network's own says nothing: a proxy may stand between."""
    s = SignedList.table.c
    rows = store.connection.execute(
        select(s.visit_id, s.address)
        .where(
            s.agency_id == seen.agency_id,
            s.hand_over_id.is_not(None),
            s.withdrawn_at.is_(None),
            s.address.is_not(None),
        )
        .order_by(s.signed_on, s.id)
    )
    places: dict[str, list[Held]] = defaultdict(list)
    for visit_id, address in rows:
        visit = seen.by_id.get(visit_id)
        if visit is not None and _tells(address):
            places[address].append(visit)
    return [
        _piece(address, held, clients)
        for address, held in places.items()
        if (clients := len({one.client_id for one in held})) >= CLIENTS
    ]


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
