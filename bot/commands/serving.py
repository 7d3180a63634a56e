"""The commands that speak with a messenger; what they are made of takes seconds to load."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from importlib import import_module

from bot.commands.command import Command, Work, no_options
from bot.settings import Settings


def later(module: str) -> Work:
    """Its ``run``, loaded when it is wanted: every other command answers without."""

    async def run(settings: Settings, asked: Namespace) -> int:
        code: int = await import_module(module).run(settings, asked)
        return code

    return run


def seconds(word: str) -> float:
    number = float(word) if word.isascii() and word.isdigit() else 0
    if not 1 <= number <= 3600:
        raise ArgumentTypeError("应是 1 到 3600 之间的整数（秒）")
    return number


def for_demo(parser: ArgumentParser) -> None:
    parser.add_argument("--fresh", action="store_true", help="丢掉上次演示的数据，重新开始")


def for_check(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--user", default="", metavar="用户ID", help="发给谁；不写就发给最先来说话的人"
    )
    parser.add_argument(
        "--wait", type=seconds, default=120.0, metavar="秒", help="每一步等人操作多久，平时120秒"
    )


SERVING = tuple(
    Command(name, help, later(module), options)
    for name, help, module, options in (
        ("demo", "用虚构的数据试用（打开网页即可）", "bot.commands.demo", for_demo),
        (
            "run",
            "启动已配置的渠道（Telegram、企业微信、网页）",
            "bot.commands.run",
            no_options,
        ),
        (
            "wecom-check",
            "一步一步检查企业微信机器人能不能用",
            "bot.commands.wecom_check",
            for_check,
        ),
    )
)
