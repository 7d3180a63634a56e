"""``anxing run``: serve what is configured until told to stop."""

import asyncio
import signal
import sys
from argparse import Namespace
from collections.abc import Sequence

from bot.app import Anxing
from bot.channel import Channel
from bot.channels.telegram import Telegram
from bot.channels.wecom.channel import WeCom
from bot.commands.command import Trouble
from bot.doors import StoredDoors
from bot.operator.control import side_door
from bot.operator.keeping import unfinished_restore
from bot.operator.office import Office
from bot.settings import Settings
from bot.web import WebChannel

HALF_RESTORED = "上次的恢复没有做完：请先再执行一次同样的 anxing restore，再启动。"
NOTHING = (
    "还没有配置渠道：请设置 ANXING_TELEGRAM_TOKEN（Telegram）、ANXING_WECOM_BOT_ID 和 "
    "ANXING_WECOM_SECRET（企业微信）或 ANXING_WEB_PORT（网页）。"
)
HALF_WECOM = "企业微信要两项设置：ANXING_WECOM_BOT_ID 和 ANXING_WECOM_SECRET，现在只有一项。"


def say(line: str) -> None:
    """To the operator, at once."""
    print(line, flush=True)


def channels_of(app: Anxing) -> Sequence[Channel]:
    """What the settings ask for."""
    settings = app.settings
    found: list[Channel] = []
    if settings.web_port is not None:
        found.append(web_channel(app, settings.web_port)[0])
    if settings.telegram_token is not None:
        token = settings.telegram_token.get_secret_value()
        found.append(Telegram(token, app.files, settings.telegram_api))
    if wecom := wecom_of(app):
        found.append(wecom)
    if not found:
        raise Trouble(NOTHING)
    return found


def wecom_of(app: Anxing) -> WeCom | None:
    """Raises ``Trouble`` where half of what it needs is set."""
    id, secret = app.settings.wecom_bot_id, app.settings.wecom_secret
    if not id and secret is None:
        return None
    if not id or secret is None:
        raise Trouble(HALF_WECOM)
    url, kept = app.settings.wecom_url, secret.get_secret_value()
    return WeCom(url, id, kept, app.database, app.files, app.clock)


def web_channel(
    app: Anxing, port: int, *, demo: bool = False
) -> tuple[WebChannel, StoredDoors]:
    """The page and its doors; whoever comes in is greeted."""
    doors = StoredDoors(app.database, app.clock, demo=demo)
    channel = WebChannel(
        app.database,
        app.files,
        doors,
        app.clock,
        host=app.settings.web_host,
        port=port,
        public_url=app.settings.public_url,
    )
    doors.entered = channel.greet
    return channel, doors


async def until_told() -> None:
    """Until SIGTERM or Ctrl-C."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    await told.wait()


async def run(settings: Settings, _options: Namespace) -> int:
    if unfinished_restore(settings).exists():
        raise Trouble(HALF_RESTORED)
    async with Anxing(settings) as app:
        await _reach_files(app)
        channels = channels_of(app)
        await app.serve(channels)
        office = Office(
            app.settings, app.database, app.files, app.clock, lambda: troubles_of(channels)
        )
        async with side_door(office):
            for channel in channels:
                say(f"安星已启动：{_where(channel)}")
            await until_told()
            print("正在停止…", file=sys.stderr, flush=True)
    return 0


def troubles_of(channels: Sequence[Channel]) -> list[str]:
    """What keeps 企业微信 away: the log says it once, and nobody there can be told."""
    links = [channel.link for channel in channels if isinstance(channel, WeCom)]
    return [link.trouble for link in links if link.trouble]


def _where(channel: Channel) -> str:
    if isinstance(channel, WebChannel):
        return channel.address
    return "企业微信" if isinstance(channel, WeCom) else "Telegram"


async def _reach_files(app: Anxing) -> None:
    """Better no start than photos that can't be kept."""
    try:
        await asyncio.to_thread(app.files.check)
    except OSError as error:
        raise Trouble(f"不能使用 ANXING_S3_ENDPOINT 的文件存储：{error}。") from error
