"""A draw's published file comes to whoever may see it, and the command line repeats the draw."""

import asyncio
import json
from argparse import Namespace
from datetime import date
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.operator.control import ORDERS, carry_out
from bot.operator.office import Office as Desk
from scoring.draw_file import differences, read, written
from scoring.editions import CURRENT
from scoring.sampling import draw as draw_of
from scoring.sampling import sha256
from scoring.settings import Readings
from storage.client import Client
from storage.contract import Contract
from storage.cycle import Cycle, Participation
from storage.draw import Draw
from storage.drawing import make, prepare, published
from storage.job import waiting
from storage.organisation import Role
from storage.store import Store
from tests.bot.office import Office
from tests.bot.talk import Person

DRAW = next(order for order in ORDERS if order.name == "draw")


@pytest.fixture
async def ready(office: Office) -> Draw:
    """Twelve clients of the agency, of which five are to be drawn."""

    def work(store: Store) -> Draw:
        days = {"start": date(2026, 1, 1), "end": date(2027, 12, 31)}
        kept = {"edition": CURRENT.code, "readings": Readings().as_dict()}
        cycle = store.add(Cycle(name="2026–2027", **days, **kept))  # type: ignore[arg-type]
        joined = {"cycle_id": cycle.id, "joined_on": cycle.start}
        part = store.add(Participation(agency_id=office.agency.id, **joined))  # type: ignore[arg-type]
        for n in range(12):
            client = Client(agency_id=office.agency.id, name=f"{n}号厂", town=f"{n % 3}镇")
            whose = {"agency_id": office.agency.id, "client_id": store.add(client).id}
            store.add(Contract(**whose, signed_on=date(2026, 1, 5)))  # type: ignore[arg-type]
        return prepare(store, cycle, part, 5)

    made: Draw = await office.write(work)
    return made


async def drawn(office: Office, draw: Draw) -> Draw:
    made: Draw = await office.write(lambda store: make(store, draw))
    return made


def ended(store: Store) -> None:
    """Nobody more is visited: from here on the agency may see it, too."""
    (part,) = store.find(Participation)
    store.revise(part, sample_closed_on=store.today)


async def asked(office: Office, said: str) -> tuple[int, str]:
    desk = Desk(office.app.settings, office.app.database, office.app.files, office.clock)
    return await carry_out(DRAW, desk, Namespace(verify=said))


async def file_of(office: Office, person: Person, draw: Draw) -> bytes:
    """What comes of a press on 抽样文件."""
    await person.deliver(person.press(f"draw.file:{draw.id}:0", None))
    for _ in range(3000):
        if not await office.app.database.read(waiting):
            break
        await asyncio.sleep(0.02)
    await person.settled()
    sent = [call for call in office.channel.session.calls if hasattr(call, "document")]
    return Path(sent[-1].document.path).read_bytes() if sent else b""


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.INSPECTOR, Role.PRINCIPAL])
async def test_the_published_file_comes_in_chat_and_agrees(
    office: Office, ready: Draw, role: Role
) -> None:
    whole = await drawn(office, ready)
    person = await office.person("周卫东", role)
    if role is Role.PRINCIPAL:
        assert await file_of(office, person, whole) == b""
        await office.write(ended)
    content = await file_of(office, person, whole)
    assert "抽样文件做好了" in person.screen
    found = read(content)
    assert (found["number"], found["seed"]) == (whole.number, whole.seed)
    assert differences(found) == []


async def test_no_file_before_the_draw(office: Office, ready: Draw) -> None:
    person = await office.person("周卫东", Role.SUPERVISOR)
    assert await file_of(office, person, ready) == b""
    assert "还没有抽取" in person.screen
    assert ready.seed not in person.screen


async def test_a_number_is_repeated_from_the_records(office: Office, ready: Draw) -> None:
    code, said = await asked(office, ready.number)
    assert (code, ready.seed in said, "还没有抽取" in said) == (0, False, True)
    whole = await drawn(office, ready)
    code, said = await asked(office, whole.number.lower())
    assert code == 0
    assert said.startswith(f"一致：{whole.number}，从12家里抽5家")
    assert whole.picked is not None
    names = {one["id"]: one["name"] for one in whole.population["clients"]}
    assert [line.strip() for line in said.splitlines()[-5:]] == [
        names[id] for id in whole.picked["clients"]
    ]
    code, said = await asked(office, "CY-2026-0999")
    assert (code, said.startswith("没有编号为 CY-2026-0999 的抽样")) == (1, True)


async def test_a_record_altered_past_the_trail_is_found_by_its_number(
    office: Office, ready: Draw
) -> None:
    whole = await drawn(office, ready)
    # Another seed with a draw of its own agrees with itself: only the trail tells.
    seed = "0" * 64
    picked = draw_of(whole.population, seed).as_json()
    other = Draw.table.update().values(seed=seed, commitment=sha256(seed), picked=picked)
    await office.write(lambda store: store.connection.execute(other))
    code, said = await asked(office, whole.number)
    assert code == 1
    assert "种子与准备抽样时记下的不一致" in said
    assert "重新抽取的不一致" not in said


async def test_a_file_is_verified_without_any_database(
    office: Office,
    ready: Draw,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = published(await drawn(office, ready))
    monkeypatch.setenv("ANXING_DATA", str(tmp_path / "nothing"))
    path = tmp_path / "抽样.json"
    path.write_bytes(written(found))
    assert await asyncio.to_thread(main, ["draw", "--verify", str(path)]) == 0
    assert capsys.readouterr().out.startswith("一致：")
    left = [one["id"] for one in found["population"]["clients"]]
    other = next(id for id in left if id not in found["picked"]["clients"])
    found["picked"] = {**found["picked"], "clients": [other, *found["picked"]["clients"][1:]]}
    path.write_text(json.dumps(found))
    assert await asyncio.to_thread(main, ["draw", "--verify", str(path)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("不一致：")
    assert "不该有" in said
    path.write_text("别的文件")
    assert await asyncio.to_thread(main, ["draw", "--verify", str(path)]) == 1
    assert "不是抽样文件" in capsys.readouterr().err
    assert await asyncio.to_thread(main, ["draw", "--verify", str(tmp_path / "没有.json")]) == 1
    assert "没有这个文件" in capsys.readouterr().err
    assert not (tmp_path / "nothing").exists()
