"""Service contracts: what they agree, their scan and their upload (items 4, 12, 13)."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from sqlalchemy import Index

from storage.entity import Key, Record, partial, stored
from storage.store import Store

VAGUE = "content IS NULL OR starts_on IS NULL OR ends_on IS NULL OR visits IS NULL"
UNSCANNED = "scan IS NULL OR scan = '[]'"


@stored(
    "contract",
    "服务合同",
    "HT",
    ("agency_id", "signed_on", "uploaded_on", "withdrawn_at", "id"),
    Index(
        "ix_contract_cover",
        *("agency_id", "client_id", "withdrawn_at", "starts_on", "ends_on", "signed_on"),
    ),
    ("client_id",),
    partial("ix_contract_vague", "agency_id", "signed_on", where=VAGUE),
    partial("ix_contract_unscanned", "agency_id", "signed_on", where=UNSCANNED),
)
class Contract(Record):
    """``starts_on`` None: covers from the day it was signed; ``ends_on`` None: no last day.
    ``uploaded_on``: the day it was put on 嘉兴市安全生产综合监管平台, None while it is not;
    ``upload_receipt``: the number that platform gave for it."""

    agency_id: Annotated[str, Key("agency")]
    client_id: Annotated[str, Key("client")]
    signed_on: date
    content: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    visits: int | None = None
    amount: Decimal | None = None
    scan: tuple[str, ...] | None = None
    uploaded_on: date | None = None
    upload_receipt: str | None = None


def covering(store: Store, agency_id: str, client_id: str, day: date) -> Contract | None:
    """A contract that covers the day, both ends included (reading.md, item 13)."""
    for contract in store.find(Contract, agency_id=agency_id, client_id=client_id):
        first, last = contract.starts_on or contract.signed_on, contract.ends_on
        if first <= day and (last is None or day <= last):
            return contract
    return None
