"""Records → facts, and back from a fact's cases to the records, so that every half point opens."""

from storage.evidence.basics import conditions
from storage.evidence.counted import facts
from storage.evidence.labels import labels, open_ref

__all__ = ["conditions", "facts", "labels", "open_ref"]
