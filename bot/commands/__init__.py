"""What ``anxing`` can be told to do, in the order its help shows it."""

from bot.commands.command import Command
from bot.commands.operating import OPERATING
from bot.commands.serving import SERVING
from bot.commands.template import TEMPLATE

COMMANDS: tuple[Command, ...] = (*SERVING, TEMPLATE, *OPERATING)
