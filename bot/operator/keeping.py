"""``anxing verify``, ``backup``, ``restore``: nothing is changed unseen, and nothing is lost."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from bot.operator.office import Failure, Office, Order
from bot.settings import Settings
from scheduler.sweep import sweep
from storage import audit, backup

SHOWN = 20


async def verify(office: Office, asked: Namespace) -> str:
    broken = await office.database.read(lambda connection: list(audit.verify(connection)))
    if broken:
        more = [f"…共 {len(broken)} 处"] if len(broken) > SHOWN else []
        raise Failure("\n".join(["审计记录不完整：", *broken[:SHOWN], *more]))
    return "审计记录完整，没有发现改动。"


def folder(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="文件夹", help="备份所在的文件夹")


async def back_up(office: Office, asked: Namespace) -> str:
    target = Path(asked.folder)
    try:
        return await backup.backup(office.database, office.files, target, office.clock())
    except backup.BackupError as error:
        raise Failure(str(error)) from error
    except OSError as error:
        raise Failure(f"不能备份到 {target}：{error.strerror or error}。") from error


def unfinished_restore(settings: Settings) -> Path:
    """There from the beginning of a restore until nothing can be sent a second time any more."""
    return settings.data / "restoring"


async def restore(office: Office, asked: Namespace) -> str:
    """What fell due between the backup and today was told by the lost copy: it is marked as in
    doubt instead of being sent again. Cut off anywhere, it can be told again to go on."""
    mark = unfinished_restore(office.settings)
    if mark.exists() and not await office.database.read(backup.is_empty):
        done = "接着做完了上次没有做完的恢复。"
    else:
        done = await _fill(office, Path(asked.folder), mark)
    await sweep(office.database, office.clock(), hour=0)
    await office.database.write(backup.silence)
    mark.unlink(missing_ok=True)
    return done


async def _fill(office: Office, source: Path, mark: Path) -> str:
    try:
        if await office.database.read(backup.is_empty):
            mark.touch()
        return await backup.restore(source, office.database, office.files)
    except backup.BackupError as error:
        mark.unlink(missing_ok=True)
        raise Failure(str(error)) from error


KEEPING = (
    Order("verify", "检查审计记录是否被改动", verify),
    Order("backup", "备份到一个新文件夹（服务不必停）", back_up, folder),
    Order("restore", "从备份恢复到空的数据文件夹", restore, folder, alone=True, founds=True),
)
