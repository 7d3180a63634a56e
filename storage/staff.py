"""An agency's roster: who works there full-time, and with what qualification (item 2)."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from storage.entity import Key, Record, stored


class Qualification(StrEnum):
    """What stands on the certificate."""

    ENGINEER = "engineer"
    ENGINEER_JUNIOR = "engineer_junior"
    ENGINEER_SENIOR = "engineer_senior"
    ASSESSOR = "assessor"


QUALIFICATION_NAMES = {
    Qualification.ENGINEER: "注册安全工程师（中级）",
    Qualification.ENGINEER_SENIOR: "注册安全工程师（高级）",
    Qualification.ENGINEER_JUNIOR: "注册安全工程师（初级）",
    Qualification.ASSESSOR: "安全评价师",
}


class Title(StrEnum):
    """职称"""

    JUNIOR = "junior"
    INTERMEDIATE = "intermediate"
    SENIOR = "senior"


TITLE_NAMES = {Title.JUNIOR: "初级", Title.INTERMEDIATE: "中级", Title.SENIOR: "高级"}


@stored("staff", "专职安全生产技术服务人员", "RY", ("agency_id",))
class StaffMember(Record):
    """Full-time (专职) on a day: labour contract and social insurance both hold on it. An open end
    has no last day; a first day of None: there is none."""

    agency_id: Annotated[str, Key("agency")]
    name: str
    contract_from: date | None = None
    contract_until: date | None = None
    insured_from: date | None = None
    insured_until: date | None = None
    qualification: Qualification | None = None
    certificate_number: str | None = None
    certificate_until: date | None = None
    title: Title | None = None
