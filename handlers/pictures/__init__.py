"""Pictures sent where people would rather look than read, each with a text that says the same."""

from handlers.pictures.handle import handle

__all__ = ["handle"]
