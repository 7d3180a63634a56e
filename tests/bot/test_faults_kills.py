"""Fifty times kill -9 at commit boundaries and in between: nothing lost, nothing twice (T1)."""

import json
from pathlib import Path

from storage import inbox
from storage.audit import verify
from storage.client import Client
from storage.database import Connection, open_database
from storage.store import Store
from tests.bot.own_process import python
from tests.bot.test_excel_in_chat import CLIENTS, book
from tests.conftest import NOW

KILLS, FORMS = 50, 18


async def test_t1_no_acknowledged_answer_is_lost_and_none_is_there_twice(data: Path) -> None:
    done = await python("-m", "tests.bot.kills", str(data), str(KILLS), str(FORMS), "1")
    assert done.returncode == 0, done.stderr[-6000:]
    assert json.loads(done.stdout) == {"kills": KILLS, "left": 0}
    database = await open_database(f"sqlite:///{data}/anxing.db")
    try:

        def look(connection: Connection) -> None:
            clients = Store(connection, NOW).find(Client)
            assert [(one.name, one.town, one.address) for one in clients] == [
                (f"恒丰{n}厂", f"新塍{n}镇", f"兴业路{n}号") for n in range(FORMS)
            ]
            assert inbox.unfinished(connection) == []
            assert inbox.given_up(connection) == []
            assert list(verify(connection)) == []
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"

        await database.read(look)
    finally:
        await database.close()


async def test_t1_an_import_killed_at_any_commit_is_made_once(tmp_path: Path) -> None:
    workbook = tmp_path / "clients.xlsx"
    workbook.write_bytes(book("委托单位", CLIENTS))
    done = await python("-m", "tests.bot.job_kills", str(tmp_path), str(workbook))
    assert done.returncode == 0, done.stderr[-6000:]
    lives = json.loads(done.stdout)
    assert sum(life.pop("kill") for life in lives) >= 6
    one = {"state": "done", "letters": True, "trail": True}
    assert lives == [{**one, "clients": ["恒丰纺织厂", "永兴化工厂"]}] * len(lives)
