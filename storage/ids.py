"""Ids of our own: UUIDv7, so that rows sort by the time they were made."""

import os
import time


def new_id(now_ms: int | None = None) -> str:
    """32 hex digits, ordered by millisecond; unique without asking the database."""
    ms = time.time_ns() // 1_000_000 if now_ms is None else now_ms
    rest = int.from_bytes(os.urandom(10), "big")
    value = (ms & (1 << 48) - 1) << 80 | 0x7 << 76 | (rest >> 66 & 0xFFF) << 64
    value |= 0b10 << 62 | rest & (1 << 62) - 1
    return f"{value:032x}"
