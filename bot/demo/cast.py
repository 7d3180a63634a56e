"""The three agencies of the demo, as habits: the good one, the average one, the careless one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

SEVEN = ("员工从业守则", "考核培训", "工作流程", "服务回访", "保密管理", "廉洁自律", "档案管理")


@dataclass(frozen=True)
class Habits:
    """How an agency works. Shares are 0 to 1: of visits signed for, followed up, uploaded, …"""

    name: str
    code17: str
    principal: str
    clerk: str
    address: str
    clients: int
    agreed_visits: int
    vague_contracts: int
    unscanned: int
    uncovered: int
    signed: float
    followed: float
    uploaded: float
    contracts_uploaded: float
    recorded: float
    rectified: float
    untrained_quarters: tuple[int, ...]
    unmet_quarters: tuple[int, ...]
    area: Decimal
    assets: Decimal
    policies: tuple[str, ...]
    grading_body: bool
    engineers: int
    assessors: int
    titled: int
    others: int


GOOD = Habits(
    name="嘉兴禾安安全技术服务有限公司",
    code17="91330402MA2HA01X7",
    principal="周卫东",
    clerk="王晓芳",
    address="南湖区中环南路 1188 号 6 楼",
    clients=362,
    agreed_visits=2,
    vague_contracts=0,
    unscanned=1,
    uncovered=0,
    signed=0.997,
    followed=0.995,
    uploaded=1.0,
    contracts_uploaded=0.995,
    recorded=1.0,
    rectified=0.992,
    untrained_quarters=(),
    unmet_quarters=(),
    area=Decimal(460),
    assets=Decimal(1_280_000),
    policies=SEVEN,
    grading_body=True,
    engineers=5,
    assessors=2,
    titled=4,
    others=3,
)

AVERAGE = Habits(
    name="桐乡平正安全咨询有限公司",
    code17="91330483MA2CU5T38",
    principal="沈国平",
    clerk="张美娟",
    address="桐乡市崇福镇世纪大道 216 号",
    clients=44,
    agreed_visits=4,
    vague_contracts=0,
    unscanned=2,
    uncovered=0,
    signed=0.95,
    followed=0.9,
    uploaded=0.97,
    contracts_uploaded=0.95,
    recorded=1.0,
    rectified=0.93,
    untrained_quarters=(),
    unmet_quarters=(2,),
    area=Decimal(220),
    assets=Decimal(620_000),
    policies=SEVEN[:6],
    grading_body=True,
    engineers=3,
    assessors=0,
    titled=3,
    others=3,
)

CARELESS = Habits(
    name="海盐速达安全技术服务部",
    code17="92330424MA28B6Q92",
    principal="马金根",
    clerk="曹建国",
    address="海盐县百步镇横港路 8 号",
    clients=40,
    agreed_visits=3,
    vague_contracts=4,
    unscanned=9,
    uncovered=1,
    signed=0.62,
    followed=0.45,
    uploaded=0.6,
    contracts_uploaded=0.55,
    recorded=0.93,
    rectified=0.55,
    untrained_quarters=(1, 3, 4),
    unmet_quarters=(2, 3),
    area=Decimal(160),
    assets=Decimal(310_000),
    policies=("员工从业守则", "工作流程", "考核培训"),
    grading_body=False,
    engineers=2,
    assessors=0,
    titled=1,
    others=4,
)

AGENCIES = (GOOD, AVERAGE, CARELESS)


def cycle_start(today: date) -> date:
    """The first day of the quarter eighteen months before today."""
    months = today.year * 12 + today.month - 1 - 18
    quarter = months // 3 * 3
    return date(quarter // 12, quarter % 12 + 1, 1)
