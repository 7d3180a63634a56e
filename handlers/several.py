"""Several records settled by one form: what its receipt names in place of one record."""

from collections.abc import Sequence
from dataclasses import dataclass

from storage.entity import Record

SHOWN = 5


@dataclass(frozen=True)
class Batch:
    """No record itself: each of them is corrected where it stands."""

    number: str


def settled(records: Sequence[Record], measure: str) -> Record | Batch:
    """The one record, or all of them together: 3份：HT-2026-0001、HT-2026-0002、HT-2026-0003"""
    if len(records) == 1:
        return records[0]
    named = "、".join(record.number for record in records[:SHOWN])
    more = "等" if len(records) > SHOWN else ""
    return Batch(f"{len(records)}{measure}：{named}{more}")
