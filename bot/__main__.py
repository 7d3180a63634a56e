"""The command line: ``anxing demo``, ``anxing run``, …"""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from bot.channels.webchat import CannotListen
from bot.commands import COMMANDS
from bot.commands.command import Trouble
from bot.logs import masked, start_logging
from bot.settings import Unset, load
from storage.database import Busy

WRONG = 2


def main(words: Sequence[str] | None = None) -> int:
    """The exit code: 2 with one line on stderr where a setting or the surroundings are wrong."""
    parser = argparse.ArgumentParser("anxing", description="安星：安全生产技术服务机构星级评定")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for command in COMMANDS:
        command.options(commands.add_parser(command.name, help=command.help))
    chosen = parser.parse_args(words)
    command = next(one for one in COMMANDS if one.name == chosen.command)
    start_logging()
    try:
        return asyncio.run(command.run(load(), chosen))
    except (Unset, Trouble, Busy, CannotListen) as problem:
        print(masked(str(problem)), file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
