"""The operator's orders as commands of the command line."""

import sys
from argparse import Namespace

from bot.clock import utc_now
from bot.commands.command import Command
from bot.operator.control import ORDERS, give
from bot.operator.office import Order
from bot.settings import Settings


def command(order: Order) -> Command:
    async def run(settings: Settings, asked: Namespace) -> int:
        code, text = await give(order, settings, asked, utc_now)
        print(text, file=sys.stderr if code else sys.stdout)
        return code

    return Command(order.name, order.help, run, order.arguments)


OPERATING = tuple(command(order) for order in ORDERS)
