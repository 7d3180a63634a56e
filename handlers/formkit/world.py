"""What a step may know of the outside: the time, and the answers to the needs it named."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

PAGE_SIZE = 6


@dataclass(frozen=True)
class Need:
    """One question to the records: a page of a source's options, or the labels of ``selected``.

    ``within`` narrows a source by an earlier answer: the visits of the client just chosen.
    ``page`` is None where only labels are wanted.
    """

    source: str
    search: str = ""
    page: int | None = None
    within: str = ""
    selected: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """Options as (value, label), with the number there are in all."""

    options: tuple[tuple[str, str], ...] = ()
    total: int = 0
    page: int = 0

    @property
    def last(self) -> int:
        return max(0, (self.total - 1) // PAGE_SIZE)


@dataclass(frozen=True)
class World:
    now: datetime
    today: date
    options: Mapping[Need, Page] = field(default_factory=dict)
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)
    warned: Callable[[Any], Iterable[str]] | None = None
    """What a filled-in form will cost, in sentences for its review."""

    missing: set[Need] | None = None
    """Where given, needs that had no answer are put here: how a dry step tells what it lacks."""

    def page(self, need: Need) -> Page:
        found = self.options.get(need)
        if found is None and self.missing is not None:
            self.missing.add(need)
        return found or Page()

    def label(self, source: str, value: str) -> str:
        found = self.labels.get((source, value))
        if found is None:
            found = next(self._shown(source, value), None)
        if found is None and self.missing is not None:
            self.missing.add(Need(source, selected=(value,)))
        return found or "（已不在名单）"

    def _shown(self, source: str, value: str) -> Iterator[str]:
        for need, page in self.options.items():
            if need.source == source:
                yield from (label for key, label in page.options if key == value)
