"""Clients (委托单位, 服务对象) of one agency's books."""

from enum import StrEnum
from typing import Annotated

from storage.entity import Key, Record, partial, stored

INCOMPLETE = "address IS NULL OR industry IS NULL OR contact IS NULL"


class Risk(StrEnum):
    """安全风险等级"""

    MAJOR = "major"
    LARGER = "larger"
    GENERAL = "general"
    LOW = "low"


RISK_NAMES = {
    Risk.MAJOR: "重大风险（红）",
    Risk.LARGER: "较大风险（橙）",
    Risk.GENERAL: "一般风险（黄）",
    Risk.LOW: "低风险（蓝）",
}


@stored(
    "client",
    "委托单位",
    "KH",
    ("agency_id", "name"),
    ("credit_code",),
    partial("ix_client_incomplete", "agency_id", "id", where=INCOMPLETE),
)
class Client(Record):
    """``industry`` is the line of business; ``keeper`` who keeps the written file,
    ``shelf`` where it stands; ``risk`` its grade, where one is known."""

    agency_id: Annotated[str, Key("agency")]
    name: str
    credit_code: str | None = None
    town: str | None = None
    address: str | None = None
    industry: str | None = None
    contact: str | None = None
    phone: str | None = None
    keeper: str | None = None
    shelf: str | None = None
    risk: Risk | None = None
