"""Commands as an operator types them: real processes beside a real server, lost and restored."""

import asyncio
import json
import os
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from storage.database import open_database
from tests.bot.shell import Done, Shell
from tests.bot.tabs import Tab, enter, look, tab

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
ALL_WELL = "一切正常：收到的消息都已处理，回复和提醒都已送达。\n"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    started = Shell(tmp_path_factory.mktemp("shell"))
    yield started
    started.close()


def code_in(done: Done) -> str:
    assert done.code == 0, done.err
    return done.out.splitlines()[0].removeprefix("邀请码：")


def deep(folder: Path) -> Path:
    """A folder whose path is longer than a socket's may be."""
    made = folder / ("很深的文件夹" * 6) / "data"
    made.mkdir(parents=True)
    assert len(str(made).encode()) > 108
    return made


def leave_a_dead_socket(folder: Path) -> None:
    """As a server leaves it that was killed."""
    with socket.socket(socket.AF_UNIX) as dead:
        here = os.getcwd()
        os.chdir(folder)
        dead.bind("anxing.sock")
        os.chdir(here)


def settles(shell: Shell, home: Path) -> None:
    """What was shown is marked as sent a moment later."""
    until = time.monotonic() + 10
    while (told := shell.run(home, "status").out) != ALL_WELL:
        assert time.monotonic() < until, told


def appears(path: Path) -> None:
    until = time.monotonic() + 30
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.002)


async def keep_talking(page: Tab) -> None:
    for n in range(100_000):
        await page.says(f"备份时的第{n}句")


async def test_an_operator_beside_a_running_server(shell: Shell, tmp_path: Path) -> None:
    home = deep(tmp_path)
    leave_a_dead_socket(home)
    alone = shell.run(home, "invite", "--role", "supervisor", web_port="8123", telegram_token=TOKEN)
    code = code_in(alone)
    assert f"网页：http://127.0.0.1:8123/i/{code}\n" in alone.out
    assert f"Telegram：打开机器人，发送 /start {code}\n" in alone.out
    server = shell.start(home, "run", web_port="0")
    address = server.says("安星已启动：")
    status, page = await look(f"{address}/i/{code}")
    assert (status, "嘉兴市应急管理局" in page) == (200, True)
    token = await enter(f"{address}/i/{code}")
    async with tab(address, token) as opened:
        await opened.sees("监管人员")
    beside = shell.run(home, "invite", "--role", "inspector", "--name", "顾晓燕", web_port="1")
    other = code_in(beside)
    assert f"网页：{address}/i/{other}\n" in beside.out
    status, page = await look(f"{address}/i/{other}")
    assert (status, "顾晓燕" in page) == (200, True)
    settles(shell, home)
    unknown = shell.run(home, "invite", "--person", "没这个人")
    assert (unknown.code, unknown.line) == (
        1,
        "没有叫“没这个人”的人，请核对姓名，或用 --role 邀请新人员。",
    )
    second = shell.run(home, "run", web_port="0")
    assert (second.code, second.line) == (
        2,
        f"另一个安星进程正在使用 {home}/anxing.db，请先停止它。",
    )
    assert shell.run(home, "restore", str(tmp_path)).code == 2
    ended = server.end()
    assert ended.code == 0
    assert not (home / "anxing.sock").exists()
    for secret in (code, other, token):
        assert secret not in ended.err + ended.out


async def lives_on(
    shell: Shell, home: Path, tmp_path: Path, **database: str
) -> tuple[str, list[str], Path]:
    """A server is talked to, backed up meanwhile, and killed; gives the login's token, what was
    acknowledged before the backup, and the backup."""
    code = code_in(shell.run(home, "invite", "--role", "supervisor", **database))
    server = shell.start(home, "run", web_port="0", **database)
    address = server.says("安星已启动：")
    token = await enter(f"{address}/i/{code}")
    kept = tmp_path / "backup"
    async with tab(address, token) as page:
        for n in range(3):
            await page.says(f"备份前的第{n}句")
        before = list(page.kept)
        talking = asyncio.create_task(keep_talking(page))
        done = await asyncio.to_thread(shell.run, home, "backup", str(kept), **database)
        assert (done.code, done.err) == (0, "")
        assert "已备份到" in done.out
        assert page.kept > before
        assert not talking.done()
        talking.cancel()
    assert server.end(signal.SIGKILL).code == -signal.SIGKILL
    return token, before, kept


async def still_says(
    shell: Shell, home: Path, token: str, said: list[str], **database: str
) -> None:
    """A server on restored data knows the login and the conversation, and goes on."""
    assert shell.run(home, "verify", **database).out == "审计记录完整，没有发现改动。\n"
    server = shell.start(home, "run", web_port="0", **database)
    address = server.says("安星已启动：")
    async with tab(address, token) as page:
        await page.says("帮助")
        await page.sees("得分")
    assert server.end().code == 0
    restored = await open_database(database.get("database", f"sqlite:///{home}/anxing.db"))
    wanted = "SELECT body FROM web_message WHERE sender <> 'bot' ORDER BY id"
    bodies = await restored.read(lambda c: c.exec_driver_sql(wanted).scalars().all())
    await restored.close()
    heard = [text for body in bodies if (text := json.loads(body)["text"]) != "帮助"]
    assert len(heard) < len(bodies)
    assert heard[: len(said)] == said
    assert len(set(heard)) == len(heard)


async def test_t34_what_was_acknowledged_is_there_again_after_a_loss(
    shell: Shell, tmp_path: Path
) -> None:
    home, again = tmp_path / "home", tmp_path / "again"
    token, said, kept = await lives_on(shell, home, tmp_path)
    restoring = shell.start(again, "restore", str(kept))
    appears(again / "restoring")
    cut = restoring.end(signal.SIGKILL)
    restored = shell.run(again, "restore", str(kept))
    assert restored.code == (1 if cut.code == 0 else 0), restored.err
    twice = shell.run(again, "restore", str(kept))
    assert twice.code == 1
    assert "不是空的" in twice.line
    await still_says(shell, again, token, said)
    with sqlite3.connect(again / "anxing.db") as books:
        books.execute("DROP TRIGGER audit_no_update")
        books.execute("UPDATE audit SET payload = '{}' WHERE chain = 'bureau' AND seq = 2")
    books.close()
    tampered = shell.run(again, "verify")
    assert tampered.code == 1
    assert tampered.err == "审计记录不完整：\nbureau：第 2 条记录被改动过\n"


@pytest.mark.postgres
async def test_t34_from_postgresql_to_sqlite_and_back(
    shell: Shell, tmp_path: Path, postgres_url: str, postgres: str
) -> None:
    token, said, kept = await lives_on(shell, tmp_path / "pg", tmp_path, database=postgres_url)
    assert shell.run(tmp_path / "file", "restore", str(kept)).code == 0
    await still_says(shell, tmp_path / "file", token, said)
    admin = await asyncpg.connect(host=postgres, user="postgres", database="postgres")
    await admin.execute("CREATE DATABASE back_again")
    await admin.close()
    url = f"postgresql://postgres@/back_again?host={postgres}"
    second = tmp_path / "second"
    assert shell.run(tmp_path / "file", "backup", str(second)).code == 0
    assert shell.run(tmp_path / "pg2", "restore", str(second), database=url).code == 0
    await still_says(shell, tmp_path / "pg2", token, said, database=url)


WRONG = [
    ({"web_port": "八千"}, "设置 ANXING_WEB_PORT 有误：应是 0 到 65535 之间的整数。"),
    ({"telegram_token": "secret-token"}, "ANXING_TELEGRAM_TOKEN"),
    ({"database": "mysql://root:hunter22@db/x"}, "sqlite:/// 或 postgresql://"),
    ({"database": "postgresql://me:hunter22@127.0.0.1:1/x"}, "连不上 PostgreSQL"),
    ({"database": "postgresql://me:hunter22@127.0.0.1:port/x"}, "地址写得不对"),
    ({"database": "sqlite:////proc/anxing/x.db"}, "打不开数据库 /proc/anxing/x.db"),
    ({"folder": "/proc/anxing"}, "设置 ANXING_DATA 有误：不能使用文件夹 /proc/anxing"),
    ({}, "还没有配置渠道"),
]


@pytest.mark.parametrize(("env", "named"), WRONG)
def test_a_wrong_setting_is_one_line_and_code_2(
    shell: Shell, env: dict[str, str], named: str, tmp_path: Path
) -> None:
    done = shell.run(Path(env.get("folder", tmp_path)), "run", **env)
    assert done.code == 2
    assert named in done.line
    assert "hunter22" not in done.line
    assert "secret-token" not in done.line


def test_a_file_that_is_no_database_is_said_to_be_none(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "anxing.db").write_text("这是一封信。" * 1000)
    done = shell.run(tmp_path, "status")
    assert (done.code, done.line) == (
        2,
        f"打不开数据库 {tmp_path}/anxing.db：file is not a database",
    )


@pytest.mark.parametrize("words", [["status"], ["verify"], ["backup", "x"], ["remind"]])
def test_a_look_into_the_wrong_folder_says_so_and_leaves_nothing_there(
    shell: Shell, words: list[str], tmp_path: Path
) -> None:
    done = shell.run(tmp_path / "typo", *words)
    assert done.code == 2
    assert "这里还没有安星的数据" in done.line
    assert not (tmp_path / "typo").exists()


TYPED = [
    ([], "还缺少：命令（用法见 anxing -h）"),
    (["server"], "没有“server”，可以是：demo、run、wecom-check、"),
    (["invite"], "--role 或 --person 要写一个（用法见 anxing invite -h）"),
    (["invite", "--role", "king"], "没有“king”，可以是：agency、principal、inspector、supervisor"),
    (["invite", "--role"], "--role 后面还缺少内容"),
    (["invite", "--role", "agency", "--person", "甲"], "--person 和 --role 只能写一个"),
    (["status", "all"], "看不懂：all"),
    (["backup"], "还缺少：文件夹"),
    (["remind", "--dry-run=1"], "--dry-run 后面不用写内容"),
]


@pytest.mark.parametrize(("words", "said"), TYPED)
def test_what_was_typed_wrong_is_said_in_one_line(
    shell: Shell, words: list[str], said: str, tmp_path: Path
) -> None:
    done = shell.run(tmp_path, *words)
    assert done.code == 2
    assert done.line.startswith(said)


@pytest.mark.parametrize("command", ["", "invite", "status", "backup", "restore", "remind"])
def test_help_is_in_chinese(shell: Shell, command: str, tmp_path: Path) -> None:
    done = shell.run(tmp_path, *command.split(), "-h")
    assert done.code == 0
    assert done.out.startswith("用法：anxing")
    assert "usage" not in done.out
    assert "show this" not in done.out
