"""One client, one file in chat: seen, what it lacks, filled in, exported, and nobody else's."""

import asyncio
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from pypdf import PdfReader

from storage.client import Client
from storage.files import FileFolder
from storage.job import waiting
from storage.organisation import Role
from storage.store import Store
from storage.visit import Visit
from tests.bot.office import Office
from tests.bot.talk import Person
from tests.handlers.papers import Shelf, client_with


@dataclass
class Town:
    """Two agencies with a client each; ``ours`` is the one that the person works for."""

    office: Office
    wang: Person
    ours: Client
    theirs: Client

    async def done(self) -> None:
        """The work asked for is done and its answer delivered."""
        for _ in range(3000):
            if not await self.office.app.database.read(waiting):
                return await self.wang.settled()
            await asyncio.sleep(0.02)
        raise AssertionError("the work never ended")


@pytest.fixture
async def town(office: Office, wang: Person) -> Town:
    folder = office.app.files

    def build(store: Store) -> tuple[Client, Client]:
        assert isinstance(folder, FileFolder)
        shelf = Shelf(folder, store)
        theirs = client_with(store, shelf, 1, name="别家的厂")
        ours = client_with(store, shelf, 2, agency=office.agency)
        return ours, theirs

    ours, theirs = await office.write(build)
    return Town(office, wang, ours, theirs)


async def test_a_file_is_seen_whole_with_what_it_lacks(town: Town) -> None:
    await town.wang.says("一企一档")
    assert "别家的厂" not in town.wang.screen
    await town.wang.taps("秀城金属")
    for words in (
        "存放位置：没有登记",
        "服务合同1份，服务2次，清单签收2份，服务回访1次",
        "发现隐患2条：未整改2条，重大的共1条",
        "没有书面档案的存放位置",
        "的服务以后还没有回访",
        "[服务合同（1）]",
    ):
        assert words in town.wang.screen
    await town.wang.taps("服务记录（2）")
    assert "隐患1条 已交付签收" in town.wang.screen
    await town.wang.taps("返回档案")
    await town.wang.taps("隐患（2）")
    assert "二楼配电间" in town.wang.screen


async def test_what_is_filled_in_is_no_longer_missing(town: Town) -> None:
    def fill(store: Store) -> None:
        client = store.get(Client, town.ours.id)
        assert client is not None
        store.revise(client, keeper="陈敏", shelf="2号柜")

    await town.office.write(fill)
    await town.wang.deliver(town.wang.press(f"doc.open:{town.ours.id}:0", None))
    assert "存放位置：2号柜" in town.wang.screen
    assert "没有书面档案" not in town.wang.screen


async def test_the_file_is_exported_as_one_pdf(town: Town) -> None:
    await town.wang.deliver(town.wang.press(f"doc.pdf:{town.ours.id}:0", None))
    await town.done()
    assert "一企一档做好了" in town.wang.screen
    pdf = _last_file(town)
    assert pdf.startswith(b"%PDF")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "秀城金属" in text
    assert "别家的厂" not in text


async def test_the_originals_are_exported_as_a_package(town: Town) -> None:
    await town.wang.deliver(town.wang.press(f"doc.zip:{town.ours.id}:0", None))
    await town.done()
    assert "压缩包做好了" in town.wang.screen
    with zipfile.ZipFile(io.BytesIO(_last_file(town))) as opened:
        assert {"目录.html", "目录.pdf"} < set(opened.namelist())


async def test_a_visit_s_list_is_printed_from_its_record(town: Town) -> None:
    visit = (await town.office.read(lambda s: s.find(Visit, client_id=town.ours.id)))[0]
    await town.wang.deliver(town.wang.press(f"rec.open:visit:{visit.id}:0", None))
    await town.wang.taps("打印隐患清单")
    await town.done()
    assert "纸质隐患清单做好了" in town.wang.screen
    pdf = _last_file(town)
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "事故隐患清单及整改意见" in text


@pytest.mark.parametrize("act", ["open", "part.visits", "export", "pdf", "zip"])
async def test_another_agency_s_file_is_refused(town: Town, act: str) -> None:
    await town.wang.deliver(town.wang.press(f"doc.{act}:{town.theirs.id}:0", None))
    assert "不是本单位的委托单位" in town.wang.screen
    assert not await town.office.app.database.read(waiting)


async def test_another_agency_s_list_is_not_printed(town: Town) -> None:
    visit = (await town.office.read(lambda s: s.find(Visit, client_id=town.theirs.id)))[0]
    await town.wang.deliver(town.wang.press(f"doc.paper:{visit.id}:0", None))
    assert "不是本单位的记录" in town.wang.screen


async def test_the_bureau_reads_any_file(town: Town) -> None:
    zhou = await town.office.person("周科长", Role.SUPERVISOR)
    await zhou.deliver(zhou.press(f"doc.open:{town.theirs.id}:0", None))
    assert "别家的厂" in zhou.screen
    assert "补充资料" not in zhou.screen


async def test_a_press_on_what_is_not_there_is_answered(town: Town) -> None:
    for data in ("doc.open:none:0", "doc.paper:none:0", "doc.part.x:none:9", "doc.x::0"):
        await town.wang.deliver(town.wang.press(data, None))
        assert "没有找到" in town.wang.screen


def _last_file(town: Town) -> bytes:
    """The bytes of what was sent last."""
    sent = [call for call in town.office.channel.session.calls if hasattr(call, "document")]
    return Path(sent[-1].document.path).read_bytes()

