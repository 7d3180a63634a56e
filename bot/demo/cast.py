"""The three agencies of the demo, as habits: the good one, the average one, the careless one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

SEVEN = ("员工从业守则", "考核培训", "工作流程", "服务回访", "保密管理", "廉洁自律", "档案管理")

Days = tuple[int, ...]
"""So many days ago. One day named for several faults is one visit that has them all."""


@dataclass(frozen=True)
class Habits:
    """How an agency works. What is not named here as left undone was done, and in time.

    Of visits: not followed up, the hazards' list not signed, a hazard not rectified, the hazards
    not uploaded, nothing recorded. Of contracts: not uploaded, ending in so many days with a visit
    left (``ending``), without a number of visits (``vague``), without a scan; and clients that have
    none (``uncovered``). Of quarters, counted from the first: no training, no meeting.
    ``certificate``: the days until the first one runs out (negative: since it did).
    ``regulars``: its clients were its clients the year before, as far as the cycle reaches.
    ``same_photos``: it sends the same photo with every visit."""

    name: str
    code17: str
    principal: str
    clerk: str
    address: str
    counties: tuple[str, ...]
    clients: int
    agreed_visits: int
    regulars: bool
    not_followed_up: Days
    unsigned: Days
    unrectified: Days
    visits_not_uploaded: Days
    unrecorded: Days
    contracts_not_uploaded: Days
    ending: Days
    vague: int
    unscanned: int
    uncovered: int
    untrained: tuple[int, ...]
    unmet: tuple[int, ...]
    keeper: str | None
    area: Decimal
    assets: Decimal
    policies: tuple[str, ...]
    grading_body: bool
    engineers: int
    assessors: int
    titled: int
    others: int
    certificate: int
    same_photos: bool = False

    @property
    def legal_person(self) -> bool:
        """A sole trader (个体工商户, 92…) is none."""
        return not self.code17.startswith("92")

    @property
    def loose(self) -> Days:
        """The days of the visits that left something undone, the latest first."""
        undone = (
            *self.not_followed_up,
            *self.unsigned,
            *self.unrectified,
            *self.visits_not_uploaded,
            *self.unrecorded,
        )
        return tuple(sorted(set(undone)))


GOOD = Habits(
    name="嘉兴禾安安全技术服务有限公司",
    code17="91330402MA2HA01X7",
    principal="周卫东",
    clerk="王晓芳",
    address="南湖区中环南路1188号6楼",
    counties=("南湖区", "秀洲区", "嘉善县", "平湖市", "海宁市"),
    clients=362,
    agreed_visits=2,
    regulars=False,
    not_followed_up=(28,),
    unsigned=(5, 15),
    unrectified=(12,),
    visits_not_uploaded=(),
    unrecorded=(),
    contracts_not_uploaded=(9,),
    ending=(13,),
    vague=0,
    unscanned=1,
    uncovered=0,
    untrained=(),
    unmet=(),
    keeper="王晓芳（档案室）",
    area=Decimal(460),
    assets=Decimal(1_280_000),
    policies=SEVEN,
    grading_body=True,
    engineers=5,
    assessors=2,
    titled=4,
    others=3,
    certificate=6,
)

AVERAGE = Habits(
    name="桐乡平正安全咨询有限公司",
    code17="91330483MA2CU5T38",
    principal="沈国平",
    clerk="张美娟",
    address="桐乡市崇福镇世纪大道216号",
    counties=("桐乡市", "海宁市"),
    clients=44,
    agreed_visits=4,
    regulars=True,
    not_followed_up=(28, 42, 49),
    unsigned=(5, 16, 25),
    unrectified=(13, 19, 25, 52),
    visits_not_uploaded=(21,),
    unrecorded=(),
    contracts_not_uploaded=(14, 50),
    ending=(10,),
    vague=0,
    unscanned=2,
    uncovered=0,
    untrained=(),
    unmet=(2,),
    keeper="张美娟",
    area=Decimal(220),
    assets=Decimal(620_000),
    policies=("员工从业守则", "考核培训", "工作流程", "服务回访", "廉洁自律"),
    grading_body=False,
    engineers=3,
    assessors=0,
    titled=3,
    others=3,
    certificate=24,
)

CARELESS = Habits(
    name="海盐速达安全技术服务部",
    code17="92330424MA28B6Q92",
    principal="马金根",
    clerk="曹建国",
    address="海盐县百步镇横港路8号",
    counties=("海盐县",),
    clients=42,
    agreed_visits=3,
    regulars=True,
    not_followed_up=(28, 35, 46, 61, 83, 121),
    unsigned=(6, 13, 22, 35, 57, 90, 165),
    unrectified=(13, 18, 26, 40, 57, 75, 110, 190),
    visits_not_uploaded=(8, 18, 46, 77, 140, 230),
    unrecorded=(70, 205),
    contracts_not_uploaded=(7, 24, 60, 130, 310),
    ending=(6, 20),
    vague=3,
    unscanned=9,
    uncovered=1,
    untrained=(1, 3, 5),
    unmet=(2, 6),
    keeper=None,
    area=Decimal(160),
    assets=Decimal(310_000),
    policies=("员工从业守则", "工作流程", "考核培训"),
    grading_body=False,
    engineers=2,
    assessors=0,
    titled=1,
    others=4,
    certificate=-9,
    same_photos=True,
)

AGENCIES = (GOOD, AVERAGE, CARELESS)


def cycle_start(today: date) -> date:
    """The first day of the quarter eighteen months before today."""
    months = today.year * 12 + today.month - 1 - 18
    quarter = months // 3 * 3
    return date(quarter // 12, quarter % 12 + 1, 1)
