"""What no font of ours can draw is said to be missing, instead of printed as an empty box."""

import re
import unicodedata
from functools import cache
from pathlib import Path

import justmytype_intl_cjk
from PIL import ImageFont

FOLDER = Path(justmytype_intl_cjk.__file__).parent / "fonts" / "ofl"
MISSING = "〓"
"""What typesetters put where a sort is lacking: an emoji, a script or a name that no font has."""
NOWHERE = "\U0010fffd"
"""A character that is in no font: how a font draws what it lacks."""
_SIZE = 16
_SELECTS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Variation selectors: which form of the character before them is meant."""


@cache
def _fonts() -> tuple[tuple[ImageFont.FreeTypeFont, bytes], ...]:
    """Every font, and the box that it draws for what it lacks."""
    found = [ImageFont.truetype(str(one), _SIZE) for one in sorted(FOLDER.glob("*/*.ttf"))]
    return tuple((font, _drawn(font, NOWHERE)) for font in found)


def _drawn(font: ImageFont.FreeTypeFont, character: str) -> bytes:
    return bytes(font.getmask(character))


@cache
def has_glyph(character: str) -> bool:
    """Whether any font draws it; what is not to be seen needs none, but a private sign of some
    other system (a rare name typed there) is to be seen."""
    unseen = unicodedata.category(character) in ("Cc", "Cf", "Zs", "Zl", "Zp")
    if unseen or "一" <= character <= "龥" or _SELECTS.match(character):
        return True
    return any(_drawn(font, character) != box for font, box in _fonts())


def drawable(text: str) -> str:
    """Text in which each character that no font has is named as missing."""
    if text.isascii():
        return text
    return "".join(one if one.isascii() or has_glyph(one) else MISSING for one in text)
