"""Work on a database that was begun is carried through, even where who waited for it is gone."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE = 10.0
"""How long a server is waited for at the start and at the end (seconds)."""


class Underway:
    """What is being carried out. A driver that is cancelled in the middle closes its connection
    behind everybody's back, and may wait for its own thread without end; so it never is."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    async def whole(self, unit: Coroutine[Any, Any, T]) -> T:
        """The result of ``unit``, which goes on to its end where this call is cancelled."""
        task = asyncio.create_task(unit)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)

    async def end(self) -> None:
        """Wait for what nobody waits for any more; what a server keeps waiting is given up."""
        if self._tasks:
            _done, hanging = await asyncio.wait(tuple(self._tasks), timeout=PATIENCE)
            for task in hanging:
                task.cancel()
