"""A disk that is full and then isn't: for the writer, which hears it from SQLite itself."""

from contextlib import suppress

from storage.database import Connection, Database, Unavailable

PLENTY = 1_000_000


async def fill(database: Database) -> None:
    """From now on no page more: what needs one is told that the disk is full."""

    def last(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    def more(connection: Connection) -> None:
        sql = "INSERT INTO counter (name, last) VALUES (hex(randomblob(30)), 0)"
        connection.exec_driver_sql(sql)

    await database.write(last)
    with suppress(Unavailable):
        for _ in range(10_000):
            await database.write(more)


async def free(database: Database) -> None:
    await database.write(lambda c: c.exec_driver_sql(f"PRAGMA max_page_count={PLENTY}") and None)
