"""Bringing a database to today's tables, in one transaction, at every start."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from storage.database import Unusable

FOLDER = Path(__file__).with_name("migrations")


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Migrate up to ``revision``; nothing to do where it stands there already. Raises ``Unusable``
    when a later version has been at it."""
    try:
        command.upgrade(_config(connection), revision)
    except CommandError as error:
        raise Unusable(f"这个数据库不是这个版本的安星能用的：{error}") from error


def downgrade(connection: Connection, revision: str = "base") -> None:
    command.downgrade(_config(connection), revision)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config
