"""How the demo's agencies deal with their clients, and what is said of them in the survey."""

from dataclasses import dataclass

from bot.demo.cast import AVERAGE, CARELESS, GOOD
from storage.survey import Party

Marks = tuple[int, int, int, int]


@dataclass(frozen=True)
class Voice:
    """One answer: a mark for each question, and perhaps a word."""

    marks: Marks
    words: str | None = None


@dataclass(frozen=True)
class Official:
    """Somebody asked at a county or town department; ``voice`` None: has not answered yet."""

    party: Party
    department: str
    name: str
    voice: Voice | None = None


@dataclass(frozen=True)
class Dealing:
    """``contacts``: of so many clients it has entered a contact; ``by_link``: every so many-th
    recent list goes by link (0: none); ``waiting``: the visit so many days ago whose list waits for
    its client's persona; ``alarm``: a major hazard was found yesterday; ``clients`` are those who
    have answered the survey."""

    contacts: int
    by_link: int = 0
    waiting: int | None = None
    alarm: bool = False
    clients: tuple[Voice, ...] = ()
    officials: tuple[Official, ...] = ()


DEALINGS = {
    GOOD.name: Dealing(
        contacts=14,
        by_link=3,
        waiting=5,
        clients=(
            Voice((9, 9, 10, 9), "检查很细，讲得明白，整改意见都能落地"),
            Voice((10, 9, 10, 10)),
            Voice((8, 9, 9, 9), "希望节前多来一次"),
            Voice((9, 8, 10, 9)),
            Voice((10, 10, 10, 10)),
            Voice((9, 7, 10, 8), "有一次改期没有提前说"),
            Voice((9, 9, 9, 9)),
        ),
        officials=(
            Official(Party.COUNTY, "南湖区应急管理局", "金海良", Voice((9, 9, 10, 9))),
            Official(Party.COUNTY, "秀洲区应急管理局", "费晓峰"),
            Official(Party.TOWN, "新丰镇应急管理站", "曹根荣", Voice((9, 9, 9, 9))),
            Official(Party.TOWN, "王江泾镇应急管理站", "俞明芳", Voice((8, 9, 10, 9))),
            Official(Party.TOWN, "洪合镇应急管理站", "许国强"),
        ),
    ),
    AVERAGE.name: Dealing(
        contacts=9,
        by_link=5,
        alarm=True,
        clients=(
            Voice((8, 7, 9, 8)),
            Voice((7, 6, 9, 7), "人手少，约时间要等"),
            Voice((8, 8, 9, 8)),
        ),
        officials=(
            Official(Party.COUNTY, "桐乡市应急管理局", "姚立平", Voice((8, 7, 9, 8))),
            Official(Party.COUNTY, "海宁市应急管理局", "陈亚琴"),
            Official(Party.TOWN, "崇福镇应急管理站", "钱建明", Voice((7, 7, 9, 7), "上报不够及时")),
            Official(Party.TOWN, "濮院镇应急管理站", "沈利娟", Voice((8, 8, 9, 8))),
        ),
    ),
    CARELESS.name: Dealing(
        contacts=4,
        officials=(
            Official(Party.TOWN, "百步镇应急管理站", "胡根法", Voice((5, 4, 7, 5), "清单常常补签")),
            Official(Party.TOWN, "西塘桥街道应急管理站", "顾雪明"),
        ),
    ),
}
