"""Alembic's entry: it runs on the connection it is given, inside that connection's transaction."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from storage.tables import metadata


def as_stored(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A migration names the plain type a column is stored as: our own may change, it may not."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{type(item.impl_instance).__name__}()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,
    render_item=as_stored,
)
context.run_migrations()
