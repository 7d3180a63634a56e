"""What an operator's command works with, and the sentence it fails with."""

from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.settings import Settings
from storage.database import Database
from storage.files import Files


def asks_the_database(asked: Namespace) -> None:
    """Most orders can do nothing without it."""


class Failure(Exception):
    """The command can't be done; the sentence says why. Exit code 1."""


@dataclass(frozen=True)
class Office:
    """A database nobody else writes to meanwhile: opened for the command, or the server's own; only
    the server knows what keeps its channels from working."""

    settings: Settings
    database: Database
    files: Files
    clock: Callable[[], datetime]
    troubles: Callable[[], Sequence[str]] = tuple


@dataclass(frozen=True)
class Order:
    """A command on the database. ``run`` returns what is printed; of what is asked only paths are
    not plain JSON. ``alone``: only while no server runs on this database. ``founds``: an empty
    database is a place to begin, not a mistake. ``offline``: what is printed where the order needs
    no database at all, else None."""

    name: str
    help: str
    run: Callable[[Office, Namespace], Awaitable[str]]
    arguments: Callable[[ArgumentParser], None] = lambda parser: None
    alone: bool = False
    founds: bool = False
    offline: Callable[[Namespace], str | None] = asks_the_database
