"""Somebody with an account in 企业微信, and what is kept beside: a code, a try, a dead card."""

from contextlib import suppress
from dataclasses import dataclass

from storage import peers
from storage.account import open_account
from storage.agency import Agency
from storage.binding import NotBound, by_code, offer
from storage.organisation import Role
from storage.store import Store
from tests.handlers.bureau import member

DEAD = 1_790_000_000_123_456
NAME = "woAJ2GCAAAXtWyujaWJHDDGi0mACHB9Q😀"


@dataclass(frozen=True)
class Several:
    number: int
    code: str


def several_accounts(store: Store) -> Several:
    agency = store.add(Agency(name="乙", credit_code="y"))
    person = member(store, "王晓芳", Role.AGENCY, agency_id=agency.id)
    number = peers.meet(store.connection, "wecom", NAME, store.now)
    peers.meet(store.connection, "wecom", "wrGROUP", store.now, group=True)
    peers.bury(store.connection, "wecom", DEAD, store.now)
    open_account(store, "wecom", str(number), person.id)
    _binding, code, _link = offer(store, person.id)
    with suppress(NotBound):
        by_code(store, "A" * len(code), "telegram", "7")
    return Several(number, code)
