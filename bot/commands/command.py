"""What a command of the command line is."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from bot.settings import Settings

Work = Callable[[Settings, Namespace], Coroutine[Any, Any, int]]


def no_options(parser: ArgumentParser) -> None:
    """Most commands are told all they need by the settings."""


@dataclass(frozen=True)
class Command:
    """``run`` gives the exit code. A ``Trouble`` of it is one line on stderr and code 2."""

    name: str
    help: str
    run: Work
    options: Callable[[ArgumentParser], None] = no_options


class Trouble(Exception):
    """Why a command can't do what it was told: one line, saying what to change."""
