"""Photos as evidence: what the camera wrote beside what was claimed, the original kept."""

from datetime import date, datetime
from typing import Any

import pytest
from aiogram.methods import SendDocument, SendMediaGroup, SendPhoto
from aiogram.types import FSInputFile

from storage.agency import Agency
from storage.client import Client
from storage.organisation import Membership, Role
from storage.person import Person as Somebody
from storage.repeats import photos_at_two_visits
from storage.store import Store
from storage.taking import keep_taken, take
from storage.visit import Grade, Hazard, Visit
from tests.bot.office import Office
from tests.bot.talk import Person
from tests.pictures import photo

TAKEN = datetime(2026, 11, 10, 9, 12)
PHOTO = photo(1, size=(2400, 1200), taken=TAKEN, where=(30.7522, 120.7581))


async def visited(office: Office, *contents: bytes, **more: Any) -> Visit:
    """A visit of 10 November whose photos came in as files do."""
    kept = [take(office.app.files, content, "现场.jpg") for content in contents]

    def work(store: Store) -> Visit:
        for one in kept:
            keep_taken(store, one)
        agency = more.get("agency_id", office.agency.id)
        client = store.add(Client(agency_id=agency, name="嘉兴恒丰纺织有限公司"))
        visit = Visit(agency_id=agency, client_id=client.id, on=more.get("on", date(2026, 11, 10)))
        photos = tuple(one.sha256 for one in kept)
        return store.add(Visit(**{**visit.values(), "photos": photos, "done": "检查车间"}))

    made: Visit = await office.write(work)
    return made


@pytest.fixture
async def wang(office: Office) -> Person:
    return await office.person("王建国", Role.AGENCY)


async def test_a_photo_tells_when_and_where_it_was_taken(office: Office, wang: Person) -> None:
    visit = await visited(office, PHOTO, photo(2))
    await wang.presses(f"rec.open:visit:{visit.id}:0")
    await wang.sees("照片1：拍摄于 2026-11-10 09:12；位置 北纬30.75220，东经120.75810")
    await wang.sees_nothing_of("照片2：")


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 11, 12), "（比服务日期 2026-11-12 早2天）"),
        (date(2026, 11, 9), "（比服务日期 2026-11-09 晚1天）"),
    ],
)
async def test_a_photo_of_another_day_says_so(
    office: Office, wang: Person, on: date, said: str
) -> None:
    visit = await visited(office, PHOTO, on=on)
    await wang.presses(f"rec.open:visit:{visit.id}:0")
    await wang.sees(f"照片1：拍摄于 2026-11-10 09:12{said}")


async def test_a_picture_is_shown_as_its_copy_and_the_original_can_be_had(
    office: Office, wang: Person
) -> None:
    visit = await visited(office, PHOTO)
    await wang.presses(f"rec.open:visit:{visit.id}:0")
    await wang.taps("照片和文件（1）")
    await wang.sees("照片是缩小的")
    await wang.taps("下载原件")
    calls = office.channel.session.calls
    (shown,) = [bytes_of(one.photo) for one in calls if isinstance(one, SendPhoto)]
    (sent,) = [bytes_of(one.document) for one in calls if isinstance(one, SendDocument)]
    assert (sent, b"Kamera" in sent, b"Kamera" in shown) == (PHOTO, True, False)
    assert not [one for one in calls if isinstance(one, SendMediaGroup)]


def bytes_of(file: Any) -> bytes:
    assert isinstance(file, FSInputFile)
    with open(file.path, "rb") as held:
        return held.read()


async def test_the_originals_of_another_agency_are_not_given(office: Office, wang: Person) -> None:
    def found(store: Store) -> str:
        return store.add(Agency(name="安达", credit_code="91330400MA28A5LU4C")).id

    visit = await visited(office, PHOTO, agency_id=await office.write(found))
    for action in ("rec.open", "rec.files", "rec.originals"):
        await wang.presses(f"{action}:visit:{visit.id}:0")
        await wang.sees("这不是本单位的记录，不能查看。")
    assert not [one for one in office.channel.session.calls if isinstance(one, SendDocument)]


async def test_the_same_photo_at_two_visits_is_pointed_at(office: Office, wang: Person) -> None:
    first = await visited(office, PHOTO, photo(2))
    second = await visited(office, photo(3), PHOTO, on=date(2026, 11, 12))
    await visited(office, photo(4))
    (repeat,) = await office.read(lambda store: photos_at_two_visits(store, office.agency.id))
    assert (set(repeat.visits), len(repeat.sha256)) == ({first.id, second.id}, 64)
    assert await office.read(lambda store: photos_at_two_visits(store, "another")) == []
    await wang.presses(f"rec.open:visit:{second.id}:0")
    await wang.sees(f"照片2：同一张照片也用在 {first.number}")
    await office.write(lambda store: store.withdraw(first, "登错"))
    assert await office.read(photos_at_two_visits) == []
    await wang.presses(f"rec.open:visit:{second.id}:0")
    await wang.sees_nothing_of("同一张照片")


async def test_a_photo_of_a_hazard_counts_for_its_visit(office: Office, wang: Person) -> None:
    first = await visited(office, PHOTO)
    second = await visited(office)
    name = first.photos[0]

    def work(store: Store) -> Hazard:
        hazard = Hazard(
            agency_id=office.agency.id,
            client_id=second.client_id,
            visit_id=second.id,
            place="仓库",
            description="堆放杂物",
            grade=Grade.GENERAL,
            photos=(name,),
        )
        return store.add(hazard)

    hazard = await office.write(work)
    (repeat,) = await office.read(photos_at_two_visits)
    assert repeat.sha256 == name
    await wang.presses(f"rec.open:hazard:{hazard.id}:0")
    await wang.sees("照片1：拍摄于 2026-11-10 09:12", f"也用在 {first.number}")


async def test_files_keep_their_rows_when_they_come_again(office: Office) -> None:
    """A photo two people send is one file, with the first one's name."""
    taken = take(office.app.files, PHOTO, "一.jpg")
    again = take(office.app.files, PHOTO, "二.jpg")
    assert (taken.sha256, taken.picture) == (again.sha256, again.picture)

    def work(store: Store) -> int:
        person = store.add(Somebody(name="李梅"))
        store.add(Membership(person_id=person.id, role=Role.SUPERVISOR, since=store.today))
        for one in (taken, again):
            keep_taken(store.at(store.now, person.id), one)
        return int(store.connection.exec_driver_sql("SELECT count(*) FROM file").scalar_one())

    assert await office.write(work) == 2
