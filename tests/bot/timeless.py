"""A loop whose time is no clock's: it stands while anything can be done, and then leaps."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Timeless(asyncio.SelectorEventLoop):
    """Waiting takes no time here, and exactly as long as was asked for."""

    def __init__(self) -> None:
        self._now = 0.0
        super().__init__()

    def time(self) -> float:
        return self._now

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]
            self._now = max(self._now, self._scheduled[0].when())  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


def timeless(story: Coroutine[Any, Any, None]) -> None:
    """Play it to its end."""
    with asyncio.Runner(loop_factory=Timeless) as runner:
        runner.run(story)
