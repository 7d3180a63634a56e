"""What may be kept of what people send: the kind told by its content, pictures looked into."""

from storage.media.check import Examined, examine
from storage.media.refusal import NotTaken

__all__ = ["Examined", "NotTaken", "examine"]
