"""一企一档: all of one client in one view, what is missing, and its paper (item 6)."""

from handlers.client_file.handle import handle
from handlers.client_file.ways import record_ways

__all__ = ["handle", "record_ways"]
