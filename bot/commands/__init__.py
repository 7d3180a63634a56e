"""What ``anxing`` can be told to do, in the order its help shows it."""

from bot.commands.command import Command
from bot.commands.demo import DEMO
from bot.commands.operating import OPERATING
from bot.commands.run import RUN
from bot.commands.template import TEMPLATE
from bot.commands.wecom_check import WECOM_CHECK

COMMANDS: tuple[Command, ...] = (DEMO, RUN, WECOM_CHECK, TEMPLATE, *OPERATING)
