"""Ids of our own: UUIDv7, so that rows sort by the time they were made."""

import os
import time


def new_id() -> str:
    """32 hex digits, ordered by time to a quarter of a microsecond, so that rows made one after
    another stay in that order; unique without asking the database."""
    ms, ns = divmod(time.time_ns(), 10**6)
    rest = int.from_bytes(os.urandom(8), "big") >> 2
    value = (ms & (1 << 48) - 1) << 80 | 0x7 << 76 | (ns * 4096 // 10**6) << 64
    value |= 0b10 << 62 | rest
    return f"{value:032x}"
