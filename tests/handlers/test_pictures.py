"""Pictures are legible on any ground, say what the score says, and their text says the same."""

import io
import re
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest
from PIL import Image

from handlers.pictures.course import course, days
from handlers.pictures.heat import COLUMNS, heat
from handlers.pictures.picture import Picture
from handlers.pictures.quarters import quarters
from handlers.pictures.sections import sections
from handlers.scorecard.load import live
from scoring.editions import CURRENT
from scoring.summary import between
from scoring.values import plain
from storage.cycle import Cycle
from storage.database import Database
from storage.gathering import Gathered, Gathering
from storage.losses import Loser, Standing, by_item, losers
from storage.snapshot import refresh
from storage.store import Store
from tests.handlers.bureau import NOW, Bureau, open_bureau
from tests.handlers.test_rating_papers import FAULTS, sheet


@pytest.fixture
async def bureau(sqlite_database: Database) -> Bureau:
    return await open_bureau(sqlite_database)


async def drawn(bureau: Bureau, make: Any) -> Any:
    def work(store: Store) -> Any:
        return make(store, live(store, bureau.joined))

    return await bureau.supervisor.writes(work)


def looked_at(picture: Picture) -> Image.Image:
    """A PNG as wide as a phone, with no hole through which a dark chat would shine."""
    made = Image.open(io.BytesIO(picture.png()))
    assert made.format == "PNG"
    assert made.width == 1080
    assert 500 < made.height < 2600
    if made.mode == "RGBA":
        assert made.getchannel("A").getextrema() == (255, 255)
    return made.convert("RGB")


def words_in(told: Any) -> str:
    """Everything that a picture writes."""
    if isinstance(told, dict):
        return " ".join(map(words_in, told.values()))
    if isinstance(told, list):
        return " ".join(map(words_in, told))
    return told if isinstance(told, str) else ""


async def test_sections_say_the_score_s_range_in_the_picture_and_in_the_text(
    bureau: Bureau,
) -> None:
    picture, sheet = await drawn(bureau, lambda s, sheet: (sections(sheet, NOW), sheet))
    looked_at(picture)
    worth = between(sheet.card.worst, sheet.card.best)
    assert worth in words_in(picture.told)
    assert f"合计 {worth}/100分" in picture.text
    for row in picture.told["rows"]:
        assert f"{row['name']} {row['worth']}{row['of'].replace(' ', '')}" in picture.text
        assert 0 <= row["sure"] <= row["sure"] + row["open"] <= 100


def test_what_is_settled_is_not_said_to_be_open() -> None:
    picture = sections(sheet(FAULTS), NOW)
    looked_at(picture)
    assert "合计 93/100分，已失7分" in picture.text
    assert "还没定" not in picture.text + words_in(picture.told)


async def test_the_course_ends_with_today_s_score_and_asks_a_bounded_number(
    bureau: Bureau,
) -> None:
    picture, sheet = await drawn(
        bureau, lambda s, sheet: (course(s, bureau.joined, lambda one: one, NOW), sheet)
    )
    looked_at(picture)
    assert len(picture.told["points"]) == 11
    worth = between(sheet.card.worst, sheet.card.best)
    assert f"2026-11-20 {worth}" in picture.text
    assert picture.told["lately"][-1] == {"when": "2026-11-20", "worth": worth}
    for one in picture.told["lately"]:
        assert f"{one['when']} {one['worth']}" in picture.text


@pytest.mark.parametrize("length", [0, 1, 27, 28, 31, 200, 730, 3000, 9000])
def test_the_days_of_a_course_are_few_in_order_and_end_with_the_last(length: int) -> None:
    first = date(2026, 1, 5)
    last = first + timedelta(days=length)
    asked = days(first, last)
    assert asked == sorted(set(asked))
    assert asked[-1] == last
    assert first <= asked[0]
    assert len(asked) <= 31


async def test_eight_quarters_say_which_had_a_training_and_which_a_meeting(
    bureau: Bureau,
) -> None:
    def make(store: Store, _sheet: Any) -> Picture:
        held = (Gathered.TRAINING, 2), (Gathered.TRAINING, 3), (Gathered.MEETING, 11)
        for kind, month in held:
            on = date(2026, month, 9)
            store.add(Gathering(agency_id=bureau.agency.id, kind=kind, on=on, topic="安全"))
        return quarters(store, bureau.joined, live(store, bureau.joined), NOW)

    picture = await drawn(bureau, make)
    looked_at(picture)
    assert len(picture.told["rows"]) == 8
    for line in (
        "2026年第1季度：培训已开展2次，会议没有，扣1分",
        "2026年第2季度：培训没有，扣1分，会议没有，扣1分",
        "2026年第4季度：培训本季度还没有，会议已开展1次",
        "2027年第1季度：培训还没到，会议还没到",
    ):
        assert line in picture.text
    for row in picture.told["rows"]:
        assert all(cell["words"] in picture.text for cell in row["cells"])


async def test_the_heat_map_is_the_city_s_losses(bureau: Bureau) -> None:
    def make(store: Store, sheet: Any) -> Any:
        cycle = store.get(Cycle, bureau.joined.cycle_id)
        assert cycle is not None
        refresh(store, cycle, 9)
        who = losers(store, cycle, CURRENT)
        return heat(cycle, CURRENT, who, store.today, NOW), who, sheet

    (picture,), who, sheet = await drawn(bureau, make)
    looked_at(picture)
    mine = next(one for one in who if one.agency_id == bureau.agency.id)
    for item in sheet.card.items:
        assert mine.items[item.number] == Standing(item.points - item.best, item.best - item.worst)
    assert mine.lost == 100 - sheet.card.best
    (column,) = [line for line in picture.text.splitlines() if "嘉兴安达" in line]
    assert "共失" in column
    for number, one in mine.items.items():
        assert (f"第{number}项−{plain(one.lost)}" in column) == bool(one.lost)
    row = picture.told["rows"][13]
    assert row["name"] == "14 服务记录与隐患清单"
    assert {cell["words"] for cell in row["cells"]} == {"2", "?"}


def loser(n: int, lost: str) -> Loser:
    items = {item.number: Standing(Decimal(0), Decimal(0)) for item in CURRENT.items}
    items[n % 25 + 1] = Standing(Decimal(lost), Decimal(0))
    return Loser(f"p{n}", f"a{n}", f"机构{n}", items)


def test_many_agencies_are_drawn_on_several_pictures_and_the_worst_are_said() -> None:
    first, last = date(2026, 1, 1), date(2027, 12, 31)
    cycle = Cycle(name="周期", start=first, end=last, edition=CURRENT.code, readings={})
    who = [loser(n, "0.5") for n in range(100)]
    made = heat(cycle, CURRENT, who, date(2026, 11, 20), NOW)
    assert len(made) == 6
    assert "另有58家" in made[0].text
    shown = [name for one in made for name in one.told["names"]]
    assert len(shown) == COLUMNS * 6
    assert shown[0].startswith("1 机构0")
    assert shown[-1].startswith("42 机构41")


def test_the_items_that_cost_most_come_first_and_those_that_cost_nothing_are_left_out() -> None:
    who = [loser(3, "2"), loser(3, "1"), loser(7, "2.5")]
    found = [(one.item, one.lost, one.agencies) for one in by_item(who, CURRENT)]
    assert found == [(4, Decimal(3), 2), (8, Decimal("2.5"), 1)]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("front", "back"),
    [
        ("1a2027", "fdfdfb"),
        ("4d5763", "fdfdfb"),
        ("4d5763", "e7edf4"),
        ("123f73", "d9e8f7"),
        ("5c4300", "fff3cf"),
        ("ffffff", "a8321b"),
        ("ffffff", "8c1d0a"),
    ],
)
def test_ink_is_read_on_its_ground(front: str, back: str) -> None:
    """At least 4.5 to 1, whatever the chat's colours are; and the templates use these."""
    folder = files("handlers.documents") / "templates"
    used = "".join(one.read_text("utf-8") for one in folder.iterdir())
    for colour in (front, back):
        assert colour == "ffffff" or f'"#{colour}"' in used
    light, dark = sorted((luminance(front), luminance(back)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


async def test_words_of_hostile_names_are_only_words(bureau: Bureau) -> None:
    picture = await drawn(bureau, lambda s, sheet: sections(sheet, NOW))
    hostile = '#panic("x") *b* $x$ [l] \u202e😀'
    told = {**picture.told, "title": hostile * 3}
    looked_at(Picture(picture.template, picture.name, told, picture.lines, NOW))
    assert re.search("安达", picture.text)
