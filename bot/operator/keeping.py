"""``anxing verify``, ``backup``, ``restore``, ``status``: nothing is lost, and what is stuck."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from bot.operator.office import Failure, Office, Order
from scheduler.sweep import sweep
from storage import audit, backup, inbox, outbox
from storage.outbox import Delivery
from storage.store import ZONE

STATES = {
    Delivery.QUEUED: "等待发送",
    Delivery.SENDING: "正在发送",
    Delivery.FAILED: "发送失败",
    Delivery.UNKNOWN: "不确定是否送达",
}


async def verify(office: Office, asked: Namespace) -> str:
    broken = await office.database.read(lambda connection: list(audit.verify(connection)))
    if broken:
        raise Failure("审计记录不完整：\n" + "\n".join(broken))
    return "审计记录完整，没有发现改动。"


def folder(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR")


async def back_up(office: Office, asked: Namespace) -> str:
    try:
        target = Path(asked.folder)
        return await backup.backup(office.database, office.files, target, office.clock())
    except backup.BackupError as error:
        raise Failure(str(error)) from error


async def restore(office: Office, asked: Namespace) -> str:
    """What fell due between the backup and today was told by the lost copy: it is marked as in
    doubt instead of being sent again."""
    try:
        done = await backup.restore(Path(asked.folder), office.database, office.files)
    except backup.BackupError as error:
        raise Failure(str(error)) from error
    await sweep(office.database, office.clock(), hour=0)
    await office.database.write(backup.silence)
    return done


async def status(office: Office, asked: Namespace) -> str:
    dead = await office.database.read(inbox.given_up)
    stuck = await office.database.read(outbox.unsent)
    lines = [f"放弃处理的消息：{len(dead)} 条"]
    lines += [
        f"  编号{one.seq}  {one.channel}  {one.received_at.astimezone(ZONE):%Y-%m-%d %H:%M}  "
        f"{one.error}"
        for one in dead
    ]
    lines.append(f"未送达的回复和提醒：{len(stuck)} 条")
    lines += [
        f"  编号{one.seq}  {one.channel}  {one.made_at.astimezone(ZONE):%Y-%m-%d %H:%M}  "
        f"{STATES[one.state]}  {one.error or ''}".rstrip()
        for one in stuck
    ]
    return "\n".join(lines)


KEEPING = (
    Order("verify", "检查审计记录是否被改动", verify),
    Order("backup", "备份到一个新文件夹", back_up, folder),
    Order("restore", "从备份恢复到空的数据文件夹", restore, folder, alone=True),
    Order("status", "列出没能处理的消息和没能送达的回复、提醒", status),
)
