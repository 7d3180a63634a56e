"""The command line: ``anxing demo``, ``anxing run``, …"""

import asyncio
import sys
from collections.abc import Sequence

from bot.commands import COMMANDS
from bot.commands.command import Trouble
from bot.commands.parser import Parser
from bot.logs import masked, start_logging
from bot.settings import Unset, load
from storage.database import Busy, Unavailable, Unusable

WRONG = 2


def main(words: Sequence[str] | None = None) -> int:
    """The exit code: 2 with one line on stderr where a setting or the surroundings are wrong."""
    parser = Parser("anxing", description="安星：安全生产技术服务机构星级评定")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for command in COMMANDS:
        about = command.help
        command.options(commands.add_parser(command.name, help=about, description=about))
    chosen = parser.parse_args(words)
    command = next(one for one in COMMANDS if one.name == chosen.command)
    start_logging()
    try:
        return asyncio.run(command.run(load(), chosen))
    except (Unset, Trouble, Busy, Unusable) as problem:
        print(masked(str(problem)), file=sys.stderr)
        return WRONG
    except Unavailable as problem:
        print(masked(f"数据库现在用不了：{problem}"), file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
