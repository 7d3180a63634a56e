"""Records → facts, and back from a fact's cases to the records, so that every half point opens."""

from storage.evidence.counted import facts

__all__ = ["facts"]
