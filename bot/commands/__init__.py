"""What ``anxing`` can be told to do, in the order its help shows it."""

from bot.commands.command import Command
from bot.commands.demo import DEMO
from bot.commands.operating import OPERATING
from bot.commands.run import RUN
from bot.commands.template import TEMPLATE

COMMANDS: tuple[Command, ...] = (DEMO, RUN, TEMPLATE, *OPERATING)
