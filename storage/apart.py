"""Long reading in a thread and on a connection of its own: nobody else waits for it."""

import asyncio
from typing import TypeVar

from sqlalchemy import event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.database import Work, begin_reading, configure_reader
from storage.writer import DISCREET

T = TypeVar("T")


async def read_apart(url: str, work: Work[T]) -> T:
    """What ``work`` finds in one snapshot of the database that is served at ``url``."""
    return await asyncio.to_thread(lambda: asyncio.run(_read(url, work)))


async def _read(url: str, work: Work[T]) -> T:
    engine = _engine(url)
    try:
        async with engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                await connection.execution_options(postgresql_readonly=True)
            async with connection.begin():
                return await connection.run_sync(work)
    finally:
        await engine.dispose()


def _engine(url: str) -> AsyncEngine:
    if not url.startswith("sqlite:///"):
        parsed = make_url(url).set(drivername="postgresql+asyncpg")
        return create_async_engine(
            parsed,
            poolclass=NullPool,
            isolation_level="REPEATABLE READ",
            hide_parameters=DISCREET,
        )
    path = url.removeprefix("sqlite:///")
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{path}", poolclass=NullPool, hide_parameters=DISCREET
    )
    event.listen(engine.sync_engine, "connect", configure_reader)
    event.listen(engine.sync_engine, "begin", begin_reading)
    return engine
